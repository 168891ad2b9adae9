//! The table of rights as requests meet it: every endpoint asked by every actor about its own, a foreign and a missing
//! agency.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::http::answer::Answer;
use crate::rights::{Actor, Right, right};
use crate::route::admin::{Admin, ENDPOINTS};
use crate::secrets::secret::{Secret, SecretHash};
use crate::tests::browser::{ADMIN, BOSS, Browser};
use crate::tests::harness::{App, NOW, answered, text};
use crate::tests::openapi;

const KEY: &str = "mvop_of-ivan";

/// Whom and what a request is about.
struct Target {
    agency: u32,
    unit: &'static str,
    employee: &'static str,
    application: &'static str,
    id: &'static str,
    operator: &'static str,
    /// What makes the names of new ones.
    fresh: &'static str,
}

const OWN: Target = Target {
    agency: 12036,
    unit: "12036_DELTA",
    employee: "ready@demo.mixvel.com",
    application: "testuser.auth@mixvel.com",
    id: "own",
    operator: "olga",
    fresh: "A",
};
const FOREIGN: Target = Target {
    agency: 12345,
    unit: "12345_MNPQR",
    employee: "foreign@demo.mixvel.com",
    application: "foreign-app",
    id: "foreign",
    operator: "oleg",
    fresh: "B",
};
const MISSING: Target = Target {
    agency: 777,
    unit: "777_NEVER",
    employee: "nobody@demo.mixvel.com",
    application: "no-app",
    id: "missing",
    operator: "nobody",
    fresh: "C",
};

/// What the foreign agency has, and mails, tokens and operators.
const ROWS: &str = "
UPDATE agency SET reissue_by_administrator = 1;
INSERT INTO employee (agency_code, login, name, role, password_hash, created_at)
VALUES (12345, 'foreign@demo.mixvel.com', 'F', 'cashier', 'x', 1);
INSERT INTO application (agency_code, login, password_hash, created_at) VALUES (12345, 'foreign-app', 'x', 1);
INSERT INTO application_unit (agency_code, login, unit) VALUES (12345, 'foreign-app', 'MNPQR');
INSERT INTO token (agency_code, jti, login, unit, issued_at, expires_at)
VALUES (12036, 'own', 'testuser.auth@mixvel.com', 'ALPHA', 1, 9000000000000),
       (12345, 'foreign', 'foreign-app', 'MNPQR', 1, 9000000000000);
INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, created_at, next_at, state, dead_at)
VALUES (12036, 'own', 'password-locked', 'ready@demo.mixvel.com', 'en', 'boss', '', 1, 1, 'dead', 2),
       (12345, 'foreign', 'password-locked', 'foreign@demo.mixvel.com', 'en', 'boss', '', 1, 1, 'dead', 2);
INSERT INTO notice (notice_id, product, level, ru, en, shown_from, shown_until)
VALUES ('own', 'boss', 'warning', 'Н', 'N', 1, 9000000000000), ('foreign', 'boss', 'warning', 'Н', 'N', 1, 9000000000000);
INSERT INTO audit_export VALUES ('own', 9000000000, 'operator:ivan', 0, 0, '', 0, 0, '', 1, 'd', NULL, NULL, NULL),
  ('foreign', 9000000000, 'operator:ivan', 0, 0, '', 0, 0, '', 1, 'd', NULL, NULL, NULL);
INSERT INTO operator (name, key_hash, created_at, expires_at)
VALUES ('olga', 'o', 1, 9000000000000), ('oleg', 'p', 1, 9000000000000);
";

/// An application and one who asks it.
struct Desk {
    app: App,
    actor: Actor,
    secret: Secret,
}

impl Desk {
    fn of(actor: Actor) -> Self {
        let app = App::new();
        app.execute(ROWS);
        let role = match actor {
            Actor::Cashier => "cashier",
            Actor::Support => "support",
            Actor::Administrator | Actor::Operator => "administrator",
        };
        app.execute(&format!("UPDATE employee SET role = '{role}' WHERE login = '{ADMIN}'"));
        app.execute(&format!(
            "INSERT INTO operator (name, key_hash, created_at, expires_at) VALUES ('ivan', '{}', 1, 9000000000000)",
            SecretHash::of(KEY).as_str()
        ));
        Self { app, actor, secret: Secret::from_random([7; 32]) }
    }

