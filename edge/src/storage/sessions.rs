//! Sessions of employees.

use shared::api::admin::employees::Role;
use shared::audit::{Event, Row};
use shared::flow::demands::Demands;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::audit::insert_if;
use super::database::Database;
use super::devices::{Arrival, arrive};
pub use super::ended_by::EndedBy;
use super::row::{row, unit};
use super::statement::Statement;
use super::texts::{built_in, counting_consent};
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

const FIND: &str = "\
SELECT s.agency_code, g.name AS agency_name, s.login, e.name AS employee, e.role, s.unit, u.name AS unit_name,
       u.address AS unit_address, s.seance, g.may_change_point_of_sale AS may_choose, s.created_at,
       s.last_active_at, s.previous_at, s.previous_country, s.previous_address,
       CASE WHEN s.ended_at IS NOT NULL THEN coalesce(s.ended_by, 'elsewhere') END AS ended_by,
       s.ended_at IS NOT NULL AND s.unit IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM employee_unit m
         WHERE m.agency_code = s.agency_code AND m.login = s.login AND m.unit = s.unit) AS place_taken
FROM session s
JOIN agency g ON g.agency_code = s.agency_code
JOIN employee e ON e.agency_code = s.agency_code AND e.login = s.login
LEFT JOIN structure_unit u ON u.agency_code = s.agency_code AND u.unit = s.unit
WHERE s.secret_hash = :session AND s.product = :product";

const REMEMBER: &str = "\
INSERT INTO last_sign_in (agency_code, login, product, at, country, address, unit, seance)
SELECT agency_code, login, product, created_at, country, address, unit, seance FROM session WHERE secret_hash = :session
ON CONFLICT (agency_code, login, product)
DO UPDATE SET at = excluded.at, country = excluded.country, address = excluded.address, unit = excluded.unit,
              seance = excluded.seance";

/// Mails follow the language of the windows. It comes after the notice, which the owner is to read, not a stranger.
const SPEAK: &str = "\
UPDATE employee SET language = :language
WHERE (agency_code, login) = (SELECT agency_code, login FROM session WHERE secret_hash = :session AND ended_at IS NULL)
  AND language <> :language";

const FINISH: &str = "\
UPDATE sign_in SET ended_at = :at
WHERE secret_hash = :sign_in AND EXISTS (SELECT 1 FROM session WHERE secret_hash = :session)";

/// Moves a session that lives, while a change of its own is under way.
const MOVE: &str = "\
UPDATE session SET unit = :unit, seance = :seance
WHERE secret_hash = :session AND ended_at IS NULL
  AND EXISTS (SELECT 1 FROM sign_in i
              WHERE i.secret_hash = :sign_in AND i.session_hash = :session AND i.ended_at IS NULL)
  AND EXISTS (
    SELECT 1 FROM employee_unit m
    JOIN agency g ON g.agency_code = m.agency_code AND g.may_change_point_of_sale = 1
    JOIN structure_unit u ON u.agency_code = m.agency_code AND u.unit = m.unit AND u.blocked_at IS NULL
    JOIN seance q ON q.agency_code = u.agency_code AND q.unit = u.unit
    WHERE m.agency_code = session.agency_code AND m.login = session.login AND m.unit = :unit AND q.name = :seance)
RETURNING secret_hash";

/// The session of a change that is under way, if it is at the place by now.
const MOVED: &str = "\
SELECT s.agency_code, s.login, s.product
FROM sign_in i JOIN session s ON s.secret_hash = i.session_hash
WHERE i.secret_hash = :sign_in AND s.secret_hash = :session AND s.unit = :unit AND s.seance = :seance
  AND s.ended_at IS NULL AND i.ended_at IS NULL";

/// Each alternative says all of it, so that it has an index of its own.
const RUN_OUT: &str = "\
(ended_at IS NULL AND last_active_at <= :active_since OR ended_at IS NULL AND created_at <= :opened_since)";
const WHY: &str = "CASE WHEN created_at <= :opened_since THEN 'absolute' ELSE 'idle' END";

