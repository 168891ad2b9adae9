//! The mail that leads to a key, the page that shows it, and what developers see of mails.

use serde_json::{Value, json};
use shared::time::{DAY_MS, SECOND_MS};

use super::browser::{BOSS, Browser, CASHIER, EMPLOYEE, at, json_of, refused};
use super::delivery::delivered;
use super::harness::{App, answered, header, text};
use crate::config::Texts;
use crate::config::tests::texts;

fn mails(app: &App) -> Vec<Value> {
    let answer = answered(app.send_to(CASHIER, "GET", "/dev/mail.json", &[], ""));
    assert_eq!(answer.status, 200);
    serde_json::from_str(&text(&answer)).unwrap()
}

fn token(mail: &Value) -> String {
    mail["links"][0].as_str().unwrap().split_once('#').unwrap().1.to_owned()
}

fn reveal(app: &App, token: &str) -> crate::http::answer::Answer {
    Browser::at(app, BOSS).post("/api/auth/setup-key", &json!({ "token": token }))
}

fn mailed(app: &App) -> Browser<'_> {
    let browser = Browser::at(app, CASHIER);
    browser.log_in(EMPLOYEE);
    browser.require(true, true);
    assert_eq!(delivered(app), 1);
    browser
}

#[test]
fn the_mail_leads_to_the_key_that_the_first_code_activates() {
    let app = App::new();
    let browser = mailed(&app);
    let mail = mails(&app).remove(0);
    assert_eq!(mail["to"], EMPLOYEE);
    assert_eq!(mail["subject"], "Set up two-factor authentication for MixVel");
    assert_eq!(mail["sent_at"], app.now.get().to_string());
    let link = mail["links"][0].as_str().unwrap();
    assert!(link.starts_with("http://cashier.localhost:8787/two-factor#"), "{link}");
    assert!(
        mail["html"].as_str().unwrap().contains(link)
            && mail["raw"].as_str().unwrap().contains("Message-ID:")
    );
    app.events();

    let key = json_of(&reveal(&app, &token(&mail)));
    assert_eq!(key["login"], EMPLOYEE);
    assert!(key["uri"].as_str().unwrap().starts_with("otpauth://totp/MixVel:"), "{key}");
    assert_eq!(app.events(), ["second_factor.key_revealed"]);
    assert!(!mail["raw"].as_str().unwrap().contains(key["key"].as_str().unwrap()));
    assert_eq!(at(&browser.code(&app.shown_code(key["key"].as_str().unwrap()))), "point_of_sale");
}

#[test]
fn a_link_of_somebody_who_is_blocked_shows_no_key_until_that_is_over() {
    let app = App::new();
    mailed(&app);
    let token = token(&mails(&app)[0]);
    app.block_employee(EMPLOYEE);
    refused(&reveal(&app, &token), 410, "link-invalid");
    app.unblock("employee", "1");
    assert_eq!(reveal(&app, &token).status, 200);
}

#[test]
fn a_link_works_once_for_a_day_and_until_a_newer_one_comes() {
    let app = App::new();
    let browser = mailed(&app);
    app.pass_ms(60 * SECOND_MS);
    browser.press("/api/auth/setup-mail");
    delivered(&app);
    let [newer, older] = [0, 1].map(|index| token(&mails(&app)[index]));
    assert_ne!(newer, older);
    refused(&reveal(&app, &older), 410, "link-invalid");
    assert_eq!(reveal(&app, &newer).status, 200);
    refused(&reveal(&app, &newer), 410, "link-invalid");
    refused(&reveal(&app, "short"), 410, "link-invalid");

    let app = App::new();
    mailed(&app);
    app.pass_ms(DAY_MS);
    refused(&reveal(&app, &token(&mails(&app)[0])), 410, "link-invalid");
    assert_eq!(app.audit().last().unwrap(), &("link.refused", "link-invalid".to_owned()));
}

#[test]
fn a_link_shows_no_key_that_is_a_day_old() {
    let app = App::new();
    let browser = mailed(&app);
    app.pass_ms(DAY_MS / 24 * 23);
    assert_eq!(at(&browser.log_in(EMPLOYEE)), "code");
    browser.press("/api/auth/setup-mail");
    delivered(&app);
    let newest = token(&mails(&app)[0]);
    app.pass_ms(DAY_MS / 24 + SECOND_MS);
    refused(&reveal(&app, &newest), 410, "link-invalid");
}

#[test]
fn the_link_of_an_active_key_shows_nothing() {
    let app = App::new();
    let browser = mailed(&app);
    browser.code(&app.shown_code(&app.pending_key(EMPLOYEE)));
    refused(&reveal(&app, &token(&mails(&app)[0])), 410, "link-invalid");
}

#[test]
fn no_secret_stands_in_the_outbox_before_delivery_nor_in_the_audit_log() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    browser.require(true, true);
    let queued = app.dump("outbox");
    delivered(&app);
    let token = token(&mails(&app)[0]);
    let key = app.pending_key(EMPLOYEE);
    let log = app.dump("audit");
    for secret in [token, key, "Demo-passw0rd".to_owned()] {
        assert!(!queued.contains(&secret) && !log.contains(&secret));
    }
}

#[test]
fn a_mail_speaks_the_language_of_the_windows() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    browser.cookies.borrow_mut().insert("language".to_owned(), "ru".to_owned());
    browser.log_in(EMPLOYEE);
    browser.require(true, true);
    delivered(&app);
    assert_eq!(mails(&app)[0]["subject"], "Настройка двухфакторной аутентификации MixVel");
    assert!(mails(&app)[0]["text"].as_str().unwrap().contains("Показать QR-код"));
}

#[test]
fn developers_see_the_mails_on_local_hosts_and_nobody_does_elsewhere() {
    let app = App::new();
    mailed(&app);
    let page = answered(app.send_to("127.0.0.1:8787", "GET", "/dev/mail", &[], ""));
    assert!(text(&page).contains("Set up two-factor authentication"), "{}", text(&page));
    assert!(header(&page, "Content-Security-Policy").unwrap().contains("default-src 'none'"));
    let id = app.value("SELECT mail_id FROM outbox");
    let mail = answered(app.send_to(CASHIER, "GET", &format!("/dev/mail?id={id}"), &[], ""));
    assert!(text(&mail).contains("<ol ") && text(&mail).contains("Auto-Submitted"));
    assert_eq!(answered(app.send_to("api.mixvel.com", "GET", "/dev/mail.json", &[], "")).status, 404);
    let demo = App::with(Texts { stand: "demo".to_owned(), ..texts() });
    assert_eq!(answered(demo.send_to(CASHIER, "GET", "/dev/mail.json", &[], "")).status, 404);
}
