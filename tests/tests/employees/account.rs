//! One's own account: sessions, the password and the QR code, with all that races for them.

use serde_json::{Value, json};
use shared::api::account::{ChangePassword, END_OTHER_SESSIONS_PATH, EndSession, PATH, Reissue};
use shared::api::requests::Activity;
use shared::api::state;
use shared::password_hash;
use shared::value::password::Password;
use tests::browser::{Browser, at, json_of, problem, refused};
use tests::connection::{Request, Response};
use tests::employee::{Employee, PASSWORD, code, now};
use tests::race::at_once;
use tests::server::Server;
use tests::settings::{Settings, peppers};
use tests::upstream::Upstream;
use tests::wait::until;

const NEW: &str = "Quite-another-1";
const MANY: usize = 50;

fn page(browser: &mut Browser<'_>) -> Value {
    let answer = browser.send(&browser.get(PATH));
    assert_eq!(answer.status, 200, "{}", answer.text());
    json_of(&answer)
}

fn change_request(browser: &Browser<'_>, password: &str) -> Request {
    browser.post(ChangePassword::PATH, &json!({"current": PASSWORD, "password": password}))
}

fn change(browser: &mut Browser<'_>, password: &str) -> Response {
    browser.send(&change_request(browser, password))
}

fn end(browser: &mut Browser<'_>, id: &Value) -> Response {
    browser.send(&browser.post(EndSession::PATH, &json!({ "id": id })))
}

/// A code that was not accepted yet: the one of the next step.
fn reissue_request(browser: &Browser<'_>) -> Request {
    let next = code(now().plus_ms(30_000));
    browser.post(Reissue::PATH, &json!({"code": next, "device_now_ms": now().0}))
}

fn count(answers: &[Response], status: u16, code: &str) -> usize {
    answers
        .iter()
        .filter(|answer| answer.status != 200 && problem(answer) == (status, code.to_owned()))
        .count()
}

/// Kinds of the mails that were queued for an employee, but for those of its browsers.
fn mails(employee: &Employee<'_>) -> Vec<String> {
    let sql = "SELECT kind FROM outbox \
               WHERE agency_code = ?1 AND login = ?2 AND kind <> 'new-device' ORDER BY kind";
    let rows = employee.sql(sql, &[]);
    rows.iter().map(|row| row["kind"].as_str().unwrap().to_owned()).collect()
}

/// How many sessions of an employee have not ended.
fn alive(server: &Server, employee: &Employee<'_>) -> i64 {
    let sql = "SELECT count(*) FROM session WHERE agency_code = ?1 AND ended_at IS NULL";
    server.count(sql, &[json!(employee.agency)])
}

/// How many browsers the account of an employee knows.
fn known(employee: &Employee<'_>) -> usize {
    employee.sql("SELECT 1 FROM device WHERE agency_code = ?1 AND login = ?2", &[]).len()
}

#[test]
fn the_page_shows_live_sessions_and_ends_them_one_or_all_others() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browsers = [employee.signed_in(), employee.at(2).signed_in(), employee.at(3).signed_in()];
    let shown = page(&mut browsers[0]);
    let sessions = shown["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions[0]["current"], true);
    assert_eq!(sessions[0]["point_of_sale"], "Central office");
    assert_eq!(shown["consents"][0]["current"], true);
    assert_eq!((&shown["two_factor"], &shown["may_reissue"]), (&json!(true), &json!(true)));

    let third = sessions.iter().find(|session| session["address"] == json!(employee.at(3).address)).unwrap();
    let left = json_of(&end(&mut browsers[0], &third["id"]));
    assert_eq!(left["sessions"].as_array().unwrap().len(), 2);
    let told = browsers[2].state();
    assert_eq!([&told["step"]["name"], &told["step"]["notice"]], ["credentials", "ended"]);
    assert_eq!(end(&mut browsers[0], &third["id"]).status, 200, "it is over already");
    assert_eq!(employee.audited("session.ended", "cashier"), 1);

    let left = json_of(&browsers[0].press(END_OTHER_SESSIONS_PATH));
    assert_eq!(left["sessions"].as_array().unwrap().len(), 1);
    assert_eq!(browsers.each_mut().map(Browser::step), ["signed_in", "credentials", "credentials"]);
    assert_eq!(employee.audited("session.ended", "cashier"), 2);

    let answer = end(&mut browsers[0], &left["sessions"][0]["id"]);
    assert_eq!(at(&answer), "credentials");
    assert!(!browsers[0].cookies.contains_key("__Host-session"));
    refused(&browsers[0].send(&browsers[0].get(PATH)), 409, "step-mismatch");
}