/// A session with what its page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose agency.
    pub agency: AgencyCode,
    /// Name of that agency.
    pub agency_name: String,
    /// Whose.
    pub login: Login,
    /// Name of the employee.
    pub employee: String,
    /// As what.
    pub role: Role,
    /// Where (Cashier): identifier, name, address.
    pub unit: Option<(StructureUnitId, String, String)>,
    /// In which seance (Cashier).
    pub seance: Option<String>,
    /// Whether the employees of the agency may choose among their points of sale.
    pub may_choose: bool,
    /// When it was opened.
    pub created_at: UnixMillis,
    /// When its owner last did something.
    pub last_active_at: UnixMillis,
    /// The sign-in before it.
    pub previous: Option<Previous>,
    /// Why it is over, if that was stored.
    pub ended_by: Option<EndedBy>,
    /// Whether it is over and its point of sale is none of the owner's any more.
    pub place_taken: bool,
}

/// An earlier sign-in to the same product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Previous {
    /// When.
    pub at: UnixMillis,
    /// From which country, if the platform saw one.
    pub country: Option<String>,
    /// From which address.
    pub address: String,
}

/// A session to open at the end of a sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSession {
    /// Digest of the value that the browser will hold.
    pub secret: SecretHash,
    /// The sign-in that it ends.
    pub sign_in: SecretHash,
    /// What the product demands of the sign-in.
    pub demands: Demands,
    /// Where and in which seance (Cashier).
    pub place: Option<(StructureUnitId, String)>,
    /// When.
    pub at: UnixMillis,
    /// From which address.
    pub address: String,
    /// From which country, if the platform saw one.
    pub country: Option<String>,
    /// With which browser.
    pub user_agent: String,
    /// In which language: mails to the account follow it.
    pub language: Language,
}

/// Whether a session was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Nothing was done.
    Refused,
    /// It is open.
    Opened {
        /// Whether a mail tells the owner of it.
        mail_queued: bool,
    },
}

row! {
    struct SessionRow {
        agency_code: AgencyCode,
        agency_name: String,
        login: Login,
        employee: String,
        role: Role,
        unit: Option<String>,
        unit_name: Option<String>,
        unit_address: Option<String>,
        seance: Option<String>,
        may_choose: bool,
        created_at: UnixMillis,
        last_active_at: UnixMillis,
        previous_at: Option<UnixMillis>,
        previous_country: Option<String>,
        previous_address: Option<String>,
        ended_by: Option<EndedBy>,
        place_taken: bool,
    }
}

/// Sessions.
pub trait Sessions: Database {
    /// The session of this value at this product, alive or over.
    async fn session(&self, secret: &SecretHash, product: Product) -> Result<Option<Session>, Internal> {
        let find = Statement::new(FIND).with("session", secret).with("product", product);
        self.one("session", find).await?.first::<SessionRow>()?.map(read).transpose()
    }

    /// Ends the sign-in, opens the session, remembers it as the last one, makes the browser known (see [`Arrival`]) and
    /// writes the row; or does nothing, if the sign-in is over, lacks what is demanded, or has lost its place.
    async fn open_session(
        &self,
        session: &NewSession,
        arrival: &Arrival,
        row: &Row,
    ) -> Result<Opening, Internal> {
        let of_session = |sql: &'static str| Statement::new(sql).with("session", &session.secret);
        let finish = of_session(FINISH).with("sign_in", &session.sign_in).with("at", session.at);
        let opened = of_session("SELECT 1 FROM session WHERE secret_hash = :session");
        let [rotate, tell, known, add, make_room] = arrive(&session.secret, session.at, arrival);
        let batch = [
            open(session),
            insert_if(row, opened),
            rotate,
            tell,
            known,
            add,
            make_room,
            of_session(SPEAK).with("language", session.language),
            of_session(REMEMBER),
            finish,
        ];
        let [opened, _, _, told, ..] = self.batch("open session", batch).await?;
        Ok(if opened.any() { Opening::Opened { mail_queued: told.any() } } else { Opening::Refused })
    }

