//! Applications and their tokens.

use shared::api::admin::Ending;
use shared::api::admin::applications::{CreateApplication, Rotate, Unit};
use shared::code::Code;

use super::desk::{Desk, administrator, done, operator, refused};
use crate::features::admin::applications;
use crate::features::admin::query::Query;

fn new(login: &str, units: &[&str]) -> CreateApplication {
    CreateApplication {
        login: login.to_owned(),
        agency: 12036,
        units: units.iter().map(|unit| (*unit).to_owned()).collect(),
        password: None,
    }
}

fn logins(desk: &Desk, text: &str) -> Vec<String> {
    let query = Query::parse(text, &applications::TAKES).unwrap();
    let page = done(applications::list(&desk.ctx(), &operator(), &query));
    page.items.into_iter().map(|application| application.login).collect()
}

#[test]
fn a_new_application_gets_a_strong_password_that_is_told_once() {
    let desk = Desk::new();
    let request = new(" Robot.One@A.io", &["12036_DELTA", "12036_ALPHA"]);
    let created = done(applications::create(&desk.ctx(), &administrator(12036), &request));
    assert_eq!(created.password.len(), 29);
    assert_eq!((created.application.login.as_str(), created.application.rotations), ("robot.one@a.io", 0));
    assert_eq!(created.application.units, ["12036_ALPHA", "12036_DELTA"]);
    assert_eq!(desk.audited(), ["application.created|boss@a.io|robot.one@a.io|12036_DELTA, 12036_ALPHA"]);
    let hash = desk.db.query("SELECT password_hash FROM application WHERE login = 'robot.one@a.io'");
    assert!(hash[0].starts_with("$argon2id$") && hash[0].contains("keyid"), "{hash:?}");
    refused(applications::create(&desk.ctx(), &operator(), &request), Code::AlreadyExists);
}

#[test]
fn what_a_new_application_cannot_be_is_refused() {
    let desk = Desk::new();
    let good = new("robot", &["12036_ALPHA"]);
    let with = |password: &str| CreateApplication { password: Some(password.to_owned()), ..good.clone() };
    for (request, code) in [
        (new("two words", &["12036_ALPHA"]), Code::MalformedRequest),
        (new("", &["12036_ALPHA"]), Code::MalformedRequest),
        (new("robot", &[]), Code::MalformedRequest),
        (new("robot", &["12345_MNPQR"]), Code::MalformedRequest),
        (new("robot", &["12036_NINE"]), Code::NotFound),
        (CreateApplication { agency: 99, units: vec!["99_A".to_owned()], ..good.clone() }, Code::NotFound),
        (with(" outer space "), Code::MalformedRequest),
        (with("sunshine"), Code::WeakPassword),
        (with("short"), Code::WeakPassword),
    ] {
        refused(applications::create(&desk.ctx(), &operator(), &request), code);
    }
    refused(applications::create(&desk.ctx(), &administrator(12345), &good), Code::NotFound);
    assert_eq!(desk.audited(), [] as [&str; 0]);
    let chosen = with("a chosen one of words");
    assert_eq!(
        done(applications::create(&desk.ctx(), &operator(), &chosen)).password,
        "a chosen one of words"
    );
}

#[test]
fn a_rotated_password_ends_the_tokens() {
    let desk = Desk::new();
    desk.work();
    let rotated = done(applications::rotate(&desk.ctx(), &administrator(12036), "app", &Rotate::default()));
    assert_eq!((rotated.application.rotations, rotated.application.live_tokens), (1, 0));
    refused(
        applications::rotate(&desk.ctx(), &administrator(12345), "app", &Rotate::default()),
        Code::NotFound,
    );
    assert_eq!(desk.audited(), ["application.password_rotated|boss@a.io|app|"]);
}

#[test]
fn a_block_ends_what_its_preview_has_counted() {
    let desk = Desk::new();
    desk.work();
    let expected = Ending { tokens: 1, ..Ending::default() };
    assert_eq!(done(applications::ending(&desk.ctx(), &operator(), "app")), expected);
    let ended = done(applications::block(&desk.ctx(), &operator(), "app"));
    assert_eq!(ended, Ending { changed: true, ..expected });
    assert_eq!(done(applications::block(&desk.ctx(), &operator(), "app")), Ending::default());
    assert_eq!(
        (logins(&desk, "state=blocked"), logins(&desk, "state=active").len()),
        (vec!["app".to_owned()], 0)
    );
    assert!(done(applications::unblock(&desk.ctx(), &operator(), "app")).changed);
    assert!(!done(applications::unblock(&desk.ctx(), &operator(), "app")).changed);
    assert_eq!(desk.db.query("SELECT count(*) FROM token WHERE revoked_at IS NULL AND jti = 'j1'"), ["0"]);
    assert_eq!(desk.audited().len(), 2);
}

