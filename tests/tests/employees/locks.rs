//! Locks of passwords and codes, and the time that lifts them or does not. Time passes by rows that are aged.

use serde_json::{Value, json};
use shared::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use shared::value::product::Product;
use tests::browser::{at, json_of, refused};
use tests::connection::Response;
use tests::employee::{Employee, PASSWORD, code, now, wrong_codes};
use tests::server::{Reserved, Server};
use tests::settings::Settings;

/// A worker of one's own without a counter: rows of passwords do not say whose they are.
fn alone(settings: &Settings) -> Reserved {
    let server = Server::reserve(settings);
    server.sql("DELETE FROM password_try", &[]);
    server
}

fn age_passwords(server: &Server, span_ms: i64) {
    let sql = "UPDATE password_try SET taken_at = taken_at - ?1, locked_at = locked_at - ?1";
    server.sql(sql, &[json!(span_ms)]);
}

/// Sends three wrong passwords, and says how many tries each one left.
fn lock(employee: &Employee<'_>) -> Vec<Value> {
    let mut browser = employee.browser();
    let mut wrong = || {
        let answer = browser.credentials(&employee.login, "wrong");
        refused(&answer, 401, "invalid-credentials");
        json_of(&answer)["attempts_left"].clone()
    };
    (0..3).map(|_| wrong()).collect()
}

fn right_password(employee: &Employee<'_>, product: Product) -> Response {
    employee.browser().visiting(product).credentials(&employee.login, PASSWORD)
}

#[test]
fn a_password_lock_lifts_in_cashier_after_its_minutes_and_says_when() {
    for minutes in [30, 5] {
        let server = alone(&Settings::cheap().var("PASSWORD_LOCK_MINUTES", minutes));
        let employee = Employee::cashier(&server).ready();
        let before = now();
        assert_eq!(lock(&employee), [2, 1, 0]);
        let answer = right_password(&employee, Product::Cashier);
        refused(&answer, 403, "login-locked");
        let until = json_of(&answer)["locked_until_ms"].as_i64().unwrap() - minutes * MINUTE_MS;
        assert!((before.0..=now().0).contains(&until), "{until}");
        let wait: i64 = answer.field("retry-after").expect("it says when").parse().unwrap();
        assert!(((minutes - 1) * 60..=minutes * 60).contains(&wait), "{wait}");
        assert_eq!(json_of(&answer)["retry_after_s"], wait);

        age_passwords(&server, (minutes - 1) * MINUTE_MS);
        refused(&right_password(&employee, Product::Cashier), 403, "login-locked");
        age_passwords(&server, MINUTE_MS);
        assert_eq!(at(&right_password(&employee, Product::Cashier)), "code");
        assert_eq!(employee.audited("password.locked", "cashier"), 1);
        assert_eq!(employee.audited("sign_in.password_accepted", "cashier"), 1);
        assert_eq!(lock(&employee), [2, 1, 0], "the right password cleared the counter");
    }
}

#[test]
fn a_password_lock_stays_in_boss_wherever_it_was_made() {
    let server = alone(&Settings::cheap());
    let employee = Employee::cashier(&server).ready();
    lock(&employee);
    age_passwords(&server, 10 * DAY_MS);
    let answer = right_password(&employee, Product::Boss);
    refused(&answer, 403, "login-locked");
    assert_eq!(
        (json_of(&answer)["locked_until_ms"].clone(), answer.field("retry-after")),
        (json!(null), None)
    );
    server.run_cron();
    refused(&right_password(&employee, Product::Boss), 403, "login-locked");
    assert_eq!(employee.audited("password.locked", "cashier"), 1);
    assert_eq!(employee.audited("sign_in.refused", "locked"), 1);
    assert_eq!(at(&right_password(&employee, Product::Cashier)), "code");
}

#[test]
fn wrong_passwords_that_did_not_lock_are_forgotten_after_a_day_for_every_name() {
    let server = alone(&Settings::cheap());
    // Of a name that nobody has one row tells of a minute, however many there are.
    for (employee, rows) in
        [(Employee::cashier(&server), 5), (Employee::unknown(&server, Product::Cashier), 1)]
    {
        let mut browser = employee.browser();
        let mut left = || json_of(&browser.credentials(&employee.login, "wrong"))["attempts_left"].clone();
        assert_eq!((left(), left()), (json!(2), json!(1)));
        age_passwords(&server, DAY_MS);
        server.run_cron();
        assert_eq!((left(), left(), left()), (json!(2), json!(1), json!(0)));
        assert_eq!(employee.audited("sign_in.refused", "invalid-credentials"), rows);
        assert_eq!(employee.audited("password.locked", "cashier"), 1);
    }
}

