//! The browser's clock, and its way of writing moments.

use js_sys::{Date, Object, Reflect};
use wasm_bindgen::JsValue;

use crate::i18n::Language;

/// Milliseconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the one place of the browser app that reads a clock")]
pub fn now_ms() -> f64 {
    Date::now()
}

/// Milliseconds since the page came, whatever the clock is set to; sleep of the machine may be missing.
#[expect(clippy::cast_possible_truncation, reason = "such a cast saturates")]
pub fn monotonic_ms() -> i64 {
    gloo::utils::window().performance().map_or(0.0, |performance| performance.now()) as i64
}

/// Local time of day, such as `14:32`.
pub fn time_of_day(at_ms: f64) -> String {
    let date = Date::new(&JsValue::from_f64(at_ms));
    let two = |number: u32| {
        if number < 10 { "0".to_owned() + &crate::i18n::digits(number) } else { crate::i18n::digits(number) }
    };
    [two(date.get_hours()).as_str(), ":", &two(date.get_minutes())].concat()
}

/// Local date and time, as the language writes them.
pub fn date_and_time(at_ms: f64, language: Language) -> String {
    let options = Object::new();
    for (name, value) in [("dateStyle", "long"), ("timeStyle", "short")] {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    let locale = match language {
        Language::English => "en-GB",
        Language::Russian => "ru-RU",
    };
    Date::new(&JsValue::from_f64(at_ms)).to_locale_string(locale, &options).into()
}

/// Date and time as lists show them: local and short, with seconds.
pub fn short(at_ms: f64, language: Language) -> String {
    let options = Object::new();
    for (name, value) in [("dateStyle", "short"), ("timeStyle", "medium")] {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    let locale = match language {
        Language::English => "en-GB",
        Language::Russian => "ru-RU",
    };
    Date::new(&JsValue::from_f64(at_ms)).to_locale_string(locale, &options).into()
}

/// The same moment in UTC, as RFC 3339 writes it.
pub fn utc(at_ms: f64) -> String {
    Date::new(&JsValue::from_f64(at_ms)).to_iso_string().into()
}

/// When a day begins here, such as `2026-11-27`; nothing for what is no day.
pub fn day(text: &str) -> Option<f64> {
    local(&[text, "T00:00"].concat())
}

/// A local moment, such as `2026-11-27T14:32`; nothing for what is none.
pub fn local(text: &str) -> Option<f64> {
    let at = Date::new(&JsValue::from_str(text)).get_time();
    at.is_finite().then_some(at)
}

/// Whole milliseconds since 1970.
#[expect(clippy::cast_possible_truncation, reason = "such a cast saturates")]
pub fn now() -> i64 {
    now_ms() as i64
}
