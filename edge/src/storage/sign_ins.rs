//! Sign-ins that are under way, and consents.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::audit::{insert_if, insert_if_changed};
use super::database::Database;
use super::row::{row, unit};
use super::statement::Statement;
use super::texts::{built_in, counting_consent};
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

const TOUCH: &str = "\
UPDATE sign_in SET touched_at = max(touched_at, :now)
WHERE secret_hash = :sign_in AND product = :product AND ended_at IS NULL AND touched_at < :now
  AND created_at > :opened_since AND (touched_at > :touched_since OR EXISTS (
    SELECT 1 FROM second_factor f
    WHERE f.agency_code = sign_in.agency_code AND f.login = sign_in.login AND f.activated_at IS NULL))";

const UNITS: &str = "\
SELECT u.agency_code, u.unit, u.name, u.address, s.name AS seance
FROM sign_in i
JOIN employee_unit m ON m.agency_code = i.agency_code AND m.login = i.login
JOIN structure_unit u ON u.agency_code = m.agency_code AND u.unit = m.unit AND u.blocked_at IS NULL
LEFT JOIN seance s ON s.agency_code = u.agency_code AND s.unit = u.unit
WHERE i.secret_hash = :sign_in
ORDER BY m.position, u.unit, s.name";

const GIVE_CONSENT: &str = "\
INSERT INTO consent (agency_code, login, product, version, language, given_at, address)
VALUES (:agency, :login, :product, :version, :language, :at, :address) ON CONFLICT DO NOTHING";

const SELECT: &str = "\
UPDATE sign_in SET unit = :unit, seance = :seance, preferred_unit = coalesce(:unit, preferred_unit),
                   preferred_seance = coalesce(:seance, preferred_seance)
WHERE secret_hash = :sign_in AND ended_at IS NULL";

/// A structure unit where an employee may work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Which.
    pub id: StructureUnitId,
    /// Its name.
    pub name: String,
    /// Where it is; may be empty.
    pub address: String,
    /// Its seances in the order of the list.
    pub seances: Vec<String>,
}

/// The second factor of an account, without its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactorRecord {
    /// When its key was made.
    pub created_at: UnixMillis,
    /// Whether a first right code has come.
    pub active: bool,
    /// Wrong codes in a row.
    pub failed: u32,
    /// Whether they have locked the account.
    pub locked: bool,
    /// When the last set-up mail was queued.
    pub mailed_at: UnixMillis,
}

/// Whether a sign-in can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInLife {
    /// It can.
    Alive,
    /// It was left alone for too long, or is too old.
    Expired,
    /// It was finished or given up, or ended with what it depends on.
    Ended,
}

/// The moments that decide whether a sign-in goes on.
#[derive(Clone, Copy, Debug)]
pub struct Touch {
    /// The moment of the request.
    pub now: UnixMillis,
    /// It must have been opened after this one ...
    pub opened_since: UnixMillis,
    /// ... and been touched after this one, unless its second factor is being set up.
    pub touched_since: UnixMillis,
    /// Whether the request is a step, which alone keeps the sign-in alive.
    pub is_step: bool,
}

impl Touch {
    fn limit(self, statement: Statement) -> Statement {
        statement.with("opened_since", self.opened_since).with("touched_since", self.touched_since)
    }
}

/// A sign-in under way, with everything that decides its step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    /// Whether it can go on.
    pub life: SignInLife,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// The version of the consent that counts now.
    pub consent_version: String,
    /// Whether it has been consented to.
    pub consented: bool,
    /// The account's second factor.
    pub factor: Option<FactorRecord>,
    /// Whether a right code has come.
    pub code_passed: bool,
    /// Where the employee may work now, the first assigned first.
    pub units: Vec<Unit>,
    /// Whether they may choose among them.
    pub may_choose: bool,
    /// The unit that was selected.
    pub unit: Option<StructureUnitId>,
    /// The seance that was selected.
    pub seance: Option<String>,
    /// The unit that the choice starts from.
    pub preferred_unit: Option<StructureUnitId>,
    /// The seance that the choice starts from.
    pub preferred_seance: Option<String>,
    /// The session whose point of sale this changes.
    pub session: Option<SecretHash>,
}

/// A consent that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// For which product.
    pub product: Product,
    /// To which text.
    pub version: String,
    /// In which language it was shown.
    pub language: Language,
    /// When.
    pub at: UnixMillis,
    /// From which address.
    pub address: String,
}

row! {
    struct SignInRow {
        agency_code: AgencyCode,
        login: Login,
        in_time: bool,
        ended: bool,
        code_passed: bool,
        unit: Option<String>,
        seance: Option<String>,
        preferred_unit: Option<String>,
        preferred_seance: Option<String>,
        session_hash: Option<SecretHash>,
        may_choose: bool,
        consent_version: String,
        consented: bool,
        factor_created_at: Option<UnixMillis>,
        factor_active: bool,
        factor_locked: bool,
        failed: Option<u32>,
        mailed_at: Option<UnixMillis>,
    }

    struct UnitRow {
        agency_code: AgencyCode,
        unit: String,
        name: String,
        address: String,
        seance: Option<String>,
    }
}