#[test]
fn the_rows_of_a_name_that_nobody_has_look_like_all_others() {
    let server = alone(&Settings::cheap());
    let employees = [Employee::cashier(&server), Employee::unknown(&server, Product::Cashier)];
    let answers = employees.each_ref().map(|employee| {
        lock(employee);
        let answer = right_password(employee, Product::Cashier);
        let mut told = json_of(&answer);
        for changing in ["locked_until_ms", "retry_after_s", "request_id", "instance"] {
            assert!(!told[changing].take().is_null(), "{changing}");
        }
        let names: Vec<_> = answer.fields.0.into_iter().map(|(name, _)| name).collect();
        (answer.status, told, names)
    });
    assert_eq!(answers[0], answers[1]);
    let rows = server.sql("SELECT length(key) AS key, failed FROM password_try", &[]);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0], rows[1]);
    for employee in &employees {
        assert_eq!(employee.audited("sign_in.refused", "locked"), 1);
    }
}

#[test]
fn a_password_lock_ends_the_half_done_sign_ins_of_its_owner() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let mut browser = employee.past_password();
    lock(&employee);
    refused(&browser.code(&code(now())), 409, "step-mismatch");
    assert_eq!(browser.state()["step"], json!({"name": "credentials", "notice": "ended"}));
    assert_eq!(employee.audited("password.locked", "cashier"), 1);
    assert_eq!(employee.audited("code.accepted", ""), 0);
}

#[test]
fn leases_whose_requests_died_lapse_when_their_time_is_over() {
    let server = alone(&Settings::cheap());
    let employee = Employee::cashier(&server).ready();
    assert_eq!(json_of(&employee.browser().credentials(&employee.login, "wrong"))["attempts_left"], 2);
    server.sql("UPDATE password_try SET failed = ?1", &[json!(2)]);
    // A lease that no stall of this machine outlasts.
    let lease = "INSERT INTO lease (lease_id, key, until) SELECT 'a', key, ?1 FROM password_try";
    server.sql(lease, &[json!(now().plus_ms(HOUR_MS).0)]);
    let answer = right_password(&employee, Product::Cashier);
    refused(&answer, 429, "busy");
    assert_eq!(answer.field("retry-after"), Some("1"));
    server.sql("UPDATE lease SET until = ?1", &[json!(now().0)]);
    let mut browser = employee.browser();
    assert_eq!(at(&browser.credentials(&employee.login, PASSWORD)), "code");
    assert_eq!(employee.audited("sign_in.refused", "busy"), 1);

    employee.lease_codes();
    refused(&browser.code(&code(now())), 429, "busy");
    employee.lapse_codes();
    assert_eq!(at(&browser.code(&code(now()))), "point_of_sale");
    assert_eq!(employee.audited("code.accepted", ""), 1);
}

#[test]
fn a_code_lock_is_told_after_the_right_password_alone_and_no_time_lifts_it() {
    let server = Server::shared();
    for employee in [Employee::cashier(server).ready(), Employee::boss(server).ready()] {
        let mut browser = employee.past_password();
        let told = wrong_codes(now(), 3).into_iter().map(|code| json_of(&browser.code(&code)));
        let told: Vec<_> = told.map(|told| (told["code"].clone(), told["attempts_left"].clone())).collect();
        let wrong = |left: u32| (json!("invalid-code"), json!(left));
        assert_eq!(told, [wrong(2), wrong(1), (json!("code-locked"), json!(null))]);
        assert_eq!(browser.step(), "credentials");
        employee.sql("UPDATE second_factor SET locked_at = 1 WHERE agency_code = ?1 AND login = ?2", &[]);
        refused(&employee.browser().credentials(&employee.login, "wrong"), 401, "invalid-credentials");
        refused(&right_password(&employee, employee.product), 403, "code-locked");
        assert_eq!(employee.audited("code.refused", "invalid-code"), 3);
        assert_eq!(employee.audited("code.locked", employee.product.as_str()), 1);
        assert_eq!(employee.audited("sign_in.refused", "code-locked"), 1);
    }
}
