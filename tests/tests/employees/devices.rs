//! Browsers that an account knows: strangers cannot lock their owner out, and what is forgotten counts no more.

use serde_json::{Value, json};
use shared::api::account::ChangePassword;
use shared::time::DAY_MS;
use shared::value::product::Product;
use tests::browser::{Browser, at, json_of, refused};
use tests::connection::Request;
use tests::employee::{Employee, PASSWORD, now};
use tests::race::at_once;
use tests::server::{Reserved, Server};
use tests::settings::Settings;

const DEVICE: &str = "__Host-device";

/// A browser that has finished a sign-in and signed out.
fn known<'a>(employee: &Employee<'a>) -> Browser<'a> {
    let mut browser = employee.signed_in();
    assert_eq!(browser.sign_out().status, 200);
    browser
}

/// Finishes a sign-in of a cashier in this browser.
#[track_caller]
fn finish(employee: &Employee<'_>, browser: &mut Browser<'_>) {
    assert_eq!(at(&browser.credentials(&employee.login, PASSWORD)), "code");
    finish_from_code(employee, browser);
}

#[track_caller]
fn finish_from_code(employee: &Employee<'_>, browser: &mut Browser<'_>) {
    assert_eq!(at(&browser.code(&employee.shown_code())), "point_of_sale");
    browser.point_of_sale(&employee.unit("ALPHA"));
    assert_eq!(at(&browser.seance("Regular")), "signed_in");
}

/// Three wrong passwords from a browser without cookies.
#[track_caller]
fn lock_the_name(employee: &Employee<'_>) {
    for _ in 0..3 {
        refused(&employee.browser().credentials(&employee.login, "wrong"), 401, "invalid-credentials");
    }
    refused(&employee.browser().credentials(&employee.login, PASSWORD), 403, "login-locked");
}

/// The right password in this browser.
#[track_caller]
fn is_let_in(browser: &Browser<'_>, employee: &Employee<'_>) -> bool {
    let answer = browser.clone().credentials(&employee.login, PASSWORD);
    if answer.status == 200 {
        return true;
    }
    refused(&answer, 403, "login-locked");
    false
}

/// Kinds and languages of the mails to an employee, in their order.
fn mails(employee: &Employee<'_>) -> Vec<(String, String)> {
    let sql =
        "SELECT kind, language FROM outbox WHERE agency_code = ?1 AND login = ?2 ORDER BY created_at, kind";
    let text = |row: &Value, column: &str| row[column].as_str().unwrap_or_default().to_owned();
    employee.sql(sql, &[]).iter().map(|row| (text(row, "kind"), text(row, "language"))).collect()
}

fn kinds(employee: &Employee<'_>) -> Vec<String> {
    mails(employee).into_iter().map(|(kind, _)| kind).collect()
}

fn count(employee: &Employee<'_>, from: &str) -> i64 {
    let rows = employee.sql(&format!("SELECT count(*) AS rows FROM {from} AND agency_code = ?1"), &[]);
    rows[0]["rows"].as_i64().unwrap()
}

/// A worker of one's own without a counter: rows of passwords do not say whose they are.
fn alone() -> Reserved {
    let server = Server::reserve(&Settings::cheap());
    server.batch(&[("DELETE FROM device", &[]), ("DELETE FROM password_try", &[])]);
    server
}

#[test]
fn a_stranger_with_1000_wrong_passwords_from_250_addresses_keeps_nobody_out_of_a_known_browser() {
    // 200 passwords at once fill the queue of hashes.
    let server = &*alone();
    let owner = Employee::cashier(server).ready();
    let (mut known_browser, mut half_done) = (known(&owner), known(&owner));
    assert_eq!(at(&half_done.credentials(&owner.login, PASSWORD)), "code");
    let wrong = |host: u8| -> Vec<Request> {
        let stranger = owner.at(host).browser();
        (0..4).map(|n| stranger.credentials_request(&owner.login, &format!("wrong{n}"))).collect()
    };
    let requests: Vec<Request> = (2..=251).flat_map(wrong).collect();
    assert_eq!(requests.len(), 1000);
    let answers: Vec<_> = requests.chunks(200).flat_map(|some| at_once(server, some).0).collect();
    assert_eq!(answers.iter().filter(|answer| answer.status == 401).count(), 3);
    assert!(!is_let_in(&owner.browser(), &owner));
    finish(&owner, &mut known_browser);
    finish_from_code(&owner, &mut half_done);
    assert_eq!(owner.audited("password.locked", "cashier"), 1);
}

