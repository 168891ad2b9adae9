//! Employees: created, listed, edited.

use shared::api::admin::Page;
use shared::api::admin::employees::{ChangeEmployee, CreateEmployee, Created, Employee, Role, State};
use shared::code::Code;
use shared::value::password::Password;

use super::desk::{Desk, administrator, done, operator, refused, support};
use crate::config::Stand;
use crate::error::Error;
use crate::features::admin::employees;
use crate::features::admin::query::Query;
use crate::features::admin::requester::Requester;
use crate::ports::Hasher;
use crate::tests::races::in_turns;

pub(super) fn hiring(login: &str, name: &str, role: Role, units: &[&str]) -> CreateEmployee {
    CreateEmployee {
        login: login.to_owned(),
        agency: 12036,
        name: name.to_owned(),
        role,
        products: vec![if role == Role::Cashier { "cashier" } else { "boss" }.to_owned()],
        points_of_sale: units.iter().map(|unit| (*unit).to_owned()).collect(),
        language: None,
        password: None,
        two_factor_key: None,
        consent: false,
    }
}

/// A colleague who has a password and administers agency 12036.
pub(super) fn colleague(desk: &Desk, login: &str) -> Employee {
    let request = CreateEmployee {
        password: Some("Vera-passw0rd".to_owned()),
        ..hiring(login, "Vera", Role::Administrator, &[])
    };
    create(desk, &operator(), &request).employee
}

fn create(desk: &Desk, who: &Requester, request: &CreateEmployee) -> Created {
    done(employees::create(&desk.ctx(), who, request))
}

fn list(desk: &Desk, who: &Requester, text: &str) -> Page<Employee> {
    done(employees::list(&desk.ctx(), who, &Query::parse(text, &employees::TAKES).unwrap()))
}

fn logins(desk: &Desk, text: &str) -> Vec<String> {
    list(desk, &operator(), text).items.into_iter().map(|employee| employee.login).collect()
}

#[test]
fn a_new_employee_is_invited_and_the_request_names_who_asked() {
    let desk = Desk::new();
    let request = hiring(" Bella@A.io", " Бэлла  Ёж ", Role::Cashier, &["12036_DELTA", "12036_ALPHA"]);
    let created = create(&desk, &administrator(12036), &request);
    let employee = &created.employee;
    assert_eq!((employee.login.as_str(), employee.name.as_str()), ("bella@a.io", "Бэлла  Ёж"));
    assert_eq!((employee.state, employee.version), (State::Invited, 1));
    assert_eq!(employee.points_of_sale, ["12036_DELTA", "12036_ALPHA"]);
    let detail = "role cashier; products cashier; units 12036_DELTA, 12036_ALPHA; invited";
    assert_eq!(desk.audited(), [format!("employee.created|boss@a.io|bella@a.io|{detail}")]);
    let requests =
        desk.db.query("SELECT purpose, login, product, language, actor, address FROM link_request");
    assert_eq!(requests, ["invitation|bella@a.io|cashier|ru|boss@a.io|192.0.2.1"]);
    assert!(created.link.unwrap().contains("/invitation#"));
    refused(employees::create(&desk.ctx(), &operator(), &request), Code::AlreadyExists);
    assert_eq!(desk.audited().len(), 1);
}

#[test]
fn an_address_has_one_account_however_its_domain_is_spelt() {
    let desk = Desk::new();
    let hired = |login: &str| hiring(login, "Vera", Role::Cashier, &["12036_ALPHA"]);
    let created = create(&desk, &operator(), &hired("vera@xn--80a1acny.xn--p1ai"));
    assert_eq!(created.employee.login, "vera@почта.рф");
    for spelling in ["Vera@Почта.РФ", "vera@XN--80A1ACNY.xn--p1ai"] {
        refused(employees::create(&desk.ctx(), &operator(), &hired(spelling)), Code::AlreadyExists);
    }
    let local_part = "в".repeat(33);
    let (ctx, request) = (desk.ctx(), hired(&format!("{local_part}@почта.рф")));
    refused(employees::create(&ctx, &operator(), &request), Code::MalformedRequest);
}

