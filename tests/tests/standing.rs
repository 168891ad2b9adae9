//! What ends a token before its time, and what keeps an application out although its password is right.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use serde_json::{Value, json};
use tests::agent::{Agent, PASSWORD};
use tests::employee::now;
use tests::envelope::Envelope;
use tests::server::Server;
use tests::settings::Settings;

const BLOCK_AGENCY: &str = "UPDATE agency SET blocked_at = ?2 WHERE agency_code = ?1";
const BLOCK_UNIT: &str =
    "UPDATE structure_unit SET blocked_at = ?2 WHERE agency_code = ?1 AND unit = 'ALPHA'";
const BLOCK_APPLICATION: &str = "UPDATE application SET blocked_at = ?2 WHERE agency_code = ?1";
const TAKE_UNIT: &str = "DELETE FROM application_unit WHERE agency_code = ?1 AND unit = 'ALPHA'";
const GIVE_UNIT: &str = "INSERT INTO application_unit SELECT agency_code, login, 'ALPHA' FROM application \
                         WHERE agency_code = ?1";

/// Refuses the right password, and says so in the audit alone.
#[track_caller]
fn keeps_out(agent: &Agent<'_>, reason: &str) {
    let (status, place, code, word) = Envelope::refusal(&agent.try_password(PASSWORD));
    assert_eq!((status, &*place, &*code), (200, "AuthResponse", "MIX-100100002"), "{reason}");
    assert_eq!(word, "AuthenticationFailed", "{reason}");
    assert_eq!(agent.audited("login.refused", reason), 1, "{:?}", agent.audit());
    // Who does not know the password learns nothing of all this.
    assert_eq!(Envelope::refusal(&agent.try_password("wrong")).2, "MIX-100100001", "{reason}");
}

