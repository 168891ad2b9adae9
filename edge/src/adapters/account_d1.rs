//! One's own account in D1: each change is one batch, and so one transaction.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::product::Product;

use super::Platform;
use super::audit_d1::insert_if;
use super::d1::{Value, batch, changes, first, rows, statement};
use super::devices_d1::make_known;
use super::outbox_d1::notify_if;
use super::row::row;
use super::second_factors_d1::replace_key_if;
use crate::error::Internal;
use crate::locks::LockKey;
use crate::ports::account::{
    AccountFacts, Accounts, AtHand, Ending, LiveSession, PasswordChange, PastConsent, Reissue,
};
use crate::secret::SecretHash;

const SESSIONS: &str = "\
SELECT s.secret_hash, s.product, s.created_at, s.last_active_at, s.address, s.country, s.user_agent, u.name AS unit_name
FROM session s LEFT JOIN structure_unit u ON u.agency_code = s.agency_code AND u.unit = s.unit
WHERE s.agency_code = ?1 AND s.login = ?2 AND s.ended_at IS NULL AND s.last_active_at > ?4 AND s.created_at > ?5
ORDER BY s.secret_hash = ?3 DESC, s.last_active_at DESC, s.secret_hash LIMIT 100";

const CONSENTS: &str = "\
SELECT product, version, given_at FROM consent WHERE agency_code = ?1 AND login = ?2
ORDER BY given_at DESC, product, version LIMIT 100";

const SWITCHES: &str = "\
SELECT g.reissue_by_administrator, f.activated_at IS NOT NULL AS two_factor
FROM agency g LEFT JOIN second_factor f ON f.agency_code = g.agency_code AND f.login = ?2
WHERE g.agency_code = ?1";

/// Writes a row for each session that is about to end.
const TELL_ENDED: &str = "\
INSERT INTO audit (agency_code, at, audit_id, event, actor, subject, detail, address, request_id)
SELECT agency_code, ?6, 'ended-' || secret_hash, ?7, login, login, product, ?8, ?9
FROM session WHERE agency_code = ?1 AND login = ?2 AND ended_at IS NULL AND last_active_at > ?4 AND created_at > ?5";

const END: &str = "\
UPDATE session SET ended_at = ?6, ended_by = 'elsewhere'
WHERE agency_code = ?1 AND login = ?2 AND ended_at IS NULL AND last_active_at > ?4 AND created_at > ?5";

/// Whether the session at hand is alive: a part of statements whose first five values are those of [`own`].
const ALIVE: &str = "\
EXISTS (SELECT 1 FROM session s WHERE s.agency_code = ?1 AND s.login = ?2 AND s.secret_hash = ?3 AND s.ended_at IS NULL
        AND s.last_active_at > ?4 AND s.created_at > ?5)";

/// The triggers of this change end whatever hangs on the old password, the session at hand too.
const CHANGE: &str = "\
UPDATE employee SET password_hash = ?6, password_version = password_version + 1
WHERE agency_code = ?1 AND login = ?2 AND password_version = ?7 AND blocked_at IS NULL";

/// Goes on with the session at hand under another value, if the change before it was made.
const RENEW: &str = "\
INSERT INTO session (agency_code, secret_hash, login, product, unit, seance, created_at, last_active_at, address,
                     country, user_agent, previous_at, previous_country, previous_address)
SELECT s.agency_code, ?4, s.login, s.product, s.unit, s.seance, s.created_at, s.last_active_at, s.address, s.country,
       s.user_agent, s.previous_at, s.previous_country, s.previous_address
FROM session s JOIN employee e ON e.agency_code = s.agency_code AND e.login = s.login AND e.password_hash = ?5
WHERE s.agency_code = ?1 AND s.login = ?2 AND s.secret_hash = ?3";

/// Tells the value before from those of the sessions that have ended.
const SUPERSEDE: &str = "\
UPDATE session SET ended_by = 'renewed'
WHERE secret_hash = ?1 AND EXISTS (SELECT 1 FROM session WHERE secret_hash = ?2)";

