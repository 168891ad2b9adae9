//! What the deployed version of a product demands.

use serde_json::{Value, json};
use shared::value::product::Product;
use tests::browser::{at, json_of};
use tests::employee::{Employee, PASSWORD};
use tests::server::Server;
use tests::settings::Settings;

/// What the first window after the password asks for: consent, a second factor; neither when it is another window.
fn demanded(state: &Value) -> (bool, bool) {
    let step = &state["step"];
    (!step["consent"].is_null(), step["two_factor"] == true)
}

#[test]
fn the_deployed_version_decides_whether_consent_and_a_second_factor_are_demanded() {
    let rows = [
        (Product::Cashier, "1.8.0", (false, false)),
        (Product::Cashier, "1.9.0", (true, false)),
        (Product::Cashier, "1.9.1", (true, true)),
        (Product::Cashier, "1.10.0", (true, true)),
        (Product::Boss, "2.2.9", (false, false)),
        (Product::Boss, "2.3.0", (true, true)),
    ];
    for (product, version, expected) in rows {
        let name = format!("{}_VERSION", product.as_str().to_uppercase());
        let server = Server::reserve(&Settings::cheap().var(&name, version));
        let new = || match product {
            Product::Cashier => Employee::cashier(&server),
            Product::Boss => Employee::boss(&server),
        };
        let fresh = new();
        let mut browser = fresh.past_password();
        let state = browser.state();
        assert_eq!((&state["version"], demanded(&state)), (&json!(version), expected), "{product} {version}");
        let after = match (product, expected) {
            (_, (true, _)) => "requirements",
            (Product::Cashier, _) => "point_of_sale",
            (Product::Boss, _) => "signed_in",
        };
        assert_eq!(state["step"]["name"], after, "{product} {version}");
        assert_eq!(fresh.audited("sign_in.password_accepted", product.as_str()), 1);

        // A key that is active is asked for in any case.
        let keyed = new().ready();
        let mut browser = keyed.past_password();
        assert_eq!(browser.step(), "code", "{product} {version}");
        assert_eq!(browser.code(&keyed.shown_code()).status, 200);
        assert_eq!(keyed.audited("code.accepted", ""), 1);
    }
}

#[test]
fn consent_alone_leads_on_where_no_second_factor_is_demanded() {
    let server = Server::reserve(&Settings::cheap().var("CASHIER_VERSION", "1.9.0"));
    let employee = Employee::cashier(&server);
    let mut browser = employee.past_password();
    assert_eq!(at(&browser.requirements(false, true)), "requirements");
    assert_eq!(at(&browser.requirements(true, true)), "point_of_sale");
    let factors = employee.sql("SELECT 1 FROM second_factor WHERE agency_code = ?1", &[]);
    assert_eq!(factors, Vec::<Value>::new(), "nobody asked for a second factor");
    assert_eq!(employee.events(), ["sign_in.password_accepted", "consent.given"]);
}

#[test]
fn a_version_that_is_raised_amid_a_sign_in_demands_at_once() {
    let server = Server::reserve(&Settings::cheap().var("CASHIER_VERSION", "1.8.0"));
    let employee = Employee::cashier(&server);
    let mut browser = employee.past_password();
    assert_eq!(browser.step(), "point_of_sale");
    server.restart(&Settings::cheap());
    let answer = browser.point_of_sale(&employee.unit("DELTA"));
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert_eq!(demanded(&browser.state()), (true, true));
    let again = json_of(&employee.browser().credentials(&employee.login, PASSWORD));
    assert_eq!(demanded(&again), (true, true));
    assert_eq!(employee.events(), ["sign_in.password_accepted"; 2]);
}