    /// Ends the sign-in, moves its session to the place and writes the row, if that is one of the employee's; says
    /// whether it did.
    async fn move_session(
        &self,
        sign_in: &SecretHash,
        session: &SecretHash,
        place: &(StructureUnitId, String),
        row: &Row,
    ) -> Result<bool, Internal> {
        let (unit, seance) = (place.0.unit(), &place.1);
        let moving = |sql: String| {
            let whose = Statement::new(sql).with("sign_in", sign_in).with("session", session);
            whose.with("unit", unit).with("seance", seance)
        };
        let remember = format!(
            "UPDATE last_sign_in SET unit = :unit, seance = :seance WHERE (agency_code, login, product) = ({MOVED})"
        );
        let end = "UPDATE sign_in SET ended_at = :at WHERE secret_hash = :sign_in AND ended_at IS NULL";
        let batch = [
            moving(MOVE.to_owned()),
            moving(remember),
            insert_if(row, moving(MOVED.to_owned())),
            Statement::new(end).with("sign_in", sign_in).with("at", row.at),
        ];
        let [moved, ..] = self.batch("move session", batch).await?;
        Ok(moved.any())
    }

    /// Moves the owner's last input forward to `at`, never back, while the session lives: its last input after
    /// `active_since`, its opening after `opened_since`.
    async fn mark_active(
        &self,
        secret: &SecretHash,
        at: UnixMillis,
        active_since: UnixMillis,
        opened_since: UnixMillis,
        language: Language,
    ) -> Result<(), Internal> {
        let mark = "UPDATE session SET last_active_at = :at WHERE secret_hash = :session AND ended_at IS NULL \
                    AND last_active_at < :at AND last_active_at > :active_since AND created_at > :opened_since";
        let mark = Statement::new(mark).with("session", secret).with("at", at);
        let mark = mark.with("active_since", active_since).with("opened_since", opened_since);
        let speak = Statement::new(SPEAK).with("session", secret).with("language", language);
        self.run("mark active", vec![mark, speak]).await.map(drop)
    }

    /// Ends sessions that have run out, at most five hundred, each with an audit row: those without input since
    /// `active_since`, and those opened at `opened_since` or earlier.
    async fn expire_sessions(
        &self,
        now: UnixMillis,
        active_since: UnixMillis,
        opened_since: UnixMillis,
    ) -> Result<(), Internal> {
        let moments = |sql: String| {
            let sql = Statement::new(sql).with("now", now);
            sql.with("active_since", active_since).with("opened_since", opened_since)
        };
        let tell = format!(
            "INSERT INTO audit (agency_code, at, audit_id, event, actor, subject, detail) \
             SELECT agency_code, :now, 'expired-' || secret_hash, :event, login, login, {WHY} \
             FROM session WHERE {RUN_OUT} LIMIT 500 ON CONFLICT DO NOTHING"
        );
        let end = format!(
            "UPDATE session SET ended_at = :now, ended_by = {WHY} WHERE {RUN_OUT} AND EXISTS ( \
             SELECT 1 FROM audit a WHERE a.agency_code = session.agency_code \
             AND a.audit_id = 'expired-' || session.secret_hash)"
        );
        let batch = [moments(tell).with("event", Event::SessionExpired.as_str()), moments(end)];
        self.batch("expire sessions", batch).await.map(drop)
    }

    /// Ends a session that has not ended, and writes the row.
    async fn end_session(&self, secret: &SecretHash, ended_by: EndedBy, row: &Row) -> Result<(), Internal> {
        let alive = "SELECT 1 FROM session WHERE secret_hash = :session AND ended_at IS NULL";
        let end = "UPDATE session SET ended_at = :at, ended_by = :ended_by \
                   WHERE secret_hash = :session AND ended_at IS NULL";
        let end = Statement::new(end).with("session", secret).with("at", row.at).with("ended_by", ended_by);
        let tell = insert_if(row, Statement::new(alive).with("session", secret));
        self.batch("end session", [tell, end]).await.map(drop)
    }
}

