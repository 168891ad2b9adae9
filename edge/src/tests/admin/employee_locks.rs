//! What keeps employees out and what lets them in again.

use shared::api::admin::employees::{Block, ChangeEmployee, EndSession, Invite, Role, State};
use shared::api::admin::{EndSessions, Ending};
use shared::code::Code;
use shared::lock_key::LockKey;
use shared::value::login::Login;

use super::desk::{Desk, administrator, done, operator, refused, support};
use super::employees::{colleague, hiring};
use crate::error::Error;
use crate::features::admin::query::Query;
use crate::features::admin::requester::Requester;
use crate::features::admin::{employees, sessions};
use crate::tests::races::in_turns;

const ANNA: &str = "cashier@a.io";

fn lock_name(desk: &Desk, login: &str) {
    let key = LockKey::new(&desk.ctx().config.peppers, &Login::parse(login).unwrap());
    desk.db.execute(&format!(
        "INSERT INTO password_try (key, failed, taken_at, locked_at, agency_code, login)
         SELECT '{}', 0, 1, 5, (SELECT agency_code FROM employee WHERE login = '{login}'),
                (SELECT login FROM employee WHERE login = '{login}')",
        key.as_str()
    ));
}

/// A key in use, with two known browsers, one of them locked.
fn equip(desk: &Desk) {
    desk.db.execute(
        "INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at, activated_at, locked_at, failed)
         VALUES (12036, 'cashier@a.io', 's1', 'x', 1, 1, 9, 2);
         INSERT INTO employee_product VALUES (12036, 'cashier@a.io', 'cashier');
         INSERT INTO device (agency_code, login, device_hash, lock_key, created_at, used_at)
         VALUES (12036, 'cashier@a.io', 'd1', 'k1', 1, 1), (12036, 'cashier@a.io', 'd2', 'k2', 1, 1);
         INSERT INTO password_try (key, failed, taken_at, locked_at, agency_code, login)
         VALUES ('k1', 0, 1, 7, 12036, 'cashier@a.io'), ('k2', 1, 1, NULL, NULL, NULL);",
    );
}

#[test]
fn a_block_ends_what_its_preview_has_counted_and_tells_its_reason() {
    let desk = Desk::new();
    desk.work();
    let expected = Ending { sessions: 2, sign_ins: 1, tokens: 0, changed: false };
    assert_eq!(done(employees::ending(&desk.ctx(), &operator(), ANNA)), expected);
    let block = Block { reason: " left ".to_owned() };
    let ended = done(employees::block(&desk.ctx(), &administrator(12036), ANNA, &block));
    assert_eq!(ended, Ending { changed: true, ..expected });
    assert_eq!(desk.db.query("SELECT count(*) FROM session WHERE ended_at IS NULL"), ["0"]);
    let employee = done(employees::read(&desk.ctx(), &operator(), ANNA));
    assert_eq!((employee.state, employee.blocked_reason.as_deref()), (State::Blocked, Some("left")));
    let again = done(employees::block(&desk.ctx(), &operator(), ANNA, &Block::default()));
    assert_eq!(again, Ending::default());
    assert!(done(employees::unblock(&desk.ctx(), &operator(), ANNA)).changed);
    assert!(!done(employees::unblock(&desk.ctx(), &operator(), ANNA)).changed);
    let rows = [
        "employee.blocked|boss@a.io|cashier@a.io|sessions 2, sign-ins 1, tokens 0; left",
        "employee.unblocked|operator:olga|cashier@a.io|",
    ];
    assert_eq!(desk.audited(), rows);
}

#[test]
fn the_row_of_a_move_says_first_how_many_sessions_it_ends() {
    let desk = Desk::new();
    desk.work();
    desk.db.execute(&format!(
        "INSERT INTO employee_product (agency_code, login, product) VALUES (12036, '{ANNA}', 'cashier');
         UPDATE session SET unit = 'DELTA' WHERE secret_hash = 's2';"
    ));
    let to = |version, units: &[&str]| {
        let points_of_sale = Some(units.iter().map(|&unit| unit.to_owned()).collect());
        let change = ChangeEmployee { version, points_of_sale, ..ChangeEmployee::default() };
        done(employees::change(&desk.ctx(), &operator(), ANNA, &change));
    };
    to(1, &["12036_ALPHA", "12036_DELTA"]);
    to(2, &["12036_DELTA"]);
    assert_eq!(desk.db.query("SELECT secret_hash FROM session WHERE ended_at IS NULL"), ["s2"]);
    let row = "employee.changed|operator:olga|cashier@a.io|";
    assert_eq!(
        desk.audited(),
        [
            format!("{row}points of sale was 12036_ALPHA, is 12036_ALPHA, 12036_DELTA"),
            format!("{row}sessions 1; points of sale was 12036_ALPHA, 12036_DELTA, is 12036_DELTA"),
        ]
    );
}

