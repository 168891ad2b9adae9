//! What addresses have failed to prove, remembered in the isolate: a coarse shield in front of everything that asks storage
//! for whoever proves nothing. Successes are never counted, since a gateway verifies for everybody, and what has proved
//! itself goes on: an office shares one address.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use shared::time::{MINUTE_MS, UnixMillis};

/// Failures of an address within a minute, after which it is refused without a look at storage.
pub const MOST: u32 = 120;
/// The same for a network of IPv6: a /48, which one customer may hold.
pub const MOST_OF_NETWORK: u32 = 600;
/// Names that are remembered at most; those that come after them are not, until the minute is over.
const REMEMBERED: usize = 20_000;

/// The failures of the minute at hand, and what has proved itself in this isolate.
#[derive(Debug, Default)]
pub struct Failures {
    minute: Mutex<Minute>,
    proven: Mutex<BTreeSet<String>>,
}

#[derive(Debug, Default)]
struct Minute {
    number: i64,
    counts: BTreeMap<String, u32>,
    recorded: BTreeSet<String>,
}

impl Failures {
    /// No failures yet.
    pub const fn new() -> Self {
        let minute = Minute { number: 0, counts: BTreeMap::new(), recorded: BTreeSet::new() };
        Self { minute: Mutex::new(minute), proven: Mutex::new(BTreeSet::new()) }
    }

    /// Seconds until the address may try again, if it has failed too often.
    pub fn wait_s(&self, address: &str, now: UnixMillis) -> Option<u32> {
        let used_up = self.at(now, |minute| {
            let failed = |name: &str| minute.counts.get(name).copied().unwrap_or_default();
            failed(address) >= MOST || network(address).is_some_and(|it| failed(&it) >= MOST_OF_NETWORK)
        });
        used_up.then(|| UnixMillis((now.0.div_euclid(MINUTE_MS) + 1) * MINUTE_MS).seconds_from(now))
    }

    /// Counts a failure. An address that the platform has not told is nobody's.
    pub fn count(&self, address: &str, now: UnixMillis) {
        let is_told = address.parse::<Ipv4Addr>().is_ok() || network(address).is_some();
        for name in is_told.then(|| address.to_owned()).into_iter().chain(network(address)) {
            self.at(now, |minute| {
                if let Some(count) = minute.counts.get_mut(&name) {
                    *count = count.saturating_add(1);
                } else if minute.counts.len() < REMEMBERED {
                    minute.counts.insert(name.clone(), 1);
                }
            });
        }
    }

    /// Whether a value with this digest has counted for something here before.
    pub fn is_proven(&self, digest: &str) -> bool {
        self.proven.lock().unwrap_or_else(PoisonError::into_inner).contains(digest)
    }

    /// Remembers that it does.
    pub fn prove(&self, digest: &str) {
        let mut proven = self.proven.lock().unwrap_or_else(PoisonError::into_inner);
        if proven.len() >= REMEMBERED {
            proven.clear();
        }
        if !proven.contains(digest) {
            proven.insert(digest.to_owned());
        }
    }

    /// Whether a row of this name was written in this minute, so that storage need not be asked to keep it.
    pub fn has_recorded(&self, name: &str, now: UnixMillis) -> bool {
        self.at(now, |minute| minute.recorded.contains(name))
    }

    /// Remembers that it was.
    pub fn recorded(&self, name: String, now: UnixMillis) {
        self.at(now, |minute| minute.recorded.len() < REMEMBERED && minute.recorded.insert(name));
    }

    fn at<T>(&self, now: UnixMillis, look: impl FnOnce(&mut Minute) -> T) -> T {
        let mut minute = self.minute.lock().unwrap_or_else(PoisonError::into_inner);
        let number = now.0.div_euclid(MINUTE_MS);
        // A request may come to this a moment after a younger one.
        if minute.number < number {
            *minute = Minute { number, ..Minute::default() };
        }
        look(&mut minute)
    }
}

/// The /48 of an address of IPv6, which limits know as its /64.
fn network(address: &str) -> Option<String> {
    let (start, _) = address.split_once("/64")?;
    let bits = u128::from(start.parse::<Ipv6Addr>().ok()?);
    Some(format!("{}/48", Ipv6Addr::from(bits & (u128::MAX << 80))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_735_689_600_000);

    #[test]
    fn an_address_has_so_many_failures_a_minute_and_another_one_its_own() {
        let failures = Failures::new();
        for _ in 0..MOST {
            assert_eq!(failures.wait_s("192.0.2.1", NOW), None);
            failures.count("192.0.2.1", NOW);
        }
        assert_eq!(failures.wait_s("192.0.2.1", NOW.plus_ms(20_000)), Some(40));
        assert_eq!(failures.wait_s("192.0.2.2", NOW), None);
        assert_eq!(failures.wait_s("192.0.2.1", NOW.plus_ms(MINUTE_MS)), None);
    }

    #[test]
    fn a_network_of_ipv6_has_so_many_over_all_its_addresses() {
        let failures = Failures::new();
        for n in 0..MOST_OF_NETWORK {
            failures.count(&format!("2001:db8:1:{:x}::/64", n % 100), NOW);
        }
        assert!(failures.wait_s("2001:db8:1:ffff::/64", NOW).is_some());
        assert_eq!(failures.wait_s("2001:db8:2:1::/64", NOW), None);
    }

    #[test]
    fn memory_is_bounded_and_what_the_platform_has_not_told_is_not_counted() {
        let failures = Failures::new();
        for n in 0..50_000_u32 {
            failures.count(&Ipv4Addr::from(n).to_string(), NOW);
        }
        assert_eq!(failures.at(NOW, |minute| minute.counts.len()), REMEMBERED);
        (0..1000).for_each(|_| failures.count("unknown", NOW));
        assert_eq!(failures.wait_s("unknown", NOW), None);
    }
}