/// The rule of `accept_code` for a code that is used up by a re-issue.
const ACCEPT: &str = "\
UPDATE second_factor
SET last_step = ?6, accepted_by = ?7, failed = 0, in_flight = max(in_flight - 1, 0)
WHERE agency_code = ?1 AND login = ?2 AND last_step < ?6 AND locked_at IS NULL AND sealed_key = ?8
  AND activated_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM agency g WHERE g.agency_code = ?1 AND g.reissue_by_administrator = 0)";

/// Whether the key is the one that a re-issue has just made, for the notice and for the rows of it.
const MADE_NOTICE: &str =
    "SELECT 1 FROM second_factor f WHERE f.agency_code = ?11 AND f.login = ?12 AND f.link_id = ?13";
const MADE_ROW: &str =
    "SELECT 1 FROM second_factor f WHERE f.agency_code = ?10 AND f.login = ?11 AND f.link_id = ?12";

row! {
    struct SessionRow {
        secret_hash: String,
        product: String,
        created_at: i64,
        last_active_at: i64,
        address: String,
        country: Option<String>,
        user_agent: String,
        unit_name: Option<String>,
    }
}

row! {
    struct ConsentRow {
        product: String,
        version: String,
        given_at: i64,
    }
}

row! {
    struct KnownRow {
        known: u32,
    }
}

row! {
    struct SwitchRow {
        reissue_by_administrator: u32,
        two_factor: u32,
    }
}

impl Accounts for Platform {
    async fn account(&self, at_hand: &AtHand) -> Result<AccountFacts, Internal> {
        let account = [Value::Number(at_hand.agency.as_number()), Value::Text(at_hand.login.as_str())];
        let statements = vec![
            statement(&self.db, SESSIONS, &own(at_hand))?,
            statement(&self.db, CONSENTS, &account)?,
            statement(&self.db, SWITCHES, &account)?,
        ];
        let [sessions, consents, switches] = batch(&self.db, "account", statements).await?;
        let switches = first::<SwitchRow>("agency", &switches)?
            .ok_or_else(|| Internal::fault(format!("agency {} is gone", at_hand.agency)))?;
        Ok(AccountFacts {
            sessions: rows("session", &sessions)?.into_iter().map(session).collect::<Result<_, _>>()?,
            consents: rows("consent", &consents)?.into_iter().map(consent).collect::<Result<_, _>>()?,
            two_factor: switches.two_factor != 0,
            reissue_by_administrator: switches.reissue_by_administrator != 0,
        })
    }

    async fn end_sessions(&self, at_hand: &AtHand, ending: &Ending, row: &Row) -> Result<bool, Internal> {
        let (which, session) = match ending {
            Ending::Only(session) => ("secret_hash = ?3", session),
            Ending::Others => ("secret_hash <> ?3", &at_hand.session),
        };
        let one = AtHand { session: session.clone(), ..at_hand.clone() };
        let told = [
            Value::Moment(row.at),
            Value::Text(row.event.as_str()),
            Value::Text(&row.address),
            Value::Text(&row.request_id),
        ];
        let tell = own_and(&one, told.into());
        let end = own_and(&one, vec![Value::Moment(row.at)]);
        let [agency, login, named, ..] = own(&one);
        let known = "SELECT count(*) AS known FROM session WHERE agency_code = ?1 AND login = ?2 AND secret_hash = ?3";
        let statements = vec![
            statement(&self.db, &format!("{TELL_ENDED} AND {which} ON CONFLICT DO NOTHING"), &tell)?,
            statement(&self.db, &format!("{END} AND {which}"), &end)?,
            statement(&self.db, known, &[agency, login, named])?,
        ];
        let [_, _, known] = batch(&self.db, "end sessions", statements).await?;
        Ok(first::<KnownRow>("session", &known)?.is_some_and(|row| row.known > 0))
    }