impl<D: Database> Sessions for D {}

/// Opens a session only while the sign-in has everything that is demanded of it, whatever was read before. The
/// place must be one of the employee's own, with that seance; Boss has none.
fn open(session: &NewSession) -> Statement {
    let text = counting_consent("i.product", ":at");
    let open = Statement::new(format!(
        "\
INSERT INTO session (agency_code, secret_hash, login, product, unit, seance, created_at, last_active_at, address,
                     country, user_agent, previous_at, previous_country, previous_address, code_at)
SELECT i.agency_code, :session, i.login, i.product, :unit, :seance, :at, :at, :address,
       :country, :user_agent, l.at, l.country, l.address, i.code_passed_at
FROM sign_in i
JOIN employee e ON e.agency_code = i.agency_code AND e.login = i.login AND e.blocked_at IS NULL
JOIN agency g ON g.agency_code = i.agency_code AND g.blocked_at IS NULL
JOIN employee_product p ON p.agency_code = i.agency_code AND p.login = i.login AND p.product = i.product
LEFT JOIN second_factor f ON f.agency_code = i.agency_code AND f.login = i.login
LEFT JOIN last_sign_in l ON l.agency_code = i.agency_code AND l.login = i.login AND l.product = i.product
WHERE i.secret_hash = :sign_in AND i.ended_at IS NULL AND f.locked_at IS NULL
  AND (:consent_demanded = 0 OR EXISTS (
    SELECT 1 FROM consent c WHERE c.agency_code = i.agency_code AND c.login = i.login
                              AND c.product = i.product AND c.version = {text}))
  AND (:two_factor_demanded = 0 OR f.activated_at IS NOT NULL)
  AND (f.activated_at IS NULL OR i.code_passed_at IS NOT NULL)
  AND (i.product = 'boss' OR EXISTS (
    SELECT 1 FROM employee_unit m
    JOIN structure_unit u ON u.agency_code = m.agency_code AND u.unit = m.unit AND u.blocked_at IS NULL
    JOIN seance q ON q.agency_code = u.agency_code AND q.unit = u.unit
    WHERE m.agency_code = i.agency_code AND m.login = i.login AND m.unit = :unit AND q.name = :seance))
RETURNING secret_hash"
    ));
    built_in(open)
        .with("sign_in", &session.sign_in)
        .with("session", &session.secret)
        .with("unit", session.place.as_ref().map(|(id, _)| id.unit()))
        .with("seance", session.place.as_ref().map(|(_, seance)| seance))
        .with("at", session.at)
        .with("address", &session.address)
        .with("country", session.country.as_ref())
        .with("user_agent", &session.user_agent)
        .with("consent_demanded", session.demands.consent)
        .with("two_factor_demanded", session.demands.two_factor)
}

fn read(row: SessionRow) -> Result<Session, Internal> {
    let unit = row.unit.map(|letters| unit("session", row.agency_code, &letters));
    let place = |id| (id, row.unit_name.unwrap_or_default(), row.unit_address.unwrap_or_default());
    Ok(Session {
        agency: row.agency_code,
        agency_name: row.agency_name,
        login: row.login,
        employee: row.employee,
        role: row.role,
        unit: unit.transpose()?.map(place),
        seance: row.seance,
        may_choose: row.may_choose,
        created_at: row.created_at,
        last_active_at: row.last_active_at,
        previous: row.previous_at.map(|at| Previous {
            at,
            country: row.previous_country,
            address: row.previous_address.unwrap_or_default(),
        }),
        ended_by: row.ended_by,
        place_taken: row.place_taken,
    })
}
