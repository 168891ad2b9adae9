//! `xs:dateTime`: the lexical form of XML Schema Part 2 (second edition) section 3.2.7.

/// Whether the text, without outer white space, names a moment.
pub(super) fn is_date_time(text: &str) -> bool {
    text.split_once('T').is_some_and(|(date, time)| is_date(date) && is_time(time))
}

/// `'-'? yyyy '-' mm '-' dd`; more digits of a year without leading zeros, and no year 0000.
fn is_date(text: &str) -> bool {
    let mut parts = text.strip_prefix('-').unwrap_or(text).splitn(3, '-');
    let year = parts.next().unwrap_or_default();
    let digits = year.bytes().all(|b| b.is_ascii_digit());
    let canonical = year.len() == 4 || (year.len() > 4 && !year.starts_with('0'));
    if !(digits && canonical) || year == "0000" {
        return false;
    }
    let (month, day) = (parts.next().and_then(two_digits), parts.next().and_then(two_digits));
    let Some((month, day)) = month.zip(day) else {
        return false;
    };
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

/// Whether a year in digits is a leap year; 400 divides 10000, so the last four digits decide.
fn is_leap(year: &str) -> bool {
    let cycle: u32 = year.get(year.len() - 4..).and_then(|tail| tail.parse().ok()).unwrap_or_default();
    cycle.is_multiple_of(400) || (cycle.is_multiple_of(4) && !cycle.is_multiple_of(100))
}

/// `hh ':' mm ':' ss ('.' s+)? zone?`; 24:00:00 is the end of the day.
fn is_time(text: &str) -> bool {
    let (clock, zone) = text.find(['Z', '+', '-']).map_or((text, ""), |at| text.split_at(at));
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let mut parts = clock.splitn(3, ':').map(two_digits);
    let mut part = || parts.next().flatten();
    let (Some(hour), Some(minute), Some(second)) = (part(), part(), part()) else {
        return false;
    };
    let in_day = hour < 24 && minute < 60 && second < 60;
    let end_of_day = (hour, minute, second) == (24, 0, 0) && fraction.bytes().all(|b| b == b'0');
    let has_digits = !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit());
    has_digits && (in_day || end_of_day) && is_zone(zone)
}

/// `'Z'`, an offset up to 14:00 either way, or nothing.
fn is_zone(text: &str) -> bool {
    let Some(offset) = text.strip_prefix(['+', '-']) else {
        return matches!(text, "" | "Z");
    };
    let parts = offset.split_once(':').and_then(|(h, m)| two_digits(h).zip(two_digits(m)));
    parts.is_some_and(|(hour, minute)| (hour < 14 && minute < 60) || (hour, minute) == (14, 0))
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_with_and_without_fraction_and_zone_are_accepted() {
        for good in [
            "2025-01-01T00:00:01Z",
            "2025-01-01T00:00:01",
            "2025-01-01T00:00:01.123456789012345+03:00",
            "2025-01-01T23:59:59.0-14:00",
            "2025-01-01T24:00:00",
            "2025-01-01T24:00:00.000Z",
            "2024-02-29T00:00:00Z",
            "2000-02-29T00:00:00Z",
            "12024-02-29T00:00:00Z",
            "-0004-02-29T00:00:00Z",
            "-2025-12-31T00:00:00+14:00",
            "0001-01-01T00:00:00-00:00",
        ] {
            assert!(is_date_time(good), "{good}");
        }
    }

    #[test]
    fn what_no_calendar_or_clock_shows_is_refused() {
        for bad in [
            "",
            "T",
            "2025-01-01",
            "2025-01-01T",
            "2025-01-01 00:00:01",
            "2025-01-01t00:00:01",
            "2025-01-01T00:00",
            "2025-01-01T00:00:01z",
            "25-01-01T00:00:01",
            "0000-01-01T00:00:01",
            "+2025-01-01T00:00:01",
            "02025-01-01T00:00:01",
            "--2025-01-01T00:00:01",
            "2025-00-01T00:00:01",
            "2025-13-01T00:00:01",
            "2025-01-00T00:00:01",
            "2025-01-32T00:00:01",
            "2025-04-31T00:00:01",
            "2025-02-29T00:00:01",
            "1900-02-29T00:00:01",
            "2025-1-1T00:00:01",
            "2025-01-01T24:00:01",
            "2025-01-01T24:00:00.1",
            "2025-01-01T25:00:00",
            "2025-01-01T00:60:00",
            "2025-01-01T00:00:60",
            "2025-01-01T00:00:01.",
            "2025-01-01T00:00:01,5",
            "2025-01-01T0:00:01",
            "2025-01-01T00:00:01+3:00",
            "2025-01-01T00:00:01+0300",
            "2025-01-01T00:00:01+14:01",
            "2025-01-01T00:00:01+15:00",
            "2025-01-01T00:00:01+00:60",
            "2025-01-01T00:00:01ZZ",
            "2025-01-01T00:00:01Z+00:00",
            "2025-01-01T00:00:+1",
            "2025-01-01T-1:00:00",
            "٢٠٢٥-01-01T00:00:01",
            "2025-01-01T00:00:01 Z",
        ] {
            assert!(!is_date_time(bad), "{bad}");
        }
    }
}
