//! The table of addresses, request by request.

use super::*;
use crate::config::{OURS, Stand};

fn site(role: HostRole) -> Site {
    let stand = if role == HostRole::Api { Stand::Production } else { Stand::Local };
    Site { role, stand, loopback: stand == Stand::Local }
}

#[track_caller]
fn check(method: &str, role: HostRole, path: &str, expected: Endpoint) {
    assert_eq!(route(method, Some(site(role)), path).1, Route::To(expected), "{method} {path}");
}

#[track_caller]
fn refused(method: &str, role: Option<HostRole>, path: &str, face: Face, code: Code) {
    match route(method, role.map(site), path) {
        (found, Route::Refused(failure)) => {
            assert_eq!((found, failure.code), (face, code), "{method} {path}");
        }
        other => panic!("{method} {path}: {other:?}"),
    }
}

#[test]
fn agents_reach_their_endpoints_in_any_case() {
    for path in ["/api/Accounts/login", "/API/ACCOUNTS/LOGIN", "/api/accounts/login"] {
        check("POST", HostRole::Api, path, Endpoint::AgentLogin);
        check("POST", HostRole::Local, path, Endpoint::AgentLogin);
    }
    check("GET", HostRole::Api, "/api/Accounts/verify", Endpoint::TokenVerify);
    check("HEAD", HostRole::Api, "/api/Accounts/verify", Endpoint::TokenVerify);
    check("POST", HostRole::Api, "/api/Accounts/introspect", Endpoint::TokenIntrospect);
}

#[test]
fn a_gateway_that_asks_with_the_method_of_the_request_is_told_no_methods() {
    for (role, path) in [(HostRole::Api, "/api/Accounts/verify"), (HostRole::Cashier, "/api/auth/verify")] {
        for method in ["OPTIONS", "POST", "PROPFIND"] {
            refused(
                method,
                Some(role),
                path,
                route(method, Some(site(role)), path).0,
                Code::MethodNotAllowed,
            );
        }
    }
}

#[test]
fn every_other_api_path_is_guarded_with_every_method() {
    for method in ["GET", "POST", "DELETE", "OPTIONS", "PROPFIND"] {
        check(method, HostRole::Api, "/api/Order/AirShopping", Endpoint::Guarded);
    }
    check("GET", HostRole::Local, "/api/get/Dictionary/cities", Endpoint::Guarded);
}

#[test]
fn the_browser_api_and_unknown_accounts_methods_are_never_forwarded() {
    refused("GET", Some(HostRole::Api), "/api/Accounts/introspect", Face::Json, Code::MethodNotAllowed);
    refused("GET", Some(HostRole::Api), "/api/auth/state", Face::Json, Code::NotFound);
    refused("GET", Some(HostRole::Api), "/api/Accounts/logout", Face::Xml, Code::NotFound);
}

#[test]
fn a_link_whose_hash_a_mail_gateway_has_encoded_finds_its_page() {
    let pages =
        [("/reset", Page::Reset), ("/invitation", Page::Invitation), ("/two-factor", Page::TwoFactor)];
    for (path, page) in pages {
        check("GET", HostRole::Cashier, &format!("{path}%23abc-DEF_1"), Endpoint::Page(page));
    }
    refused("GET", Some(HostRole::Cashier), "/account%23x", Face::Json, Code::NotFound);
}

#[test]
fn a_slash_too_many_is_not_found_in_the_face_of_its_address() {
    refused("POST", Some(HostRole::Api), "//api/Accounts/login", Face::Xml, Code::NotFound);
    refused("GET", Some(HostRole::Api), "///API/Order/AirShopping", Face::Xml, Code::NotFound);
    refused("POST", Some(HostRole::Api), "//api/Accounts/introspect", Face::Json, Code::NotFound);
    refused("GET", Some(HostRole::Api), "//api/auth/state", Face::Json, Code::NotFound);
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    refused("GET", Some(HostRole::Api), "/api/Accounts/login", Face::Xml, Code::MethodNotAllowed);
    refused("HEAD", Some(HostRole::Api), "/api/Accounts/login", Face::Xml, Code::MethodNotAllowed);
    refused("POST", Some(HostRole::Api), "/xsd/Mixvel_Auth.xsd", Face::Json, Code::MethodNotAllowed);
    let (_, options) = route("OPTIONS", Some(site(HostRole::Api)), "/api/Accounts/login");
    assert_eq!(options, Route::Options("POST, OPTIONS"));
}

#[test]
fn an_unknown_host_has_nothing_and_the_start_page_is_local() {
    refused("POST", None, "/api/Accounts/login", Face::Json, Code::NotFound);
    refused("GET", Some(HostRole::Api), "/", Face::Json, Code::NotFound);
    check("GET", HostRole::Local, "/", Endpoint::Document(Document::Start));
}

