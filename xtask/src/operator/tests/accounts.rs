//! Employees and their sessions.

use serde_json::{Value, json};

use super::super::stub::Installation;
use super::{agency, check, ending, problem, refused};

const ANNA: &str = "/api/admin/employees/anna%40alpha.example";
const AGENCY: &str = "GET /api/admin/agencies/12036";
const NEW: &str = "account create --login Anna@Alpha.example --name Anna --agency 12036 --role cashier";

/// An employee in this state, with these members.
fn anna(state: &str, members: &Value) -> Value {
    let mut employee = json!({
        "login": "anna@alpha.example", "agency": 12036, "name": "Anna", "role": "cashier", "products": ["boss", "cashier"],
        "points_of_sale": ["12036_ALPHA"], "state": state, "blocked_at_ms": null, "blocked_reason": null,
        "password_locked_at_ms": null, "code_locked_at_ms": null, "two_factor": "none", "consents": [], "sessions": 0,
        "devices": 0, "locked_devices": 0, "has_invitation": false, "reissue_by_administrator": false, "last_sign_in_at_ms": null, "created_at_ms": 0, "version": 1,
    });
    employee.as_object_mut().unwrap().extend(members.as_object().cloned().unwrap_or_default());
    employee
}

fn plain() -> Value {
    anna("active", &json!({}))
}

#[test]
fn a_given_password_key_and_consent_go_to_the_local_installation() {
    let line = format!(
        "{NEW} --product boss --product cashier --unit 12036_ALPHA --password Anna-passw0rd --consent"
    );
    let asked = r#"POST /api/admin/employees {"login":"anna@alpha.example","agency":12036,"name":"Anna","role":"cashier","products":["boss","cashier"],"points_of_sale":["12036_ALPHA"],"password":"Anna-passw0rd","consent":true}"#;
    let made = check(
        &line,
        &[(asked, 200, json!({ "employee": plain() })), (AGENCY, 200, agency(false, 1))],
        "Employee anna@alpha.example was created in agency 12036.\n  products        boss, cashier\n  \
         points of sale  12036_ALPHA\n  password        Anna-passw0rd   (as given)",
    );
    let expected = json!({
        "id": "anna@alpha.example", "login": "anna@alpha.example", "state": "active", "agency": 12036, "name": "Anna",
        "role": "cashier", "products": ["boss", "cashier"], "units": ["12036_ALPHA"], "consents": [],
        "two_factor": "none", "password_locked_at": null, "code_locked_at": null, "sessions": 0, "devices": 0,
        "locked_devices": 0, "last_sign_in_at": null, "created_at": "1970-01-01T00:00:00Z", "password": "Anna-passw0rd",
    });
    assert_eq!(made, expected);
}

