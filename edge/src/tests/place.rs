//! Where employees work: points of sale and seances at the sign-in and later, and the ways back.

use serde_json::json;
use shared::time::MINUTE_MS;

use super::browser::{Browser, CASHIER, EMPLOYEE, KEY, READY, at, json_of, refused};
use super::harness::App;
use crate::config::Texts;
use crate::config::tests::texts;

fn version(cashier: &str) -> App {
    App::with(Texts { cashier_version: cashier.to_owned(), ..texts() })
}

#[test]
fn one_point_of_sale_passes_by_itself_and_without_the_switch_the_own_one_is_fixed() {
    let app = App::new();
    app.make_ready(READY);
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(READY);
    assert_eq!(at(&browser.code(&app.shown_code(KEY))), "seance");

    let app = version("1.8.0");
    app.execute("UPDATE agency SET may_change_point_of_sale = 0");
    let browser = Browser::at(&app, CASHIER);
    let state = json_of(&browser.log_in(EMPLOYEE));
    assert_eq!((&state["step"]["fixed"], &state["step"]["selected"]), (&json!(true), &json!("12036_ALPHA")));
    assert_eq!(state["step"]["choices"].as_array().unwrap().len(), 1);
    refused(&browser.point_of_sale("12036_DELTA"), 409, "choice-unavailable");
    assert_eq!(at(&browser.point_of_sale("12036_ALPHA")), "seance");
}

#[test]
fn the_last_choice_is_preselected_and_the_last_sign_in_is_told() {
    let app = version("1.8.0");
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    assert_eq!(at(&browser.point_of_sale("12036_DELTA")), "signed_in");
    let first_at = app.now.get();
    browser.press("/api/auth/sign-out");
    app.pass_ms(MINUTE_MS);
    let state = json_of(&browser.log_in(EMPLOYEE));
    assert_eq!(state["step"]["selected"], "12036_DELTA");
    browser.point_of_sale("12036_ALPHA");
    let state = json_of(&browser.seance("Charter"));
    let last = json!({"at_ms": first_at.0, "country": null, "address": "192.0.2.1"});
    assert_eq!(state["step"]["last_sign_in"], last);
    browser.press("/api/auth/sign-out");
    browser.log_in(EMPLOYEE);
    assert_eq!(json_of(&browser.point_of_sale("12036_ALPHA"))["step"]["selected"], "Charter");
}

#[test]
fn the_place_of_the_last_sign_in_is_what_the_platform_saw_and_nothing_made_up() {
    let told = |stand: &str, country, address| {
        let texts = Texts { stand: stand.to_owned(), cashier_version: "1.8.0".to_owned(), ..texts() };
        let app = App::with(texts);
        app.country.set(country);
        app.address.set(address);
        for _ in 0..2 {
            let browser = Browser::at(&app, CASHIER);
            browser.log_in(EMPLOYEE);
            assert_eq!(at(&browser.point_of_sale("12036_DELTA")), "signed_in");
            if browser.state()["step"]["last_sign_in"] != json!(null) {
                let last = browser.state()["step"]["last_sign_in"].clone();
                return (last["country"].clone(), last["address"].clone());
            }
        }
        panic!("the second sign-in knows nothing of the first");
    };
    assert_eq!(told("production", Some("KZ"), "192.0.2.7"), (json!("KZ"), json!("192.0.2.7")));
    assert_eq!(told("production", Some("T1"), "2001:db8::/64"), (json!(null), json!("2001:db8::/64")));
    assert_eq!(told("production", None, "unknown"), (json!(null), json!(null)));
    assert_eq!(told("local", Some("US"), "127.0.0.1"), (json!(null), json!("127.0.0.1")));
}

#[test]
fn leaving_is_answered_with_a_state_also_when_nothing_is_under_way() {
    let app = App::new();
    let browser = Browser::at(&app, CASHIER);
    let nobody = json!({"name": "credentials", "notice": null});
    for path in ["/api/auth/back", "/api/auth/cancel", "/api/auth/sign-out"] {
        assert_eq!(json_of(&browser.press(path))["step"], nobody, "{path}");
    }
    for path in ["/api/auth/back", "/api/auth/cancel"] {
        browser.log_in(EMPLOYEE);
        app.execute("UPDATE sign_in SET ended_at = 1");
        assert_eq!(json_of(&browser.press(path))["step"], nobody, "{path}");
        assert!(!browser.holds("__Host-sign-in"));
    }
}