#[test]
fn a_session_that_has_run_out_is_not_shown_and_cannot_be_ended_by_its_owner() {
    let employee = Employee::cashier(Server::shared()).ready();
    let (mut browser, _old) = (employee.signed_in(), employee.at(2).signed_in());
    let old = page(&mut browser)["sessions"][1]["id"].clone();
    for sql in [
        "UPDATE session SET last_active_at = last_active_at - 3600000 WHERE agency_code = ?1 AND secret_hash = ?2",
        "UPDATE session SET last_active_at = created_at, created_at = created_at - 86400000 \
         WHERE agency_code = ?1 AND secret_hash = ?2",
    ] {
        Server::shared().sql(sql, &[json!(employee.agency), old.clone()]);
        assert_eq!(page(&mut browser)["sessions"].as_array().unwrap().len(), 1);
        assert_eq!(end(&mut browser, &old).status, 200);
    }
    browser.press(END_OTHER_SESSIONS_PATH);
    assert_eq!(employee.audited("session.ended", "cashier"), 0);
}

#[test]
fn a_session_of_another_account_is_refused_like_one_that_never_was_and_lives_on() {
    let server = Server::shared();
    let (own, other) = (Employee::cashier(server).ready(), Employee::boss(server).ready());
    let (mut browser, mut stranger) = (own.signed_in(), other.signed_in());
    let foreign = page(&mut stranger)["sessions"][0]["id"].clone();
    for id in [&foreign, &json!("A".repeat(43)), &json!("' OR 1=1 --")] {
        refused(&end(&mut browser, id), 409, "choice-unavailable");
    }
    browser.press(END_OTHER_SESSIONS_PATH);
    assert_eq!((stranger.step(), browser.step()), ("signed_in".to_owned(), "signed_in".to_owned()));
    assert_eq!((own.audited("session.ended", "cashier"), other.audited("session.ended", "boss")), (0, 0));
    // A digest is a name and no value: with it in the cookie nobody is signed in.
    let mut thief = other.browser();
    thief.cookies.insert("__Host-session".to_owned(), foreign.as_str().unwrap().to_owned());
    assert_eq!(thief.step(), "credentials");
}

#[test]
fn a_new_password_ends_everything_else_on_the_very_next_request_and_keeps_this_session_under_a_new_value() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let (mut browser, mut other) = (employee.signed_in(), employee.signed_in());
    let mut half_done = employee.past_password();
    let (mut stolen, before) = (browser.clone(), page(&mut browser));
    assert_eq!(at(&change(&mut browser, NEW)), "signed_in");
    refused(&half_done.code(&employee.shown_code()), 409, "step-mismatch");
    for ended in [&mut other, &mut half_done] {
        assert_eq!(ended.state()["step"]["notice"], "ended");
    }
    assert_eq!(stolen.step(), "credentials");
    let after = page(&mut browser);
    assert_eq!(after["sessions"].as_array().unwrap().len(), 1);
    assert_ne!(after["sessions"][0]["id"], before["sessions"][0]["id"]);
    for kept in ["opened_at_ms", "active_at_ms", "address", "user_agent", "point_of_sale"] {
        assert_eq!(after["sessions"][0][kept], before["sessions"][0][kept], "{kept}");
    }
    assert_eq!(browser.state()["step"]["seance"], "Regular");
    assert_eq!(employee.audited("password.changed", "cashier"), 1);
    assert_eq!(mails(&employee), ["password-changed"]);
    let notice = employee
        .sql("SELECT address, product FROM outbox WHERE agency_code = ?1 AND kind = 'password-changed'", &[]);
    assert_eq!(notice, [json!({"address": employee.address, "product": "cashier"})]);
    refused(&other.credentials(&employee.login, PASSWORD), 401, "invalid-credentials");
    assert_eq!(at(&other.credentials(&employee.login, NEW)), "code");
}

#[test]
fn a_tab_whose_request_a_change_has_overtaken_does_not_sign_its_browser_out() {
    for employee in [Employee::cashier(Server::shared()).ready(), Employee::boss(Server::shared()).ready()] {
        let mut browser = employee.signed_in();
        let tab = browser.clone();
        assert_eq!(at(&change(&mut browser, NEW)), "signed_in");
        for request in [tab.get(state::PATH), tab.post(Activity::PATH, &json!(Activity { age_ms: 0 }))] {
            let answer = employee.browser().send(&request);
            assert_eq!(json_of(&answer)["step"], json!({"name": "credentials", "notice": null}));
            assert_eq!(answer.fields.all("set-cookie").collect::<Vec<_>>(), Vec::<&str>::new());
            browser.keep(&answer);
        }
        assert_eq!(browser.step(), "signed_in");
        browser.sign_out();
        let ended =
            employee.sql("SELECT ended_by FROM session WHERE agency_code = ?1 ORDER BY ended_by", &[]);
        assert_eq!(ended, ["owner", "renewed"].map(|by| json!({ "ended_by": by })));
    }
}

