//! Sessions in D1. Reads go to the primary: an end counts on the very next request.

use serde::Deserialize;
use shared::audit::{Event, Row};
use shared::time::UnixMillis;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::Platform;
use super::audit_d1::insert_if;
use super::d1::{self, Value, batch, changes, failed, statement};
use super::devices_d1::arrive;
use crate::error::Internal;
use crate::ports::devices::Arrival;
use crate::ports::sessions::{EndedBy, NewSession, Opening, Previous, Session, Sessions};
use crate::secret::SecretHash;

const FIND: &str = "\
SELECT s.agency_code, g.name AS agency_name, s.login, e.name AS employee, s.unit, u.name AS unit_name,
       u.address AS unit_address, s.seance, g.may_change_point_of_sale AS may_choose, s.created_at,
       s.last_active_at, s.previous_at, s.previous_country, s.previous_address, s.ended_at IS NOT NULL AS ended, s.ended_by
FROM session s
JOIN agency g ON g.agency_code = s.agency_code
JOIN employee e ON e.agency_code = s.agency_code AND e.login = s.login
LEFT JOIN structure_unit u ON u.agency_code = s.agency_code AND u.unit = s.unit
WHERE s.secret_hash = ?1 AND s.product = ?2";

/// Opens a session only while the sign-in has everything that is demanded of it, whatever was read before. The
/// place must be one of the employee's own, with that seance; Boss has none.
const OPEN: &str = "\
INSERT INTO session (agency_code, secret_hash, login, product, unit, seance, created_at, last_active_at, address,
                     country, user_agent, previous_at, previous_country, previous_address)
SELECT i.agency_code, ?2, i.login, i.product, ?3, ?4, ?5, ?5, ?6, ?11, ?7, l.at, l.country, l.address
FROM sign_in i
JOIN employee e ON e.agency_code = i.agency_code AND e.login = i.login AND e.blocked_at IS NULL
JOIN agency g ON g.agency_code = i.agency_code AND g.blocked_at IS NULL
JOIN employee_product p ON p.agency_code = i.agency_code AND p.login = i.login AND p.product = i.product
LEFT JOIN second_factor f ON f.agency_code = i.agency_code AND f.login = i.login
LEFT JOIN last_sign_in l ON l.agency_code = i.agency_code AND l.login = i.login AND l.product = i.product
WHERE i.secret_hash = ?1 AND i.ended_at IS NULL AND f.locked_at IS NULL
  AND (?8 = 0 OR EXISTS (SELECT 1 FROM consent c WHERE c.agency_code = i.agency_code AND c.login = i.login
                         AND c.product = i.product AND c.version = ?9))
  AND (?10 = 0 OR f.activated_at IS NOT NULL)
  AND (f.activated_at IS NULL OR i.code_passed_at IS NOT NULL)
  AND (i.product = 'boss' OR EXISTS (
    SELECT 1 FROM employee_unit m
    JOIN structure_unit u ON u.agency_code = m.agency_code AND u.unit = m.unit AND u.blocked_at IS NULL
    JOIN seance q ON q.agency_code = u.agency_code AND q.unit = u.unit
    WHERE m.agency_code = i.agency_code AND m.login = i.login AND m.unit = ?3 AND q.name = ?4))";

const REMEMBER: &str = "\
INSERT INTO last_sign_in (agency_code, login, product, at, country, address, unit, seance)
SELECT agency_code, login, product, created_at, country, address, unit, seance FROM session WHERE secret_hash = ?1
ON CONFLICT (agency_code, login, product)
DO UPDATE SET at = excluded.at, country = excluded.country, address = excluded.address, unit = excluded.unit,
              seance = excluded.seance";

/// Mails follow the language of the windows. It comes after the notice, which the owner is to read, not a stranger.
const SPEAK: &str = "\
UPDATE employee SET language = ?2
WHERE (agency_code, login) = (SELECT agency_code, login FROM session WHERE secret_hash = ?1) AND language <> ?2";

const FINISH: &str = "\
UPDATE sign_in SET ended_at = ?3
WHERE secret_hash = ?1 AND EXISTS (SELECT 1 FROM session WHERE secret_hash = ?2)";

/// Moves a session that lives, while a change of its own is under way.
const MOVE: &str = "\
UPDATE session SET unit = ?3, seance = ?4
WHERE secret_hash = ?2 AND ended_at IS NULL
  AND EXISTS (SELECT 1 FROM sign_in i WHERE i.secret_hash = ?1 AND i.session_hash = ?2 AND i.ended_at IS NULL)
  AND EXISTS (
    SELECT 1 FROM employee_unit m
    JOIN agency g ON g.agency_code = m.agency_code AND g.may_change_point_of_sale = 1
    JOIN structure_unit u ON u.agency_code = m.agency_code AND u.unit = m.unit AND u.blocked_at IS NULL
    JOIN seance q ON q.agency_code = u.agency_code AND q.unit = u.unit
    WHERE m.agency_code = session.agency_code AND m.login = session.login AND m.unit = ?3 AND q.name = ?4)";

