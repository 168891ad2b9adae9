//! One's own account: what its page shows, and the end of its sessions.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::product::Product;

use super::database::Database;
use super::row::row;
use super::statement::Statement;
use super::texts::{built_in, counting_consent};
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

const SESSIONS: &str = "\
SELECT s.secret_hash, s.product, s.created_at, s.last_active_at, s.address, s.country, s.user_agent, u.name AS unit_name
FROM session s LEFT JOIN structure_unit u ON u.agency_code = s.agency_code AND u.unit = s.unit
WHERE s.agency_code = :agency AND unlikely(s.login = :login) AND s.ended_at IS NULL
  AND s.last_active_at > :active_since AND s.created_at > :opened_since
ORDER BY s.secret_hash = :session DESC, s.last_active_at DESC, s.secret_hash LIMIT 100";

const SWITCHES: &str = "\
SELECT g.reissue_by_administrator, f.activated_at IS NOT NULL AS two_factor
FROM agency g LEFT JOIN second_factor f ON f.agency_code = g.agency_code AND f.login = :login
WHERE g.agency_code = :agency";

/// The live sessions of an account. Without statistics the planner would prefer all sessions of the agency: the login
/// is said to be the rarer one.
const LIVE: &str = "\
agency_code = :agency AND unlikely(login = :login) AND ended_at IS NULL AND last_active_at > :active_since
AND created_at > :opened_since";

const TELL_ENDED: &str = "\
INSERT INTO audit (agency_code, at, audit_id, event, actor, subject, detail, address, request_id)
SELECT agency_code, :at, 'ended-' || secret_hash, :event, login, login, product, :address, :request_id FROM session";

/// A live session and its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtHand {
    /// The session.
    pub session: SecretHash,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// A session is alive if its last input came after this moment ...
    pub active_since: UnixMillis,
    /// ... and it was opened after this one, and has not ended.
    pub opened_since: UnixMillis,
}

/// What the page of an account shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountFacts {
    /// Live sessions, the one at hand first, then by last activity; at most a hundred.
    pub sessions: Vec<LiveSession>,
    /// Consents that were given, newest first.
    pub consents: Vec<PastConsent>,
    /// Whether there is an active second factor.
    pub two_factor: bool,
    /// Whether the administrator, and not the employee, issues a QR code again.
    pub reissue_by_administrator: bool,
}

/// A session that is alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveSession {
    /// Names it; nobody can enter with a digest.
    pub secret: SecretHash,
    /// At which product.
    pub product: Product,
    /// When it was opened.
    pub opened_at: UnixMillis,
    /// When its owner last did something.
    pub active_at: UnixMillis,
    /// From which address.
    pub address: String,
    /// From which country, if the platform saw one.
    pub country: Option<String>,
    /// With which browser.
    pub user_agent: String,
    /// Name of the point of sale (Cashier).
    pub point_of_sale: Option<String>,
}

/// A consent that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastConsent {
    /// For which product.
    pub product: Product,
    /// To which text.
    pub version: String,
    /// When.
    pub at: UnixMillis,
    /// Whether that text counts now.
    pub current: bool,
}

/// Which sessions of an account are to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// This one.
    Only(SecretHash),
    /// All but the one at hand.
    Others,
}

row! {
    struct SessionRow {
        secret_hash: SecretHash,
        product: Product,
        created_at: UnixMillis,
        last_active_at: UnixMillis,
        address: String,
        country: Option<String>,
        user_agent: String,
        unit_name: Option<String>,
    }

    struct ConsentRow {
        product: Product,
        version: String,
        given_at: UnixMillis,
        current: bool,
    }

    struct ProofRow {
        code_at: Option<UnixMillis>,
        has_key: bool,
    }

    struct SwitchRow {
        reissue_by_administrator: bool,
        two_factor: bool,
    }
}

/// One's own account.
pub trait Accounts: Database {
    /// What the page shows.
    async fn account(&self, at_hand: &AtHand, now: UnixMillis) -> Result<AccountFacts, Internal> {
        let sessions = at_hand.with_limits(Statement::new(SESSIONS)).with("session", &at_hand.session);
        let batch =
            [sessions, at_hand.with_account(consents(now)), at_hand.with_account(Statement::new(SWITCHES))];
        let [sessions, consents, switches] = self.batch("account", batch).await?;
        let switches = switches.first::<SwitchRow>()?;
        let switches =
            switches.ok_or_else(|| Internal::fault(format!("agency {} is gone", at_hand.agency)))?;
        Ok(AccountFacts {
            sessions: sessions.all()?.into_iter().map(live_session).collect(),
            consents: consents.all()?.into_iter().map(past_consent).collect(),
            two_factor: switches.two_factor,
            reissue_by_administrator: switches.reissue_by_administrator,
        })
    }

