//! Browsers that accounts know.

use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::login::Login;

use super::audit::insert_if;
use super::database::Database;
use super::outbox::{NewNotice, notify_if};
use super::row::row;
use super::statement::Statement;
use crate::counters::locks::LockKey;
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

/// The most browsers that an account knows; the one that was not used for the longest time makes room.
pub const MOST: u32 = 20;

const FIND: &str = "\
SELECT d.lock_key
FROM employee e JOIN device d ON d.agency_code = e.agency_code AND d.login = e.login
WHERE e.login = :login AND :holds IN (d.device_hash, d.previous_hash)";

/// Gives a known browser its new value; one that held nothing is bound as NULL and matches nothing.
const ROTATE: &str = "\
UPDATE device SET device_hash = :holds, previous_hash = :held, used_at = :at
WHERE (agency_code, login) = (SELECT agency_code, login FROM session WHERE secret_hash = :session)
  AND :held IN (device_hash, previous_hash)";

/// The session, if its account does not know the browser.
const IS_NEW: &str = "\
FROM session s
WHERE s.secret_hash = :session
  AND NOT EXISTS (SELECT 1 FROM device d
                  WHERE d.agency_code = s.agency_code AND d.login = s.login AND d.device_hash = :holds)";

const IS_NOT_THE_FIRST: &str =
    "EXISTS (SELECT 1 FROM last_sign_in l WHERE l.agency_code = s.agency_code AND l.login = s.login)";

const ADD: &str = "\
INSERT INTO device (agency_code, login, device_hash, lock_key, created_at, used_at)
SELECT s.agency_code, s.login, :holds, :lock_key, :at, :at";

/// Forgets the browsers that were not used for the longest time, and by trigger their counters.
const MAKE_ROOM: &str = "\
DELETE FROM device
WHERE (agency_code, login) = (SELECT agency_code, login FROM session WHERE secret_hash = :session)
  AND device_hash NOT IN (
    SELECT d.device_hash FROM session s JOIN device d ON d.agency_code = s.agency_code AND d.login = s.login
    WHERE s.secret_hash = :session ORDER BY d.device_hash <> :holds, d.used_at DESC LIMIT :most)";

/// A browser as an account is to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDevice {
    /// Digest of what it holds from now on.
    pub holds: SecretHash,
    /// Names its counter of wrong passwords.
    pub lock_key: LockKey,
    /// Tells that it became known.
    pub row: Row,
}

/// A browser at the end of a sign-in, as the account is to know it from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// Digest of what its cookie held for the account, if it held anything.
    pub held: Option<SecretHash>,
    /// Its new value; counter and row are for one that the account did not know.
    pub device: NewDevice,
    /// Queued if the account did not know it, unless this is the first sign-in of its life.
    pub notice: NewNotice,
}

row! {
    struct CounterRow {
        lock_key: LockKey,
    }
}

/// Browsers that accounts know.
pub trait Devices: Database {
    /// The counter of the browser that holds this value, or held it before its last sign-in, whose answer may have been
    /// lost; `None` if the account does not know it.
    async fn device_counter(&self, login: &Login, holds: &SecretHash) -> Result<Option<LockKey>, Internal> {
        let find = Statement::new(FIND).with("login", login).with("holds", holds);
        let found = self.one("device", find).await?.first::<CounterRow>()?;
        Ok(found.map(|row| row.lock_key))
    }
}

impl<D: Database> Devices for D {}

/// The statements that make the browser of a session known, between the one that opens it and the one that remembers it
/// as the last. The second one queues the notice.
pub(super) fn arrive(session: &SecretHash, at: UnixMillis, arrival: &Arrival) -> [Statement; 5] {
    let with_both =
        |sql: &'static str| Statement::new(sql).with("session", session).with("holds", &arrival.device.holds);
    let rotate = with_both(ROTATE).with("held", arrival.held.as_ref()).with("at", at);
    let is_new = is_new(session, &arrival.device);
    let warned = Statement::new(format!("{} AND {IS_NOT_THE_FIRST}", is_new.sql())).with_values_of(is_new);
    let [known, add] = make_known(session, &arrival.device);
    [rotate, notify_if(&arrival.notice, warned), known, add, with_both(MAKE_ROOM).with("most", MOST)]
}

/// The statements that make the browser of a session known, with a row, if the session was opened and the account does
/// not know this value.
pub(super) fn make_known(session: &SecretHash, device: &NewDevice) -> [Statement; 2] {
    let add = Statement::new(format!("{ADD} {IS_NEW}"))
        .with("session", session)
        .with("holds", &device.holds)
        .with("lock_key", &device.lock_key)
        .with("at", device.row.at);
    [insert_if(&device.row, is_new(session, device)), add]
}

/// The query that finds the session, if its account does not know the browser.
fn is_new(session: &SecretHash, device: &NewDevice) -> Statement {
    Statement::new(format!("SELECT 1 {IS_NEW}")).with("session", session).with("holds", &device.holds)
}