#[test]
fn nobody_blocks_himself_and_no_administrator_the_last_one() {
    let desk = Desk::new();
    colleague(&desk, "boss@a.io");
    let block = Block::default();
    refused(employees::block(&desk.ctx(), &administrator(12036), "boss@a.io", &block), Code::OwnAccount);
    let last = Requester { session: None, ..administrator(12036) };
    refused(employees::block(&desk.ctx(), &last, "boss@a.io", &block), Code::LastAdministrator);
    colleague(&desk, "vera@a.io");
    assert!(done(employees::block(&desk.ctx(), &last, "boss@a.io", &block)).changed);
    refused(employees::block(&desk.ctx(), &last, "vera@a.io", &block), Code::LastAdministrator);
    assert!(done(employees::block(&desk.ctx(), &operator(), "vera@a.io", &block)).changed);
}

#[test]
fn of_two_administrators_who_block_each_other_at_once_one_stays() {
    let desk = Desk::new();
    let logins = ["vera@a.io", "ada@a.io"];
    for login in logins {
        colleague(&desk, login);
    }
    let (ctx, who, block) =
        (desk.ctx(), Requester { session: None, ..administrator(12036) }, Block::default());
    let made = in_turns(logins.iter().map(|login| employees::block(&ctx, &who, login, &block)));
    assert!(made[0].is_ok());
    assert!(matches!(&made[1], Err(Error::Failure(failure)) if failure.code == Code::LastAdministrator));
    assert_eq!(desk.db.query("SELECT login FROM employee WHERE blocked_at IS NOT NULL"), ["vera@a.io"]);
}

#[test]
fn lifting_the_password_lock_lifts_that_of_the_name_and_of_every_known_browser() {
    let desk = Desk::new();
    equip(&desk);
    desk.db.execute("UPDATE second_factor SET locked_at = NULL; UPDATE employee SET password_version = 1");
    assert!(done(employees::unlock_password(&desk.ctx(), &administrator(12036), ANNA)).changed);
    assert_eq!(desk.db.query("SELECT count(*) FROM password_try WHERE locked_at IS NOT NULL"), ["0"]);
    assert!(!done(employees::unlock_password(&desk.ctx(), &administrator(12036), ANNA)).changed);
    lock_name(&desk, ANNA);
    lock_name(&desk, "stranger@a.io");
    let employee = done(employees::read(&desk.ctx(), &operator(), ANNA));
    assert_eq!((employee.state, employee.password_locked_at_ms), (State::PasswordLocked, Some(5)));
    assert!(done(employees::unlock_password(&desk.ctx(), &administrator(12036), ANNA)).changed);
    assert_eq!(desk.db.query("SELECT count(*) FROM password_try WHERE locked_at IS NOT NULL"), ["1"]);
    assert_eq!(desk.audited(), ["password.unlocked|boss@a.io|cashier@a.io|"; 2]);
}

#[test]
fn lists_tell_who_is_locked_by_wrong_passwords() {
    let desk = Desk::new();
    colleague(&desk, "vera@a.io");
    lock_name(&desk, "vera@a.io");
    let logins = |text: &str| {
        let query = Query::parse(text, &employees::TAKES).unwrap();
        let page = done(employees::list(&desk.ctx(), &operator(), &query));
        page.items.into_iter().map(|employee| employee.login).collect::<Vec<_>>()
    };
    assert_eq!(logins("state=password-locked"), ["vera@a.io"]);
    assert_eq!(logins("state=active"), [ANNA]);
    equip(&desk);
    desk.db.execute("UPDATE second_factor SET locked_at = NULL");
    lock_name(&desk, "stranger@a.io");
    assert_eq!(logins("state=password-locked"), [ANNA, "vera@a.io"], "a known browser is locked");
    assert_eq!(logins("state=password-locked&agency=12345"), [] as [&str; 0]);
    assert!(done(employees::unlock_password(&desk.ctx(), &operator(), ANNA)).changed);
    assert_eq!(logins("state=password-locked"), ["vera@a.io"]);
    assert_eq!(logins("state=active"), [ANNA]);
}

