//! Agencies, structure units, applications and their tokens.

use serde_json::{Value, json};

use super::{agency, check, ending, problem, refused};

const AGENCY: &str = "/api/admin/agencies/12036";
const UNIT: &str = "/api/admin/structure-units/12036_ALPHA";
const SHOP: &str = "/api/admin/applications/shop%40alpha.example";

fn unit(seances: &[&str], version: u32) -> Value {
    json!({
        "id": "12036_ALPHA", "name": "Office", "address": "Arbat", "seances": seances, "blocked_at_ms": null,
        "employees": 0, "applications": 0, "version": version,
    })
}

fn shop(units: &[&str], blocked: bool) -> Value {
    json!({
        "login": "shop@alpha.example", "agency": 12036, "units": units, "blocked_at_ms": blocked.then_some(1),
        "agency_blocked": false, "live_tokens": 2, "last_login_at_ms": null, "created_at_ms": 0, "rotations": 1,
    })
}

#[test]
fn an_agency_is_created_shown_and_blocked() {
    let made = check(
        "agency create --agency 12036 --name 'Alpha Travel'",
        &[(r#"POST /api/admin/agencies {"code":12036,"name":"Alpha Travel"}"#, 200, agency(false, 1))],
        "Agency 12036 \"Alpha Travel\" was created.",
    );
    let expected = json!({
        "id": "12036", "name": "Alpha Travel", "may_change_point_of_sale": true, "reissue_by_administrator": false,
        "state": "active",
    });
    assert_eq!(made, expected);
    check(
        "agency show --agency 12036",
        &[(&format!("GET {AGENCY}"), 200, agency(false, 1))],
        "Agency 12036 is active.\n  name                      Alpha Travel\n  change-point-of-sale      on\n  \
         reissue-by-administrator  off",
    );
    for (changed, words) in
        [(true, "is blocked now; all its tokens and sessions have ended"), (false, "was blocked already")]
    {
        let blocked = check(
            "agency block --agency 12036",
            &[
                (&format!("POST {AGENCY}/block {{}}"), 200, ending(1, changed)),
                (&format!("GET {AGENCY}"), 200, agency(true, 1)),
            ],
            &format!("Agency 12036 {words}."),
        );
        assert_eq!(blocked["state"], "blocked");
    }
}

#[test]
fn a_change_bears_the_version_that_was_read_and_one_that_was_overtaken_says_so() {
    let line = "agency set --agency 12036 --name Beta --change-point-of-sale off";
    let asked = format!(r#"PATCH {AGENCY} {{"version":3,"name":"Beta","may_change_point_of_sale":false}}"#);
    for (version, when) in [(4, "now"), (3, "already")] {
        check(
            line,
            &[(&format!("GET {AGENCY}"), 200, agency(false, 3)), (&asked, 200, agency(false, version))],
            &format!(
                "Agency 12036 is called \"Beta\" and does not let its employees change the point of sale {when}."
            ),
        );
    }
    refused(
        line,
        &[(200, agency(false, 3)), problem(409, "overtaken")],
        "overtaken",
        "run the same command again",
    );
    refused("agency set --agency 12036", &[], "usage", "--name");
}

#[test]
fn a_unit_has_the_seances_named_and_no_others() {
    check(
        "unit create --unit 12036_ALPHA --name Office --address Arbat --seance Night --seance Night",
        &[(
            r#"POST /api/admin/structure-units {"id":"12036_ALPHA","name":"Office","address":"Arbat","seances":["Night"]}"#,
            200,
            unit(&["Night"], 1),
        )],
        "Structure unit 12036_ALPHA \"Office\" was created.",
    );
    let set = check(
        "unit set --unit 12036_ALPHA --seance Charter --seance Night",
        &[
            (&format!("GET {UNIT}"), 200, unit(&["Night"], 1)),
            (
                &format!(r#"PATCH {UNIT} {{"version":1,"seances":["Charter","Night"]}}"#),
                200,
                unit(&["Charter", "Night"], 2),
            ),
        ],
        "Structure unit 12036_ALPHA was changed.",
    );
    assert_eq!(set["seances"], json!(["Charter", "Night"]));
}

#[test]
fn an_application_is_made_with_a_password_told_once() {
    let made = check(
        "application create --login Shop@alpha.example --agency 12036 --unit 12036_ALPHA",
        &[(
            r#"POST /api/admin/applications {"login":"shop@alpha.example","agency":12036,"units":["12036_ALPHA"]}"#,
            200,
            json!({ "application": shop(&["12036_ALPHA"], false), "password": "p-1" }),
        )],
        "Application shop@alpha.example was created in agency 12036.\n  structure units  12036_ALPHA\n  \
         password         p-1   (shown only this once)",
    );
    let expected = json!({ "id": "shop@alpha.example", "login": "shop@alpha.example", "state": "active", "password": "p-1" });
    assert_eq!(made, expected);
    check(
        "application rotate --login shop@alpha.example --password chosen-1",
        &[(
            &format!(r#"POST {SHOP}/rotate {{"password":"chosen-1"}}"#),
            200,
            json!({ "application": shop(&["12036_ALPHA"], false), "password": "chosen-1" }),
        )],
        "Application shop@alpha.example has a new password; all its tokens have ended.\n  password  chosen-1   (as given)",
    );
}

#[test]
fn a_unit_is_allowed_and_taken_again() {
    let delta = r#"{"unit":"12036_DELTA"}"#;
    for (changed, words) in [
        (true, "may use structure unit 12036_DELTA now"),
        (false, "was allowed structure unit 12036_DELTA already"),
    ] {
        check(
            "application allow --login shop@alpha.example --unit 12036_DELTA",
            &[
                (&format!("GET {SHOP}"), 200, shop(&["12036_ALPHA"], false)),
                (&format!("POST {SHOP}/allow {delta}"), 200, json!({ "changed": changed })),
            ],
            &format!("Application shop@alpha.example {words}."),
        );
    }
    check(
        "application forbid --login shop@alpha.example --unit 12036_DELTA",
        &[
            (&format!("POST {SHOP}/forbid {delta}"), 200, json!({ "changed": true })),
            (&format!("GET {SHOP}"), 200, shop(&["12036_ALPHA"], false)),
        ],
        "Structure unit 12036_DELTA was taken from application shop@alpha.example; its tokens for it have ended.",
    );
    let line = "application allow --login shop@alpha.example --unit 12345_MNPQR";
    refused(line, &[(200, shop(&[], false))], "usage", "not one of agency 12036");
}

#[test]
fn tokens_end_alone_and_together() {
    let token =
        json!({ "jti": "j-1", "unit": "12036_ALPHA", "issued_at_ms": 0, "expires_at_ms": 86_400_000 });
    let listed = check(
        "token list --login shop@alpha.example",
        &[(&format!("GET {SHOP}/tokens"), 200, json!({ "items": [token] }))],
        "TOKEN  STRUCTURE UNIT  ISSUED                EXPIRES\n\
         j-1    12036_ALPHA     1970-01-01T00:00:00Z  1970-01-02T00:00:00Z",
    );
    assert_eq!(listed["tokens"][0]["id"], "j-1");
    let ended = check(
        "token revoke --login shop@alpha.example",
        &[(&format!("POST {SHOP}/revoke-tokens {{}}"), 200, ending(2, true))],
        "All 2 live tokens of application shop@alpha.example have ended.",
    );
    assert_eq!(ended["tokens"], 2);
    check(
        "token revoke --jti j/1",
        &[(
            "POST /api/admin/tokens/j%2F1/revoke {}",
            200,
            json!({ "login": "shop@alpha.example", "changed": false }),
        )],
        "Token j/1 of application shop@alpha.example had ended already.",
    );
}

#[test]
fn what_is_not_there_or_there_already_is_named() {
    let missing = || problem(404, "not-found");
    for (line, slug) in [
        ("agency show --agency 5", "unknown_agency"),
        ("agency unblock --agency 5", "unknown_agency"),
        ("unit set --unit 12036_NEW --name X", "unknown_unit"),
        ("unit unblock --unit 12036_NEW", "unknown_unit"),
        ("application show --login a@b", "unknown_login"),
        ("application rotate --login a@b", "unknown_login"),
        ("token list --login a@b", "unknown_login"),
        ("token revoke --login a@b", "unknown_login"),
        ("token revoke --jti none", "unknown_token"),
    ] {
        refused(line, &[missing()], slug, "no ");
    }
    for (line, slug) in [
        ("agency create --agency 12036 --name X", "duplicate_agency"),
        ("unit create --unit 12036_ALPHA --name X --address Y", "duplicate_unit"),
        ("application create --login a@b --agency 12036 --unit 12036_ALPHA", "duplicate_login"),
    ] {
        refused(line, &[problem(409, "taken")], slug, "there already");
    }
    let line = "application create --login a@b --agency 12036 --unit 12036_NEW";
    refused(line, &[missing(), missing()], "unknown_agency", "agency create");
    refused(
        line,
        &[missing(), (200, agency(false, 1)), missing()],
        "unknown_unit",
        "unit create --unit 12036_NEW",
    );
    refused(
        "application create --login a@b --agency 12036 --unit 12345_MNPQR",
        &[],
        "usage",
        "not one of agency",
    );
    refused("token revoke", &[], "usage", "either --jti");
}
