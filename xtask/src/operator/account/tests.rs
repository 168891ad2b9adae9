//! The commands of `account` against `SQLite` with the project's tables and triggers.

use serde_json::{Value, json};
use shared::lock_key::LockKey;
use shared::password_hash::{Cost, Verdict, verify};
use shared::seal::Sealed;
use shared::value::login::Login;
use shared::value::password::Password;

use super::super::command::perform;
use super::super::installation::Installation;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::scratch::Scratch;
use super::super::sql::sql;
use crate::secrets;

const READY: &str = "ready@demo.mixvel.com";
const CASHIER: &str = "cashier@demo.mixvel.com";
const NEW: &str = "account create --login Anna@Alpha.example --name Anna --agency 12036 --role cashier";

#[test]
fn a_new_employee_has_what_was_asked_for_and_a_password_told_once() {
    let installation = Installation::new();
    let made = installation
        .done(&format!("{NEW} --product boss --product cashier --unit 12036_DELTA --unit 12036_ALPHA"));
    let mut object = made.objects[0].clone();
    let password = object["password"].take().as_str().unwrap().to_owned();
    assert!(password.len() >= 20 && made.text.contains(&password));
    assert!(object["created_at"].take().is_string());
    let expected = json!({
        "id": "anna@alpha.example", "login": "anna@alpha.example", "state": "active", "agency": 12036,
        "name": "Anna", "role": "cashier", "products": ["boss", "cashier"],
        "units": ["12036_DELTA", "12036_ALPHA"], "consents": [], "two_factor": "none", "password_locked_at": null,
        "code_locked_at": null, "sessions": 0, "last_sign_in_at": null, "created_at": null, "password": null,
    });
    assert_eq!(object, expected);
    let detail = "role cashier; products boss, cashier; units 12036_DELTA, 12036_ALPHA";
    assert_eq!(installation.audited("anna@alpha.example"), [row("employee.created", detail)]);

    let shown = installation.done("account show --login anna@alpha.example");
    assert_eq!(shown.objects[0]["units"], expected["units"]);
    assert!(!format!("{shown:?}").contains(&password));
}

#[test]
fn a_given_password_key_and_consent_are_kept_as_the_service_reads_them() {
    let installation = Installation::new();
    let key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
    let made = installation.done(&format!(
        "{NEW} --product boss --product cashier --unit 12036_ALPHA --password Anna-passw0rd --two-factor-key {key} --consent"
    ));
    assert_eq!(made.objects[0]["password"], "Anna-passw0rd");
    assert_eq!(made.objects[0]["two_factor"], "active");
    assert_eq!(made.objects[0]["consents"], json!(["boss", "cashier"]));

    let root = installation.scratch.path();
    let login = "anna@alpha.example";
    let kept = installation.rows(&sql!(
        "SELECT password_hash, key_id, sealed_key FROM employee JOIN second_factor USING (agency_code, login) \
         WHERE login = {login}",
        login = login
    ));
    let text = |column| kept[0].text(column).unwrap().to_owned();
    let password = Password::from("Anna-passw0rd".to_owned());
    let verdict = verify(
        &password.normal(shared::nfkc::nfkc),
        &text("password_hash"),
        Cost::STANDARD,
        &secrets::peppers(root).unwrap(),
    );
    assert_eq!(verdict, Ok(Verdict::Right { outdated: false }));
    let sealed = Sealed { key_id: text("key_id"), text: text("sealed_key") };
    let opened = secrets::seal_keys(root).unwrap().open(&sealed, "second_factor/12036/anna@alpha.example");
    assert_eq!(opened.as_deref(), Ok(&b"Hello!\xde\xad\xbe\xefHello!\xde\xad\xbe\xef"[..]));

    let version = shared::consent::version();
    let consent = |product: &str| row("consent.given", &format!("{product} en {version}"));
    let created =
        row("employee.created", "role cashier; products boss, cashier; units 12036_ALPHA; key given");
    let mut audited = installation.audited(login);
    audited.sort();
    assert_eq!(audited, [consent("boss"), consent("cashier"), created]);
    assert!(!format!("{audited:?}").contains("passw0rd") && !format!("{audited:?}").contains(key));
}