#[test]
fn wrong_current_passwords_lock_like_those_of_the_sign_in_and_the_session_lives_on() {
    let employee = Employee::cashier(Server::shared()).ready();
    let mut browser = employee.signed_in();
    let wrong = browser.post(ChangePassword::PATH, &json!({"current": "wrong", "password": NEW}));
    for left in [2, 1, 0] {
        let answer = browser.send(&wrong);
        refused(&answer, 401, "invalid-credentials");
        assert_eq!(json_of(&answer)["attempts_left"], left);
    }
    refused(&change(&mut browser, NEW), 403, "login-locked");
    assert_eq!(employee.audited("password.change_refused", "invalid-credentials"), 3);
    assert_eq!(employee.audited("password.changed", "cashier"), 0);
    assert_eq!(browser.step(), "signed_in");
}

#[test]
fn a_weak_password_is_refused_by_its_rule_and_a_right_current_one_forgets_wrong_ones() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let mut browser = employee.signed_in();
    browser.send(&browser.post(ChangePassword::PATH, &json!({"current": "wrong", "password": NEW})));
    for (password, rule) in [("seven77", "too-short"), ("Sunshine", "common"), ("MixVel-2026", "context")] {
        let answer = change(&mut browser, password);
        refused(&answer, 422, "weak-password");
        assert_eq!(json_of(&answer)["rule"], rule);
    }
    assert_eq!(employee.audited("password.change_refused", "weak-password"), 2);
    let answer =
        browser.send(&browser.post(ChangePassword::PATH, &json!({"current": "wrong", "password": NEW})));
    assert_eq!(json_of(&answer)["attempts_left"], 2);
}

#[test]
fn of_50_changes_at_once_from_one_session_one_is_made_and_its_value_alone_goes_on() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let mut browser = employee.signed_in();
    let requests: Vec<_> =
        (0..MANY).map(|n| change_request(&browser, &format!("Another-word-{n}"))).collect();
    let (answers, took) = at_once(server, &requests);
    let made: Vec<_> = (0..MANY).filter(|n| answers[*n].status == 200).collect();
    let (busy, late) = (count(&answers, 429, "busy"), count(&answers, 409, "step-mismatch"));
    eprintln!("{MANY} changes at once: {took:?}, {busy} busy, {late} late");
    assert_eq!((made.len(), 1 + busy + late), (1, MANY));
    browser.keep(&answers[made[0]]);
    assert_eq!(browser.step(), "signed_in");
    assert_eq!(alive(server, &employee), 1);
    assert_eq!(employee.audited("password.changed", "cashier"), 1);
    assert_eq!((employee.audited("device.known", "cashier"), known(&employee)), (2, 1));
    assert_eq!(mails(&employee), ["password-changed"]);
    let version = employee.sql("SELECT password_version FROM employee WHERE agency_code = ?1", &[]);
    assert_eq!(version, [json!({"password_version": 2})]);
    let mut next = employee.at(2).browser();
    let password = format!("Another-word-{}", made[0]);
    // Leases of late changes lapse after ten seconds.
    until(|| next.credentials(&employee.login, &password).status != 429, "the leases of the others lapse");
    assert_eq!(next.step(), "code");
}

#[test]
fn of_changes_at_once_from_many_sessions_one_session_is_left() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let browsers: Vec<_> = (0..3).map(|host| employee.at(host).signed_in()).collect();
    let requests: Vec<_> = browsers.iter().map(|browser| change_request(browser, NEW)).collect();
    let (answers, _) = at_once(server, &requests);
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    assert_eq!((alive(server, &employee), known(&employee)), (1, 1));
    assert_eq!(employee.audited("password.changed", "cashier"), 1);
}

#[test]
fn a_change_that_meets_another_new_password_changes_nothing() {
    let server = Server::reserve(&Settings::standard());
    let employee = Employee::cashier(&server).ready();
    let browser = employee.signed_in();
    let hash = |text: &str| {
        let password = Password::from(text.to_owned());
        password_hash::hash(&password.normal(shared::nfkc::nfkc), [3; 16], server.cost(), peppers().current())
            .unwrap()
    };
    server.sql("DELETE FROM password_try WHERE failed >= ?1", &[json!(0)]);
    // The statement of a reset comes while the current password is being compared.
    let other = hash("From-the-reset-1");
    let request = change_request(&browser, NEW);
    let answer = std::thread::scope(|scope| {
        let sent = scope.spawn(|| server.send(&request));
        let leased = "SELECT count(*) FROM lease";
        while server.count(leased, &[]) == 0 && !sent.is_finished() {}
        employee.sql(
            "UPDATE employee SET password_hash = ?3, password_version = password_version + 1 \
             WHERE agency_code = ?1 AND login = ?2",
            &[json!(other)],
        );
        sent.join().unwrap()
    });
    let changed = answer.status == 200;
    // Whichever came first, the later one stands, and a change after the reset does nothing.
    let stands =
        employee.sql("SELECT password_hash, password_version FROM employee WHERE agency_code = ?1", &[]);
    assert_eq!(stands[0]["password_hash"], json!(other));
    assert_eq!(stands[0]["password_version"], if changed { 3 } else { 2 });
    assert_eq!(alive(&server, &employee), 0, "a reset ends the session of a change, too");
    assert_eq!(known(&employee), 0, "and forgets its browser");
    if !changed {
        refused(&answer, 409, "step-mismatch");
        assert_eq!((employee.audited("password.changed", "cashier"), mails(&employee)), (0, Vec::new()));
    }
}

