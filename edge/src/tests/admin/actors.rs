//! Who is let in, as what, and when a code is asked for.

use futures_executor::block_on;
use shared::code::Code;

use super::desk::{Desk, done, refused};
use crate::error::Error;
use crate::features::admin::actor;
use crate::features::admin::requester::{Requester, Scope};
use crate::rights::{Actor, MAX_CODE_AGE_MS};
use crate::route::admin::Admin;
use crate::secret::Secret;
use crate::tests::harness::NOW;

/// A desk with a session of Boss, opened with a code, of an employee of this agency with this role.
fn signed_in(agency: u32, role: &str) -> (Desk, Secret) {
    let desk = Desk::new();
    let secret = Secret::from_random([7; 32]);
    desk.db.execute(&format!(
        "INSERT OR IGNORE INTO agency (agency_code, name) VALUES ({agency}, 'A');
         INSERT INTO employee (agency_code, login, name, role, password_hash, created_at)
         VALUES ({agency}, 'boss@a.io', 'Boris', '{role}', 'x', 1);
         INSERT INTO employee_product (agency_code, login, product) VALUES ({agency}, 'boss@a.io', 'boss');
         INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, activated_at)
         VALUES ({agency}, 'boss@a.io', 's1', 'k', 1, 2);
         INSERT INTO session (agency_code, secret_hash, login, product, created_at, last_active_at, address,
                              user_agent, code_at)
         VALUES ({agency}, '{hash}', 'boss@a.io', 'boss', {now}, {now}, '', '', {now});",
        hash = secret.hash().as_str(),
        now = NOW.0,
    ));
    (desk, secret)
}

fn enter(desk: &Desk, secret: &Secret, endpoint: Admin) -> Result<Requester, Code> {
    match block_on(actor::of_session(&desk.ctx(), Some(secret.hash()), endpoint)) {
        Ok(who) => Ok(who),
        Err(Error::Failure(failure) | Error::Noticed(failure)) => Err(failure.code),
        Err(Error::Internal(error)) => panic!("{error}"),
    }
}

#[test]
fn a_session_of_boss_is_let_in_as_what_its_owner_is_now() {
    let (desk, secret) = signed_in(12036, "administrator");
    let who = enter(&desk, &secret, Admin::Employees).unwrap();
    assert_eq!((who.actor, who.name.as_str()), (Actor::Administrator, "boss@a.io"));
    assert!(matches!(who.scope, Scope::Agency(agency) if agency.as_number() == 12036));
    assert_eq!(enter(&desk, &secret, Admin::Mails), Err(Code::NotAllowed));
    desk.db.execute("UPDATE employee SET role = 'support' WHERE login = 'boss@a.io'");
    assert_eq!(enter(&desk, &secret, Admin::Mails).unwrap().scope, Scope::Every);
    desk.db.execute("UPDATE employee SET role = 'cashier' WHERE login = 'boss@a.io'");
    assert_eq!(enter(&desk, &secret, Admin::Employees), Err(Code::NotAllowed));
}

#[test]
fn a_session_that_is_over_or_of_the_other_product_is_none() {
    let (desk, secret) = signed_in(12036, "administrator");
    refused(actor::of_session(&desk.ctx(), None, Admin::Employees), Code::StepMismatch);
    for change in [
        "UPDATE session SET product = 'cashier'",
        "UPDATE session SET last_active_at = 1",
        "UPDATE session SET created_at = 1",
        "UPDATE agency SET blocked_at = 5",
        "UPDATE employee SET blocked_at = 5",
        "DELETE FROM employee_product",
    ] {
        let (desk, secret) = signed_in(12036, "administrator");
        assert!(enter(&desk, &secret, Admin::Employees).is_ok());
        desk.db.execute(change);
        assert_eq!(enter(&desk, &secret, Admin::Employees), Err(Code::StepMismatch), "{change}");
    }
    assert!(enter(&desk, &secret, Admin::Employees).is_ok());
}

#[test]
fn support_writes_with_a_code_of_the_last_ten_minutes() {
    let (desk, secret) = signed_in(1, "support");
    let age = |ms: i64| {
        desk.db.execute(&format!("UPDATE session SET code_at = {} WHERE login = 'boss@a.io'", NOW.0 - ms));
    };
    assert!(enter(&desk, &secret, Admin::BlockEmployee).is_ok());
    age(MAX_CODE_AGE_MS - 1);
    assert!(enter(&desk, &secret, Admin::BlockEmployee).is_ok());
    age(MAX_CODE_AGE_MS);
    assert_eq!(enter(&desk, &secret, Admin::BlockEmployee), Err(Code::StepUpRequired));
    assert!(enter(&desk, &secret, Admin::Employees).is_ok() && enter(&desk, &secret, Admin::StepUp).is_ok());
    desk.db.execute("UPDATE session SET code_at = NULL");
    assert_eq!(enter(&desk, &secret, Admin::CreateAgency), Err(Code::StepUpRequired));
}

#[test]
fn an_administrator_needs_a_code_for_second_factors_and_passwords_of_applications() {
    let (desk, secret) = signed_in(12036, "administrator");
    desk.db.execute("UPDATE session SET code_at = NULL");
    for endpoint in [Admin::ReissueSecondFactor, Admin::RotatePassword, Admin::CreateApplication] {
        assert_eq!(enter(&desk, &secret, endpoint), Err(Code::StepUpRequired), "{endpoint:?}");
    }
    let who = enter(&desk, &secret, Admin::ChangeEmployee).unwrap();
    assert_eq!(who.require_code(NOW).unwrap_err().code, Code::StepUpRequired);
}

#[test]
fn what_is_asked_for_is_the_code_of_a_key_or_else_the_password() {
    let (desk, secret) = signed_in(12036, "administrator");
    desk.db.execute("UPDATE session SET code_at = NULL");
    let asked = |desk: &Desk| {
        let refusal = enter(desk, &secret, Admin::Employees).unwrap().require_code(NOW).unwrap_err();
        refusal.members.unwrap().reason.unwrap()
    };
    assert_eq!(asked(&desk), "code");
    desk.db.execute("UPDATE second_factor SET activated_at = NULL");
    assert_eq!(asked(&desk), "password");
}

#[test]
fn the_operator_of_a_developers_machine_is_made_by_the_first_request() {
    let desk = Desk::with_local_operator("mvop_local");
    refused(actor::of_key(&desk.ctx(), Some("mvop_other"), Admin::Health), Code::TokenRefused);
    assert_eq!(done(actor::of_key(&desk.ctx(), Some("mvop_local"), Admin::Health)).name, "operator:local");
    desk.db.execute("UPDATE operator SET removed_at = 5");
    refused(actor::of_key(&desk.ctx(), Some("mvop_local"), Admin::Health), Code::TokenRefused);
    desk.db.execute("UPDATE operator SET key_hash = 'that of an older key'");
    done(actor::of_key(&desk.ctx(), Some("mvop_local"), Admin::Health));
}
