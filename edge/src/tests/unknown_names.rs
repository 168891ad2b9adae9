//! What names that nobody has leave behind: little, and never in the open, since people type passwords there.

use shared::percent::encoded;
use shared::time::{DAY_MS, MINUTE_MS};

use super::admin::desk::{done, operator};
use super::browser::{ADMIN, BOSS, Browser, CASHIER, EMPLOYEE, json_of};
use super::harness::{App, SAMPLE};
use crate::features::admin::audit;
use crate::features::admin::query::Query;

/// What an attacker tries, and a password that slipped into the wrong field.
fn names() -> impl Iterator<Item = String> {
    (0..700).map(|n| format!("slipped-secret-{n}@mixvel.com"))
}

/// Every text that storage keeps.
fn kept(app: &App) -> String {
    let tables = app.query("SELECT name FROM sqlite_schema WHERE type = 'table'");
    tables.iter().map(|table| app.dump(table)).collect::<Vec<_>>().join("\n")
}

#[test]
fn seven_hundred_logins_of_applications_that_nobody_has_write_a_row_a_minute_and_no_name() {
    let app = App::new();
    for name in names() {
        assert_eq!(app.post_login(&SAMPLE.replace("testUser.auth@mixvel.com", &name)).status, 200);
    }
    assert_eq!(app.count("audit"), 1);
    app.pass_ms(MINUTE_MS);
    app.post_login(&SAMPLE.replace("testUser.auth@mixvel.com", "slipped-secret@mixvel.com"));
    assert_eq!(app.count("audit"), 2);
    assert!(!kept(&app).contains("slipped-secret"), "{}", kept(&app));
}

#[test]
fn applications_that_guess_at_a_name_that_nobody_has_leave_no_name_in_waits_and_alarms_either() {
    let app = App::new();
    let sample = SAMPLE.replace("testUser.auth@mixvel.com", "slipped-secret@mixvel.com");
    for n in 0..40 {
        app.address
            .set(["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5", "192.0.2.6"][n % 6]);
        app.post_login(&sample);
    }
    for _ in 0..10 {
        app.post_login(&sample);
    }
    let events = app.query("SELECT DISTINCT event || ' ' || detail FROM audit ORDER BY 1");
    let expected = [
        "login.guessed many-wrong-passwords",
        "login.refused invalid-credentials",
        "login.refused too-many-requests",
    ];
    assert_eq!(events, expected);
    assert!(!kept(&app).contains("slipped-secret"));
}

#[test]
fn seven_hundred_sign_ins_of_names_that_nobody_has_write_a_row_a_minute_and_kind_and_no_name() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    for name in names().take(200) {
        for _ in 0..4 {
            browser.type_in(&name, "wrong");
        }
    }
    let rows = app.query("SELECT event || ' ' || detail FROM audit ORDER BY event, detail");
    let expected =
        ["password.locked cashier", "sign_in.refused invalid-credentials", "sign_in.refused locked"];
    assert_eq!(rows, expected);
    app.platform.address_is_over_its_limit.set(true);
    names().skip(200).for_each(|name| drop(browser.type_in(&name, "wrong")));
    assert_eq!(app.count("audit"), 4);
    assert!(!kept(&app).contains("slipped-secret"));
}

#[test]
fn a_known_name_and_an_unknown_one_take_the_same_statements_once_a_row_of_the_minute_is_there() {
    let app = App::new();
    let statements = |login: &str| {
        let before = app.platform.db.batches.get();
        Browser::at(&app, CASHIER).type_in(login, "wrong");
        app.platform.db.batches.get() - before
    };
    for attempt in 0..6 {
        let told = [EMPLOYEE, "a@nobody.io", ADMIN, "b@nobody.io"].map(statements);
        assert_eq!(told, [told[0]; 4], "attempt {attempt}");
    }
}