#[test]
fn a_code_sent_50_times_at_once_brings_one_new_key_and_one_mail() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let (mut browser, mut other) = (employee.signed_in(), employee.signed_in());
    let mut half_done = employee.past_password();
    let requests = vec![reissue_request(&browser); MANY];
    let (answers, took) = at_once(server, &requests);
    let made = answers.iter().filter(|answer| answer.status == 200).count();
    let (busy, replayed) = (count(&answers, 429, "busy"), count(&answers, 403, "code-replayed"));
    let gone = count(&answers, 403, "reissue-unavailable");
    eprintln!("{MANY} re-issues at once: {took:?}, {busy} busy, {replayed} replayed, {gone} gone");
    assert_eq!((made, 1 + busy + replayed + gone), (1, MANY));
    assert_eq!(employee.audited("second_factor.reissued", "active"), 1);
    assert_eq!(mails(&employee), ["second-factor-changed", "two-factor-set-up"]);
    let links = employee.sql("SELECT 1 FROM link WHERE agency_code = ?1 AND login = ?2", &[]);
    assert_eq!(links.len(), 1);
    let key = employee.sql("SELECT activated_at, locked_at FROM second_factor WHERE agency_code = ?1", &[]);
    assert_eq!(key, [json!({"activated_at": null, "locked_at": null})]);
    assert_eq!((browser.step(), other.step()), ("signed_in".to_owned(), "signed_in".to_owned()));
    assert_eq!(half_done.state()["step"]["notice"], "ended");
    assert_eq!(page(&mut browser)["two_factor"], false);
    refused(&browser.send(&reissue_request(&browser)), 403, "reissue-unavailable");
}

#[test]
fn where_the_administrator_issues_codes_or_there_is_none_nobody_does() {
    let server = Server::shared();
    let employee = Employee::cashier(server).ready();
    let mut browser = employee.signed_in();
    employee.sql("UPDATE agency SET reissue_by_administrator = 1 WHERE agency_code = ?1", &[]);
    assert_eq!(page(&mut browser)["may_reissue"], false);
    refused(&browser.send(&reissue_request(&browser)), 403, "reissue-unavailable");
    employee.sql("UPDATE agency SET reissue_by_administrator = 0 WHERE agency_code = ?1", &[]);
    employee.sql("UPDATE second_factor SET activated_at = NULL WHERE agency_code = ?1 AND login = ?2", &[]);
    refused(&browser.send(&reissue_request(&browser)), 403, "reissue-unavailable");
    assert_eq!(employee.audited("second_factor.reissued", "active"), 0);
    assert_eq!(mails(&employee), Vec::<String>::new());
}

#[test]
fn passwords_from_breaches_are_asked_for_by_five_digits_and_a_silent_service_forbids_nothing() {
    // SHA-1 of the new password, but for its first five digits.
    let (prefix, suffix) = ("04DF5", "995773C19004453A2D5C770C1F097782E74");
    let body = format!("{suffix}:42\r\n");
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let (service, seen) = Upstream::answering(format!("{head}{body}"));
    let server =
        Server::reserve(&Settings::cheap().var("BREACHED_PASSWORDS_URL", format!("{}/range", service.url)));
    let employee = Employee::boss(&server).ready();
    let mut browser = employee.signed_in();
    let answer = change(&mut browser, NEW);
    refused(&answer, 422, "weak-password");
    assert_eq!(json_of(&answer)["rule"], "breached");
    let asked = seen.recv().unwrap();
    assert_eq!(asked.line, format!("GET /range/{prefix} HTTP/1.1"));
    assert!(asked.fields.all("add-padding").eq(["true"]));

    let silent = Upstream::start(|exchange| {
        exchange.wait_for_close();
        Ok(())
    });
    server.restart(&Settings::cheap().var("BREACHED_PASSWORDS_URL", format!("{}/range", silent.url)));
    let employee = Employee::boss(&server).ready();
    let mut browser = employee.signed_in();
    assert_eq!(at(&change(&mut browser, NEW)), "signed_in");
}
