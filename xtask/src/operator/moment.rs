//! Moments that a person types: RFC 3339, a date alone for its first second, UTC when no zone is named.

use shared::time::{DAY_MS, HOUR_MS, UnixMillis};

/// Milliseconds of a minute.
const MINUTE_MS: i64 = 60_000;

/// Reads a moment.
pub(super) fn parse(text: &str) -> Option<UnixMillis> {
    let (date, time) = text.split_at_checked(10)?;
    let midnight = midnight(date)?;
    if time.is_empty() {
        return Some(midnight);
    }
    let (clock, zone) = match time.find(['Z', 'z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    Some(midnight.plus_ms(clock_ms(clock.strip_prefix(['T', 't', ' '])?)? - zone_ms(zone)?))
}

/// The first moment of a day, by the calendar of Howard Hinnant's `days_from_civil`.
fn midnight(date: &str) -> Option<UnixMillis> {
    let mut parts = date.split('-');
    let (year, month, day) =
        (digits(parts.next()?, 4)?, digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let shifted = if month > 2 { year } else { year - 1 };
    let (era, month) = (shifted.div_euclid(400), (month + 9) % 12);
    let of_era = shifted.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    let moment = UnixMillis(days * DAY_MS);
    // A day that the month does not have is written as another one.
    moment.to_string().starts_with(date).then_some(moment)
}

/// `hh:mm` with or without seconds and their fraction, which is cut to milliseconds.
fn clock_ms(clock: &str) -> Option<i64> {
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.split(':');
    let (hour, minute) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let second = parts.next().map_or(Some(0), |second| digits(second, 2))?;
    let whole = hour < 24 && minute < 60 && second < 60 && parts.next().is_none();
    let plain = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    (whole && plain).then_some(hour * HOUR_MS + minute * MINUTE_MS + second * 1000 + millis)
}

fn zone_ms(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let (hour, minute) = zone.get(1..)?.split_once(':')?;
    let (hour, minute) = (digits(hour, 2)?, digits(minute, 2)?);
    let offset = hour * HOUR_MS + minute * MINUTE_MS;
    (hour < 24 && minute < 60).then_some(if zone.starts_with('-') { -offset } else { offset })
}

fn digits(text: &str, count: usize) -> Option<i64> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_in_every_form_of_rfc_3339() {
        for (text, moment) in [
            ("1970-01-01", 0),
            ("2025-01-01T00:00:00Z", 1_735_689_600_000),
            ("2025-01-01T00:00:00+03:00", 1_735_678_800_000),
            ("2025-01-01 00:00-01:30", 1_735_695_000_000),
            ("2024-02-29T23:59:59.1239z", 1_709_251_199_123),
            ("1969-12-31T23:59:59.5Z", -500),
        ] {
            assert_eq!(parse(text), Some(UnixMillis(moment)), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in [
            "",
            "now",
            "12:00",
            "2025",
            "2025-02-29",
            "2025-13-01",
            "2025-99-99",
            "2025-01-01T",
            "2025-01-01T24:00",
            "2025-01-01T12:60Z",
            "2025-01-01T12:00:00+3",
            "2025-01-01T12:00:00.Z",
            "2025-01-01Ж",
            "+025-01-01",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
