//! Sign-ins under way in D1.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::Platform;
use super::audit_d1::{insert_if, insert_if_changed};
use super::d1::{self, Value, batch, first, rows, statement};
use super::row::row;
use crate::error::Internal;
use crate::locks::Counter;
use crate::ports::sign_ins::{Consent, FactorRecord, SignIn, SignInLife, SignIns, Unit};
use crate::secret::SecretHash;

const TOUCH: &str = "\
UPDATE sign_in SET touched_at = max(touched_at, ?3)
WHERE secret_hash = ?1 AND product = ?2 AND ended_at IS NULL AND touched_at > ?4";

const FIND: &str = "\
SELECT i.agency_code, i.login, i.touched_at, i.ended_at IS NOT NULL AS ended,
       i.code_passed_at IS NOT NULL AS code_passed, i.unit, i.seance, i.preferred_unit, i.preferred_seance,
       i.session_hash, g.may_change_point_of_sale AS may_choose,
       EXISTS (SELECT 1 FROM consent c WHERE c.agency_code = i.agency_code AND c.login = i.login
               AND c.product = i.product AND c.version = ?3) AS consented,
       f.created_at AS factor_created_at, f.activated_at IS NOT NULL AS factor_active, f.failed, f.in_flight,
       f.taken_at, f.locked_at, f.mailed_at
FROM sign_in i
JOIN agency g ON g.agency_code = i.agency_code
LEFT JOIN second_factor f ON f.agency_code = i.agency_code AND f.login = i.login
WHERE i.secret_hash = ?1 AND i.product = ?2";

const UNITS: &str = "\
SELECT u.unit, u.name, u.address, s.name AS seance
FROM sign_in i
JOIN employee_unit m ON m.agency_code = i.agency_code AND m.login = i.login
JOIN structure_unit u ON u.agency_code = m.agency_code AND u.unit = m.unit AND u.blocked_at IS NULL
LEFT JOIN seance s ON s.agency_code = u.agency_code AND s.unit = u.unit
WHERE i.secret_hash = ?1
ORDER BY m.position, u.unit, s.name";

row! {
    struct SignInRow {
        agency_code: u32,
        login: String,
        touched_at: i64,
        ended: u32,
        code_passed: u32,
        unit: Option<String>,
        seance: Option<String>,
        preferred_unit: Option<String>,
        preferred_seance: Option<String>,
        session_hash: Option<String>,
        may_choose: u32,
        consented: u32,
        factor_created_at: Option<i64>,
        factor_active: u32,
        failed: Option<u32>,
        in_flight: Option<u32>,
        taken_at: Option<i64>,
        locked_at: Option<i64>,
        mailed_at: Option<i64>,
    }
}

row! {
    struct UnitRow {
        unit: String,
        name: String,
        address: String,
        seance: Option<String>,
    }
}

impl SignIns for Platform {
    async fn sign_in(
        &self,
        secret: &SecretHash,
        product: Product,
        version: &str,
        now: UnixMillis,
        alive_since: UnixMillis,
    ) -> Result<Option<SignIn>, Internal> {
        let (secret, product) = (secret.as_str(), product.as_str());
        let touch =
            [Value::Text(secret), Value::Text(product), Value::Moment(now), Value::Moment(alive_since)];
        let find = [Value::Text(secret), Value::Text(product), Value::Text(version)];
        let statements = vec![
            statement(&self.db, TOUCH, &touch)?,
            statement(&self.db, FIND, &find)?,
            statement(&self.db, UNITS, &[Value::Text(secret)])?,
        ];
        let [_, found, units] = batch(&self.db, "sign-in", statements).await?;
        let Some(row) = first::<SignInRow>("sign_in", &found)? else { return Ok(None) };
        let agency = d1::agency("sign_in", row.agency_code)?;
        let units = rows::<UnitRow>("structure_unit", &units)?;
        read(row, agency, gathered(agency, units)?, now).map(Some)
    }