#[test]
fn a_code_lock_is_lifted_once() {
    let desk = Desk::new();
    equip(&desk);
    assert_eq!(done(employees::read(&desk.ctx(), &operator(), ANNA)).state, State::CodeLocked);
    assert!(done(employees::unlock_code(&desk.ctx(), &support(), ANNA)).changed);
    assert!(!done(employees::unlock_code(&desk.ctx(), &support(), ANNA)).changed);
    assert_eq!(desk.db.query("SELECT failed, locked_at FROM second_factor"), ["0|NULL"]);
    assert_eq!(desk.audited(), ["code.unlocked|boss@a.io|cashier@a.io|"]);
}

#[test]
fn a_reset_second_factor_ends_sessions_and_sign_ins_and_is_told_to_its_owner() {
    let desk = Desk::new();
    equip(&desk);
    desk.work();
    assert!(done(employees::reissue(&desk.ctx(), &operator(), ANNA)).changed);
    assert_eq!(desk.db.query("SELECT count(*) FROM second_factor"), ["0"]);
    for table in ["session", "sign_in"] {
        assert_eq!(
            desk.db.query(&format!("SELECT count(*) FROM {table} WHERE ended_at IS NULL")),
            ["0"],
            "{table}"
        );
    }
    let mail = "second-factor-removed|cashier@a.io|cashier";
    assert_eq!(desk.db.query("SELECT kind, login, product FROM outbox"), [mail]);
    assert!(!done(employees::reissue(&desk.ctx(), &operator(), ANNA)).changed);
    assert_eq!(desk.audited(), ["second_factor.reissued|operator:olga|cashier@a.io|code-locked"]);
}

#[test]
fn an_administrator_resets_second_factors_where_the_agency_says_so_and_never_the_own_one() {
    let desk = Desk::new();
    equip(&desk);
    colleague(&desk, "boss@a.io");
    let boss = administrator(12036);
    refused(employees::reissue(&desk.ctx(), &boss, ANNA), Code::NotAllowed);
    desk.db.execute("UPDATE agency SET reissue_by_administrator = 1");
    refused(employees::reissue(&desk.ctx(), &boss, "boss@a.io"), Code::OwnAccount);
    assert!(done(employees::reissue(&desk.ctx(), &boss, ANNA)).changed);
}

#[test]
fn forgotten_browsers_take_their_counters_along() {
    let desk = Desk::new();
    equip(&desk);
    let employee = done(employees::read(&desk.ctx(), &operator(), ANNA));
    assert_eq!((employee.devices, employee.locked_devices), (2, 1));
    desk.db.execute("UPDATE second_factor SET locked_at = NULL");
    let locked = done(employees::read(&desk.ctx(), &operator(), ANNA));
    assert_eq!(locked.state, State::PasswordLocked, "in the browser where she works");
    assert!(done(employees::forget_devices(&desk.ctx(), &administrator(12036), ANNA)).changed);
    assert!(!done(employees::forget_devices(&desk.ctx(), &administrator(12036), ANNA)).changed);
    assert_eq!(desk.db.query("SELECT count(*) FROM password_try"), ["0"]);
    assert_eq!(desk.audited(), ["device.forgotten|boss@a.io|cashier@a.io|2"]);
}

#[test]
fn an_invitation_is_sent_again_and_withdrawn() {
    let desk = Desk::new();
    done(employees::create(&desk.ctx(), &operator(), &hiring("vera@a.io", "Vera", Role::Administrator, &[])));
    let english = Invite { language: Some("en".to_owned()) };
    let link = done(employees::invite(&desk.ctx(), &administrator(12036), "vera@a.io", &english)).link;
    assert!(link.unwrap().starts_with("http://lk.localhost/invitation#"));
    let waiting = "SELECT language, product, actor FROM link_request WHERE done_at IS NULL ORDER BY language";
    assert_eq!(desk.db.query(waiting), ["en|boss|boss@a.io", "ru|boss|operator:olga"]);
    desk.db.execute(&format!(
        "INSERT INTO link (agency_code, link_id, token_hash, key_id, purpose, login, created_at, expires_at)
         VALUES (12036, 'l1', 'h1', 's1', 'invitation', 'vera@a.io', 1, {})",
        super::super::harness::NOW.0 + 1
    ));
    let has_invitation =
        || done(employees::read(&desk.ctx(), &administrator(12036), "vera@a.io")).has_invitation;
    assert!(has_invitation());
    assert!(done(employees::withdraw(&desk.ctx(), &administrator(12036), "vera@a.io")).changed);
    assert!(!has_invitation());
    assert!(!done(employees::withdraw(&desk.ctx(), &administrator(12036), "vera@a.io")).changed);
    assert_eq!(desk.db.query(waiting), [] as [&str; 0]);
    assert_eq!(desk.db.query("SELECT used_by FROM link"), ["withdrawn"]);
    assert_eq!(desk.audited()[1..], ["employee.invite_withdrawn|boss@a.io|vera@a.io|"]);
}