#[test]
fn a_developers_machine_creates_an_account_that_is_ready() {
    let desk = Desk::new();
    let request = CreateEmployee {
        password: Some("Demo-passw0rd".to_owned()),
        two_factor_key: Some("jbsw y3dp ehpk 3pxp jbsw y3dp ehpk 3pxp".to_owned()),
        consent: true,
        ..hiring("ready@a.io", "Boris", Role::Cashier, &["12036_ALPHA"])
    };
    let created = create(&desk, &operator(), &request);
    assert_eq!((created.employee.state, created.employee.two_factor.as_str()), (State::Active, "active"));
    assert_eq!((created.employee.consents, created.link), (vec!["cashier".to_owned()], None));
    let hash = desk.db.query("SELECT password_hash FROM employee WHERE login = 'ready@a.io'");
    let password = Password::from("Demo-passw0rd".to_owned()).normal(|text| desk.nfkc(text));
    let config = desk.ctx().config;
    let verdict = futures_executor::block_on(desk.compare(&password, &hash[0], config.cost, &config.peppers));
    assert_eq!(verdict.unwrap(), shared::password_hash::Verdict::Right { outdated: false });
    assert_eq!(desk.db.query("SELECT count(*) FROM link_request"), ["0"]);
    assert_eq!(desk.audited().len(), 2);
    let weak =
        CreateEmployee { login: "weak@a.io".to_owned(), password: Some("sunshine".to_owned()), ..request };
    refused(employees::create(&desk.ctx(), &operator(), &weak), Code::WeakPassword);
}

#[test]
fn a_deployed_installation_invites_and_takes_no_secret() {
    let mut desk = Desk::new();
    desk.deploy(Stand::Production);
    let plain = hiring("bella@a.io", "Bella", Role::Cashier, &["12036_ALPHA"]);
    for request in [
        CreateEmployee { password: Some("Demo-passw0rd".to_owned()), ..plain.clone() },
        CreateEmployee {
            two_factor_key: Some("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP".to_owned()),
            ..plain.clone()
        },
        CreateEmployee { consent: true, ..plain.clone() },
    ] {
        refused(employees::create(&desk.ctx(), &operator(), &request), Code::MalformedRequest);
    }
    assert_eq!(create(&desk, &operator(), &plain).link, None);
}

#[test]
fn what_a_new_employee_cannot_be_is_refused() {
    let desk = Desk::new();
    let good = hiring("bella@a.io", "Bella", Role::Cashier, &["12036_ALPHA"]);
    for (request, code) in [
        (CreateEmployee { login: "bella".to_owned(), ..good.clone() }, Code::MalformedRequest),
        (CreateEmployee { name: " ".to_owned(), ..good.clone() }, Code::MalformedRequest),
        (CreateEmployee { products: vec![], ..good.clone() }, Code::MalformedRequest),
        (CreateEmployee { products: vec!["shop".to_owned()], ..good.clone() }, Code::MalformedRequest),
        (CreateEmployee { points_of_sale: vec![], ..good.clone() }, Code::MalformedRequest),
        (
            CreateEmployee { points_of_sale: vec!["12345_MNPQR".to_owned()], ..good.clone() },
            Code::MalformedRequest,
        ),
        (CreateEmployee { points_of_sale: vec!["12036_NINE".to_owned()], ..good.clone() }, Code::NotFound),
        (
            CreateEmployee { agency: 99, points_of_sale: vec!["99_A".to_owned()], ..good.clone() },
            Code::NotFound,
        ),
        (CreateEmployee { agency: 0, ..good.clone() }, Code::MalformedRequest),
        (CreateEmployee { language: Some("de".to_owned()), ..good.clone() }, Code::MalformedRequest),
        (CreateEmployee { two_factor_key: Some("ABC".to_owned()), ..good.clone() }, Code::MalformedRequest),
        (CreateEmployee { role: Role::Support, ..good.clone() }, Code::MalformedRequest),
        (CreateEmployee { agency: 1, points_of_sale: vec![], ..good.clone() }, Code::MalformedRequest),
    ] {
        refused(employees::create(&desk.ctx(), &operator(), &request), code);
    }
    refused(employees::create(&desk.ctx(), &administrator(12345), &good), Code::NotFound);
    assert_eq!(desk.audited(), [] as [&str; 0]);
}