#[test]
fn back_leads_from_the_seance_to_the_point_of_sale_and_from_there_out() {
    let app = version("1.8.0");
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    browser.point_of_sale("12036_ALPHA");
    let state = json_of(&browser.press("/api/auth/back"));
    assert_eq!(
        (&state["step"]["name"], &state["step"]["selected"]),
        (&json!("point_of_sale"), &json!("12036_ALPHA"))
    );
    app.events();
    assert_eq!(at(&browser.press("/api/auth/back")), "credentials");
    assert_eq!(app.events(), ["sign_in.ended"]);
    assert!(!browser.holds("__Host-sign-in"));
    assert_eq!(app.count("sign_in WHERE ended_at IS NULL"), 0);
}

#[test]
fn a_point_of_sale_without_seances_says_so_and_back_works() {
    let app = version("1.8.0");
    app.execute("DELETE FROM seance WHERE unit = 'DELTA'");
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    let state = json_of(&browser.point_of_sale("12036_DELTA"));
    assert_eq!((&state["step"]["choices"], &state["step"]["selected"]), (&json!([]), &json!("")));
    refused(&browser.seance(""), 409, "choice-unavailable");
    assert_eq!(at(&browser.press("/api/auth/back")), "point_of_sale");
}

#[test]
fn a_blocked_point_of_sale_is_not_offered_and_none_left_ends_the_sign_in() {
    let app = version("1.8.0");
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    let block = |unit: &str| app.block("structure_unit", &format!("unit = '{unit}'"));
    block("ALPHA");
    refused(&browser.point_of_sale("12036_ALPHA"), 409, "step-mismatch");
    assert_eq!(browser.step(), "signed_in");
    let other = Browser::at(&app, CASHIER);
    assert_eq!(at(&other.log_in(EMPLOYEE)), "signed_in");
    block("DELTA");
    refused(&Browser::at(&app, CASHIER).log_in(EMPLOYEE), 403, "no-access");
}

#[test]
fn the_point_of_sale_of_a_session_can_be_changed_and_the_session_stays() {
    let app = version("1.8.0");
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    browser.point_of_sale("12036_ALPHA");
    let opened = json_of(&browser.seance("Charter"));
    assert_eq!(opened["step"]["may_change_point_of_sale"], true);
    let session = browser.cookies.borrow()["__Host-session"].clone();
    app.events();

    let state = json_of(&browser.press("/api/auth/change-point-of-sale"));
    assert_eq!(
        (&state["step"]["name"], &state["step"]["selected"]),
        (&json!("point_of_sale"), &json!("12036_ALPHA"))
    );
    assert_eq!(state["step"]["changing"], true);
    assert_eq!(at(&browser.press("/api/auth/back")), "signed_in");

    browser.press("/api/auth/change-point-of-sale");
    assert_eq!(json_of(&browser.point_of_sale("12036_ALPHA"))["step"]["changing"], true);
    assert_eq!(at(&browser.press("/api/auth/back")), "point_of_sale");
    let state = json_of(&browser.point_of_sale("12036_DELTA"));
    assert_eq!(state["step"]["point_of_sale"]["id"], "12036_DELTA");
    assert_eq!(browser.cookies.borrow()["__Host-session"], session);
    assert!(!browser.holds("__Host-sign-in"));
    assert_eq!(app.events(), ["sign_in.ended", "session.moved"]);
}

#[test]
fn a_change_of_the_point_of_sale_dies_with_its_session() {
    let app = version("1.8.0");
    let browser = Browser::at(&app, CASHIER);
    browser.log_in(EMPLOYEE);
    browser.point_of_sale("12036_DELTA");
    browser.press("/api/auth/change-point-of-sale");
    browser.cookies.borrow_mut().remove("__Host-session");
    refused(&browser.point_of_sale("12036_ALPHA"), 409, "step-mismatch");
    assert_eq!(browser.step(), "credentials");
}
