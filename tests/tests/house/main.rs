//! The invariants of ARCHITECTURE.md, held over the sources as they are. Each rule is a function from a
//! source to its breaches, so that a planted breach shows the rule at work.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

mod documents;
mod rules;
mod sources;

use rules::{Breach, RULES};
use sources::Source;

#[test]
fn the_sources_keep_every_invariant() {
    let sources = sources::all();
    assert!(sources.len() > 40, "only {} sources were found: the walk is broken", sources.len());
    let breaches: Vec<Breach> =
        sources.iter().flat_map(|source| RULES.iter().flat_map(|rule| rule(source))).collect();
    assert!(
        breaches.is_empty(),
        "\n{}",
        breaches.iter().map(Breach::to_string).collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn a_planted_breach_of_each_invariant_is_found() {
    let planted = [
        ("shared/src/time.rs", "let now = std::time::SystemTime::now();"),
        ("shared/src/value/login.rs", "use worker::Env;"),
        ("edge/src/features/agents/login.rs", "use wasm_bindgen::JsValue;"),
        ("frontend/src/app.rs", "use web_sys::Event;"),
        ("frontend/src/hooks/use_idle.rs", "use gloo::timers::callback::Interval;"),
        ("edge/src/app.rs", "let now = worker::Date::now();"),
        ("edge/src/http/answer.rs", "let id = js_sys::Math::random();"),
        ("edge/src/features/gateway/forward.rs", "use crate::features::agents::login;"),
        ("edge/src/features/agents/login.rs", "return Answer::empty(404);"),
        ("edge/src/features/agents/login.rs", "let kind = \"application/json\";"),
        ("edge/src/features/agents/login.rs", "let body = \"<Token>\";"),
        ("edge/src/route.rs", "todo!()"),
        ("edge/src/route.rs", "#[allow(dead_code)]"),
        ("edge/src/adapters/d1.rs", "let sql = format!(\"SELECT 1 WHERE x = '{login}'\");"),
        ("shared/Cargo.toml", "worker.workspace = true"),
    ];
    for (path, line) in planted {
        let source = Source { path: path.to_owned(), text: format!("{line}\n") };
        let found: Vec<Breach> = RULES.iter().flat_map(|rule| rule(&source)).collect();
        assert!(!found.is_empty(), "nobody minds {line:?} in {path}");
    }
    let long = Source { path: "edge/src/route.rs".to_owned(), text: "fn f() {}\n".repeat(401) };
    assert!(RULES.iter().any(|rule| !rule(&long).is_empty()), "nobody minds a file of 401 lines");
}

#[test]
fn comments_and_test_modules_may_name_what_the_code_may_not() {
    let text = "// worker::Env\nfn f() {}\n#[cfg(test)]\nmod tests { use worker::Env; }\n";
    let source = Source { path: "edge/src/app.rs".to_owned(), text: text.to_owned() };
    let found: Vec<Breach> = RULES.iter().flat_map(|rule| rule(&source)).collect();
    assert!(found.is_empty(), "{}", found.iter().map(Breach::to_string).collect::<Vec<_>>().join("\n"));
}