#[test]
fn support_is_granted_by_operators_alone_and_brings_its_agency_along() {
    let desk = Desk::new();
    let request = CreateEmployee { agency: 1, ..hiring("gleb@m.io", "Gleb", Role::Support, &[]) };
    refused(employees::create(&desk.ctx(), &support(), &request), Code::NotAllowed);
    refused(employees::create(&desk.ctx(), &administrator(12036), &request), Code::NotFound);
    assert_eq!(create(&desk, &operator(), &request).employee.agency, 1);
    let second = CreateEmployee { login: "ada@m.io".to_owned(), ..request };
    create(&desk, &operator(), &second);
    assert_eq!(desk.db.query("SELECT name FROM agency WHERE agency_code = 1"), ["MixVel"]);
    let created = desk.audited().into_iter().filter(|row| row.starts_with("agency.created")).count();
    assert_eq!(created, 1);
    refused(employees::read(&desk.ctx(), &administrator(12036), "gleb@m.io"), Code::NotFound);
}

#[test]
fn an_administrator_grants_administration_with_a_fresh_code_alone() {
    let desk = Desk::new();
    let mut boss = administrator(12036);
    if let Some(session) = &mut boss.session {
        session.code_at = None;
    }
    let cashier = hiring("bella@a.io", "Bella", Role::Cashier, &["12036_ALPHA"]);
    create(&desk, &boss, &cashier);
    let request = hiring("vera@a.io", "Vera", Role::Administrator, &[]);
    refused(employees::create(&desk.ctx(), &boss, &request), Code::StepUpRequired);
    let promoted =
        ChangeEmployee { version: 1, role: Some(Role::Administrator), ..ChangeEmployee::default() };
    refused(employees::change(&desk.ctx(), &boss, "bella@a.io", &promoted), Code::StepUpRequired);
    create(&desk, &administrator(12036), &request);
}

#[test]
fn employees_are_found_by_the_beginning_of_the_login_and_of_any_word_of_the_name() {
    let desk = Desk::new();
    for (login, name) in
        [("bella@a.io", "Бэлла Ёж"), ("carl@a.io", "Ann-Marie Ёлкина"), ("dora@a.io", "Dora")]
    {
        create(&desk, &operator(), &hiring(login, name, Role::Cashier, &["12036_ALPHA"]));
    }
    let found = |text: &str| logins(&desk, &format!("search={text}"));
    assert_eq!(found("CARL@"), ["carl@a.io"]);
    assert_eq!(found("%D0%81"), ["bella@a.io", "carl@a.io"]);
    assert_eq!(found("%D1%91%D0%B6+%D0%B1"), ["bella@a.io"]);
    assert_eq!(found("ella"), [] as [&str; 0]);
    let renamed = ChangeEmployee { version: 1, name: Some("Zoe".to_owned()), ..ChangeEmployee::default() };
    done(employees::change(&desk.ctx(), &operator(), "dora@a.io", &renamed));
    assert_eq!(
        (logins(&desk, "agency=12036&search=zo"), found("dora").len()),
        (vec!["dora@a.io".to_owned()], 1)
    );
    assert_eq!(logins(&desk, "agency=12345&search=zo"), [] as [&str; 0]);
}