const REMEMBER_MOVE: &str = "\
UPDATE last_sign_in SET unit = ?2, seance = ?3
WHERE EXISTS (SELECT 1 FROM session s WHERE s.secret_hash = ?1 AND s.agency_code = last_sign_in.agency_code
              AND s.login = last_sign_in.login AND s.product = last_sign_in.product AND s.unit = ?2
              AND s.seance = ?3)";

/// Writes the rows of sessions that have run out.
const TELL_EXPIRED: &str = "\
INSERT INTO audit (agency_code, at, audit_id, event, actor, subject, detail)
SELECT agency_code, ?1, 'expired-' || secret_hash, ?4, login, login,
       CASE WHEN created_at <= ?3 THEN 'absolute' ELSE 'idle' END
FROM session WHERE ended_at IS NULL AND (last_active_at <= ?2 OR created_at <= ?3) LIMIT 500
ON CONFLICT DO NOTHING";

/// Ends the sessions whose rows were written.
const EXPIRE: &str = "\
UPDATE session SET ended_at = ?1, ended_by = CASE WHEN created_at <= ?3 THEN 'absolute' ELSE 'idle' END
WHERE ended_at IS NULL AND (last_active_at <= ?2 OR created_at <= ?3)
  AND EXISTS (SELECT 1 FROM audit a WHERE a.agency_code = session.agency_code
              AND a.audit_id = 'expired-' || session.secret_hash)";

#[derive(Deserialize)]
struct SessionRow {
    agency_code: u32,
    agency_name: String,
    login: String,
    employee: String,
    unit: Option<String>,
    unit_name: Option<String>,
    unit_address: Option<String>,
    seance: Option<String>,
    may_choose: u32,
    created_at: i64,
    last_active_at: i64,
    previous_at: Option<i64>,
    previous_country: Option<String>,
    previous_address: Option<String>,
    ended: u32,
    ended_by: Option<String>,
}

impl Sessions for Platform {
    async fn session(&self, secret: &SecretHash, product: Product) -> Result<Option<Session>, Internal> {
        let values = [Value::Text(secret.as_str()), Value::Text(product.as_str())];
        let found = statement(&self.db, FIND, &values)?.first::<SessionRow>(None).await;
        found.map_err(|error| failed("session", &error))?.map(read).transpose()
    }

    async fn open_session(
        &self,
        session: &NewSession,
        arrival: &Arrival,
        row: &Row,
    ) -> Result<Opening, Internal> {
        let (sign_in, secret) = (session.sign_in.as_str(), session.secret.as_str());
        let unit = session.place.as_ref().map(|(id, _)| id.unit());
        let seance = session.place.as_ref().map(|(_, seance)| seance.as_str());
        let open = [
            Value::Text(sign_in),
            Value::Text(secret),
            Value::MaybeText(unit),
            Value::MaybeText(seance),
            Value::Moment(session.at),
            Value::Text(&session.address),
            Value::Text(&session.user_agent),
            Value::Number(u32::from(session.demands.consent)),
            Value::Text(&session.consent_version),
            Value::Number(u32::from(session.demands.two_factor)),
            Value::MaybeText(session.country.as_deref()),
        ];
        let finish = [Value::Text(sign_in), Value::Text(secret), Value::Moment(session.at)];
        let opened = "SELECT 1 FROM session WHERE secret_hash = ?10";
        let speak = [Value::Text(secret), Value::Text(session.language.as_str())];
        let [rotate, tell, known, add, make_room] = arrive(&self.db, session, arrival)?;
        let statements = vec![
            statement(&self.db, OPEN, &open)?,
            insert_if(&self.db, row, opened, [Value::Text(secret)])?,
            rotate,
            tell,
            known,
            add,
            make_room,
            statement(&self.db, SPEAK, &speak)?,
            statement(&self.db, REMEMBER, &[Value::Text(secret)])?,
            statement(&self.db, FINISH, &finish)?,
        ];
        let [opened, _, _, told, ..] = batch::<10>(&self.db, "open session", statements).await?;
        if changes("session", &opened)? == 0 {
            return Ok(Opening::Refused);
        }
        Ok(Opening::Opened { mail_queued: changes("outbox", &told)? > 0 })
    }

