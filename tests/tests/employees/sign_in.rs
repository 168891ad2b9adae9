//! The sign-in of employees on the real runtime, from the password to the session.

use tests::browser::at;
use tests::employee::{Employee, PASSWORD};
use tests::server::Server;

#[test]
fn an_employee_who_is_ready_goes_from_password_to_session_step_by_step() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.browser();
    assert_eq!(browser.step(), "credentials");
    assert_eq!(at(&browser.credentials(&employee.login, PASSWORD)), "code");
    assert_eq!(at(&browser.code(&employee.shown_code())), "point_of_sale");
    assert_eq!(at(&browser.point_of_sale(&employee.unit("ALPHA"))), "seance");
    assert_eq!(at(&browser.seance("Regular")), "signed_in");
    assert_eq!(browser.state()["step"]["login"], employee.login);
    let opened = format!("cashier {} Regular", employee.unit("ALPHA"));
    assert_eq!(
        employee.audit(),
        [
            ("sign_in.password_accepted", "cashier"),
            ("code.accepted", ""),
            ("device.known", "cashier"),
            ("session.opened", &opened),
        ]
        .map(|(event, detail)| (event.to_owned(), detail.to_owned()))
    );
}

#[test]
fn an_administrator_goes_from_the_code_straight_to_the_session() {
    let administrator = Employee::boss(Server::shared()).ready();
    administrator.signed_in();
    assert_eq!(
        administrator.events(),
        ["sign_in.password_accepted", "code.accepted", "device.known", "session.opened"]
    );
}