    async fn give_consent(&self, consent: &Consent, row: &Row) -> Result<(), Internal> {
        let sql = "INSERT INTO consent (agency_code, login, product, version, language, given_at, address) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING";
        let give = [
            Value::Number(consent.agency.as_number()),
            Value::Text(consent.login.as_str()),
            Value::Text(consent.product.as_str()),
            Value::Text(&consent.version),
            Value::Text(consent.language.as_str()),
            Value::Moment(consent.at),
            Value::Text(&consent.address),
        ];
        let statements = vec![statement(&self.db, sql, &give)?, insert_if_changed(&self.db, row)?];
        batch::<2>(&self.db, "give consent", statements).await.map(drop)
    }

    async fn select(
        &self,
        secret: &SecretHash,
        unit: Option<&StructureUnitId>,
        seance: Option<&str>,
    ) -> Result<(), Internal> {
        let sql = "UPDATE sign_in SET unit = ?2, seance = ?3, preferred_unit = coalesce(?2, preferred_unit), \
                   preferred_seance = coalesce(?3, preferred_seance) WHERE secret_hash = ?1 AND ended_at IS NULL";
        let letters = unit.map(StructureUnitId::unit);
        let values = [Value::Text(secret.as_str()), Value::MaybeText(letters), Value::MaybeText(seance)];
        let selected = statement(&self.db, sql, &values)?.run().await;
        selected.map(drop).map_err(|error| d1::failed("select", &error))
    }

    async fn end_sign_in(&self, secret: &SecretHash, row: &Row) -> Result<(), Internal> {
        let alive = "SELECT 1 FROM sign_in WHERE secret_hash = ?10 AND ended_at IS NULL";
        let end = "UPDATE sign_in SET ended_at = ?2 WHERE secret_hash = ?1 AND ended_at IS NULL";
        let statements = vec![
            insert_if(&self.db, row, alive, [Value::Text(secret.as_str())])?,
            statement(&self.db, end, &[Value::Text(secret.as_str()), Value::Moment(row.at)])?,
        ];
        batch::<2>(&self.db, "end sign-in", statements).await.map(drop)
    }
}

fn read(row: SignInRow, agency: AgencyCode, units: Vec<Unit>, now: UnixMillis) -> Result<SignIn, Internal> {
    let life = match (row.ended, UnixMillis(row.touched_at) < now) {
        (0, false) => SignInLife::Alive,
        (0, true) => SignInLife::Expired,
        _ => SignInLife::Ended,
    };
    let chosen =
        |letters: Option<String>| letters.map(|letters| d1::unit("sign_in", agency, &letters)).transpose();
    Ok(SignIn {
        life,
        agency,
        login: d1::login("sign_in", &row.login)?,
        consented: row.consented != 0,
        factor: row.factor_created_at.map(|created_at| FactorRecord {
            created_at: UnixMillis(created_at),
            active: row.factor_active != 0,
            counter: Counter {
                failed: row.failed.unwrap_or_default(),
                in_flight: row.in_flight.unwrap_or_default(),
                taken_at: UnixMillis(row.taken_at.unwrap_or_default()),
                locked_at: row.locked_at.map(UnixMillis),
            },
            mailed_at: UnixMillis(row.mailed_at.unwrap_or_default()),
        }),
        code_passed: row.code_passed != 0,
        units,
        may_choose: row.may_choose != 0,
        unit: chosen(row.unit)?,
        seance: row.seance,
        preferred_unit: chosen(row.preferred_unit)?,
        preferred_seance: row.preferred_seance,
        session: row.session_hash.map(SecretHash::from_stored),
    })
}

/// One unit of all its rows, which come one after the other.
fn gathered(agency: AgencyCode, rows: Vec<UnitRow>) -> Result<Vec<Unit>, Internal> {
    let mut units: Vec<Unit> = Vec::new();
    for row in rows {
        let id = d1::unit("structure_unit", agency, &row.unit)?;
        if let Some(last) = units.last_mut().filter(|last| last.id == id) {
            last.seances.extend(row.seance);
        } else {
            let seances = row.seance.into_iter().collect();
            units.push(Unit { id, name: row.name, address: row.address, seances });
        }
    }
    Ok(units)
}
