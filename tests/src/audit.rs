//! What rows of the audit log tell.

use std::collections::HashSet;

use serde_json::Value;

/// Event and detail of each row. What is noted once a minute is told once: a minute may end amid a test.
pub fn told(rows: &[Value]) -> Vec<(String, String)> {
    let text = |row: &Value, column: &str| row[column].as_str().unwrap_or_default().to_owned();
    let mut names = HashSet::new();
    let news = rows.iter().filter(|row| names.insert(without_minute(&text(row, "audit_id"))));
    news.map(|row| (text(row, "event"), text(row, "detail"))).collect()
}

/// The name of a row without the minute in it, a number of minutes since 1970; other rows have no such part.
fn without_minute(name: &str) -> String {
    let is_minute = |part: &&str| part.len() == 8 && part.bytes().all(|b| b.is_ascii_digit());
    match name.split('-').position(|part| is_minute(&part)) {
        Some(at) if at > 0 => {
            name.split('-').enumerate().filter(|(i, _)| *i != at).map(|(_, part)| part).collect()
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refusal_of_two_minutes_is_told_once_and_everything_else_as_often_as_it_is_there() {
        let row = |name: &str| json!({"audit_id": name, "event": "e", "detail": name});
        let rows = [
            "reset-refused-29760000-10.0.0.1",
            "reset-refused-29760001-10.0.0.1",
            "reset-refused-29760001-10.0.0.2",
            "12345678-aaaa-4bbb-8ccc-000000000001",
            "12345679-aaaa-4bbb-8ccc-000000000001",
        ];
        let details: Vec<_> = told(&rows.map(row)).into_iter().map(|(_, detail)| detail).collect();
        assert_eq!(details, [rows[0], rows[2], rows[3], rows[4]]);
    }
}
