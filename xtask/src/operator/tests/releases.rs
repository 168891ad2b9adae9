//! A version that goes out, and the way back.

use std::fs;

use super::super::scratch::Scratch;
use super::super::stub::perform_in;

const SECRETS: &str = r#"[{"name":"JWT_KEYS"},{"name":"SEAL_KEYS"},{"name":"PASSWORD_PEPPERS"}]"#;

/// A project whose wrangler writes down what it is asked, and fails at a word.
fn project(secrets: &str, fails_at: &str) -> Scratch {
    let scratch = Scratch::with_wrangler(&format!(
        "echo \"$*\" >> argv; case \"$*\" in *'{fails_at}'*) echo no right >&2; exit 1;; secret*) echo '{secrets}';; esac"
    ));
    let settings = "[env.demo.vars]\nTOKEN_ISSUER = \"https://api.example\"\n";
    fs::write(scratch.path().join("wrangler.toml"), settings).unwrap();
    scratch
}

#[test]
fn a_version_goes_out_behind_its_migrations_and_is_asked_how_it_is() {
    let scratch = project(SECRETS, "nothing");
    let report = perform_in(scratch.path(), "deploy --env demo").unwrap();
    assert!(report.text.contains("cargo xtask rollback --env demo"), "{}", report.text);
    let asked = [
        "secret list --env demo",
        "deploy --dry-run --env demo",
        "d1 migrations apply DB --remote --env demo",
        "deploy --env demo",
    ];
    assert_eq!(scratch.read("argv").lines().collect::<Vec<_>>(), asked);
    assert!(scratch.read("asked").contains("https://api.example/healthz"));
}

#[test]
fn nothing_goes_out_without_its_secrets_or_its_migrations() {
    for (secrets, fails_at, slug, word) in [
        (r#"[{"name":"JWT_KEYS"}]"#, "nothing", "configuration", "PASSWORD_PEPPERS, SEAL_KEYS"),
        (SECRETS, "migrations", "wrangler", "no right"),
        (SECRETS, "dry-run", "wrangler", "no right"),
    ] {
        let scratch = project(secrets, fails_at);
        let refusal = perform_in(scratch.path(), "deploy --env demo").map(drop).unwrap_err();
        assert_eq!(refusal.slug(), slug);
        assert!(refusal.to_string().contains(word), "{refusal}");
        assert!(!scratch.read("argv").lines().any(|line| line == "deploy --env demo"));
    }
    let scratch = project(SECRETS, "nothing");
    assert_eq!(perform_in(scratch.path(), "deploy").map(drop).unwrap_err().slug(), "usage");
}

#[test]
fn nothing_goes_out_while_an_id_is_the_stand_in_that_the_project_comes_with() {
    let own = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../wrangler.toml")).unwrap();
    let half = own.replace("database_id = \"00000000", "database_id = \"12345678");
    for (settings, section) in [(&own, "[env.demo.d1_databases]"), (&half, "[env.demo.kv_namespaces]")] {
        let scratch = project(SECRETS, "nothing");
        fs::write(scratch.path().join("wrangler.toml"), settings).unwrap();
        let refusal = perform_in(scratch.path(), "deploy --env demo").map(drop).unwrap_err();
        assert!(refusal.to_string().contains(section), "{refusal}");
        assert!(!scratch.path().join("argv").exists());
    }
    let real = own.replace("\"00000000", "\"12345678");
    let scratch = project(SECRETS, "nothing");
    fs::write(scratch.path().join("wrangler.toml"), real).unwrap();
    assert!(perform_in(scratch.path(), "deploy --env demo").is_ok());
}

#[test]
fn the_way_back_is_the_platforms_and_is_asked_how_it_is() {
    let scratch = project(SECRETS, "nothing");
    let report = perform_in(scratch.path(), "rollback --env demo").unwrap();
    assert!(report.text.contains("secrets of its day"), "{}", report.text);
    assert_eq!(scratch.read("argv"), "rollback --yes --message rollback --env demo\n");
    assert!(scratch.read("asked").contains("https://api.example/healthz"));
}
