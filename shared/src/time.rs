//! Moments and spans as numbers: arithmetic and text forms, never "now".

use std::fmt;

use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

/// Milliseconds in one second.
pub const SECOND_MS: i64 = 1_000;
/// Milliseconds in one minute.
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
/// Milliseconds in one hour.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Milliseconds in one day.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// A moment: milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted (as in POSIX time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// The moment `span_ms` milliseconds later; saturates at the ends of the range.
    #[must_use]
    pub fn plus_ms(self, span_ms: i64) -> Self {
        Self(self.0.saturating_add(span_ms))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is in fact later.
    pub fn since_ms(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Whole seconds from `now` until this moment, rounded up, at least one and at most what `u32` holds: what
    /// `Retry-After` says.
    pub fn seconds_from(self, now: Self) -> u32 {
        let rounded_up = self.since_ms(now).saturating_add(SECOND_MS - 1).div_euclid(SECOND_MS);
        u32::try_from(rounded_up.max(1)).unwrap_or(u32::MAX)
    }

    /// Whole seconds since the epoch, rounded down: the `NumericDate` of RFC 7519 section 2.
    pub fn as_seconds(self) -> i64 {
        self.0.div_euclid(SECOND_MS)
    }

    /// The moment as the `Date` field of a mail has it (RFC 5322 section 3.3): `Wed, 01 Jan 2025 00:00:01 +0000`. A
    /// moment outside the years 1900 to 9999 is written as the epoch.
    pub fn mail_date(self) -> String {
        let written = OffsetDateTime::from_unix_timestamp(self.as_seconds())
            .ok()
            .and_then(|at| at.format(&Rfc2822).ok());
        written.unwrap_or_else(|| "Thu, 01 Jan 1970 00:00:00 +0000".to_owned())
    }

    /// The moment that a `NumericDate` of whole seconds names.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(SECOND_MS))
    }
}

/// Writes the moment as RFC 3339 in UTC with whole seconds, a valid `xs:dateTime` too: `2025-01-01T00:00:01Z`.
/// A moment outside the years 0 to 9999 is written as the epoch.
impl fmt::Display for UnixMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment =
            OffsetDateTime::from_unix_timestamp(self.as_seconds()).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        f.write_str(moment.format(&Rfc3339).as_deref().unwrap_or("1970-01-01T00:00:00Z"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_in_utc_with_whole_seconds() {
        assert_eq!(UnixMillis(1_735_689_601_999).to_string(), "2025-01-01T00:00:01Z");
        assert_eq!(UnixMillis(0).to_string(), "1970-01-01T00:00:00Z");
        assert_eq!(UnixMillis(951_782_400_000).to_string(), "2000-02-29T00:00:00Z");
    }

    #[test]
    fn a_moment_is_written_for_mails_as_their_standard_wants_it() {
        assert_eq!(UnixMillis(1_735_689_601_999).mail_date(), "Wed, 01 Jan 2025 00:00:01 +0000");
        assert_eq!(UnixMillis(i64::MAX).mail_date(), "Thu, 01 Jan 1970 00:00:00 +0000");
    }

    #[test]
    fn a_moment_beyond_the_calendar_is_written_as_the_epoch() {
        assert_eq!(UnixMillis(i64::MAX).to_string(), "1970-01-01T00:00:00Z");
    }

    #[test]
    fn a_wait_is_told_within_what_can_be_told() {
        let now = UnixMillis(1_735_689_601_000);
        for (until_ms, seconds) in [(i64::MIN, 1), (now.0, 1), (now.0 + 1_001, 2), (i64::MAX, u32::MAX)] {
            assert_eq!(UnixMillis(until_ms).seconds_from(now), seconds, "{until_ms}");
        }
    }

    #[test]
    fn seconds_round_down_before_the_epoch_too() {
        assert_eq!(UnixMillis(-1).as_seconds(), -1);
        assert_eq!(UnixMillis(1_999).as_seconds(), 1);
    }
}
