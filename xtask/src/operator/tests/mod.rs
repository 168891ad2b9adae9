//! The commands against a stub of the API: what they ask, and what they tell people and programs.

mod accounts;
mod failures;
mod lists;
mod operators;
mod releases;
mod structure;

use serde_json::{Value, json};

use super::stub::Installation;

/// One command, whose requests and answers are these, and what it tells.
#[track_caller]
fn check(line: &str, exchange: &[(&str, u16, Value)], text: &str) -> Value {
    let answers: Vec<_> = exchange.iter().map(|(_, status, body)| (*status, body.clone())).collect();
    let installation = Installation::answering(&answers);
    let report = installation.perform(line).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
    let expected: Vec<_> = exchange.iter().map(|(asked, ..)| (*asked).to_owned()).collect();
    assert_eq!(installation.asked(), expected, "{line}");
    assert_eq!(report.text.trim_end(), text, "{line}");
    assert_eq!(report.objects.len(), 1, "{line}");
    report.objects[0].clone()
}

/// One command that is refused, after these answers, with this slug and words.
#[track_caller]
fn refused(line: &str, answers: &[(u16, Value)], slug: &str, words: &str) {
    let refusal = Installation::answering(answers).perform(line).map(|report| report.text).unwrap_err();
    assert_eq!(refusal.slug(), slug, "{line}: {refusal}");
    assert!(refusal.to_string().contains(words), "{line}: {refusal}");
}

/// A problem document.
fn problem(status: u16, code: &str) -> (u16, Value) {
    (
        status,
        json!({ "code": code, "status": status, "title": format!("It is {code}."), "request_id": "r-1" }),
    )
}

/// An agency as the API has it.
fn agency(blocked: bool, version: u32) -> Value {
    json!({
        "code": 12036, "name": "Alpha Travel", "may_change_point_of_sale": true, "reissue_by_administrator": false,
        "blocked_at_ms": blocked.then_some(1), "version": version,
    })
}

/// What has ended, so much of each.
fn ending(count: u32, changed: bool) -> Value {
    json!({ "sessions": count, "sign_ins": count, "tokens": count, "changed": changed })
}
