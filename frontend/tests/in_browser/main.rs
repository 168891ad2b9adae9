//! Hooks and components in a real browser, as a person and other tabs meet them. Run with the test runner of
//! wasm-bindgen and `webdriver.json`.
#![cfg(all(target_arch = "wasm32", feature = "steps"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "the linter does not know these tests for tests")]

mod account;
mod code;
mod components;
mod history;
mod idle;
mod language;
mod new_password;
mod requirements;
mod stage;
mod state;
mod storage;
mod ticks;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