#[test]
fn a_unit_is_allowed_and_taken_once_and_its_tokens_end() {
    let desk = Desk::new();
    desk.work();
    let unit = |id: &str| Unit { unit: id.to_owned() };
    let boss = administrator(12036);
    assert!(done(applications::allow(&desk.ctx(), &boss, "app", &unit("12036_DELTA"))).changed);
    assert!(!done(applications::allow(&desk.ctx(), &boss, "app", &unit("12036_DELTA"))).changed);
    assert_eq!(logins(&desk, "unit=12036_DELTA"), ["app"]);
    assert!(done(applications::forbid(&desk.ctx(), &boss, "app", &unit("12036_ALPHA"))).changed);
    assert!(!done(applications::forbid(&desk.ctx(), &boss, "app", &unit("12036_ALPHA"))).changed);
    assert_eq!(done(applications::read(&desk.ctx(), &boss, "app")).live_tokens, 0);
    for (id, code) in
        [("12036_NINE", Code::NotFound), ("12345_MNPQR", Code::NotFound), ("alpha", Code::MalformedRequest)]
    {
        refused(applications::allow(&desk.ctx(), &boss, "app", &unit(id)), code);
    }
    let rows = [
        "application_unit.allowed|boss@a.io|app|12036_DELTA",
        "application_unit.forbidden|boss@a.io|app|12036_ALPHA",
    ];
    assert_eq!(desk.audited(), rows);
}

#[test]
fn tokens_are_listed_and_end_one_by_one_or_all_at_once() {
    let desk = Desk::new();
    desk.work();
    desk.db.execute("INSERT INTO token SELECT agency_code, 'j2', login, unit, issued_at + 1, expires_at, NULL FROM token WHERE jti = 'j1'");
    let tokens = |text: &str| {
        let query = Query::parse(text, &applications::TOKENS_TAKE).unwrap();
        done(applications::tokens(&desk.ctx(), &administrator(12036), "app", &query))
    };
    let first = tokens("limit=1");
    assert_eq!(first.items[0].jti, "j2");
    let next = tokens(&format!("limit=1&cursor={}", first.next.unwrap()));
    assert_eq!(
        (next.items[0].jti.as_str(), next.items[0].unit.as_str(), next.next),
        ("j1", "12036_ALPHA", None)
    );
    refused(applications::revoke(&desk.ctx(), &administrator(12345), "j1"), Code::NotFound);
    let revoked = done(applications::revoke(&desk.ctx(), &administrator(12036), "j1"));
    assert_eq!((revoked.login.as_str(), revoked.changed), ("app", true));
    assert!(!done(applications::revoke(&desk.ctx(), &operator(), "j1")).changed);
    assert!(!done(applications::revoke(&desk.ctx(), &operator(), "j0")).changed);
    refused(applications::revoke(&desk.ctx(), &operator(), "none"), Code::NotFound);
    assert_eq!(done(applications::revoke_all(&desk.ctx(), &operator(), "app")).tokens, 1);
    assert_eq!(done(applications::revoke_all(&desk.ctx(), &operator(), "app")), Ending::default());
    assert_eq!(
        desk.audited(),
        ["token.revoked|boss@a.io|app|token j1", "token.revoked|operator:olga|app|all live tokens: 1"]
    );
}

#[test]
fn applications_are_found_by_the_beginning_of_their_login_and_listed_in_parts() {
    let desk = Desk::new();
    for login in ["beta", "apple"] {
        done(applications::create(&desk.ctx(), &operator(), &new(login, &["12036_ALPHA"])));
    }
    assert_eq!(logins(&desk, "search=AP"), ["app", "apple"]);
    assert_eq!(logins(&desk, "agency=12345"), [] as [&str; 0]);
    let query = |text: &str| Query::parse(text, &applications::TAKES).unwrap();
    let page = done(applications::list(&desk.ctx(), &operator(), &query("limit=2")));
    let next = query(&format!("limit=2&cursor={}", page.next.unwrap()));
    let next = done(applications::list(&desk.ctx(), &operator(), &next));
    assert_eq!((next.items[0].login.as_str(), next.next), ("beta", None));
}
