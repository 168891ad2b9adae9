//! A moment as a mail tells it: nobody knows which clock hangs where it is read, so the clock is named.

use shared::time::{HOUR_MS, UnixMillis};
use shared::value::language::Language;

/// Hours by which Moscow's clock is ahead, all the year; timetables and tickets in Russian go by it.
const MOSCOW_H: i64 = 3;

/// `2026-11-22, 11:32 UTC`; in Russian by Moscow's clock: `22.11.2026, 14:32 (МСК)`.
pub fn moment(at: UnixMillis, language: Language) -> String {
    match language {
        Language::En => {
            let (date, time) = parts(at);
            format!("{date}, {time} UTC")
        }
        Language::Ru => {
            let (date, time) = parts(at.plus_ms(MOSCOW_H * HOUR_MS));
            let mut fields: Vec<_> = date.split('-').collect();
            fields.reverse();
            format!("{}, {time} (МСК)", fields.join("."))
        }
    }
}

/// Date and time of the text `2026-11-22T11:32:05Z`.
fn parts(at: UnixMillis) -> (String, String) {
    let text = at.to_string();
    let (date, time) = text.split_once('T').unwrap_or_default();
    (date.to_owned(), time.chars().take(5).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_names_its_clock() {
        let at = UnixMillis(1_735_689_601_999);
        assert_eq!(moment(at, Language::En), "2025-01-01, 00:00 UTC");
        assert_eq!(moment(at, Language::Ru), "01.01.2025, 03:00 (МСК)");
        assert_eq!(moment(at.plus_ms(-4 * HOUR_MS), Language::Ru), "31.12.2024, 23:00 (МСК)");
    }
}
