//! Lines of the log, one a request.

use expect_test::{Expect, expect};
use shared::code::Code;
use shared::failure::Failure;
use shared::value::product::Product;

use super::harness::App;
use crate::app::request_log::{Answered, Asked};
use crate::http::head::Head;
use crate::route::admin::Admin;
use crate::route::{Endpoint, Route};

const ANSWERED: Answered = Answered { status: 200, refused: None, took_ms: 12, database_ms: 7 };

#[track_caller]
fn check(host: &str, method: &str, target: &Route, answered: Answered, expected: &Expect) {
    let app = App::new();
    let head = Head {
        method: method.to_owned(),
        host: host.to_owned(),
        country: None,
        path: "/secret".to_owned(),
        path_and_query: "/secret?token".to_owned(),
        headers: std::iter::empty::<(&str, &str)>().collect(),
    };
    expected.assert_eq(&Asked::of(&app.ctx("r"), &head, target).line("r1", &answered));
}

#[test]
fn a_line_tells_route_outcome_and_times() {
    let target = Route::To(Endpoint::AgentLogin);
    check(
        "api.mixvel.com",
        "POST",
        &target,
        ANSWERED,
        &expect![[
            r#"{"request_id":"r1","site":"api","method":"POST","route":"/api/accounts/login","status":200,"outcome":"ok","took_ms":12,"database_ms":7}"#
        ]],
    );
    let refused = Answered { refused: Some(Code::InvalidCredentials), ..ANSWERED };
    check(
        "api.mixvel.com",
        "POST",
        &target,
        refused,
        &expect![[
            r#"{"request_id":"r1","site":"api","method":"POST","route":"/api/accounts/login","status":200,"outcome":"invalid-credentials","took_ms":12,"database_ms":7}"#
        ]],
    );
}

#[test]
fn whom_a_path_names_and_what_a_client_makes_up_stand_in_no_line() {
    let blocked = Route::To(Endpoint::Admin(Admin::BlockEmployee, "anna@alpha.example".to_owned()));
    check(
        "lk.localhost",
        "POST",
        &blocked,
        ANSWERED,
        &expect![[
            r#"{"request_id":"r1","site":"boss","method":"POST","route":"/api/admin/employees/{login}/block","status":200,"outcome":"ok","took_ms":12,"database_ms":7}"#
        ]],
    );
    let application = Route::To(Endpoint::Application(Product::Cashier));
    check(
        "cashier.localhost",
        "anna",
        &application,
        ANSWERED,
        &expect![[
            r#"{"request_id":"r1","site":"cashier","method":"other","route":"/{application}","status":200,"outcome":"ok","took_ms":12,"database_ms":7}"#
        ]],
    );
    let nowhere = Route::Refused(Failure::from(Code::NotFound));
    let missing = Answered { status: 404, refused: Some(Code::NotFound), ..ANSWERED };
    check(
        "anna.example",
        "GET",
        &nowhere,
        missing,
        &expect![[
            r#"{"request_id":"r1","site":"other","method":"GET","route":null,"status":404,"outcome":"not-found","took_ms":12,"database_ms":7}"#
        ]],
    );
}
