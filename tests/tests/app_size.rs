//! The size of what a browser loads.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::fs;
use std::path::PathBuf;

use tests::{gzip, project};

/// Most bytes of all that the login window loads until it is live, after brotli 11.
const LOGIN: usize = 72_000;
/// Most bytes of the second module, its script included.
const STEPS: usize = 120_000;
/// Most bytes of the fourth module, its script included; of the fifth as well.
const BOSS: usize = 150_000;
/// Most bytes of the third module, its script included.
const LINKS: usize = 100_000;

#[test]
fn all_that_the_login_window_loads_until_it_is_live_stays_within_its_budget_of_bytes() {
    for page in ["cashier.en", "cashier.ru", "boss.en", "boss.ru"] {
        let html = page_text(page);
        let loaded = preloaded(&html);
        assert_eq!(loaded.len(), 2, "{page} loads a script and its wasm: {loaded:?}");
        let bytes = brotli(html.as_bytes()) + loaded.iter().map(|file| brotli(&read(file))).sum::<usize>();
        assert!(bytes <= LOGIN, "{page}: {bytes} bytes are more than {LOGIN}");
    }
}

#[test]
fn the_second_module_stays_within_its_budget_of_bytes() {
    let entries = fs::read_dir(project::root().join("frontend/dist/assets")).expect("the app is built");
    let names =
        entries.map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned());
    let files: Vec<_> = names.filter(|name| name.starts_with("steps-")).collect();
    assert_eq!(files.len(), 2, "{files:?}");
    let bytes: usize = files.iter().map(|file| brotli(&read(&format!("/assets/{file}")))).sum();
    assert!(bytes <= STEPS, "{bytes} bytes are more than {STEPS}");
}

#[test]
fn administration_loads_a_style_and_one_module_within_its_budget_of_bytes() {
    for page in ["administration.boss.en", "administration.boss.ru", "support.boss.en", "support.boss.ru"] {
        let loaded = preloaded(&page_text(page));
        assert_eq!(loaded.len(), 3, "{page} loads a script, its wasm and a style: {loaded:?}");
        let module = loaded.iter().filter(|file| file.rsplit_once('.').is_none_or(|(_, kind)| kind != "css"));
        let bytes: usize = module.map(|file| brotli(&read(file))).sum();
        assert!(bytes <= BOSS, "{page}: {bytes} bytes are more than {BOSS}");
    }
}

#[test]
fn the_pages_of_links_load_one_module_within_its_budget_of_bytes() {
    for page in ["two-factor.cashier.en", "reset.boss.ru", "invitation.cashier.ru"] {
        let loaded = preloaded(&page_text(page));
        assert_eq!(loaded.len(), 2, "{page} loads a script and its wasm: {loaded:?}");
        let bytes: usize = loaded.iter().map(|file| brotli(&read(file))).sum();
        assert!(bytes <= LINKS, "{page}: {bytes} bytes are more than {LINKS}");
    }
}

/// Whatever a page names in its head or loads as a script, each once; the icon is drawn by the browser itself.
fn preloaded(html: &str) -> Vec<String> {
    let tags = html.split('<').filter(|tag| tag.starts_with("link ") || tag.starts_with("script "));
    let files = tags.filter_map(|tag| tag.split(['"']).find(|word| word.starts_with("/assets/")));
    let mut files: Vec<_> = files.map(str::to_owned).collect();
    files.sort();
    files.dedup();
    files
}

fn page_text(name: &str) -> String {
    String::from_utf8(read(&format!("/pages/{name}.html"))).expect("a page is UTF-8")
}

fn read(file: &str) -> Vec<u8> {
    let path: PathBuf = project::root().join("frontend/dist").join(file.trim_start_matches('/'));
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}: run `cargo xtask frontend`", path.display()))
}

fn brotli(bytes: &[u8]) -> usize {
    gzip::run("brotli", bytes).len()
}