#[test]
fn what_cannot_be_an_employee_is_refused_and_nothing_is_written() {
    let installation = Installation::new();
    for (options, slug, hint) in [
        ("--product cashier", "usage", "--unit is missing"),
        ("--unit 12036_ALPHA", "usage", "--product is missing"),
        ("--product till --unit 12036_ALPHA", "usage", "cashier or boss"),
        ("--product cashier --unit 12345_MNPQR", "usage", "not one of agency 12036"),
        ("--product cashier --unit 12036_NEW", "unknown_unit", "unit create --unit 12036_NEW"),
        ("--product boss --password seven77", "weak_password", "8 to 128"),
        ("--product boss --password anna@alpha.example", "weak_password", "the password is the login"),
        ("--product boss --two-factor-key JBSWY3DPEHPK3PXP", "usage", "160 bits"),
        ("--product boss --role chief", "usage", "given twice"),
    ] {
        assert_eq!(installation.refused(&format!("{NEW} {options}")), slug, "{options}");
        let message = installation.perform(&format!("{NEW} {options}")).unwrap_err().to_string();
        assert!(message.contains(hint), "{options}: {message}");
    }
    for (line, slug) in [
        (NEW.replace("12036", "5") + " --product boss", "unknown_agency"),
        (NEW.replace("role cashier", "role chief") + " --product boss", "usage"),
        (NEW.replace("Anna@Alpha.example", "anna") + " --product boss", "usage"),
        (NEW.replace("Anna@Alpha.example", READY) + " --product boss", "duplicate_login"),
    ] {
        assert_eq!(installation.refused(&line), slug, "{line}");
    }
    for verb in ["show", "block", "unblock", "unlock", "unlock --code", "forget-devices", "reissue"] {
        let (verb, rest) = verb.split_once(' ').unwrap_or((verb, ""));
        assert_eq!(
            installation.refused(&format!("account {verb} --login nobody@x.y {rest}")),
            "unknown_login"
        );
    }
}

#[test]
fn a_blocked_employee_loses_sessions_and_half_done_sign_ins_for_good() {
    let installation = Installation::new();
    installation.open(READY, "mine", "Regular");
    installation.open(CASHIER, "other", "Regular");
    let blocked = installation.done("account block --login ready@demo.mixvel.com");
    assert_eq!(
        (&blocked.objects[0]["state"], &blocked.objects[0]["sessions"]),
        (&json!("blocked"), &json!(0))
    );
    installation.done("account unblock --login ready@demo.mixvel.com");
    assert_eq!(
        (installation.live("sign_in"), installation.live("session")),
        (texts(["other"]), texts(["other"]))
    );
    let audited = installation.audited(READY);
    assert!(audited.ends_with(&[row("employee.blocked", ""), row("employee.unblocked", "")]), "{audited:?}");
}

#[test]
fn each_lock_is_lifted_alone_or_both_together() {
    let installation = Installation::new();
    for (options, left, events) in [
        ("--password", ["code"].as_slice(), ["password.unlocked"].as_slice()),
        ("--code", &["password"], &["code.unlocked"]),
        ("", &[], &["code.unlocked", "password.unlocked"]),
        ("--password --code", &[], &["code.unlocked", "password.unlocked"]),
    ] {
        lock(&installation, READY);
        let before = installation.audited(READY).len();
        let unlocked = installation.done(&format!("account unlock --login {READY} {options}"));
        assert_eq!(locks(&unlocked.objects[0]), left, "{options}");
        let mut told: Vec<_> =
            installation.audited(READY).split_off(before).into_iter().map(|row| row.0).collect();
        told.sort();
        assert_eq!(told, events, "{options}");

        let content = installation.content();
        let again = installation.done(&format!("account unlock --login {READY} {options}"));
        assert!(again.text.contains("was not there") && !again.text.contains("is lifted"), "{}", again.text);
        assert_eq!(installation.content(), content);
        assert_eq!(installation.audited(READY).len(), before + events.len(), "{options}");
    }
}

#[test]
fn a_lifted_lock_leaves_those_of_others_and_no_wrong_try_behind() {
    let installation = Installation::new();
    lock(&installation, READY);
    lock(&installation, "stranger@x.y");
    installation.rows(&sql!("UPDATE password_try SET failed = 2"));
    installation.done(&format!("account unlock --login {READY}"));
    let tries = installation.rows(&sql!("SELECT failed, locked_at FROM password_try ORDER BY failed"));
    assert_eq!(tries.len(), 2);
    assert!(tries[0].number("failed") == Ok(0) && !tries[0].holds("locked_at"));
    assert!(tries[1].number("failed") == Ok(2) && tries[1].holds("locked_at"));
}