#[test]
fn a_password_is_made_and_shown_once_or_the_employee_is_invited() {
    let answers = [(200, json!({ "employee": plain() })), (200, agency(false, 1))];
    let installation = Installation::answering(&answers);
    let made = installation.perform(&format!("{NEW} --product boss")).unwrap();
    let password = made.objects[0]["password"].as_str().unwrap().to_owned();
    assert!(password.len() >= 20 && made.text.contains(&password), "{}", made.text);
    assert!(installation.asked()[0].contains(&format!(r#""password":"{password}""#)));

    let invited = json!({ "employee": anna("invited", &json!({})), "link": "http://x/invitation#t" });
    let installation = Installation::answering(&[(200, invited.clone()), (200, agency(true, 1))]);
    let made = installation.perform(&format!("{NEW} --product boss --invite --language en")).unwrap();
    assert_eq!(
        (&made.objects[0]["link"], &made.objects[0]["state"]),
        (&json!("http://x/invitation#t"), &json!("invited"))
    );
    assert!(made.text.contains("72 hours") && !made.text.contains("password"), "{}", made.text);
    assert_eq!(made.notes, ["The agency is blocked, so the employee cannot sign in."]);
    let asked = installation.asked();
    assert!(asked[0].contains(r#""language":"en""#) && !asked[0].contains("password"), "{asked:?}");
    check(
        "account invite --login anna@alpha.example --language ru",
        &[(&format!(r#"POST {ANNA}/invite {{"language":"ru"}}"#), 200, invited)],
        "Employee anna@alpha.example is invited.\n  invitation      http://x/invitation#t\n                  \
         (a mail with the link leaves within a minute; it works for 72 hours, once)",
    );
}

#[test]
fn nobody_is_invited_who_has_a_password_or_may_not_get_in() {
    let line = "account invite --login anna@alpha.example";
    let registered =
        json!({ "code": "already-exists", "title": "T", "reason": "registered", "detail": "has a password" });
    refused(line, &[(409, registered)], "registered", "has a password");
    refused(line, &[problem(404, "not-found")], "unknown_login", "account create");
}

#[test]
fn what_cannot_be_an_employee_is_refused_before_anything_is_sent() {
    for (options, hint) in [
        ("--product cashier", "--unit is missing"),
        ("--unit 12036_ALPHA", "--product is missing"),
        ("--product till --unit 12036_ALPHA", "cashier or boss"),
        ("--product cashier --unit 12345_MNPQR", "not one of agency 12036"),
        ("--product boss --role chief", "given twice"),
        ("--product boss --invite --password Anna-passw0rd", "give it or --password"),
    ] {
        refused(&format!("{NEW} {options}"), &[], "usage", hint);
    }
    refused(&NEW.replace("Anna@Alpha.example", "anna"), &[], "usage", "e-mail address");
    refused(&NEW.replace("role cashier", "role chief"), &[], "usage", "--product");
    let line = format!("{NEW} --product boss");
    refused(&line, &[problem(409, "taken")], "duplicate_login", "account show");
    refused(
        &line,
        &[problem(404, "not-found"), problem(404, "not-found")],
        "unknown_agency",
        "agency create",
    );
    refused(
        &line,
        &[problem(400, "weak-password"), (200, agency(false, 1))],
        "weak_password",
        "It is weak-password.",
    );
    for option in ["--password P", "--consent", "--two-factor-key K"] {
        refused(&format!("{line} --env demo {option}"), &[], "usage", "for a local installation");
    }
}

#[test]
fn show_tells_what_decides_about_the_next_sign_in_and_what_helps() {
    let employee = anna(
        "blocked",
        &json!({
            "blocked_at_ms": 1, "password_locked_at_ms": 1, "code_locked_at_ms": 1, "devices": 2, "locked_devices": 1,
            "name": "An\u{1b}na",
        }),
    );
    let installation = Installation::answering(&[(200, employee), (200, agency(true, 1))]);
    let shown = installation.perform("account show --login ANNA@alpha.example").unwrap();
    assert!(
        shown.text.starts_with("Employee anna@alpha.example is blocked.\n  name             An\u{fffd}na\n"),
        "{}",
        shown.text
    );
    assert!(shown.text.contains("known browsers   2, 1 of them locked"), "{}", shown.text);
    assert_eq!(shown.notes.len(), 4);
}

#[test]
fn an_employee_is_blocked_and_let_in_again() {
    let blocked = || anna("blocked", &json!({ "blocked_at_ms": 1 }));
    let object = check(
        "account block --login anna@alpha.example --reason 'left us'",
        &[
            (&format!(r#"POST {ANNA}/block {{"reason":"left us"}}"#), 200, ending(1, true)),
            (&format!("GET {ANNA}"), 200, blocked()),
        ],
        "Employee anna@alpha.example is blocked now; all sessions and half-done sign-ins have ended.",
    );
    assert_eq!(object["state"], "blocked");
    check(
        "account unblock --login anna@alpha.example",
        &[
            (&format!("POST {ANNA}/unblock {{}}"), 200, json!({ "changed": true })),
            (&format!("GET {ANNA}"), 200, plain()),
            (AGENCY, 200, agency(false, 1)),
        ],
        "Employee anna@alpha.example is let in again.",
    );
}

#[test]
fn each_lock_is_lifted_alone_or_both_together() {
    let lift = |lock: &str| format!("POST {ANNA}/unlock-{lock} {{}}");
    let (password, code) = (lift("password"), lift("code"));
    let changed = |changed: bool| json!({ "changed": changed });
    let get = format!("GET {ANNA}");
    let [shown, last] = [(get.as_str(), 200, plain()), (AGENCY, 200, agency(false, 1))];
    check(
        "account unlock --login anna@alpha.example",
        &[(&password, 200, changed(true)), (&code, 200, changed(false)), shown.clone(), last.clone()],
        "The password lock of employee anna@alpha.example is lifted.\n\
         The code lock of employee anna@alpha.example was not there.",
    );
    check(
        "account unlock --login anna@alpha.example --code",
        &[(&code, 200, changed(true)), shown, last],
        "The code lock of employee anna@alpha.example is lifted.",
    );
}

#[test]
fn a_key_is_taken_and_browsers_are_forgotten() {
    for (verb, changed, words) in [
        (
            "reissue",
            true,
            "has no key any more; all sessions and half-done sign-ins have ended, and the next sign-in sets up \
         a new key",
        ),
        ("reissue", false, "has no key; the next sign-in sets one up"),
        (
            "forget-devices",
            true,
            "knows no browser any more; the next sign-in in each of them is one from a new device",
        ),
        ("forget-devices", false, "knew no browser"),
    ] {
        check(
            &format!("account {verb} --login anna@alpha.example"),
            &[
                (&format!("POST {ANNA}/{verb} {{}}"), 200, json!({ "changed": changed })),
                (&format!("GET {ANNA}"), 200, plain()),
            ],
            &format!("Employee anna@alpha.example {words}."),
        );
    }
}

#[test]
fn an_employee_changes_only_in_what_is_named() {
    check(
        "account set --login anna@alpha.example --role administrator --product boss",
        &[
            (&format!("GET {ANNA}"), 200, plain()),
            (
                &format!(r#"PATCH {ANNA} {{"version":1,"role":"administrator","products":["boss"]}}"#),
                200,
                anna("active", &json!({ "version": 2 })),
            ),
            (AGENCY, 200, agency(false, 1)),
        ],
        "Employee anna@alpha.example was changed.",
    );
    refused("account set --login anna@alpha.example", &[], "usage", "--role");
    let line = "account set --login anna@alpha.example --role cashier";
    refused(line, &[(200, plain()), problem(409, "overtaken")], "overtaken", "changed meanwhile");
    refused(line, &[(200, plain()), problem(409, "last-administrator")], "last_administrator", "It is last-");
}

#[test]
fn sessions_end_of_one_of_an_agency_or_of_everybody() {
    for (options, asked, whose) in [
        (
            "--login anna@alpha.example",
            r#"{"login":"anna@alpha.example","all":false}"#,
            "employee anna@alpha.example",
        ),
        ("--all", r#"{"all":true}"#, "everybody"),
    ] {
        let told = check(
            &format!("session end {options}"),
            &[(&format!("POST /api/admin/sessions/end {asked}"), 200, ending(3, true))],
            &format!("Ended of {whose}: sessions 3, half-done sign-ins 3."),
        );
        assert_eq!(told, json!({ "sessions": 3, "sign_ins": 3 }));
    }
    refused("session end", &[], "usage", "one of them alone");
    refused("session end --all --agency 12036", &[], "usage", "one of them alone");
    refused("session end --login a@b", &[problem(404, "not-found")], "unknown_login", "no employee");
    refused("session end --agency 5", &[problem(404, "not-found")], "unknown_agency", "no agency");
}
