//! The rules, one function each.

use std::fmt;

use crate::sources::Source;

/// A place that breaks a rule.
pub(crate) struct Breach {
    place: String,
    why: &'static str,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.why)
    }
}

/// Every rule.
pub(crate) const RULES: [fn(&Source) -> Vec<Breach>; 13] = [
    platform_stays_in_adapters,
    shared_depends_on_no_platform,
    browser_stays_in_its_module,
    time_and_randomness_are_arguments,
    features_import_no_sibling,
    features_speak_no_protocol,
    sql_stands_in_storage,
    sql_takes_values_not_text,
    storage_reads_no_copy,
    storage_knows_no_keys,
    failures_are_rendered_once,
    nothing_is_unfinished_or_silenced,
    files_stay_short,
];

const ADAPTERS: [&str; 2] = ["edge/src/adapters/", "edge/src/events.rs"];

fn platform_stays_in_adapters(source: &Source) -> Vec<Breach> {
    let product = source.is_in("shared/src/") || source.is_in("edge/src/");
    if !product || ADAPTERS.iter().any(|place| source.is_in(place)) {
        return Vec::new();
    }
    let platform = ["worker::", "worker_sys", "web_sys", "js_sys", "wasm_bindgen"];
    find(source, &platform, "only adapters and events.rs name the platform")
}

fn shared_depends_on_no_platform(source: &Source) -> Vec<Breach> {
    if source.path != "shared/Cargo.toml" {
        return Vec::new();
    }
    let crates = ["worker", "yew", "gloo", "web-sys", "js-sys", "wasm-bindgen", "getrandom"];
    find(source, &crates, "shared depends on no platform, clock or source of randomness")
}

fn browser_stays_in_its_module(source: &Source) -> Vec<Breach> {
    if !source.is_in("frontend/src/") || source.is_in("frontend/src/platform/") {
        return Vec::new();
    }
    let browser = ["gloo::", "web_sys", "js_sys"];
    find(source, &browser, "only frontend/src/platform names the browser")
}

fn time_and_randomness_are_arguments(source: &Source) -> Vec<Breach> {
    let product = source.is_in("shared/src/") || source.is_in("edge/src/");
    if !product || source.is_in("edge/src/adapters/runtime.rs") {
        return Vec::new();
    }
    let ambient =
        ["SystemTime", "Instant::now", "Date::now", "getrandom::", "new_v4", "thread_rng", "Math::random"];
    find(source, &ambient, "time and randomness are arguments; only adapters/runtime.rs has them")
}

fn features_import_no_sibling(source: &Source) -> Vec<Breach> {
    let Some(own) = source.path.strip_prefix("edge/src/features/").and_then(|rest| rest.split('/').next())
    else {
        return Vec::new();
    };
    let sibling = |line: &str| {
        line.split("crate::features::").skip(1).any(|rest| !rest.starts_with(own.trim_end_matches(".rs")))
    };
    breaches(source, sibling, "a feature imports no other feature")
}

fn features_speak_no_protocol(source: &Source) -> Vec<Breach> {
    if !source.is_in("edge/src/features/") {
        return Vec::new();
    }
    let protocol = |line: &str| {
        let media_type = ["application/", "text/", "Content-Type"].iter().any(|word| line.contains(word));
        let tag = line.match_indices("\"<").any(|(at, _)| {
            line.get(at + 2..).is_some_and(|tag| tag.starts_with(|c: char| c.is_ascii_uppercase()))
        });
        let status = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| {
            word.len() == 3
                && word.starts_with(['2', '3', '4', '5'])
                && word.bytes().all(|b| b.is_ascii_digit())
        });
        media_type || tag || (status && line.contains('('))
    };
    breaches(
        source,
        protocol,
        "a feature names no HTTP status, media type or XML tag: it returns a value or a failure",
    )
}

/// Words that statements begin with.
const VERBS: [&str; 4] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];

/// What asks the platform how large the database is, and what writes the row of a first operator.
const SQL_ELSEWHERE: [&str; 2] = ["edge/src/adapters/database_size.rs", "xtask/src/operator/staff.rs"];

fn sql_stands_in_storage(source: &Source) -> Vec<Breach> {
    let product = source.is_in("edge/src/") || source.is_in("xtask/src/");
    let exempt = source.is_test() || SQL_ELSEWHERE.iter().any(|place| source.is_in(place));
    if !product || exempt || source.is_in("edge/src/storage/") {
        return Vec::new();
    }
    let statement = |line: &str| VERBS.iter().any(|verb| line.contains(&format!("\"{verb}")));
    breaches(source, statement, "every statement stands in edge/src/storage")
}

fn storage_reads_no_copy(source: &Source) -> Vec<Breach> {
    if !source.is_in("edge/src/storage/") {
        return Vec::new();
    }
    find(source, &["ports::cache", "Cache"], "no statement depends on a copy that may be a minute old")
}

fn storage_knows_no_keys(source: &Source) -> Vec<Breach> {
    let stores = source.is_in("edge/src/storage/") || source.is_in("edge/src/adapters/kv.rs");
    if !stores || source.is_test() {
        return Vec::new();
    }
    let keys = ["KeyRing", "Peppers", "SealKeys", "key_ring::"];
    find(source, &keys, "signing keys, peppers and seal keys never come near storage")
}

fn failures_are_rendered_once(source: &Source) -> Vec<Breach> {
    let renders = ["edge/src/app.rs", "edge/src/http/"].iter().any(|place| source.is_in(place));
    if !source.is_in("edge/src/") || renders || source.is_test() {
        return Vec::new();
    }
    find(source, &["json_face::failure", "envelope_face::failure"], "failures are rendered in app.rs alone")
}

fn sql_takes_values_not_text(source: &Source) -> Vec<Breach> {
    let stores = source.is_in("edge/src/adapters/") || source.is_in("edge/src/storage/");
    if !stores || source.is_test() {
        return Vec::new();
    }
    let pasted = |line: &str| {
        let sql = VERBS.iter().chain(&["WHERE "]).any(|verb| line.contains(verb));
        sql && line.contains("'{")
    };
    breaches(source, pasted, "values are bound to a statement, never pasted into it")
}

fn nothing_is_unfinished_or_silenced(source: &Source) -> Vec<Breach> {
    if source.is_test() {
        return Vec::new();
    }
    let unfinished = |line: &str| {
        let line = line.trim();
        let bare_allow = line.starts_with("#[allow(") && !line.contains("reason");
        bare_allow
            || ["todo!(", "unimplemented!(", "dbg!(", "#[ignore"].iter().any(|word| line.contains(word))
    };
    breaches(source, unfinished, "no unfinished code, and no lint silenced without its reason")
}

fn files_stay_short(source: &Source) -> Vec<Breach> {
    let lines = source.text.lines().count();
    if lines <= 400 {
        return Vec::new();
    }
    vec![Breach { place: source.path.clone(), why: "more than 400 lines: the file does two things" }]
}

fn find(source: &Source, words: &[&str], why: &'static str) -> Vec<Breach> {
    breaches(source, |line| words.iter().any(|word| line.contains(word)), why)
}

fn breaches(source: &Source, is_breach: impl Fn(&str) -> bool, why: &'static str) -> Vec<Breach> {
    let place = |number| format!("{}:{number}", source.path);
    source
        .code()
        .filter(|(_, line)| is_breach(line))
        .map(|(number, _)| Breach { place: place(number), why })
        .collect()
}