#[test]
fn lists_are_filtered_ordered_and_go_on_where_they_broke_off() {
    let desk = Desk::new();
    for (login, name, role) in [
        ("bella@a.io", "Zoe", Role::Cashier),
        ("carl@a.io", "anna", Role::Administrator),
        ("dora@a.io", "Anna", Role::Cashier),
    ] {
        create(&desk, &operator(), &hiring(login, name, role, &["12036_DELTA"]));
    }
    desk.db.execute(
        "INSERT INTO last_sign_in (agency_code, login, product, at, address) VALUES (12036, 'dora@a.io', 'cashier', 5, '');
         UPDATE last_sign_in SET at = 7;
         UPDATE employee SET password_version = 1 WHERE login = 'dora@a.io';
         UPDATE employee SET blocked_at = 1 WHERE login = 'carl@a.io'",
    );
    let all = ["bella@a.io", "carl@a.io", "cashier@a.io", "dora@a.io"];
    assert_eq!(logins(&desk, ""), all);
    assert_eq!(
        logins(&desk, "agency=12036&sort=-login&unit=12036_DELTA"),
        ["dora@a.io", "carl@a.io", "bella@a.io"]
    );
    assert_eq!(logins(&desk, "role=administrator"), ["carl@a.io"]);
    assert_eq!(logins(&desk, "product=boss"), ["carl@a.io"]);
    assert_eq!(logins(&desk, "state=invited"), ["bella@a.io"]);
    assert_eq!(logins(&desk, "state=blocked"), ["carl@a.io"]);
    assert_eq!(logins(&desk, "agency=12036&sort=-last-sign-in&limit=1"), ["dora@a.io"]);
    for (sort, order) in [
        ("name", ["cashier@a.io", "carl@a.io", "dora@a.io", "bella@a.io"]),
        ("-name", ["bella@a.io", "dora@a.io", "carl@a.io", "cashier@a.io"]),
        ("last-sign-in", ["bella@a.io", "carl@a.io", "cashier@a.io", "dora@a.io"]),
        ("-last-sign-in", ["dora@a.io", "cashier@a.io", "carl@a.io", "bella@a.io"]),
    ] {
        let (mut found, mut cursor) = (vec![], String::new());
        for _ in 0..4 {
            let page = list(&desk, &operator(), &format!("agency=12036&sort={sort}&limit=1{cursor}"));
            found.extend(page.items.into_iter().map(|employee| employee.login));
            cursor = page.next.map_or(String::new(), |next| format!("&cursor={next}"));
        }
        assert_eq!((found, cursor), (order.map(str::to_owned).to_vec(), String::new()), "{sort}");
    }
    let unordered = Query::parse("sort=name", &employees::TAKES).unwrap();
    refused(employees::list(&desk.ctx(), &operator(), &unordered), Code::MalformedRequest);
}

#[test]
fn an_administrator_sees_the_own_agency_and_no_support() {
    let desk = Desk::new();
    create(
        &desk,
        &operator(),
        &CreateEmployee { agency: 1, ..hiring("gleb@m.io", "Gleb", Role::Support, &[]) },
    );
    // Support of an installation from before the house agency was there.
    desk.db.execute(
        "INSERT INTO employee (agency_code, login, name, role, password_hash, created_at)
         VALUES (12036, 'olaf@m.io', 'Olaf', 'support', 'x', 1)",
    );
    assert_eq!(list(&desk, &administrator(12036), "").items.len(), 1);
    refused(employees::read(&desk.ctx(), &administrator(12036), "olaf@m.io"), Code::NotFound);
    assert_eq!(list(&desk, &administrator(12345), "").items.len(), 0);
    assert_eq!(list(&desk, &support(), "").items.len(), 3);
    refused(employees::read(&desk.ctx(), &administrator(12345), "cashier@a.io"), Code::NotFound);
    refused(employees::read(&desk.ctx(), &administrator(12036), "nobody@a.io"), Code::NotFound);
}

#[test]
fn an_edit_is_written_once_and_never_over_that_of_another() {
    let desk = Desk::new();
    create(
        &desk,
        &operator(),
        &hiring("bella@a.io", "Bella", Role::Cashier, &["12036_ALPHA", "12036_DELTA"]),
    );
    let edit = ChangeEmployee {
        version: 1,
        products: Some(vec!["cashier".to_owned(), "boss".to_owned()]),
        points_of_sale: Some(vec!["12036_DELTA".to_owned(), "12036_ALPHA".to_owned()]),
        ..ChangeEmployee::default()
    };
    let boss = administrator(12036);
    let edited = done(employees::change(&desk.ctx(), &boss, "bella@a.io", &edit));
    assert_eq!((edited.products, edited.version), (vec!["boss".to_owned(), "cashier".to_owned()], 2));
    assert_eq!(edited.points_of_sale, ["12036_DELTA", "12036_ALPHA"]);
    refused(employees::change(&desk.ctx(), &boss, "bella@a.io", &edit), Code::Overtaken);
    let rows = desk.audited().len();
    let same = ChangeEmployee { version: 2, ..edit.clone() };
    assert_eq!(done(employees::change(&desk.ctx(), &boss, "bella@a.io", &same)).version, 2);
    assert_eq!(desk.audited().len(), rows);
    let unknown = ChangeEmployee { points_of_sale: Some(vec!["12036_NINE".to_owned()]), ..same };
    refused(employees::change(&desk.ctx(), &boss, "bella@a.io", &unknown), Code::NotFound);
    let told = "products was cashier, is boss, cashier; points of sale was 12036_ALPHA, 12036_DELTA, \
                is 12036_DELTA, 12036_ALPHA";
    assert!(
        desk.audited().contains(&format!("employee.changed|boss@a.io|bella@a.io|{told}")),
        "{:?}",
        desk.audited()
    );
}

