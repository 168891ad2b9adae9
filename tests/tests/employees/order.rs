//! No request can skip a step: an endpoint of another step than that where the sign-in stands is refused, and changes
//! nothing.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::api::requests::{CHANGE_POINT_OF_SALE_PATH, RESEND_PATH};
use shared::consent;
use shared::value::product::Product;
use tests::browser::{Browser, refused};
use tests::connection::Request;
use tests::employee::{Employee, PASSWORD, code, now};
use tests::server::Server;

/// The endpoints that belong to a step, and the steps at which each one is taken.
const ENDPOINTS: [(&str, &[&str]); 7] = [
    ("credentials", &["credentials"]),
    ("requirements", &["requirements"]),
    ("setup-mail", &["code, set-up pending"]),
    ("code", &["code", "code, set-up pending"]),
    ("point-of-sale", &["point_of_sale"]),
    ("seance", &["seance"]),
    ("change-point-of-sale", &["signed_in"]),
];

/// A request that would be right at its own step.
fn right_request(employee: &Employee<'_>, browser: &Browser<'_>, endpoint: &str) -> Request {
    match endpoint {
        "credentials" => browser.credentials_request(&employee.login, PASSWORD),
        "requirements" => browser
            .post("/api/auth/requirements", &json!({"consent": consent::version(), "two_factor": true})),
        "setup-mail" => browser.post(RESEND_PATH, &json!({})),
        "code" => browser.code_request(&code(now())),
        "point-of-sale" => browser.post("/api/auth/point-of-sale", &json!({"id": employee.unit("ALPHA")})),
        "seance" => browser.post("/api/auth/seance", &json!({"seance": "Regular"})),
        "change-point-of-sale" => browser.post(CHANGE_POINT_OF_SALE_PATH, &json!({})),
        other => panic!("{other}"),
    }
}

/// Everything that is kept of the employee, but for when the sign-in was asked for last and how its mail travels.
fn kept(employee: &Employee<'_>) -> Vec<Vec<Value>> {
    let tables = ["sign_in", "session", "second_factor", "consent", "link", "last_sign_in", "audit"];
    let kept = tables.map(|table| {
        let mut rows =
            employee.sql(&format!("SELECT * FROM {table} WHERE agency_code = ?1 ORDER BY 1, 2, 3"), &[]);
        for row in rows.iter_mut().filter(|_| table == "sign_in") {
            row["touched_at"].take();
        }
        rows
    });
    let mails = employee.sql("SELECT mail_id FROM outbox WHERE agency_code = ?1 ORDER BY 1", &[]);
    kept.into_iter().chain([mails]).collect()
}

/// Where a browser stands, but for the clock, and what it holds.
fn stands(browser: &mut Browser<'_>) -> (Value, BTreeMap<String, String>) {
    let mut state = browser.state();
    state["now_ms"].take();
    (state, browser.cookies.clone())
}

#[track_caller]
fn takes_nothing_of_other_steps(employee: &Employee<'_>, browser: &mut Browser<'_>, step: &str) {
    let before = (stands(browser), kept(employee));
    assert_eq!(before.0.0["step"]["name"], step.split(',').next().unwrap());
    for (endpoint, steps) in ENDPOINTS {
        if steps.contains(&step) {
            continue;
        }
        let mut sender = browser.clone();
        let answer = sender.send(&right_request(employee, &sender, endpoint));
        refused(&answer, 409, "step-mismatch");
        assert_eq!(kept(employee), before.1, "{endpoint} at {step}");
    }
    assert_eq!(stands(browser), before.0, "{step}");
}

#[test]
fn every_step_of_a_first_sign_in_refuses_the_requests_of_all_others() {
    let employee = Employee::cashier(Server::shared());
    let mut browser = employee.browser();
    takes_nothing_of_other_steps(&employee, &mut browser, "credentials");
    browser.credentials(&employee.login, PASSWORD);
    takes_nothing_of_other_steps(&employee, &mut browser, "requirements");
    browser.requirements(true, true);
    takes_nothing_of_other_steps(&employee, &mut browser, "code, set-up pending");
}

#[test]
fn every_step_of_a_later_sign_in_refuses_the_requests_of_all_others() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.past_password();
    takes_nothing_of_other_steps(&employee, &mut browser, "code");
    browser.code(&employee.shown_code());
    takes_nothing_of_other_steps(&employee, &mut browser, "point_of_sale");
    browser.point_of_sale(&employee.unit("ALPHA"));
    takes_nothing_of_other_steps(&employee, &mut browser, "seance");
    browser.seance("Regular");
    takes_nothing_of_other_steps(&employee, &mut browser, "signed_in");
}

#[test]
fn boss_refuses_the_requests_of_cashier_and_of_other_steps() {
    let employee = Employee::boss(Server::shared()).ready();
    let mut browser = employee.past_password();
    takes_nothing_of_other_steps(&employee, &mut browser, "code");
    browser.code(&employee.shown_code());
    let answer = browser.change_point_of_sale();
    refused(&answer, 409, "step-mismatch");
    assert_eq!(browser.step(), "signed_in");
    assert_eq!(
        employee.events(),
        ["sign_in.password_accepted", "code.accepted", "device.known", "session.opened"]
    );
}

#[test]
fn without_the_consent_that_is_demanded_no_later_step_is_reached_by_any_request() {
    let employee = Employee::cashier(Server::shared()).with_key();
    let mut browser = employee.past_password();
    takes_nothing_of_other_steps(&employee, &mut browser, "requirements");
    browser.requirements(false, true);
    takes_nothing_of_other_steps(&employee, &mut browser, "requirements");
    assert_eq!(employee.events(), ["sign_in.password_accepted"]);
    assert_eq!(browser.requirements(true, false).status, 200);
    assert_eq!(browser.step(), "code");
    assert_eq!(employee.events(), ["sign_in.password_accepted", "consent.given"]);
}

#[test]
fn what_is_not_among_the_choices_is_refused_and_selects_nothing() {
    let employee = Employee::cashier(Server::shared()).ready();
    let stranger = Employee::cashier(Server::shared());
    let mut browser = employee.past_password();
    browser.code(&employee.shown_code());
    for id in [stranger.unit("ALPHA"), employee.unit("GAMMA"), String::new()] {
        refused(&browser.point_of_sale(&id), 409, "choice-unavailable");
    }
    browser.point_of_sale(&employee.unit("ALPHA"));
    refused(&browser.seance("Night"), 409, "choice-unavailable");
    assert_eq!(browser.step(), "seance");
    assert_eq!(employee.events(), ["sign_in.password_accepted", "code.accepted"]);
}

#[test]
fn cookies_of_one_product_open_nothing_at_the_other() {
    let employee = Employee::cashier(Server::shared()).ready();
    let half_done = employee.past_password();
    let signed_in = employee.signed_in();
    for browser in [half_done, signed_in] {
        let mut elsewhere = browser.visiting(Product::Boss);
        refused(&elsewhere.send(&right_request(&employee, &elsewhere, "code")), 409, "step-mismatch");
        assert_eq!(elsewhere.step(), "credentials");
    }
    assert_eq!(employee.audited("session.opened", &format!("cashier {} Regular", employee.unit("ALPHA"))), 1);
}