#[test]
fn nobody_is_invited_who_has_a_password_or_may_not_get_in() {
    let desk = Desk::new();
    let invite = Invite::default();
    refused(employees::invite(&desk.ctx(), &operator(), ANNA, &invite), Code::AlreadyExists);
    done(employees::create(&desk.ctx(), &operator(), &hiring("vera@a.io", "Vera", Role::Administrator, &[])));
    done(employees::block(&desk.ctx(), &operator(), "vera@a.io", &Block::default()));
    refused(employees::invite(&desk.ctx(), &operator(), "vera@a.io", &invite), Code::NotAllowed);
    refused(employees::invite(&desk.ctx(), &operator(), "nobody@a.io", &invite), Code::NotFound);
}

#[test]
fn sessions_are_listed_and_end_one_by_one_or_all_at_once() {
    let desk = Desk::new();
    desk.work();
    let live = done(employees::sessions(&desk.ctx(), &administrator(12036), ANNA)).items;
    let told: Vec<_> =
        live.iter().map(|session| (session.id.as_str(), session.point_of_sale.as_deref())).collect();
    assert_eq!(told, [("s1", Some("12036_ALPHA")), ("s2", Some("12036_ALPHA"))]);
    let one = EndSession { id: "s1".to_owned() };
    assert!(done(employees::end_session(&desk.ctx(), &administrator(12036), ANNA, &one)).changed);
    assert!(!done(employees::end_session(&desk.ctx(), &administrator(12036), ANNA, &one)).changed);
    let own = EndSessions { login: Some(ANNA.to_owned()), ..EndSessions::default() };
    let ended = done(sessions::end(&desk.ctx(), &administrator(12036), &own));
    assert_eq!(ended, Ending { sessions: 1, sign_ins: 1, tokens: 0, changed: true });
    assert_eq!(done(sessions::end(&desk.ctx(), &administrator(12036), &own)), Ending::default());
    let rows = [
        "session.ended|boss@a.io|cashier@a.io|elsewhere",
        "session.ended|boss@a.io|cashier@a.io|sessions 1, sign-ins 1",
    ];
    assert_eq!(desk.audited(), rows);
}

#[test]
fn the_sessions_of_an_agency_or_of_all_end_at_once() {
    let desk = Desk::new();
    desk.work();
    let agency = |code| EndSessions { agency: Some(code), ..EndSessions::default() };
    let all = EndSessions { all: true, ..EndSessions::default() };
    refused(sessions::end(&desk.ctx(), &administrator(12036), &agency(12345)), Code::NotFound);
    refused(sessions::end(&desk.ctx(), &administrator(12036), &all), Code::NotAllowed);
    let none = EndSessions::default();
    refused(sessions::end(&desk.ctx(), &operator(), &none), Code::MalformedRequest);
    let both = EndSessions { all: true, ..agency(12036) };
    refused(sessions::end(&desk.ctx(), &operator(), &both), Code::MalformedRequest);
    assert_eq!(done(sessions::end(&desk.ctx(), &operator(), &agency(12345))), Ending::default());
    assert_eq!(done(sessions::end(&desk.ctx(), &administrator(12036), &agency(12036))).sessions, 2);
    desk.db.execute("UPDATE session SET ended_at = NULL, ended_by = NULL");
    assert_eq!(done(sessions::end(&desk.ctx(), &operator(), &all)).sessions, 2);
    assert_eq!(desk.db.query("SELECT count(*) FROM session WHERE ended_at IS NULL"), ["0"]);
    let told: Vec<_> = desk.audited().iter().map(|row| row.rsplit_once('|').unwrap().0.to_owned()).collect();
    assert_eq!(told, ["session.ended|boss@a.io|12036", "session.ended|operator:olga|all"]);
}
