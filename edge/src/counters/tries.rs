//! How many wrong passwords in a row a client address may send for one login, and how long it then waits.
//!
//! Applications are never locked: a stranger could stop an agency's sales. The first five wrong tries are
//! free; then every further one costs a wait that doubles from one second to a minute. Whether a try was right
//! or wrong is told only if no wait ran when it came, and one statement of `storage::applications` decides that and counts: of any number
//! of tries at once, five wrong ones are told and the others are told to wait. Right ones never meet a wait
//! that right ones made, so they never refuse each other.
//!
//! Whoever guesses from many addresses would have five free tries at each. So wrong ones are counted by login alone as well:
//! after thirty in any hour, an address that never logged in with it waits a minute before each try, the first one
//! included. Addresses that did go on as before.

use shared::password_hash::Peppers;
use shared::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, UnixMillis};
use shared::value::login::Login;

/// Milliseconds to wait after so many wrong tries in a row; the last one holds for all further ones.
pub const WAITS_MS: [i64; 12] = [
    0,
    0,
    0,
    0,
    0,
    SECOND_MS,
    2 * SECOND_MS,
    4 * SECOND_MS,
    8 * SECOND_MS,
    16 * SECOND_MS,
    32 * SECOND_MS,
    60 * SECOND_MS,
];
/// Wrong tries of one login within [`ALARM_SPAN_MS`], from whichever addresses, after which strangers wait.
pub const ALARM: u32 = 30;
/// The span in which they are counted.
pub const ALARM_SPAN_MS: i64 = HOUR_MS;
/// What an address that never logged in with the login then waits before a try.
pub const STRANGER_WAIT_MS: i64 = MINUTE_MS;
/// An address that has not logged in for so long is a stranger again.
pub const ADDRESS_FORGET_MS: i64 = 90 * DAY_MS;
/// A counter that nobody touched for so long is forgotten.
pub const FORGET_MS: i64 = DAY_MS;

/// What becomes of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried<T> {
    /// No wait ran when it came; this is its outcome.
    Told(T),
    /// A wait ran; whatever the outcome was, nobody is told.
    Waiting {
        /// When the wait is over.
        until: UnixMillis,
    },
}

impl<T> Tried<T> {
    /// The same with what follows from the outcome, if that may be told.
    pub fn map<U>(self, follows: impl FnOnce(T) -> U) -> Tried<U> {
        match self {
            Self::Told(outcome) => Tried::Told(follows(outcome)),
            Self::Waiting { until } => Tried::Waiting { until },
        }
    }
}

/// Names a counter without naming whom it counts: a keyed hash of login and address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TryKey {
    one: String,
    login: Option<String>,
}

impl TryKey {
    /// The key of this login at this address. Unknown logins have keys like all others (norm L3).
    pub fn new(peppers: &Peppers, login: &Login, address: &str) -> Self {
        let login = login.as_str();
        Self {
            one: peppers.digest(&["login_try", address, login]),
            login: Some(peppers.digest(&["login_count", login])),
        }
    }

    /// The key of gateways at this address: all their names share it, so that new names bring no new tries.
    pub fn of_gateways(peppers: &Peppers, address: &str) -> Self {
        Self { one: peppers.digest(&["gateway_try", address]), login: None }
    }

    /// The text that storage keeps.
    pub fn as_str(&self) -> &str {
        &self.one
    }

    /// The text that wrong tries are counted under wherever they come from; none for gateways.
    pub fn of_login(&self) -> Option<&str> {
        self.login.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_differ_by_login_and_by_address() {
        let secret = "A".repeat(43);
        let peppers = Peppers::parse(&format!(r#"[{{"id":"p1","secret":"{secret}"}}]"#)).unwrap();
        let key = |login, address| TryKey::new(&peppers, &Login::parse(login).unwrap(), address);
        assert_eq!(key("a@b.c", "192.0.2.1"), key("A@B.C", "192.0.2.1"));
        assert_ne!(key("a@b.c", "192.0.2.1"), key("a@b.c", "192.0.2.2"));
        assert_ne!(key("a@b.c", "192.0.2.1"), key("b@b.c", "192.0.2.1"));
    }
}