    async fn change_password(
        &self,
        key: &LockKey,
        at_hand: &AtHand,
        change: &PasswordChange,
        row: &Row,
    ) -> Result<bool, Internal> {
        let hash = Value::Text(&change.password_hash);
        let changed = own_and(at_hand, vec![hash, Value::Number(change.from_version)]);
        let renewed = || Value::Text(change.renewed.as_str());
        let [agency, login, session, ..] = own(at_hand);
        let renew = [agency, login, session, renewed(), Value::Text(&change.password_hash)];
        let supersede = [Value::Text(at_hand.session.as_str()), renewed()];
        let [known, add] = make_known(&self.db, &change.renewed, &change.device)?;
        let statements = vec![
            self.forget_password_tries(key)?,
            statement(&self.db, &format!("{CHANGE} AND {ALIVE}"), &changed)?,
            statement(&self.db, RENEW, &renew)?,
            statement(&self.db, SUPERSEDE, &supersede)?,
            known,
            add,
            notify_if(
                &self.db,
                &change.notice,
                "SELECT 1 FROM session WHERE secret_hash = ?11",
                [renewed()],
            )?,
            insert_if(&self.db, row, "SELECT 1 FROM session WHERE secret_hash = ?10", [renewed()])?,
        ];
        let [_, changed, ..] = batch::<8>(&self.db, "change password", statements).await?;
        Ok(changes("employee", &changed)? > 0)
    }

    async fn reissue(&self, at_hand: &AtHand, reissue: &Reissue, rows: [&Row; 3]) -> Result<bool, Internal> {
        let code = [
            Value::Moment(UnixMillis(reissue.step)),
            Value::Text(&reissue.attempt),
            Value::Text(&reissue.key.text),
        ];
        let accept = own_and(at_hand, code.into());
        let by_this =
            "SELECT 1 FROM second_factor f WHERE f.agency_code = ?1 AND f.login = ?2 AND f.accepted_by = ?7";
        let replace = replace_key_if(&self.db, &reissue.new, by_this, [Value::Text(&reissue.attempt)])?;
        // The new key says by its link that it is the one of this batch.
        let link = || {
            let [agency, login, ..] = own(at_hand);
            [agency, login, Value::Text(&reissue.new.mail.link_id)]
        };
        let mut statements = vec![statement(&self.db, &format!("{ACCEPT} AND {ALIVE}"), &accept)?];
        statements.extend(replace);
        statements.push(notify_if(&self.db, &reissue.notice, MADE_NOTICE, link())?);
        for row in rows {
            statements.push(insert_if(&self.db, row, MADE_ROW, link())?);
        }
        let [accepted, ..] = batch::<8>(&self.db, "reissue", statements).await?;
        Ok(changes("second_factor", &accepted)? > 0)
    }
}

/// Agency, login and session, and what makes a session one that is alive.
fn own(at_hand: &AtHand) -> [Value<'_>; 5] {
    [
        Value::Number(at_hand.agency.as_number()),
        Value::Text(at_hand.login.as_str()),
        Value::Text(at_hand.session.as_str()),
        Value::Moment(at_hand.active_since),
        Value::Moment(at_hand.opened_since),
    ]
}

/// The same, and further values.
fn own_and<'a>(at_hand: &'a AtHand, mut more: Vec<Value<'a>>) -> Vec<Value<'a>> {
    let mut all = Vec::from(own(at_hand));
    all.append(&mut more);
    all
}

fn session(row: SessionRow) -> Result<LiveSession, Internal> {
    Ok(LiveSession {
        secret: SecretHash::from_stored(row.secret_hash),
        product: product("session", &row.product)?,
        opened_at: UnixMillis(row.created_at),
        active_at: UnixMillis(row.last_active_at),
        address: row.address,
        country: row.country,
        user_agent: row.user_agent,
        point_of_sale: row.unit_name,
    })
}

fn consent(row: ConsentRow) -> Result<PastConsent, Internal> {
    let product = product("consent", &row.product)?;
    Ok(PastConsent { product, version: row.version, at: UnixMillis(row.given_at) })
}

fn product(table: &str, word: &str) -> Result<Product, Internal> {
    Product::parse(word).ok_or_else(|| Internal::fault(format!("{table}.product {word:?} is no product")))
}