#[track_caller]
fn refuses(agent: &Agent<'_>, token: &str, reason: &str) {
    let answer = agent.verify(token);
    let (status, place, code, word) = Envelope::refusal(&answer);
    assert_eq!((status, &*place, &*code, &*word), (401, "Body", "MIX-100100002", "AuthenticationFailed"));
    assert_eq!(answer.field("www-authenticate"), Some(r#"Bearer realm="mixvel", error="invalid_token""#));
    assert!(agent.audited("token.refused", reason) >= 1, "no {reason} in {:?}", agent.audit());
}

/// A change that ends tokens on the very next request, and its end that revives none of them.
#[track_caller]
fn ends_tokens_for_good(block: &str, unblock: &str, reason: &str) {
    let server = Server::shared();
    let (agent, other) = (Agent::new(server), Agent::new(server));
    let (token, others) = (agent.log_in(), other.log_in());
    assert_eq!(agent.verify(&token).status, 204);

    let values = |sql: &str, at: Value| {
        let all = [json!(agent.agency), at];
        all[..if sql.contains("?2") { 2 } else { 1 }].to_vec()
    };
    server.sql(block, &values(block, json!(1_700_000_000_000_i64)));
    refuses(&agent, &token, "revoked");
    keeps_out(&agent, reason);
    assert_eq!(other.verify(&others).status, 204, "a stranger's token");

    server.sql(unblock, &values(unblock, Value::Null));
    refuses(&agent, &token, "revoked");
    assert_eq!(agent.verify(&agent.log_in()).status, 204);
}

#[test]
fn a_blocked_application_is_out_with_all_its_tokens() {
    ends_tokens_for_good(BLOCK_APPLICATION, BLOCK_APPLICATION, "application-blocked");
}

#[test]
fn a_blocked_agency_is_out_with_all_its_tokens() {
    ends_tokens_for_good(BLOCK_AGENCY, BLOCK_AGENCY, "agency-blocked");
}

#[test]
fn a_blocked_structure_unit_is_out_with_all_its_tokens() {
    ends_tokens_for_good(BLOCK_UNIT, BLOCK_UNIT, "structure-unit-blocked");
}

#[test]
fn a_structure_unit_that_was_taken_away_is_out_with_its_tokens() {
    ends_tokens_for_good(TAKE_UNIT, GIVE_UNIT, "structure-unit-not-allowed");
}

#[test]
fn tokens_of_another_unit_of_the_same_application_live_on() {
    let server = Server::shared();
    let agent = Agent::new(server);
    server.sql(
        "INSERT INTO application_unit VALUES (?1, ?2, 'DELTA')",
        &[json!(agent.agency), json!(agent.login)],
    );
    let delta = agent.within(&agent.unit.replace("ALPHA", "DELTA"));
    let (in_alpha, in_delta) = (agent.log_in(), delta.log_in());
    server.sql(BLOCK_UNIT, &[json!(agent.agency), json!(1)]);
    refuses(&agent, &in_alpha, "revoked");
    assert_eq!(agent.verify(&in_delta).status, 204);
}

#[test]
fn a_unit_of_another_agency_is_not_allowed() {
    let server = Server::shared();
    let (agent, other) = (Agent::new(server), Agent::new(server));
    for unit in [&other.unit, &format!("{}_ABSENT", agent.agency), "99999_ALPHA"] {
        let answer = agent.within(unit).try_password(PASSWORD);
        assert_eq!(Envelope::refusal(&answer).2, "MIX-100100002", "{unit}");
    }
    assert_eq!(agent.audited("login.refused", "structure-unit-not-allowed"), 3);
}

#[test]
fn a_new_password_ends_the_tokens_of_the_old_one() {
    let server = Server::shared();
    let (agent, donor) = (Agent::new(server), Agent::new(server));
    let token = agent.log_in();
    let wanted = "UPDATE application SET password_version = password_version + 1, password_hash = \
                  (SELECT password_hash FROM application WHERE login = ?2) WHERE login = ?1";
    server.sql(wanted, &[json!(agent.login), json!(donor.login)]);
    refuses(&agent, &token, "revoked");
    assert_eq!(agent.verify(&agent.log_in()).status, 204);
}

#[test]
fn one_revoked_token_says_so_and_the_others_live_on() {
    let server = Server::shared();
    let agent = Agent::new(server);
    let (revoked, kept) = (agent.log_in(), agent.log_in());
    let jti = &server.sql("SELECT subject FROM audit WHERE actor = ?1 ORDER BY at", &[json!(agent.login)])[0]
        ["subject"];
    let revoke = "UPDATE token SET revoked_at = 1 WHERE agency_code = ?1 AND jti = ?2";
    server.sql(revoke, &[json!(agent.agency), jti.clone()]);
    refuses(&agent, &revoked, "revoked");
    let error = Envelope::read(&agent.verify(&revoked)).error.unwrap();
    assert!(error.texts.iter().any(|text| text == "the token was revoked"), "{:?}", error.texts);
    assert_eq!(agent.verify(&kept).status, 204);
}

#[test]
fn audit_rows_cannot_be_changed_or_deleted() {
    let server = Server::shared();
    let agent = Agent::new(server);
    agent.log_in();
    let before = agent.audit();
    assert_eq!(before.len(), 1, "{before:?}");
    for sql in
        ["UPDATE audit SET detail = '' WHERE agency_code = ?1", "DELETE FROM audit WHERE agency_code = ?1"]
    {
        let refused = server.try_sql(sql, &[json!(agent.agency)]);
        let message = refused.expect_err(sql);
        assert!(message.contains("append-only"), "{sql}: {message}");
    }
    let replace = "INSERT OR REPLACE INTO audit SELECT agency_code, 0, audit_id, '', '', '', '', '', '' FROM audit \
                   WHERE agency_code = ?1";
    server.sql(replace, &[json!(agent.agency)]);
    assert_eq!(agent.audit(), before);
}

#[test]
fn rows_that_were_copied_out_leave_the_log_a_week_after_their_copy_was_confirmed() {
    let server = Server::start(&Settings::cheap());
    let old = "INSERT INTO audit (agency_code, at, audit_id, event, actor, subject)
               SELECT 12036, value, 'row-' || value, 'login.refused', 'anonymous', 'a' FROM json_each(?1)";
    let moments: Vec<i64> = (1..=1500).collect();
    server.sql(old, &[json!(json!(moments).to_string())]);
    let export = "INSERT INTO audit_export VALUES ('e1', ?1, 'operator:a', 0, 0, '', 1400, 12036, 'row-1400', 1400, 'd',
                                                   ?1, NULL, NULL)";
    let week_ms = 7 * 24 * 3_600_000;
    server.sql(export, &[json!(now().plus_ms(60_000 - week_ms).0)]);
    let rows =
        || server.sql("SELECT count(*) AS rows FROM audit WHERE agency_code = 12036", &[])[0]["rows"].clone();
    server.run_cron();
    assert_eq!(rows(), json!(1500), "the week is not over");
    server.sql("DELETE FROM audit_export WHERE export_id = ?1", &[json!("e1")]);
    server.sql(export, &[json!(now().plus_ms(-week_ms).0)]);
    server.run_cron();
    assert_eq!(rows(), json!(100), "those behind the copy stay");
}
