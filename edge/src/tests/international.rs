//! An employee whose address has a domain in other letters than ASCII: people type those, browsers send ASCII.

use super::browser::{Browser, CASHIER, EMPLOYEE, at};
use super::delivery::{delivered, with_server};
use super::harness::App;

const LETTERS: &str = "vera@почта.рф";
const ASCII: &str = "vera@xn--80a1acny.xn--p1ai";

/// An application in which the employee is called so.
fn renamed(app: App) -> App {
    for table in ["employee", "employee_product", "employee_unit"] {
        app.execute(&format!(
            "CREATE TEMP TABLE copy AS SELECT * FROM {table} WHERE login = '{EMPLOYEE}';
             UPDATE copy SET login = '{LETTERS}';
             INSERT INTO {table} SELECT * FROM copy;
             DROP TABLE copy;"
        ));
    }
    app
}

#[test]
fn either_spelling_of_a_domain_signs_in_and_both_are_counted_as_one() {
    for spelling in [LETTERS, ASCII, "Vera@ПОЧТА.рф"] {
        let app = renamed(App::new());
        assert_eq!(at(&Browser::at(&app, CASHIER).log_in(spelling)), "requirements", "{spelling}");
        for tried in [LETTERS, ASCII, ASCII] {
            Browser::at(&app, CASHIER).type_in(tried, "wrong");
        }
        assert_ne!(
            Browser::at(&app, CASHIER).log_in(spelling).status,
            200,
            "{spelling}: three wrong ones lock"
        );
    }
}

#[test]
fn either_spelling_asks_for_a_link_and_the_mail_leaves_in_ascii() {
    for spelling in [LETTERS, ASCII] {
        let app = renamed(with_server());
        assert_eq!((app.ask(spelling).status, app.deliver_requests(), delivered(&app)), (200, 1, 1));
        let (_, to, raw) = &app.platform.carried.borrow()[0];
        assert_eq!(to, ASCII, "{spelling}");
        assert!(String::from_utf8_lossy(raw).contains(&format!("\r\nTo: {ASCII}\r\n")), "{spelling}");
    }
}