#[test]
fn three_wrong_passwords_in_a_known_browser_block_it_alone() {
    for employee in [Employee::cashier(Server::shared()).ready(), Employee::boss(Server::shared()).ready()] {
        let (mut browser, other) = (known(&employee), known(&employee));
        let mut tab = browser.clone();
        assert_eq!(at(&tab.credentials(&employee.login, PASSWORD)), "code");
        let mut elsewhere = employee.past_password();
        for left in [2, 1, 0] {
            let answer = browser.credentials(&employee.login, "wrong");
            refused(&answer, 401, "invalid-credentials");
            assert_eq!(json_of(&answer)["attempts_left"], left);
        }
        assert!(!is_let_in(&browser, &employee));
        assert_eq!(tab.state()["step"]["notice"], "ended", "it was counted by the same counter");
        assert_eq!(elsewhere.step(), "code");
        assert!(is_let_in(&other, &employee) && is_let_in(&employee.browser(), &employee));
        let product = employee.product.as_str();
        assert_eq!(employee.audited("password.locked", &format!("{product} known-device")), 1);
        assert_eq!(employee.audited("password.locked", product), 0);
    }
}

#[test]
fn a_known_browser_is_locked_for_as_long_as_a_name() {
    let server = alone();
    let employee = Employee::cashier(&server).ready();
    let mut browser = known(&employee);
    for _ in 0..3 {
        browser.credentials(&employee.login, "wrong");
    }
    let answer = browser.credentials(&employee.login, PASSWORD);
    let until = json_of(&answer)["locked_until_ms"].as_i64().unwrap();
    let span = until - now().0;
    assert!((29 * 60_000..=30 * 60_000).contains(&span), "{span}");
    server.sql("UPDATE password_try SET locked_at = locked_at - 1800000", &[]);
    assert!(is_let_in(&browser, &employee));
    server.sql("UPDATE password_try SET locked_at = 1", &[]);
    assert!(is_let_in(&browser, &employee));
}

#[test]
fn what_the_account_forgets_is_counted_by_the_name_on_the_very_next_request() {
    for forget in [
        "DELETE FROM device WHERE agency_code = ?1 AND login = ?2",
        "UPDATE employee SET password_version = password_version + 1 WHERE agency_code = ?1 AND login = ?2",
    ] {
        let server = alone();
        let employee = Employee::cashier(&server).ready();
        let (mut browser, untouched) = (known(&employee), known(&employee));
        browser.credentials(&employee.login, "wrong");
        lock_the_name(&employee);
        assert!(is_let_in(&browser, &employee) && is_let_in(&untouched, &employee), "{forget}");
        browser.credentials(&employee.login, "wrong");
        employee.sql(forget, &[]);
        assert!(!is_let_in(&browser, &employee) && !is_let_in(&untouched, &employee), "{forget}");
        // The counters went with the browsers; that of the name is left.
        assert_eq!(server.count("SELECT count(*) FROM password_try", &[]), 1, "{forget}");
    }
}

#[test]
fn of_all_browsers_the_one_that_changes_the_password_stays_known_under_a_new_value() {
    const NEW: &str = "Quite-another-1";
    let server = Server::shared();
    let employee = Employee::boss(server).ready();
    let (mut browser, mut other) = (employee.signed_in(), known(&employee));
    let (mut before, mails) = (browser.clone(), kinds(&employee));
    let change = json!({"current": PASSWORD, "password": NEW});
    assert_eq!(at(&browser.send(&browser.post(ChangePassword::PATH, &change))), "signed_in");
    browser.sign_out();
    lock_the_name(&employee);
    for stranger in [&mut other, &mut before] {
        refused(&stranger.credentials(&employee.login, NEW), 403, "login-locked");
    }
    let answer = browser.credentials(&employee.login, "wrong");
    refused(&answer, 401, "invalid-credentials");
    assert_eq!(json_of(&answer)["attempts_left"], 2, "its own counter begins anew");
    assert_eq!(at(&browser.credentials(&employee.login, NEW)), "code");
    assert_eq!(at(&browser.code(&employee.shown_code())), "signed_in");

    let told = mails.into_iter().chain(["password-changed", "password-locked"].map(str::to_owned));
    assert_eq!(kinds(&employee), told.collect::<Vec<_>>(), "its sign-in was from no new device");
    assert_eq!(count(&employee, "device WHERE login = ?2"), 1);
    assert_eq!(employee.audited("device.known", "boss"), 3);
}

