//! Pages in a real browser, driven by the scripts in `tests/browser`: a script a subject, many tests in each.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use tests::project;
use tests::script;
use tests::server::Server;
use tests::settings::Settings;
use tests::upstream::Upstream;

#[test]
fn the_start_page_renders_under_its_policy_and_its_links_lead_somewhere() {
    let server = Server::start(&Settings::cheap());
    let mut browser = project::node("tests/browser/start_page.mjs");
    browser.arg(format!("http://127.0.0.1:{}/", server.port())).arg(script::chromium());
    let said = browser.output().expect("node starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn a_fresh_employee_arrives_through_mailbox_qr_code_and_generated_codes() {
    script::run("first_day.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn at_every_step_back_forward_reload_tabs_and_language_do_as_people_expect() {
    script::run("every_step.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn every_window_is_used_by_keyboard_alone_and_bars_nobody() {
    script::run("keyboard.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn every_window_that_a_mail_leads_to_is_used_by_keyboard_alone_and_bars_nobody() {
    script::run("keyboard_links.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn wrong_passwords_and_codes_are_counted_and_told() {
    script::run("refusals.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn firefox_signs_in_follows_idles_and_has_an_account_page() {
    script::run("firefox.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn what_others_do_to_the_page_stops_nobody() {
    script::run("foreign.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn what_a_browser_keeps_or_blocks_and_a_gateway_encodes_is_coped_with() {
    script::run("settings.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn nobody_is_left_without_a_way_on() {
    script::run("window_rows.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn the_pages_of_an_application_share_idleness_and_sign_out_with_ours() {
    script::run("session.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn a_notice_stands_in_open_windows_until_it_is_withdrawn() {
    script::run("notices.mjs", &Server::start(&Settings::cheap()), &Settings::cheap());
}

#[test]
fn an_hour_without_input_signs_out() {
    script::run("idle.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn points_of_sale_and_sessions_are_chosen_passed_and_changed() {
    script::run("places.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn a_forgotten_password_is_restored_by_mail() {
    script::run("recovery.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn links_to_a_password_die_when_they_should_and_no_sooner() {
    script::run("dead_links.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn an_invited_employee_creates_a_password_and_signs_in() {
    script::run("invitation.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn a_network_that_is_cut_and_an_app_that_is_late_lose_nothing() {
    script::run("network.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn the_account_page_changes_password_qr_code_and_sessions() {
    script::run("account.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn the_account_page_is_used_by_keyboard_alone_and_bars_nobody() {
    script::run("account_keyboard.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn strangers_lock_a_login_but_not_its_owner_s_known_browser() {
    script::run("known_browsers.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn an_old_tab_reloads_itself_after_a_deployment() {
    script::run("deployments.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn versions_texts_and_faults_of_the_server_are_met_in_the_middle_of_a_sign_in() {
    let settings = Settings::cheap();
    script::run("versions.mjs", &Server::start(&settings), &settings);
}

#[test]
fn a_page_of_the_application_is_where_one_arrives_after_the_sign_in() {
    const PAGE: &str =
        "<!doctype html><title>x</title><link rel=icon href=data:,><p>The application is here</p>";
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length";
    let (upstream, _seen) = Upstream::answering(format!("{head}: {}\r\n\r\n{PAGE}", PAGE.len()));
    let settings =
        Settings::cheap().var("CASHIER_APP_URL", "/app/").var("CASHIER_UPSTREAM_URL", upstream.url);
    script::run("application.mjs", &Server::start(&settings), &settings);
}

#[test]
fn an_administrator_invites_changes_blocks_and_is_told_what_ends() {
    script::run("boss.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn lists_of_administration_are_come_back_to_saved_and_read_in_words() {
    script::run("lists.mjs", Server::shared(), &Settings::cheap());
}

#[test]
fn a_member_of_support_sends_mails_again_publishes_texts_and_announces() {
    script::run("support.mjs", &Server::start(&Settings::cheap()), &Settings::cheap());
}
