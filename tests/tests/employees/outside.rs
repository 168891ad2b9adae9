//! What other sites can cause a browser to send is refused, and what a browser is told to keep is out of their reach.

use serde_json::json;
use shared::api::account::RevealKey;
use shared::api::requests::{
    Activity, BACK_PATH, CANCEL_PATH, CHANGE_POINT_OF_SALE_PATH, Code, Credentials, RESEND_PATH,
    Requirements, SelectPointOfSale, SelectSeance, SignOut,
};
use tests::browser::{Browser, refused};
use tests::connection::Request;
use tests::employee::{Employee, PASSWORD};
use tests::server::Server;

const POSTS: [&str; 12] = [
    Credentials::PATH,
    Requirements::PATH,
    RESEND_PATH,
    Code::PATH,
    SelectPointOfSale::PATH,
    SelectSeance::PATH,
    BACK_PATH,
    CANCEL_PATH,
    CHANGE_POINT_OF_SALE_PATH,
    Activity::PATH,
    SignOut::PATH,
    RevealKey::PATH,
];
const JSON: (&str, &str) = ("Content-Type", "application/json");
const OURS: (&str, &str) = ("X-MixVel-Auth", "1");
const SAME: (&str, &str) = ("Sec-Fetch-Site", "same-origin");

fn request(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Request {
    let request = browser.bare(Request::with_body("POST", path, "{}"));
    fields.iter().fold(request, |request, (name, value)| request.field(name, value))
}

#[test]
fn requests_that_our_own_pages_did_not_send_are_refused_everywhere_and_end_nothing() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.signed_in();
    let events = employee.events();
    let origin = browser.origin();
    let foreign = [
        vec![JSON, SAME, ("Origin", &*origin)],
        vec![JSON, ("X-MixVel-Auth", "0"), SAME],
        vec![JSON, OURS],
        vec![JSON, OURS, ("Sec-Fetch-Site", "cross-site")],
        vec![JSON, OURS, ("Sec-Fetch-Site", "same-site"), ("Origin", &*origin)],
        vec![JSON, OURS, ("Origin", "http://evil.example")],
        vec![JSON, OURS, ("Origin", "null")],
        vec![JSON, OURS, SAME, ("Origin", "http://lk.localhost")],
        vec![JSON, OURS, SAME, ("Origin", "https://cashier.localhost")],
    ];
    for path in POSTS {
        for fields in &foreign {
            let answer = browser.clone().send(&request(&browser, path, fields));
            assert_eq!((answer.status, answer.field("set-cookie")), (403, None), "{path} {fields:?}");
            refused(&answer, 403, "cross-site");
        }
    }
    assert_eq!(browser.step(), "signed_in");
    assert_eq!(employee.events(), events);
}

#[test]
fn what_is_no_json_is_refused_everywhere() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.signed_in();
    for path in POSTS {
        for media_type in
            ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"]
        {
            let fields = [("Content-Type", media_type), OURS, SAME];
            refused(&browser.clone().send(&request(&browser, path, &fields)), 415, "unsupported-media-type");
        }
        refused(
            &browser.clone().send(&request(&browser, path, &[OURS, SAME])),
            415,
            "unsupported-media-type",
        );
        let answer = browser.clone().send(&browser.get(path));
        refused(&answer, 405, "method-not-allowed");
        assert_eq!(answer.field("allow"), Some("POST, OPTIONS"));
        let long = json!({ "x": "x".repeat(8 * 1024) });
        refused(&browser.clone().send(&browser.post(path, &long)), 413, "payload-too-large");
        let unknown = json!({ "x": 1 });
        refused(&browser.clone().send(&browser.post(path, &unknown)), 400, "malformed-request");
    }
    assert_eq!(browser.step(), "signed_in");
    assert_eq!(employee.audited("session.ended", "cashier"), 0);
}

#[test]
fn cookies_are_bound_to_the_host_and_out_of_reach_of_scripts_and_other_sites() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.browser();
    let attributes = |field: &str| {
        let mut all: Vec<_> = field.split("; ").skip(1).map(str::to_owned).collect();
        all.sort_unstable();
        all
    };
    let kept = ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"];
    let lasting = ["HttpOnly", "Max-Age=34560000", "Path=/", "SameSite=Strict", "Secure"];
    let dropped = ["HttpOnly", "Max-Age=0", "Path=/", "SameSite=Strict", "Secure"];

    let begun = browser.credentials(&employee.login, PASSWORD);
    let fields: Vec<_> = begun.fields.all("set-cookie").collect();
    assert_eq!(fields.len(), 1, "{fields:?}");
    assert!(fields[0].starts_with("__Host-sign-in="), "{fields:?}");
    assert_eq!(attributes(fields[0]), kept);

    browser.code(&employee.shown_code());
    browser.point_of_sale(&employee.unit("ALPHA"));
    let sign_in = browser.cookies["__Host-sign-in"].clone();
    let done = browser.seance("Regular");
    let mut fields: Vec<_> = done.fields.all("set-cookie").collect();
    fields.sort_unstable();
    let names = ["__Host-device=", "__Host-session=", "__Host-sign-in=;"];
    assert!(fields.iter().zip(names).all(|(field, name)| field.starts_with(name)), "{fields:?}");
    let told: Vec<_> = fields.iter().map(|field| attributes(field)).collect();
    assert_eq!(told, [lasting.to_vec(), kept.to_vec(), dropped.to_vec()]);

    // 256 bits in base64url, another value for each, and storage knows only their digests.
    let session = browser.cookies["__Host-session"].clone();
    assert_eq!((sign_in.len(), session.len()), (43, 43));
    assert_ne!(sign_in, session);
    for table in ["sign_in", "session"] {
        let rows = employee.sql(&format!("SELECT * FROM {table} WHERE agency_code = ?1"), &[]);
        let kept = format!("{rows:?}");
        assert!(rows.len() == 1 && !kept.contains(&sign_in) && !kept.contains(&session), "{kept}");
    }
    let out = browser.sign_out();
    let fields: Vec<_> = out.fields.all("set-cookie").collect();
    assert!(fields.iter().any(|field| field.starts_with("__Host-session=;")), "{fields:?}");
    assert!(fields.iter().all(|field| attributes(field) == dropped), "{fields:?}");
    assert_eq!(out.field("clear-site-data"), None, "it would wipe what is the other product's");
    assert_eq!(employee.audited("session.ended", "cashier"), 1);
}

#[test]
fn a_session_that_was_there_before_a_sign_in_is_not_taken_over() {
    let employee = Employee::cashier(Server::shared()).ready();
    let first = employee.signed_in().cookies["__Host-session"].clone();
    let mut fixed = employee.browser();
    fixed.cookies.insert("__Host-session".to_owned(), "A".repeat(43));
    fixed.cookies.insert("__Host-sign-in".to_owned(), "B".repeat(43));
    fixed.credentials(&employee.login, PASSWORD);
    assert_ne!(fixed.cookies["__Host-sign-in"], "B".repeat(43));
    fixed.code(&employee.shown_code());
    fixed.point_of_sale(&employee.unit("DELTA"));
    let second = &fixed.cookies["__Host-session"];
    assert!(*second != first && *second != "A".repeat(43));
    assert_eq!(employee.events().iter().filter(|event| *event == "session.opened").count(), 2);
}
