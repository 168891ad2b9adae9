//! Browsers that accounts know, in D1.

use shared::value::login::Login;
use worker::{D1Database, D1PreparedStatement};

use super::Platform;
use super::audit_d1::insert_if;
use super::d1::{Value, find, statement};
use super::outbox_d1::notify_if;
use super::row::row;
use crate::devices::MOST;
use crate::error::Internal;
use crate::locks::LockKey;
use crate::ports::devices::{Arrival, Devices, NewDevice};
use crate::ports::sessions::NewSession;
use crate::secret::SecretHash;

const FIND: &str = "\
SELECT d.lock_key
FROM employee e JOIN device d ON d.agency_code = e.agency_code AND d.login = e.login
WHERE e.login = ?1 AND ?2 IN (d.device_hash, d.previous_hash)";

/// Gives a known browser its new value, if the session was opened. One that held nothing is bound as NULL and matches
/// nothing.
const ROTATE: &str = "\
UPDATE device SET device_hash = ?2, previous_hash = ?3, used_at = ?4
WHERE (agency_code, login) = (SELECT agency_code, login FROM session WHERE secret_hash = ?1)
  AND ?3 IN (device_hash, previous_hash)";

/// Whether the session was opened by a browser that `ROTATE` did not find; a first sign-in has no one to warn.
const IS_NEW_AND_NOT_THE_FIRST: &str = "\
SELECT 1 FROM session s
WHERE s.secret_hash = ?11
  AND NOT EXISTS (SELECT 1 FROM device d
                  WHERE d.agency_code = s.agency_code AND d.login = s.login AND d.device_hash = ?12)
  AND EXISTS (SELECT 1 FROM last_sign_in l WHERE l.agency_code = s.agency_code AND l.login = s.login)";

const IS_NEW: &str = "\
SELECT 1 FROM session s
WHERE s.secret_hash = ?10
  AND NOT EXISTS (SELECT 1 FROM device d
                  WHERE d.agency_code = s.agency_code AND d.login = s.login AND d.device_hash = ?11)";

const ADD: &str = "\
INSERT INTO device (agency_code, login, device_hash, lock_key, created_at, used_at)
SELECT s.agency_code, s.login, ?2, ?3, ?4, ?4 FROM session s
WHERE s.secret_hash = ?1
  AND NOT EXISTS (SELECT 1 FROM device d
                  WHERE d.agency_code = s.agency_code AND d.login = s.login AND d.device_hash = ?2)";

/// Forgets those that were not used for the longest time, and by trigger their counters.
const MAKE_ROOM: &str = "\
DELETE FROM device WHERE (agency_code, login, device_hash) IN (
  SELECT d.agency_code, d.login, d.device_hash
  FROM session s JOIN device d ON d.agency_code = s.agency_code AND d.login = s.login
  WHERE s.secret_hash = ?1 ORDER BY d.device_hash <> ?2, d.used_at DESC LIMIT -1 OFFSET ?3)";

row! {
    struct CounterRow {
        lock_key: String,
    }
}

impl Devices for Platform {
    async fn device_counter(&self, login: &Login, holds: &SecretHash) -> Result<Option<LockKey>, Internal> {
        let values = [Value::Text(login.as_str()), Value::Text(holds.as_str())];
        let found = find::<CounterRow>(&self.db, "device", FIND, &values).await?;
        Ok(found.map(|row| LockKey::from_stored(row.lock_key)))
    }
}

/// The statements that make the browser of a session known, after the one that opens it and before the one that
/// remembers it as the last. The second one queues the notice.
pub(super) fn arrive(
    db: &D1Database,
    session: &NewSession,
    arrival: &Arrival,
) -> Result<[D1PreparedStatement; 5], Internal> {
    let (secret, holds) = (session.secret.as_str(), arrival.device.holds.as_str());
    let rotate = [
        Value::Text(secret),
        Value::Text(holds),
        Value::MaybeText(arrival.held.as_ref().map(SecretHash::as_str)),
        Value::Moment(session.at),
    ];
    let notified = [Value::Text(secret), Value::Text(holds)];
    let [known, add] = make_known(db, &session.secret, &arrival.device)?;
    let room = [Value::Text(secret), Value::Text(holds), Value::Number(MOST)];
    Ok([
        statement(db, ROTATE, &rotate)?,
        notify_if(db, &arrival.notice, IS_NEW_AND_NOT_THE_FIRST, notified)?,
        known,
        add,
        statement(db, MAKE_ROOM, &room)?,
    ])
}

/// The statements that make the browser of a session known, with a row, if the session was opened and the account does
/// not know this value.
pub(super) fn make_known(
    db: &D1Database,
    session: &SecretHash,
    device: &NewDevice,
) -> Result<[D1PreparedStatement; 2], Internal> {
    let own = || [Value::Text(session.as_str()), Value::Text(device.holds.as_str())];
    let [secret, holds] = own();
    let add = [secret, holds, Value::Text(device.lock_key.as_str()), Value::Moment(device.row.at)];
    Ok([insert_if(db, &device.row, IS_NEW, own())?, statement(db, ADD, &add)?])
}
