//! A new password through a link, with everything that changes with it, in one batch of D1.

use worker::{D1Database, D1PreparedStatement};

use super::audit_d1::{insert_from, insert_if};
use super::d1::{Value, batch_of, changes, statement};
use super::outbox_d1::notify_if;
use super::second_factors_d1::replace_key_if;
use crate::error::Internal;
use crate::ports::recovery::{ConsentToAll, NewPassword, Reissue, Saved};

/// Uses the link up: one of any number of requests at once does.
const USE: &str = "\
UPDATE link SET used_at = ?2, used_by = ?3
WHERE token_hash = ?1 AND used_at IS NULL AND expires_at > ?2 AND purpose = ?4 AND EXISTS (
  SELECT 1 FROM employee e JOIN agency g ON g.agency_code = e.agency_code
  WHERE e.agency_code = link.agency_code AND e.login = link.login AND e.blocked_at IS NULL AND g.blocked_at IS NULL)";

/// Triggers end everything that the old password has opened.
const SAVE: &str = "\
UPDATE employee SET password_hash = ?3, password_version = password_version + 1, language = ?4
WHERE agency_code = ?1 AND login = ?2 AND EXISTS (SELECT 1 FROM link WHERE token_hash = ?5 AND used_by = ?6)";

const UNLOCK: &str = "\
DELETE FROM password_try
WHERE key = ?1 AND EXISTS (SELECT 1 FROM link WHERE token_hash = ?2 AND used_by = ?3)";

const CONSENT: &str = "\
INSERT INTO consent (agency_code, login, product, version, language, given_at, address)
SELECT p.agency_code, p.login, p.product, ?3, ?4, ?5, ?6 FROM employee_product p
WHERE p.agency_code = ?1 AND p.login = ?2 AND EXISTS (SELECT 1 FROM link WHERE token_hash = ?7 AND used_by = ?8)
ON CONFLICT DO NOTHING";

/// The rows of the consents that were given just now, one a product.
const CONSENTED: &str = "\
SELECT c.agency_code, ?2, ?3 || '-' || c.product, ?4, ?5, ?6, c.product || ' ' || ?7, ?8, ?9 FROM consent c
WHERE c.agency_code = ?1 AND c.login = ?10 AND c.version = ?11 AND c.given_at = ?2
  AND EXISTS (SELECT 1 FROM link WHERE token_hash = ?12 AND used_by = ?13)";

/// Where the statement that replaces the key stands.
const REPLACES: usize = 5;

/// See [`Recovery::save_password`](crate::ports::recovery::Recovery::save_password).
pub(super) async fn save(db: &D1Database, new: &NewPassword) -> Result<Option<Saved>, Internal> {
    let mut statements = password(db, new)?;
    statements.extend(reissue(db, new)?);
    statements.extend(consents(db, new)?);
    if let Some(notice) = &new.notice {
        let won = "SELECT 1 FROM link WHERE token_hash = ?11 AND used_by = ?12";
        statements.push(notify_if(db, notice, won, this(new))?);
    }
    let results = batch_of(db, "save password", statements).await?;
    let changed = |place: usize| results.get(place).map_or(Ok(0), |result| changes("save password", result));
    if changed(0)? == 0 {
        return Ok(None);
    }
    Ok(Some(Saved { reissued: new.reissue.is_some() && changed(REPLACES)? > 0 }))
}

/// Names this try as the one that has used the link up.
fn this(new: &NewPassword) -> [Value<'_>; 2] {
    [Value::Text(new.token.as_str()), Value::Text(&new.attempt)]
}

/// The first statements; those of the key come behind them.
fn password(db: &D1Database, new: &NewPassword) -> Result<Vec<D1PreparedStatement>, Internal> {
    let (agency, login) = (Value::Number(new.agency.as_number()), Value::Text(new.login.as_str()));
    let [token, attempt] = this(new);
    let uses = [token, Value::Moment(new.at), attempt, Value::Text(new.purpose.as_str())];
    let [token, attempt] = this(new);
    let language = Value::Text(new.language.as_str());
    let saves = [agency, login, Value::Text(&new.password_hash), language, token, attempt];
    let key = Value::Text(new.lock_key.as_str());
    let [token, attempt] = this(new);
    let locked = "SELECT 1 FROM link, password_try WHERE token_hash = ?10 AND used_by = ?11 \
                  AND key = ?12 AND locked_at IS NOT NULL";
    let won = "SELECT 1 FROM link WHERE token_hash = ?10 AND used_by = ?11";
    let own = [token, attempt, Value::Text(new.lock_key.as_str())];
    let [token, attempt] = this(new);
    Ok(vec![
        statement(db, USE, &uses)?,
        statement(db, SAVE, &saves)?,
        insert_if(db, &new.row, won, this(new))?,
        insert_if(db, &new.unlocked, locked, own)?,
        statement(db, UNLOCK, &[key, token, attempt])?,
    ])
}

fn reissue(db: &D1Database, new: &NewPassword) -> Result<Vec<D1PreparedStatement>, Internal> {
    let Some(Reissue { key, notice, rows }) = &new.reissue else { return Ok(Vec::new()) };
    let allowed = "SELECT 1 FROM link l JOIN agency g ON g.agency_code = l.agency_code \
                   WHERE l.token_hash = ?7 AND l.used_by = ?8 AND g.reissue_by_administrator = 0";
    let own = || {
        let (agency, login) = (new.agency.as_number(), new.login.as_str());
        [Value::Number(agency), Value::Text(login), Value::Text(&key.mail.link_id)]
    };
    let mut statements: Vec<_> = replace_key_if(db, key, allowed, this(new))?.into();
    for row in rows {
        let issued = "SELECT 1 FROM second_factor WHERE agency_code = ?10 AND login = ?11 AND link_id = ?12";
        statements.push(insert_if(db, row, issued, own())?);
    }
    let issued = "SELECT 1 FROM second_factor WHERE agency_code = ?11 AND login = ?12 AND link_id = ?13";
    statements.push(notify_if(db, notice, issued, own())?);
    Ok(statements)
}

fn consents(db: &D1Database, new: &NewPassword) -> Result<Vec<D1PreparedStatement>, Internal> {
    let Some(ConsentToAll { version, language, address, row }) = &new.consent else { return Ok(Vec::new()) };
    let whose = [Value::Number(new.agency.as_number()), Value::Text(new.login.as_str())];
    let given =
        [Value::Text(version), Value::Text(language.as_str()), Value::Moment(new.at), Value::Text(address)];
    let given: Vec<_> = whose.into_iter().chain(given).chain(this(new)).collect();
    let [token, attempt] = this(new);
    let told = [Value::Text(new.login.as_str()), Value::Text(version), token, attempt];
    Ok(vec![statement(db, CONSENT, &given)?, insert_from(db, row, CONSENTED, told)?])
}
