//! The moves on a deployed ring, against a stand-in for wrangler that keeps what it is given.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use shared::time::{DAY_MS, UnixMillis};

use super::super::place::Place;
use super::super::scratch::Scratch;
use super::*;
use crate::args::{Args, Known};

const START: UnixMillis = UnixMillis(1_735_689_600_000);
const TAKES: &str = r#"echo "$@" >> argv; cat > sent; echo "Success! Uploaded secret JWT_KEYS""#;
const REFUSES: &str = r#"cat > /dev/null; echo "Authentication error" >&2; exit 1"#;

/// A folder with a key of an operator, whose demo stand takes every request.
fn folder(wrangler: &str) -> Scratch {
    let scratch = Scratch::with_wrangler(wrangler);
    secrets::ensure_local(scratch.path()).unwrap();
    let configuration = "[env.demo.vars]\nTOKEN_ISSUER = \"https://api.example\"\n";
    fs::write(scratch.path().join("wrangler.toml"), configuration).unwrap();
    scratch
}

fn context(scratch: &Scratch, kid: &str, now: UnixMillis) -> Context {
    let file = scratch.path().join("ring.json").display().to_string();
    let key = secrets::operator_key_file(scratch.path()).display().to_string();
    let words = ["--env", "demo", "--operator", &key, "--file", &file, "--kid", kid].map(str::to_owned);
    let known = Known { options: &["--env", "--operator", "--file", "--kid"], ..Known::default() };
    let args = Args::parse(&words, &known).unwrap();
    Context { place: Place::of(scratch.path(), &args).unwrap(), args, now }
}

#[test]
fn a_ring_is_made_added_to_promoted_and_retired() {
    let scratch = folder(TAKES);
    let later = START.plus_ms(PROMOTE_AFTER_MS);
    create(&context(&scratch, "a", START)).unwrap();
    add(&context(&scratch, "b", START)).unwrap();
    promote(&context(&scratch, "b", later)).unwrap();
    retire(&context(&scratch, "a", later.plus_ms(DAY_MS))).unwrap();

    let ring = KeyRing::parse(&scratch.read("ring.json")).unwrap();
    assert_eq!((ring.keys().len(), ring.signing().unwrap().kid.as_str()), (1, "b"));
    assert_eq!(scratch.read("sent"), scratch.read("ring.json"));
    let mode = fs::metadata(scratch.path().join("ring.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let (argv, asked) = (scratch.read("argv"), scratch.read("asked"));
    assert_eq!(argv.matches("secret put JWT_KEYS --env demo").count(), 4);
    assert_eq!(asked.matches("https://api.example/api/admin/key-moves").count(), 4);
    for event in [Event::KeyAdded, Event::KeyPromoted, Event::KeyRetired] {
        assert!(asked.contains(event.as_str()), "{asked}");
    }
    let secret = ring.serialize().split("\"secret\":\"").nth(1).unwrap()[..20].to_owned();
    assert!(!argv.contains(&secret) && !asked.contains(&secret), "a key was told");
}

#[test]
fn a_ring_that_was_not_taken_leaves_the_file_as_it_was() {
    let scratch = folder(REFUSES);
    let path = scratch.path().join("ring.json");
    let before = KeyRing::new("a", &[1; 64], START).serialize();
    fs::write(&path, &before).unwrap();
    let refusal = add(&context(&scratch, "b", START)).unwrap_err();
    assert!(refusal.to_string().contains("Authentication error"), "{refusal}");
    assert_eq!(scratch.read("ring.json"), before);
    assert!(!scratch.path().join("ring.json.next").exists());
}

#[test]
fn a_new_ring_never_replaces_one_that_is_there_and_no_other_move_makes_one() {
    let scratch = folder(TAKES);
    assert_eq!(add(&context(&scratch, "a", START)).unwrap_err().slug(), "key_ring");
    create(&context(&scratch, "a", START)).unwrap();
    assert_eq!(create(&context(&scratch, "b", START)).unwrap_err().slug(), "duplicate_ring");
}

#[test]
fn a_move_out_of_turn_is_refused_before_anything_is_sent() {
    let scratch = folder(TAKES);
    fs::write(scratch.path().join("ring.json"), KeyRing::new("a", &[1; 64], START).serialize()).unwrap();
    for (refusal, slug) in [
        (add(&context(&scratch, "a", START)).unwrap_err(), "duplicate_key"),
        (add(&context(&scratch, "it's", START)).unwrap_err(), "usage"),
        (promote(&context(&scratch, "x", START)).unwrap_err(), "unknown_key"),
        (retire(&context(&scratch, "a", START)).unwrap_err(), "key_state"),
    ] {
        assert_eq!(refusal.slug(), slug);
    }
    assert!(!scratch.path().join("argv").exists() && !scratch.path().join("asked").exists());
}

#[test]
fn a_move_that_cannot_be_logged_is_not_made_but_a_new_ring_is() {
    let scratch = folder(TAKES);
    fs::remove_file(secrets::operator_key_file(scratch.path())).unwrap();
    let made = create(&context(&scratch, "a", START)).unwrap();
    assert!(made.notes[0].contains("The audit log was not told of it"), "{:?}", made.notes);
    let before = scratch.read("sent");
    assert_eq!(add(&context(&scratch, "b", START)).unwrap_err().slug(), "operator_key");
    assert_eq!((scratch.read("sent"), scratch.read("ring.json")), (before.clone(), before));
}

#[test]
fn a_list_shows_no_secret() {
    let scratch = folder(TAKES);
    fs::write(scratch.path().join("ring.json"), KeyRing::new("a", &[1; 64], START).serialize()).unwrap();
    let report = list(&context(&scratch, "a", START)).unwrap();
    assert_eq!(report.text, "KEY  STATE    SINCE\na    signing  2025-01-01T00:00:00Z\n");
    assert!(!report.objects[0].to_string().contains("AQEB"));
}
