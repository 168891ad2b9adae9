//! The script of `/session.js`, with the rules and words of our own windows in it.

use serde_json::json;
use shared::flow::idle::{GRACE_MS, LIMIT_MS, REPORT_EVERY_MS, RETRY_MS, WARNING_MS};
use shared::way_back;

use crate::hooks::use_idle::{KEY, SHARE_EVERY_MS};
use crate::i18n::{Language, t};
use crate::platform::channel::{NAME, Word};
use crate::platform::http::PATIENCE_MS;
use crate::platform::storage;

/// What stands in the script for them.
const PLACE: &str = "SESSION";

/// The script.
pub(super) fn script(text: &str) -> String {
    let words = |language| {
        json!({
            "idle": [t::idle_heading(language), t::idle_text(language), t::stay_signed_in(language)],
            "stayed": [t::still_signed_in(language), t::ok(language)],
        })
    };
    let session = json!({
        "limit": LIMIT_MS,
        "warning": WARNING_MS,
        "grace": GRACE_MS,
        "report": REPORT_EVERY_MS,
        "retry": RETRY_MS,
        "share": SHARE_EVERY_MS,
        "channel": NAME,
        "moved": Word::Moved.as_str(),
        "input": KEY,
        "notice": storage::NOTICE,
        "signedOut": storage::SIGNED_OUT,
        "wasIdle": storage::IDLE,
        "most": way_back::MOST,
        "patience": PATIENCE_MS,
        "words": { "en": words(Language::English), "ru": words(Language::Russian) },
    });
    text.replacen(PLACE, &session.to_string(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_has_the_rules_and_words_of_our_own_windows() {
        let script = script("(d=>{const{limit:l}=SESSION;})(document);");
        assert!(script.starts_with(
            r#"(d=>{const{limit:l}={"channel":"mixvel-auth","grace":2000,"input":"last-input","limit":3600000,"#
        ));
        assert!(script.contains("Stay signed in") && script.contains("Остаться в системе"), "{script}");
    }
}