    async fn move_session(
        &self,
        sign_in: &SecretHash,
        session: &SecretHash,
        place: &(StructureUnitId, String),
        row: &Row,
    ) -> Result<bool, Internal> {
        let (unit, seance) = (place.0.unit(), place.1.as_str());
        let (sign_in, session) = (sign_in.as_str(), session.as_str());
        let moving = [Value::Text(sign_in), Value::Text(session), Value::Text(unit), Value::Text(seance)];
        let remember = [Value::Text(session), Value::Text(unit), Value::Text(seance)];
        let at_place = "SELECT 1 FROM session s JOIN sign_in i ON i.session_hash = s.secret_hash \
                        WHERE s.secret_hash = ?10 AND i.secret_hash = ?11 AND s.unit = ?12 AND s.seance = ?13 \
                        AND s.ended_at IS NULL AND i.ended_at IS NULL";
        let own = [Value::Text(session), Value::Text(sign_in), Value::Text(unit), Value::Text(seance)];
        let end = "UPDATE sign_in SET ended_at = ?2 WHERE secret_hash = ?1 AND ended_at IS NULL";
        let statements = vec![
            statement(&self.db, MOVE, &moving)?,
            statement(&self.db, REMEMBER_MOVE, &remember)?,
            insert_if(&self.db, row, at_place, own)?,
            statement(&self.db, end, &[Value::Text(sign_in), Value::Moment(row.at)])?,
        ];
        let [moved, ..] = batch::<4>(&self.db, "move session", statements).await?;
        Ok(changes("session", &moved)? > 0)
    }

    async fn mark_active(
        &self,
        secret: &SecretHash,
        at: UnixMillis,
        active_since: UnixMillis,
        opened_since: UnixMillis,
    ) -> Result<(), Internal> {
        let sql = "UPDATE session SET last_active_at = ?2 WHERE secret_hash = ?1 AND ended_at IS NULL \
                   AND last_active_at < ?2 AND last_active_at > ?3 AND created_at > ?4";
        let values = [
            Value::Text(secret.as_str()),
            Value::Moment(at),
            Value::Moment(active_since),
            Value::Moment(opened_since),
        ];
        statement(&self.db, sql, &values)?
            .run()
            .await
            .map(drop)
            .map_err(|error| failed("mark active", &error))
    }

    async fn expire_sessions(
        &self,
        now: UnixMillis,
        active_since: UnixMillis,
        opened_since: UnixMillis,
    ) -> Result<(), Internal> {
        let moments = || [Value::Moment(now), Value::Moment(active_since), Value::Moment(opened_since)];
        let event = Value::Text(Event::SessionExpired.as_str());
        let tell: Vec<Value<'_>> = moments().into_iter().chain([event]).collect();
        let statements =
            vec![statement(&self.db, TELL_EXPIRED, &tell)?, statement(&self.db, EXPIRE, &moments())?];
        batch::<2>(&self.db, "expire sessions", statements).await.map(drop)
    }

    async fn end_session(&self, secret: &SecretHash, ended_by: EndedBy, row: &Row) -> Result<(), Internal> {
        let alive = "SELECT 1 FROM session WHERE secret_hash = ?10 AND ended_at IS NULL";
        let end =
            "UPDATE session SET ended_at = ?2, ended_by = ?3 WHERE secret_hash = ?1 AND ended_at IS NULL";
        let values = [Value::Text(secret.as_str()), Value::Moment(row.at), Value::Text(ended_by.as_str())];
        let statements = vec![
            insert_if(&self.db, row, alive, [Value::Text(secret.as_str())])?,
            statement(&self.db, end, &values)?,
        ];
        batch::<2>(&self.db, "end session", statements).await.map(drop)
    }
}

fn read(row: SessionRow) -> Result<Session, Internal> {
    let agency = d1::agency("session", row.agency_code)?;
    let unit = row.unit.map(|letters| d1::unit("session", agency, &letters)).transpose()?;
    let ended_by =
        EndedBy::ALL.into_iter().find(|ended_by| row.ended_by.as_deref() == Some(ended_by.as_str()));
    Ok(Session {
        agency,
        agency_name: row.agency_name,
        login: d1::login("session", &row.login)?,
        employee: row.employee,
        unit: unit.map(|id| (id, row.unit_name.unwrap_or_default(), row.unit_address.unwrap_or_default())),
        seance: row.seance,
        may_choose: row.may_choose != 0,
        created_at: UnixMillis(row.created_at),
        last_active_at: UnixMillis(row.last_active_at),
        previous: row.previous_at.map(|at| Previous {
            at: UnixMillis(at),
            country: row.previous_country,
            address: row.previous_address.unwrap_or_default(),
        }),
        // Whatever has ended it, it has ended.
        ended_by: ended_by.or_else(|| (row.ended != 0).then_some(EndedBy::Elsewhere)),
    })
}
