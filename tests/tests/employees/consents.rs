//! Consent: what is kept of it, and when it is asked for again.

use serde_json::{Value, json};
use shared::consent;
use shared::value::product::Product;
use tests::browser::{at, refused};
use tests::employee::{Employee, PASSWORD, now};
use tests::server::Server;

fn consents(employee: &Employee<'_>) -> Vec<Value> {
    employee.sql("SELECT * FROM consent WHERE agency_code = ?1 ORDER BY given_at", &[])
}

#[test]
fn a_consent_is_kept_with_who_which_text_language_time_product_and_address() {
    for (employee, language) in
        [(Employee::cashier(Server::shared()), "ru"), (Employee::boss(Server::shared()), "en")]
    {
        let mut browser = employee.past_password();
        browser.cookies.insert("language".to_owned(), language.to_owned());
        let before = now();
        assert_eq!(at(&browser.requirements(true, false)), "requirements");
        let mut rows = consents(&employee);
        let given_at = rows[0]["given_at"].take().as_i64().unwrap();
        assert!((before.0..=now().0).contains(&given_at), "{given_at}");
        let product = employee.product.as_str();
        let expected = json!({
            "agency_code": employee.agency,
            "login": employee.login,
            "product": product,
            "version": consent::version(),
            "language": language,
            "given_at": null,
            "address": employee.address,
        });
        assert_eq!(rows, [expected]);
        let detail = format!("{product} {language} {}", consent::version());
        assert_eq!(employee.audited("consent.given", &detail), 1);
        assert_eq!(employee.audit().len(), 2);
    }
}

#[test]
fn a_new_text_is_asked_for_once_and_the_old_consent_stays() {
    let employee = Employee::cashier(Server::shared()).ready();
    employee.signed_in();
    let older = "UPDATE consent SET version = 'older', given_at = 1 WHERE agency_code = ?1 AND login = ?2";
    employee.sql(older, &[]);
    let mut browser = employee.past_password();
    let step = browser.state()["step"].clone();
    assert_eq!(step["consent"], json!({"version": consent::version(), "operator_named": false}));
    assert_eq!(step["two_factor"], false, "the key is active");
    assert_eq!(at(&browser.requirements(true, false)), "code");
    assert_eq!(employee.past_password().step(), "code", "asked again");
    let versions: Vec<_> = consents(&employee).iter().map(|row| row["version"].clone()).collect();
    assert_eq!(versions, [json!("older"), json!(consent::version())]);
    assert_eq!(employee.events().iter().filter(|event| *event == "consent.given").count(), 1);
}

#[test]
fn a_consent_to_one_product_is_none_to_the_other() {
    let employee = Employee::cashier(Server::shared()).ready();
    employee.sql("INSERT INTO employee_product VALUES (?1, ?2, 'boss')", &[]);
    let mut boss = employee.browser().visiting(Product::Boss);
    assert_eq!(at(&boss.credentials(&employee.login, PASSWORD)), "requirements");
    assert_eq!(boss.state()["step"]["two_factor"], false, "one key serves both");
    assert_eq!(at(&boss.requirements(true, false)), "code");
    let products: Vec<_> = consents(&employee).iter().map(|row| row["product"].clone()).collect();
    assert_eq!(products, [json!("cashier"), json!("boss")]);
    assert_eq!(employee.audited("sign_in.password_accepted", "boss"), 1);
}

#[test]
fn a_text_that_is_not_the_current_one_cannot_be_consented_to() {
    let employee = Employee::cashier(Server::shared());
    let mut browser = employee.past_password();
    for version in ["", "older", &consent::version().to_uppercase()] {
        let body = json!({"consent": version, "two_factor": true});
        refused(&browser.send(&browser.post("/api/auth/requirements", &body)), 409, "step-mismatch");
    }
    assert_eq!(consents(&employee), Vec::<Value>::new());
    assert_eq!(browser.step(), "requirements");
    assert_eq!(employee.events(), ["sign_in.password_accepted"]);
}