#[test]
fn a_product_has_its_own_api_and_pages_and_locally_the_web_service_too() {
    check("GET", HostRole::Cashier, "/api/auth/state", Endpoint::Browser(Browser::State));
    check("POST", HostRole::Boss, "/api/auth/code", Endpoint::Browser(Browser::Code));
    check("POST", HostRole::Boss, "/", Endpoint::Page(Page::SignIn));
    for path in ["/employees", "/employees/a%40b.c", "/agencies/12036/audit"] {
        check("GET", HostRole::Boss, path, Endpoint::Page(Page::Administration));
        refused("GET", Some(HostRole::Cashier), path, Face::Json, Code::NotFound);
        refused("GET", Some(HostRole::Api), path, Face::Json, Code::NotFound);
    }
    for path in ["/mail", "/texts"] {
        check("GET", HostRole::Boss, path, Endpoint::Page(Page::Support));
        refused("GET", Some(HostRole::Cashier), path, Face::Json, Code::NotFound);
    }
    refused("GET", Some(HostRole::Boss), "/employees/a/b", Face::Json, Code::NotFound);
    check("GET", HostRole::Cashier, "/two-factor", Endpoint::Page(Page::TwoFactor));
    check("POST", HostRole::Cashier, "/api/Accounts/login", Endpoint::AgentLogin);
    check("GET", HostRole::Cashier, "/dev/mail.json", Endpoint::Dev(Dev::MailJson));
    check("GET", HostRole::Cashier, "/dev/stop", Endpoint::Dev(Dev::Stop));
    refused("GET", Some(HostRole::Local), "/api/auth/state", Face::Json, Code::NotFound);
    refused("GET", Some(HostRole::Cashier), "/api/auth/code", Face::Json, Code::MethodNotAllowed);
}

#[test]
fn administration_is_at_boss_and_for_operators_at_the_web_service_and_never_forwarded() {
    for role in [HostRole::Boss, HostRole::Api, HostRole::Local] {
        check("GET", role, "/api/admin/health", Endpoint::Admin(Admin::Health, String::new()));
        refused("DELETE", Some(role), "/api/admin/health", Face::Json, Code::MethodNotAllowed);
    }
    let login = "/api/admin/employees/a%40b.c/block";
    check("POST", HostRole::Boss, login, Endpoint::Admin(Admin::BlockEmployee, "a@b.c".to_owned()));
    for role in [HostRole::Cashier, HostRole::Api, HostRole::Local, HostRole::Boss] {
        for path in ["/api/admin", "/api/admin/", "/api/Admin/health", "/api/admin/secrets"] {
            refused("POST", Some(role), path, Face::Json, Code::NotFound);
        }
    }
    refused("GET", Some(HostRole::Cashier), "/api/admin/health", Face::Json, Code::NotFound);
    let (_, options) = route("OPTIONS", Some(site(HostRole::Boss)), "/api/admin/agencies/1");
    assert_eq!(options, Route::Options("GET, HEAD, PATCH, OPTIONS"));
}

#[test]
fn no_application_covers_an_address_of_ours() {
    let site = Some(site(HostRole::Cashier));
    let ours = |path: &str| !matches!(route("GET", site, path).1, Route::Refused(ref it) if it.code == Code::NotFound);
    for segment in OURS.into_iter().filter(|it| !["assets", "pages", "_headers", "index.html"].contains(it)) {
        let below = ["", "/policy", "/health", "/mail", "/x", "/security.txt", "/Mixvel_Auth.xsd"];
        let found = below.iter().any(|rest| ours(&format!("/{segment}{rest}")));
        assert!(found || ["session.js", "workspace"].contains(&segment), "{segment}");
    }
    for path in ["/app", "/app/", "/app/x", "/orders"] {
        assert!(!ours(path), "{path}");
    }
}

#[test]
fn a_deployed_product_has_no_web_service_and_no_pages_for_developers() {
    for (stand, path) in [
        (Stand::Production, "/api/Accounts/login"),
        (Stand::Demo, "/api/Order/AirShopping"),
        (Stand::Production, "/dev/mail.json"),
        (Stand::Production, "/xsd/Mixvel_Auth.xsd"),
    ] {
        let site = Site { role: HostRole::Cashier, stand, loopback: true };
        let (face, target) = route("POST", Some(site), path);
        assert_eq!((face, target), (Face::Json, Route::Refused(Failure::from(Code::NotFound))), "{path}");
    }
}

#[test]
fn the_log_calls_an_endpoint_by_a_path_that_leads_to_it() {
    let paths = ["/api/auth/state", "/reset", "/account", "/api/auth/verify", "/legal/policy", "/dev/mail"];
    for path in paths {
        let (_, Route::To(endpoint)) = route("GET", Some(site(HostRole::Cashier)), path) else {
            panic!("{path}")
        };
        let told = template(&endpoint);
        check("GET", HostRole::Cashier, &told, endpoint);
        assert_eq!(told, if path == "/account" { "/" } else { path });
    }
    let secret = route("GET", Some(site(HostRole::Cashier)), "/reset%23abc-DEF_1").1;
    assert!(matches!(secret, Route::To(endpoint) if template(&endpoint) == "/reset"));
    let named = route("GET", Some(site(HostRole::Boss)), "/api/admin/employees/a%40b.c").1;
    assert!(matches!(named, Route::To(endpoint) if template(&endpoint) == "/api/admin/employees/{login}"));
    let guarded = route("POST", Some(site(HostRole::Api)), "/api/Order/AirShopping").1;
    assert!(matches!(guarded, Route::To(endpoint) if template(&endpoint) == "/api/{path}"));
}