#[test]
fn a_stolen_cookie_of_one_account_is_of_no_use_for_another() {
    let server = Server::shared();
    let (mine, theirs) = (Employee::cashier(server).ready(), Employee::cashier(server).ready());
    let browser = known(&mine);
    known(&theirs);
    lock_the_name(&theirs);
    assert!(!is_let_in(&browser, &theirs));
    lock_the_name(&mine);
    assert!(is_let_in(&browser, &mine));
    let text = browser.cookies[DEVICE].clone();
    for bad in [format!("{text}A"), text[1..].to_owned(), text.replacen('.', ".A", 1), "A".repeat(6_000)] {
        let mut tampered = browser.clone();
        tampered.cookies.insert(DEVICE.to_owned(), bad);
        assert!(!is_let_in(&tampered, &mine));
    }
    // The same value counts for nobody else, whatever the cookie says.
    let move_away = "UPDATE device SET agency_code = ?3, login = ?4 WHERE agency_code = ?1 AND login = ?2";
    mine.sql(move_away, &[json!(theirs.agency), json!(theirs.login)]);
    assert!(!is_let_in(&browser, &mine));
}

#[test]
fn the_cookie_is_out_of_reach_of_scripts_and_of_one_length_for_any_number_of_accounts() {
    let server = Server::shared();
    let employees: Vec<_> = (0..11).map(|_| Employee::cashier(server).ready()).collect();
    let mut browser = employees[0].browser();
    let mut lengths = Vec::new();
    for employee in &employees {
        finish(employee, &mut browser);
        lengths.push(browser.cookies[DEVICE].len());
        browser.sign_out();
        lock_the_name(employee);
    }
    assert!(lengths.iter().all(|length| *length == lengths[0] && *length < 1_000), "{lengths:?}");
    let let_in: Vec<_> = employees.iter().map(|employee| is_let_in(&browser, employee)).collect();
    assert_eq!(let_in, [[false].as_slice(), &[true; 10]].concat(), "ten accounts, the first one made room");

    browser.credentials(&employees[1].login, PASSWORD);
    browser.code(&employees[1].shown_code());
    browser.point_of_sale(&employees[1].unit("ALPHA"));
    let answer = browser.seance("Regular");
    let field = answer.fields.all("set-cookie").find(|field| field.starts_with(DEVICE)).unwrap().to_owned();
    let attributes = field.split_once("; ").unwrap().1;
    assert_eq!(attributes, "Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=34560000");
}

#[test]
fn a_browser_whose_answer_was_lost_stays_known_and_an_older_value_does_not() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = known(&employee);
    let first = browser.cookies[DEVICE].clone();
    for _ in 0..2 {
        browser.cookies.insert(DEVICE.to_owned(), first.clone());
        finish(&employee, &mut browser);
        browser.sign_out();
    }
    assert_ne!(browser.cookies[DEVICE], first);
    lock_the_name(&employee);
    let mut lost = browser.clone();
    lost.cookies.insert(DEVICE.to_owned(), first);
    assert!(is_let_in(&lost, &employee) && is_let_in(&browser, &employee));
    finish(&employee, &mut browser);
    assert!(!is_let_in(&lost, &employee));
    assert_eq!(count(&employee, "device WHERE login = ?2"), 1);
    assert_eq!(employee.audited("device.known", "cashier"), 1);
    assert_eq!(kinds(&employee), ["password-locked"], "no sign-in was one from a new device");
}

#[test]
fn of_50_right_codes_at_once_one_makes_the_browser_known() {
    let server = Server::shared();
    let employee = Employee::boss(server).ready();
    let browser = employee.past_password();
    let request = browser.code_request(&employee.shown_code());
    let (answers, _) = at_once(server, &vec![request; 50]);
    let cookies = answers.iter().flat_map(|answer| answer.fields.all("set-cookie"));
    assert_eq!(cookies.filter(|field| field.starts_with(DEVICE)).count(), 1);
    assert_eq!(count(&employee, "device WHERE login = ?2"), 1);
    assert_eq!(employee.audited("device.known", "boss"), 1);
}