    /// Sends a request with a fresh session, whatever the one before has ended.
    fn ask(&self, method: &str, path: &str, body: &str) -> Answer {
        if self.actor == Actor::Operator {
            let bearer = format!("Bearer {KEY}");
            let fields = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
            let answer = answered(self.app.send(method, path, &fields, body));
            openapi::hold(method, path, &answer);
            return answer;
        }
        self.app.execute(&format!(
            "UPDATE agency SET blocked_at = NULL;
             INSERT OR REPLACE INTO session (agency_code, secret_hash, login, product, created_at, last_active_at,
                                             address, user_agent, code_at)
             VALUES (12036, '{hash}', '{ADMIN}', 'boss', {now}, {now}, '', '', {now})",
            hash = self.secret.hash().as_str(),
            now = NOW.0
        ));
        let browser = Browser::at(&self.app, BOSS);
        browser.cookies.borrow_mut().insert("__Host-session".to_owned(), self.secret.expose().to_owned());
        browser.send(method, path, body)
    }

    /// Asks an endpoint about somebody; tells status and code.
    fn about(&self, endpoint: Admin, method: &str, path: &str, target: &Target) -> (u16, String) {
        let answer = self.ask(method, &address(endpoint, path, target), &body(endpoint, target).to_string());
        let told: Value = serde_json::from_str(&text(&answer)).unwrap();
        (answer.status, told["code"].as_str().unwrap_or_default().to_owned())
    }
}

fn address(endpoint: Admin, path: &str, target: &Target) -> String {
    let path = path
        .replace("{code}", &target.agency.to_string())
        .replace("{login}", if path.starts_with("employees") { target.employee } else { target.application })
        .replace("{jti}", target.id)
        .replace("{name}", target.operator)
        .replace("{id}", if path.starts_with("structure-units") { target.unit } else { target.id });
    let query = if is_list(endpoint) { format!("?agency={}", target.agency) } else { String::new() };
    format!("/api/admin/{path}{query}")
}

/// A request that is in order, and changes nothing where something is to be edited.
#[expect(clippy::wildcard_enum_match_arm, reason = "all others need nothing said")]
fn body(endpoint: Admin, target: &Target) -> Value {
    let (agency, unit, fresh) = (target.agency, target.unit, target.fresh);
    let login = format!("new-{}@demo.mixvel.com", fresh.to_lowercase());
    match endpoint {
        Admin::CreateAgency => json!({"code": agency + 1, "name": "New"}),
        Admin::CreateStructureUnit => json!({"id": format!("{agency}_NEW{fresh}"), "name": "New"}),
        Admin::CreateEmployee => json!({"login": login, "agency": agency, "name": "New", "role": "cashier",
                                        "products": ["cashier"], "points_of_sale": [unit]}),
        Admin::CreateApplication => json!({"login": login, "agency": agency, "units": [unit]}),
        Admin::ChangeAgency | Admin::ChangeStructureUnit | Admin::ChangeEmployee => json!({"version": 1}),
        Admin::EndEmployeeSession => json!({"id": "none"}),
        Admin::AllowUnit | Admin::ForbidUnit => json!({ "unit": unit }),
        Admin::EndSessions => json!({ "agency": agency }),
        Admin::ExportAudit => json!({"before_ms": 1}),
        Admin::ConfirmExport => json!({"digest": "d"}),
        Admin::RecordKeyMove => json!({"event": "key.added", "kid": "k2"}),
        Admin::PublishText => {
            json!({"kind": "policy", "product": "boss", "ru": format!("А{fresh}"), "en": fresh})
        }
        Admin::Announce => json!({"product": "boss", "level": "warning", "ru": "Н", "en": "N",
                                  "until_ms": NOW.0 + 1}),
        Admin::CreateOperator => {
            json!({"name": fresh.to_lowercase(), "key_hash": SecretHash::of(fresh).as_str()})
        }
        _ => json!({}),
    }
}

/// Whether the endpoint tells nothing of an agency that is not there, or is about no agency.
fn is_about_somebody(endpoint: Admin) -> bool {
    !matches!(
        endpoint,
        Admin::Agencies
            | Admin::CreateAgency
            | Admin::ExportAudit
            | Admin::RecordKeyMove
            | Admin::RetryMails
            | Admin::Texts
            | Admin::PublishText
            | Admin::Notices
            | Admin::Announce
            | Admin::Operators
            | Admin::CreateOperator
            | Admin::StepUp
            | Admin::Health
    )
}

/// Lists of an agency that is not there are empty.
fn is_list(endpoint: Admin) -> bool {
    matches!(
        endpoint,
        Admin::StructureUnits
            | Admin::SuggestStructureUnit
            | Admin::Employees
            | Admin::Applications
            | Admin::Audit
            | Admin::Mails
    )
}