    /// When the session at hand last saw a code; none for an account without an active key.
    async fn last_proof(&self, at_hand: &AtHand) -> Result<Option<UnixMillis>, Internal> {
        let find = "SELECT s.code_at, f.activated_at IS NOT NULL AS has_key
                    FROM session s LEFT JOIN second_factor f ON f.agency_code = s.agency_code AND f.login = s.login
                    WHERE s.secret_hash = :session";
        let find = Statement::new(find).with("session", &at_hand.session);
        let found = self.one("last proof", find).await?.first::<ProofRow>()?;
        Ok(found.filter(|row| row.has_key).map(|row| row.code_at.unwrap_or(UnixMillis(0))))
    }

    /// Ends live sessions of the account, never those of another one, each with a row like `row`, while the session at hand
    /// lives; says whether the session that is named is one of the account, alive or over.
    async fn end_sessions(&self, at_hand: &AtHand, ending: &Ending, row: &Row) -> Result<bool, Internal> {
        let (which, named) = match ending {
            Ending::Only(session) => ("secret_hash = :named", session),
            Ending::Others => ("secret_hash <> :named", &at_hand.session),
        };
        let alive = at_hand.alive();
        let these = format!("WHERE {LIVE} AND {which} AND {}", alive.sql());
        let of_these = |sql: String| {
            Statement::new(sql).with_values_of(alive.clone()).with("named", named).with("at", row.at)
        };
        let tell = of_these(format!("{TELL_ENDED} {these} ON CONFLICT DO NOTHING"))
            .with("event", row.event.as_str())
            .with("address", &row.address)
            .with("request_id", &row.request_id);
        let end = of_these(format!("UPDATE session SET ended_at = :at, ended_by = 'elsewhere' {these}"));
        let known =
            "SELECT 1 FROM session WHERE agency_code = :agency AND login = :login AND secret_hash = :named";
        let known = at_hand.with_account(Statement::new(known)).with("named", named);
        let [_, _, known] = self.batch("end sessions", [tell, end, known]).await?;
        Ok(known.any())
    }
}

impl<D: Database> Accounts for D {}

impl AtHand {
    /// The condition, as a part of a statement, that the session at hand is alive.
    pub(super) fn alive(&self) -> Statement {
        let alive = Statement::new(
            "EXISTS (SELECT 1 FROM session WHERE secret_hash = :session AND agency_code = :agency AND login = :login \
             AND ended_at IS NULL AND last_active_at > :active_since AND created_at > :opened_since)",
        );
        self.with_limits(alive).with("session", &self.session)
    }

    /// The statement with `:agency` and `:login`.
    pub(super) fn with_account(&self, statement: Statement) -> Statement {
        statement.with("agency", self.agency).with("login", &self.login)
    }

    /// The same and what makes a session one that is alive.
    fn with_limits(&self, statement: Statement) -> Statement {
        let statement = self.with_account(statement);
        statement.with("active_since", self.active_since).with("opened_since", self.opened_since)
    }
}

/// The statement that reads consents, newest first.
fn consents(now: UnixMillis) -> Statement {
    let text = counting_consent("c.product", ":now");
    let consents = Statement::new(format!(
        "SELECT c.product, c.version, c.given_at, c.version = {text} AS current FROM consent c
         WHERE c.agency_code = :agency AND c.login = :login ORDER BY c.given_at DESC, c.product, c.version LIMIT 100"
    ));
    built_in(consents).with("now", now)
}

fn live_session(row: SessionRow) -> LiveSession {
    LiveSession {
        secret: row.secret_hash,
        product: row.product,
        opened_at: row.created_at,
        active_at: row.last_active_at,
        address: row.address,
        country: row.country,
        user_agent: row.user_agent,
        point_of_sale: row.unit_name,
    }
}

fn past_consent(row: ConsentRow) -> PastConsent {
    PastConsent { product: row.product, version: row.version, at: row.given_at, current: row.current }
}