#[test]
fn a_request_for_a_link_forgets_the_address_of_who_is_unknown_once_it_is_handled() {
    let app = App::new();
    app.ask("slipped-secret@mixvel.com");
    app.ask(EMPLOYEE);
    assert_eq!(app.count("link_request WHERE login LIKE 'slipped%' AND done_at IS NULL"), 1);
    app.deliver_requests();
    assert_eq!(app.query("SELECT login FROM link_request ORDER BY login"), ["", EMPLOYEE]);
    (0..30).for_each(|_| drop(app.ask("slipped-secret@mixvel.com")));
    app.deliver_requests();
    app.deliver_requests();
    assert!(!kept(&app).contains("slipped-secret"));
}

#[test]
fn whoever_knows_a_name_that_nobody_has_finds_its_rows() {
    let app = App::new();
    Browser::at(&app, BOSS).type_in("Slipped-Secret@mixvel.com", "wrong");
    Browser::at(&app, BOSS).type_in(EMPLOYEE, "wrong");
    let found = |login: &str| {
        let query = Query::parse(&format!("login={login}"), &audit::TAKES).unwrap();
        let page = done(audit::list(&app.ctx("r"), &operator(), &query));
        page.items.into_iter().map(|row| row.event).collect::<Vec<_>>()
    };
    assert_eq!(found("slipped-secret@mixvel.com"), ["sign_in.refused"]);
    assert_eq!(found(EMPLOYEE), ["sign_in.refused"]);
    assert_eq!(found("other@mixvel.com"), [] as [&str; 0]);
}

#[test]
fn a_lock_says_whose_it_is_and_neither_a_count_nor_a_name_that_nobody_has_does() {
    let app = App::new();
    let names = [EMPLOYEE, "nobody@mixvel.com"];
    let owners = || app.query("SELECT agency_code, login FROM password_try ORDER BY login");
    for name in names {
        (0..2).for_each(|_| drop(Browser::at(&app, BOSS).type_in(name, "wrong")));
    }
    assert_eq!(owners(), ["NULL|NULL", "NULL|NULL"]);
    for name in names {
        Browser::at(&app, BOSS).type_in(name, "wrong");
    }
    assert_eq!(owners(), ["NULL|NULL".to_owned(), format!("12036|{EMPLOYEE}")]);
}

#[test]
fn locks_lapse_after_ninety_days_of_known_names_and_unknown_ones_alike() {
    let app = App::new();
    let names = [EMPLOYEE, "nobody@mixvel.com"];
    for name in names {
        (0..3).for_each(|_| drop(Browser::at(&app, BOSS).type_in(name, "wrong")));
    }
    app.pass_ms(90 * DAY_MS - MINUTE_MS);
    app.sweep();
    assert_eq!(app.count("password_try WHERE locked_at IS NOT NULL"), 2);
    app.pass_ms(2 * MINUTE_MS);
    let told = names.map(|name| json_of(&Browser::at(&app, BOSS).type_in(name, "wrong")));
    assert_eq!(told[0], told[1]);
    assert_eq!(told[0]["attempts_left"], 2, "{}", told[0]);
    app.sweep();
    assert_eq!(app.count("password_try WHERE locked_at IS NOT NULL"), 0);
}

#[test]
fn the_rows_of_an_international_address_are_found_by_each_of_its_spellings() {
    let app = App::new();
    app.execute(
        "INSERT INTO employee (agency_code, login, name, role, password_hash, created_at)
         SELECT agency_code, 'vera@почта.рф', 'Vera', role, password_hash, 1 FROM employee WHERE login = 'cashier@demo.mixvel.com'",
    );
    Browser::at(&app, BOSS).type_in("vera@почта.рф", "wrong");
    for login in ["vera@почта.рф", "Vera@XN--80A1ACNY.xn--p1ai"] {
        let query = Query::parse(&format!("login={}", encoded(login)), &audit::TAKES).unwrap();
        let page = done(audit::list(&app.ctx("r"), &operator(), &query));
        assert_eq!(page.items.len(), 1, "{login}");
    }
}
