//! The moves on a deployed ring, against a stand-in for wrangler that keeps what it is given.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use shared::time::{DAY_MS, UnixMillis};

use super::super::place::Place;
use super::super::scratch::Scratch;
use super::*;
use crate::args::{Args, Known};

const START: UnixMillis = UnixMillis(1_735_689_600_000);
const TAKES: &str = r#"echo "$@" >> argv; case "$1" in
    secret) cat > sent; echo "Success! Uploaded secret JWT_KEYS";;
    d1) echo '[{"results":[{"audit_id":"x"}]},{"results":[{"1":1}]}]';;
esac"#;
const REFUSES: &str = r#"case "$1" in
    secret) cat > /dev/null; echo "Authentication error" >&2; exit 1;;
    d1) echo '[{"results":[{"audit_id":"x"}]},{"results":[{"1":1}]}]';;
esac"#;

fn context(scratch: &Scratch, kid: &str, now: UnixMillis) -> Context {
    let file = scratch.path().join("ring.json").display().to_string();
    let words = ["--file", &file, "--kid", kid].map(str::to_owned);
    let known = Known { options: &["--file", "--kid"], ..Known::default() };
    let place = Place::remote(scratch.path(), Environment::Demo);
    Context { place, args: Args::parse(&words, &known).unwrap(), now }
}

#[test]
fn a_ring_is_made_added_to_promoted_and_retired() {
    let scratch = Scratch::with_wrangler(TAKES);
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

    let argv = scratch.read("argv");
    assert_eq!(argv.matches("secret put JWT_KEYS --env demo").count(), 4);
    for event in [Event::KeyAdded, Event::KeyPromoted, Event::KeyRetired] {
        assert!(argv.contains(event.as_str()), "{argv}");
    }
    let secret = ring.serialize().split("\"secret\":\"").nth(1).unwrap()[..20].to_owned();
    assert!(!argv.contains(&secret), "a key was on the command line");
}

#[test]
fn a_ring_that_was_not_taken_leaves_the_file_as_it_was() {
    let scratch = Scratch::with_wrangler(REFUSES);
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
    let scratch = Scratch::with_wrangler(TAKES);
    assert_eq!(add(&context(&scratch, "a", START)).unwrap_err().slug(), "key_ring");
    create(&context(&scratch, "a", START)).unwrap();
    assert_eq!(create(&context(&scratch, "b", START)).unwrap_err().slug(), "duplicate_ring");
}

#[test]
fn a_move_out_of_turn_is_refused_before_anything_is_sent() {
    let scratch = Scratch::with_wrangler(TAKES);
    fs::write(scratch.path().join("ring.json"), KeyRing::new("a", &[1; 64], START).serialize()).unwrap();
    for (refusal, slug) in [
        (add(&context(&scratch, "a", START)).unwrap_err(), "duplicate_key"),
        (add(&context(&scratch, "it's", START)).unwrap_err(), "usage"),
        (promote(&context(&scratch, "x", START)).unwrap_err(), "unknown_key"),
        (retire(&context(&scratch, "a", START)).unwrap_err(), "key_state"),
    ] {
        assert_eq!(refusal.slug(), slug);
    }
    assert!(!scratch.path().join("argv").exists());
}

#[test]
fn a_list_shows_no_secret() {
    let scratch = Scratch::with_wrangler(TAKES);
    fs::write(scratch.path().join("ring.json"), KeyRing::new("a", &[1; 64], START).serialize()).unwrap();
    let report = list(&context(&scratch, "a", START)).unwrap();
    assert_eq!(report.text, "KEY  STATE    SINCE\na    signing  2025-01-01T00:00:00Z\n");
    assert!(!report.objects[0].to_string().contains("AQEB"));
}