/// Sign-ins under way.
pub trait SignIns: Database {
    /// Reads the sign-in with everything that decides its step, and keeps it alive if it is and is asked for a step.
    async fn sign_in(
        &self,
        secret: &SecretHash,
        product: Product,
        touch: Touch,
    ) -> Result<Option<SignIn>, Internal> {
        let of_sign_in = |sql: &'static str| Statement::new(sql).with("sign_in", secret);
        let find = touch.limit(find(secret, product, touch.now));
        // What is no step touches with a moment that is past, which changes nothing.
        let at = if touch.is_step { touch.now } else { touch.opened_since };
        let keep = touch.limit(of_sign_in(TOUCH)).with("product", product).with("now", at);
        let [found, _, units] = self.batch("sign-in", [find, keep, of_sign_in(UNITS)]).await?;
        let Some(row) = found.first::<SignInRow>()? else { return Ok(None) };
        read(row, gathered(units.all()?)?).map(Some)
    }

    /// Stores a consent, once for each text, and writes the row with the first.
    async fn give_consent(&self, consent: &Consent, row: &Row) -> Result<(), Internal> {
        let give = Statement::new(GIVE_CONSENT)
            .with("agency", consent.agency)
            .with("login", &consent.login)
            .with("product", consent.product)
            .with("version", &consent.version)
            .with("language", consent.language)
            .with("at", consent.at)
            .with("address", &consent.address);
        self.batch("give consent", [give, insert_if_changed(row)]).await.map(drop)
    }

    /// Sets what is selected, and says whether the sign-in lives, without which nothing is set. What is selected becomes
    /// what the choice starts from.
    async fn select(
        &self,
        secret: &SecretHash,
        unit: Option<&StructureUnitId>,
        seance: Option<&str>,
    ) -> Result<bool, Internal> {
        let select = Statement::new(SELECT)
            .with("sign_in", secret)
            .with("unit", unit.map(StructureUnitId::unit))
            .with("seance", seance);
        Ok(self.one("select", select.returning("1")).await?.any())
    }

    /// Ends a sign-in that lives and writes the row.
    async fn end_sign_in(&self, secret: &SecretHash, row: &Row) -> Result<(), Internal> {
        let of_sign_in = |sql: &'static str| Statement::new(sql).with("sign_in", secret);
        let alive = of_sign_in("SELECT 1 FROM sign_in WHERE secret_hash = :sign_in AND ended_at IS NULL");
        let end =
            of_sign_in("UPDATE sign_in SET ended_at = :at WHERE secret_hash = :sign_in AND ended_at IS NULL");
        self.batch("end sign-in", [insert_if(row, alive), end.with("at", row.at)]).await.map(drop)
    }
}

impl<D: Database> SignIns for D {}

/// The statement that reads the sign-in with all that stands on one row beside it.
fn find(secret: &SecretHash, product: Product, now: UnixMillis) -> Statement {
    let text = counting_consent(":product", ":now");
    let find = Statement::new(format!(
        "\
SELECT i.agency_code, i.login, i.ended_at IS NOT NULL AS ended,
       i.created_at > :opened_since AND (i.touched_at > :touched_since
         OR f.created_at IS NOT NULL AND f.activated_at IS NULL) AS in_time,
       i.code_passed_at IS NOT NULL AS code_passed, i.unit, i.seance, i.preferred_unit, i.preferred_seance,
       i.session_hash, g.may_change_point_of_sale AS may_choose,
       {text} AS consent_version,
       EXISTS (SELECT 1 FROM consent c WHERE c.agency_code = i.agency_code AND c.login = i.login
               AND c.product = i.product AND c.version = {text}) AS consented,
       f.created_at AS factor_created_at, f.activated_at IS NOT NULL AS factor_active,
       f.locked_at IS NOT NULL AS factor_locked, f.failed, f.mailed_at
FROM sign_in i
JOIN agency g ON g.agency_code = i.agency_code
LEFT JOIN second_factor f ON f.agency_code = i.agency_code AND f.login = i.login
WHERE i.secret_hash = :sign_in AND i.product = :product"
    ));
    built_in(find).with("sign_in", secret).with("product", product).with("now", now)
}

fn read(row: SignInRow, units: Vec<Unit>) -> Result<SignIn, Internal> {
    let life = match (row.ended, row.in_time) {
        (false, true) => SignInLife::Alive,
        (false, false) => SignInLife::Expired,
        (true, _) => SignInLife::Ended,
    };
    let agency = row.agency_code;
    let chosen =
        |letters: Option<String>| letters.map(|letters| unit("sign_in", agency, &letters)).transpose();
    Ok(SignIn {
        life,
        agency,
        login: row.login,
        consent_version: row.consent_version,
        consented: row.consented,
        factor: row.factor_created_at.map(|created_at| FactorRecord {
            created_at,
            active: row.factor_active,
            failed: row.failed.unwrap_or_default(),
            locked: row.factor_locked,
            mailed_at: row.mailed_at.unwrap_or(created_at),
        }),
        code_passed: row.code_passed,
        units,
        may_choose: row.may_choose,
        unit: chosen(row.unit)?,
        seance: row.seance,
        preferred_unit: chosen(row.preferred_unit)?,
        preferred_seance: row.preferred_seance,
        session: row.session_hash,
    })
}

/// One unit of all its rows, which come one after the other.
fn gathered(rows: Vec<UnitRow>) -> Result<Vec<Unit>, Internal> {
    let mut units: Vec<Unit> = Vec::new();
    for row in rows {
        let id = unit("structure_unit", row.agency_code, &row.unit)?;
        if let Some(last) = units.last_mut().filter(|last| last.id == id) {
            last.seances.extend(row.seance);
        } else {
            let seances = row.seance.into_iter().collect();
            units.push(Unit { id, name: row.name, address: row.address, seances });
        }
    }
    Ok(units)
}