#[test]
fn an_account_knows_twenty_browsers_and_forgets_those_that_nobody_uses() {
    let server = alone();
    let employee = Employee::boss(&server).ready();
    let first = known(&employee);
    let age = "UPDATE device SET used_at = used_at - ?3 WHERE agency_code = ?1 AND login = ?2";
    employee.sql(age, &[json!(1_000)]);
    let second = known(&employee);
    employee.sql(
        "INSERT INTO device (agency_code, login, device_hash, lock_key, created_at, used_at) \
         WITH RECURSIVE n (n) AS (SELECT 1 UNION SELECT n + 1 FROM n WHERE n < 18) \
         SELECT ?1, ?2, 'hash' || n, 'key' || ?1 || n, 0, 9999999999999 FROM n",
        &[],
    );
    let newest = known(&employee);
    lock_the_name(&employee);
    let let_in = [&first, &second, &newest].map(|browser| is_let_in(browser, &employee));
    assert_eq!((let_in, count(&employee, "device WHERE login = ?2")), ([false, true, true], 20));

    employee.sql(age, &[json!(399 * DAY_MS)]);
    server.run_cron();
    assert!(is_let_in(&newest, &employee));
    newest.clone().credentials(&employee.login, "wrong");
    employee.sql(age, &[json!(DAY_MS)]);
    server.run_cron();
    assert!(!is_let_in(&newest, &employee));
    assert_eq!(count(&employee, "device WHERE used_at < 9000000000000 AND login = ?2"), 0);
    assert_eq!(server.count("SELECT count(*) FROM password_try", &[]), 1);
}

#[test]
fn a_sign_in_from_a_new_device_is_mailed_in_the_language_of_before_but_for_the_first_ever() {
    let employee = Employee::cashier(Server::shared()).ready();
    let speaking = |language: &str| {
        let mut browser = employee.browser();
        browser.cookies.insert("language".to_owned(), language.to_owned());
        finish(&employee, &mut browser);
        browser.sign_out();
        browser
    };
    let mut first = speaking("ru");
    finish(&employee, &mut first);
    assert_eq!(kinds(&employee), Vec::<String>::new());
    speaking("en");
    speaking("en");
    let mail = |kind: &str, language: &str| (kind.to_owned(), language.to_owned());
    assert_eq!(mails(&employee), [mail("new-device", "ru"), mail("new-device", "en")]);
    let told =
        "SELECT address, origin, product, user_agent FROM outbox WHERE agency_code = ?1 AND login = ?2";
    let told = &employee.sql(told, &[])[0];
    assert_eq!(
        (&told["address"], &told["origin"], &told["product"]),
        (&json!(employee.address), &json!(first.origin()), &json!("cashier"))
    );
    assert_eq!(employee.audited("device.known", "cashier"), 3);
}

#[test]
fn locks_are_mailed_once_a_day_and_kind_and_never_to_a_name_that_nobody_has() {
    let server = alone();
    let employee = Employee::cashier(&server).ready();
    let mut browser = known(&employee);
    let mut lock_the_browser = || {
        for _ in 0..3 {
            refused(&browser.credentials(&employee.login, "wrong"), 401, "invalid-credentials");
        }
        server.sql("UPDATE password_try SET locked_at = 1", &[]);
    };
    lock_the_name(&employee);
    lock_the_browser();
    assert_eq!(kinds(&employee), ["password-locked"]);
    let age = "UPDATE outbox SET created_at = created_at - ?3 WHERE agency_code = ?1 AND login = ?2";
    employee.sql(age, &[json!(DAY_MS)]);
    lock_the_browser();
    lock_the_name(&employee);
    assert_eq!(kinds(&employee), ["password-locked"; 2]);

    server.sql("UPDATE password_try SET locked_at = 1", &[]);
    let mut half_done = employee.past_password();
    for wrong in tests::employee::wrong_codes(now(), 3) {
        half_done.code(&wrong);
    }
    assert_eq!(kinds(&employee), ["password-locked", "password-locked", "wrong-code", "code-locked"]);
    let nobody = Employee::unknown(&server, Product::Cashier);
    let before = server.count("SELECT count(*) FROM outbox", &[]);
    lock_the_name(&nobody);
    assert_eq!(server.count("SELECT count(*) FROM outbox", &[]), before);
}