#[test]
fn the_locks_of_known_browsers_are_shown_and_lifted_with_that_of_the_name() {
    let installation = Installation::new();
    for (login, count) in [(READY, 2), (CASHIER, 1)] {
        know(&installation, login, count);
    }
    installation.rows(&sql!("UPDATE password_try SET locked_at = 1"));
    let locked = |login: &str| {
        let shown = installation.done(&format!("account show --login {login}"));
        (shown.objects[0]["devices"].clone(), shown.objects[0]["locked_devices"].clone(), shown.text)
    };
    let (devices, locks, text) = locked(READY);
    assert_eq!((devices, locks), (json!(2), json!(2)));
    assert!(text.contains("2, 2 of them locked"), "{text}");
    installation.done(&format!("account unlock --login {READY} --password"));
    assert_eq!(installation.audited(READY).last(), Some(&row("password.unlocked", "")));
    assert_eq!(locked(READY).1, json!(0));
    assert_eq!(locked(CASHIER).1, json!(1));
}

#[test]
fn forgotten_browsers_go_with_their_counters_and_those_of_others_stay() {
    let installation = Installation::new();
    for (login, count) in [(READY, 2), (CASHIER, 1)] {
        know(&installation, login, count);
    }
    lock(&installation, READY);
    installation.done(&format!("account forget-devices --login {READY}"));
    assert_eq!(installation.audited(READY).last(), Some(&row("device.forgotten", "2")));
    // That of the name is left, and that of the other account's browser.
    assert_eq!((installation.count("device"), installation.count("password_try")), (1, 2));
    let again = installation.done(&format!("account forget-devices --login {READY}"));
    assert!(again.text.contains("knew no browser"), "{}", again.text);
    assert_eq!(installation.audited(READY).iter().filter(|row| row.0 == "device.forgotten").count(), 1);
}

#[test]
fn the_state_names_the_strongest_reason_and_show_says_what_helps() {
    let installation = Installation::new();
    let state = || {
        let shown = installation.done(&format!("account show --login {READY}"));
        (shown.objects[0]["state"].clone(), shown.notes.len())
    };
    assert_eq!(state(), (json!("active"), 0));
    lock(&installation, READY);
    assert_eq!(state(), (json!("code-locked"), 2));
    installation.done(&format!("account unlock --login {READY} --code"));
    assert_eq!(state(), (json!("password-locked"), 1));
    installation.done(&format!("account block --login {READY}"));
    installation.done("agency block --agency 12036");
    assert_eq!(state(), (json!("blocked"), 3));
}

#[test]
fn a_reissue_takes_the_key_its_lock_and_everything_opened_with_it() {
    let installation = Installation::new();
    installation.open(READY, "mine", "Regular");
    installation.open(CASHIER, "other", "Regular");
    let reissued = installation.done(&format!("account reissue --login {READY}"));
    assert_eq!(reissued.objects[0]["two_factor"], "none");
    assert_eq!(
        (installation.live("sign_in"), installation.live("session")),
        (texts(["other"]), texts(["other"]))
    );
    assert_eq!(installation.count("second_factor"), 2);
    assert_eq!(installation.audited(READY).last(), Some(&row("second_factor.reissued", "active")));
    let notices = || installation.rows(&sql!("SELECT * FROM outbox"));
    let notice = notices().remove(0);
    let text = |column| notice.text(column).unwrap().to_owned();
    assert_eq!([text("kind"), text("login"), text("product")], ["second-factor-removed", READY, "cashier"]);

    for (column, detail) in [("locked_at", "code-locked"), ("created_at", "pending")] {
        installation.rows(&sql!(
            "INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, locked_at) \
             VALUES (12036, {login}, 's1', '', 1, CASE WHEN {column} = 'locked_at' THEN 1 END)",
            login = READY,
            column = column
        ));
        installation.done(&format!("account reissue --login {READY}"));
        assert_eq!(installation.audited(READY).last(), Some(&row("second_factor.reissued", detail)));
    }
    assert_eq!(notices().len(), 1, "a key that was never used is nobody's loss");
}