fn check(actor: Actor) {
    let desk = Desk::of(actor);
    let mut holes = Vec::new();
    let mut asked = 0;
    for (endpoint, method, path) in ENDPOINTS {
        for (name, target) in [("own", &OWN), ("foreign", &FOREIGN), ("missing", &MISSING)] {
            let (status, code) = desk.about(*endpoint, method, path, target);
            let is_hidden = name != "own" && is_about_somebody(*endpoint);
            let as_the_table_says = match right(actor, *endpoint) {
                Right::None => (status, code.as_str()) == (403, "not-allowed"),
                Right::OwnAgency if is_hidden => (status, code.as_str()) == (404, "not-found"),
                Right::EveryAgency if name == "missing" && is_hidden && !is_list(*endpoint) => {
                    (status, code.as_str()) == (404, "not-found")
                }
                Right::OwnAgency | Right::EveryAgency => {
                    !matches!((status, code.as_str()), (403, "not-allowed" | "step-up-required") | (404, _))
                }
            };
            asked += 1;
            if !as_the_table_says {
                holes.push(format!("{method} {path} {name}: {status} {code}"));
            }
        }
    }
    assert_eq!(asked, ENDPOINTS.len() * 3);
    assert_eq!(holes, [] as [String; 0], "{actor:?}");
}

/// Lists with all that a query may ask of them.
const QUERIES: [&str; 16] = [
    "agencies?search=alpha",
    "structure-units?agency=12036&search=a&state=active",
    "employees?search=a",
    "employees?agency=12036&search=a",
    "employees?agency=12036&sort=name",
    "employees?agency=12036&sort=-last-sign-in",
    "employees?agency=12036&role=cashier&product=cashier&unit=12036_ALPHA&state=active",
    "applications?agency=12036&search=t&unit=12036_ALPHA&state=active",
    "applications?search=t",
    "audit?login=admin@demo.mixvel.com",
    "audit?agency=12036&event=agency.changed",
    "audit?since=1&until=2",
    "audit?agency=12036&login=admin@demo.mixvel.com&event=agency.changed&since=1&until=2",
    "mails",
    "mails?state=dead",
    "mails?state=waiting&agency=12036",
];

/// The texts of all statements that administration runs.
pub(crate) fn statements() -> BTreeSet<String> {
    let of = |actor| {
        let desk = Desk::of(actor);
        for (endpoint, method, path) in ENDPOINTS {
            desk.about(*endpoint, method, path, &OWN);
        }
        for query in QUERIES {
            let answer = desk.ask("GET", &format!("/api/admin/{query}"), "");
            assert!(matches!(answer.status, 200 | 403 | 404), "{query}: {}", text(&answer));
        }
        desk.app.platform.db.seen.take()
    };
    [Actor::Operator, Actor::Administrator].map(of).into_iter().flatten().collect()
}

#[test]
fn a_cashier_may_nothing() {
    check(Actor::Cashier);
}

#[test]
fn an_administrator_meets_the_own_agency_and_no_other() {
    check(Actor::Administrator);
}

#[test]
fn support_meets_every_agency() {
    check(Actor::Support);
}

#[test]
fn an_operator_meets_every_agency() {
    check(Actor::Operator);
}

#[test]
fn a_key_counts_at_the_host_of_the_web_service_and_a_session_at_that_of_boss() {
    let desk = Desk::of(Actor::Administrator);
    assert_eq!(desk.ask("GET", "/api/admin/agencies", "").status, 200);
    let bearer = format!("Bearer {KEY}");
    let cookie = format!("__Host-session={}", desk.secret.expose());
    let asked = |host: &str, field: (&str, &str)| {
        answered(desk.app.send_to(host, "GET", "/api/admin/agencies", &[field], "")).status
    };
    for (host, by_key, by_cookie) in [
        ("api.mixvel.com", 200, 401),
        ("127.0.0.1:8787", 200, 401),
        (BOSS, 409, 200),
        ("cashier.localhost:8787", 404, 404),
        ("evil.example", 404, 404),
    ] {
        assert_eq!(asked(host, ("Authorization", &bearer)), by_key, "{host}");
        assert_eq!(asked(host, ("Cookie", &cookie)), by_cookie, "{host}");
    }
}

#[test]
fn what_another_site_could_have_caused_is_refused() {
    let desk = Desk::of(Actor::Support);
    desk.ask("GET", "/api/admin/health", "");
    let cookie = format!("__Host-session={}", desk.secret.expose());
    let fields = [("Content-Type", "application/json"), ("Cookie", cookie.as_str())];
    let answer = answered(desk.app.send_to(BOSS, "POST", "/api/admin/agencies/12345/block", &fields, "{}"));
    assert!(answer.status == 403 && text(&answer).contains("cross-site"), "{}", text(&answer));
}