#[test]
fn what_an_edit_takes_away_ends_with_it() {
    let desk = Desk::new();
    desk.db.execute("INSERT INTO employee_product VALUES (12036, 'cashier@a.io', 'cashier')");
    desk.work();
    let away = ChangeEmployee {
        version: 1,
        points_of_sale: Some(vec!["12036_DELTA".to_owned()]),
        ..ChangeEmployee::default()
    };
    done(employees::change(&desk.ctx(), &operator(), "cashier@a.io", &away));
    assert_eq!(desk.db.query("SELECT count(*) FROM session WHERE ended_at IS NULL"), ["0"]);
    let boss_alone =
        ChangeEmployee { version: 2, products: Some(vec!["boss".to_owned()]), ..ChangeEmployee::default() };
    done(employees::change(&desk.ctx(), &operator(), "cashier@a.io", &boss_alone));
    assert_eq!(desk.db.query("SELECT count(*) FROM sign_in WHERE ended_at IS NULL"), ["0"]);
}

#[test]
fn nobody_demotes_himself_and_no_administrator_the_last_one() {
    let desk = Desk::new();
    let demoted =
        |version| ChangeEmployee { version, role: Some(Role::Cashier), ..ChangeEmployee::default() };
    colleague(&desk, "boss@a.io");
    refused(
        employees::change(&desk.ctx(), &administrator(12036), "boss@a.io", &demoted(1)),
        Code::OwnAccount,
    );
    let last = Requester { session: None, ..administrator(12036) };
    refused(employees::change(&desk.ctx(), &last, "boss@a.io", &demoted(1)), Code::LastAdministrator);
    let away = ChangeEmployee {
        version: 1,
        products: Some(vec!["cashier".to_owned()]),
        points_of_sale: Some(vec!["12036_ALPHA".to_owned()]),
        ..ChangeEmployee::default()
    };
    refused(employees::change(&desk.ctx(), &last, "boss@a.io", &away), Code::LastAdministrator);
    colleague(&desk, "vera@a.io");
    done(employees::change(&desk.ctx(), &last, "boss@a.io", &demoted(1)));
    refused(employees::change(&desk.ctx(), &last, "vera@a.io", &demoted(1)), Code::LastAdministrator);
    done(employees::change(&desk.ctx(), &support(), "vera@a.io", &demoted(1)));
}

#[test]
fn of_two_edits_at_once_one_is_overtaken() {
    let desk = Desk::new();
    let ctx = desk.ctx();
    let edits = ["Ann", "Anne"].map(|name| ChangeEmployee {
        version: 1,
        name: Some(name.to_owned()),
        points_of_sale: Some(vec!["12036_DELTA".to_owned()]),
        products: Some(vec!["cashier".to_owned()]),
        ..ChangeEmployee::default()
    });
    let who = operator();
    let made = in_turns(edits.iter().map(|edit| employees::change(&ctx, &who, "cashier@a.io", edit)));
    assert!(made[0].is_ok());
    assert!(matches!(&made[1], Err(Error::Failure(failure)) if failure.code == Code::Overtaken));
    assert_eq!(desk.db.query("SELECT name, version FROM employee"), ["Ann|2"]);
    assert_eq!(desk.audited().len(), 1);
}