#[test]
fn a_deployed_employee_is_made_by_one_batch_without_pepper_and_without_a_key() {
    let refused =
        remote("[]", &format!("{NEW} --product boss --two-factor-key JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"));
    let (refusal, argv) = (refused.0.unwrap_err(), refused.1);
    assert_eq!((refusal.slug(), argv.as_str()), ("secrets", ""));
    assert!(refusal.to_string().contains("leave it out"), "{refusal}");

    let row =
        r#"{"login":"anna@alpha.example","agency_code":12036,"name":"Anna","role":"cashier","sessions":0}"#;
    let answer = format!(
        r#"[{{"results":[{{"audit_id":"x"}}]}},{{"results":[]}},{{"results":[]}},{{"results":[{row}]}}]"#
    );
    let (made, argv) = remote(&answer, &format!("{NEW} --product boss"));
    let password = made.unwrap().objects[0]["password"].as_str().unwrap().to_owned();
    assert_eq!(argv.matches("--command").count(), 1);
    assert!(argv.contains("'$argon2id$v=19$m=19456,t=2,p=1$") && !argv.contains("keyid"), "{argv}");
    assert!(!argv.contains(&password));
}

#[test]
fn a_deployed_password_lock_is_lifted_with_the_peppers_that_the_operator_keeps() {
    for options in ["", "--password"] {
        let (refused, argv) = remote("[]", &format!("account unlock --login {READY} {options}"));
        let refusal = refused.unwrap_err();
        assert_eq!((refusal.slug(), argv.as_str()), ("secrets", ""), "{options}");
        assert!(refusal.to_string().contains("--file PEPPERS"), "{refusal}");
    }
    let folder = Scratch::new();
    let file = folder.path().join("peppers.json");
    let peppers = format!(r#"[{{"id":"p1","secret":"{}"}}]"#, "A".repeat(43));
    std::fs::write(&file, &peppers).unwrap();
    let (_, argv) =
        remote("[]", &format!("account unlock --login {READY} --password --file {}", file.display()));
    let peppers = shared::password_hash::Peppers::parse(&peppers).unwrap();
    let key = LockKey::new(&peppers, &Login::parse(READY).unwrap());
    assert!(argv.contains(&format!("WHERE key = '{}'", key.as_str())), "{argv}");
    let (refused, _) =
        remote("[]", &format!("account show --login {READY} --file {}", folder.path().display()));
    assert_eq!(refused.unwrap_err().slug(), "secrets");
}

/// Runs a command on a deployed environment whose database answers this; also what wrangler was told.
fn remote(answer: &str, line: &str) -> (Result<Report, Refusal>, String) {
    let scratch = Scratch::with_wrangler(&format!("printf '%s\\n' \"$@\" >> argv; echo '{answer}'"));
    let words: Vec<_> =
        line.split_whitespace().chain(["--remote", "--env", "demo"]).map(str::to_owned).collect();
    let result = perform(scratch.path(), &words);
    (result, std::fs::read_to_string(scratch.path().join("argv")).unwrap_or_default())
}

/// Locks login name and account, as wrong passwords and codes would.
fn lock(installation: &Installation, login: &str) {
    let peppers = secrets::peppers(installation.scratch.path()).unwrap();
    installation.rows(&sql!(
        "INSERT INTO password_try (key, taken_at, locked_at) VALUES ({key}, 1, 1) \
         ON CONFLICT (key) DO UPDATE SET locked_at = 1",
        key = LockKey::new(&peppers, &Login::parse(login).unwrap()).as_str()
    ));
    installation.rows(&sql!("UPDATE second_factor SET locked_at = 1 WHERE login = {login}", login = login));
}

/// Lets an account know so many browsers, each with a counter.
fn know(installation: &Installation, login: &str, count: usize) {
    for number in 0..count {
        let name = format!("{login}-{number}");
        installation.rows(&sql!(
            "INSERT INTO device (agency_code, login, device_hash, lock_key, created_at, used_at) \
             SELECT agency_code, login, {name}, {name}, 1, 1 FROM employee WHERE login = {login}",
            name = name,
            login = login
        ));
        installation.rows(&sql!("INSERT INTO password_try (key, taken_at) VALUES ({name}, 1)", name = name));
    }
}

/// The locks that an object tells of.
fn locks(object: &Value) -> Vec<&'static str> {
    ["password", "code"].into_iter().filter(|lock| object[format!("{lock}_locked_at")].is_string()).collect()
}

fn row(event: &str, detail: &str) -> (String, String) {
    (event.to_owned(), detail.to_owned())
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}
