//! Facts that are written together, and so are as many as each other at any time.

use super::super::harness::App;

/// What is counted on both sides, and how.
const PAIRS: [(&str, &str, &str); 16] = [
    ("tokens and their rows", "SELECT count(*) FROM token", "event = 'token.issued'"),
    (
        "sessions and their rows",
        "SELECT count(*) FROM session",
        "event IN ('session.opened', 'password.changed')",
    ),
    (
        "sessions that have run out and their rows",
        "SELECT count(*) FROM session WHERE ended_by IN ('idle', 'absolute')",
        "event = 'session.expired'",
    ),
    (
        "sessions that were ended and their rows",
        "SELECT count(*) FROM session WHERE ended_by = 'owner' OR ended_by = 'elsewhere' AND NOT EXISTS
           (SELECT 1 FROM audit WHERE event IN ('password.changed', 'password.reset'))",
        "event = 'session.ended'",
    ),
    (
        "sign-ins and their rows",
        "SELECT count(*) FROM sign_in WHERE session_hash IS NULL",
        "event = 'sign_in.password_accepted'",
    ),
    ("consents and their rows", "SELECT count(*) FROM consent", "event = 'consent.given'"),
    (
        "set-up links and their rows",
        "SELECT count(*) FROM link WHERE purpose = 'two-factor'",
        "event = 'second_factor.mail_queued'",
    ),
    (
        "set-up mails and their rows",
        "SELECT count(*) FROM outbox WHERE kind = 'two-factor-set-up'",
        "event = 'second_factor.mail_queued'",
    ),
    (
        "reset links and their rows",
        "SELECT count(*) FROM link WHERE purpose = 'reset'",
        "event = 'password.reset_mail_queued'",
    ),
    (
        "reset mails and their rows",
        "SELECT count(*) FROM outbox WHERE kind = 'password-reset'",
        "event = 'password.reset_mail_queued'",
    ),
    (
        "requests that were handled and their rows",
        "SELECT count(*) FROM link_request WHERE done_at IS NOT NULL",
        "event IN ('password.reset_mail_queued', 'password.reset_refused')",
    ),
    (
        "new passwords and their rows",
        "SELECT total(password_version) FROM employee",
        "event IN ('password.changed', 'password.reset', 'password.created')",
    ),
    (
        "notices of new passwords and their rows",
        "SELECT count(*) FROM outbox WHERE kind = 'password-changed'",
        "event IN ('password.changed', 'password.reset')",
    ),
    (
        "locks of passwords, their notices and their rows",
        "SELECT (SELECT count(*) FROM password_try WHERE locked_at IS NOT NULL)
           + (SELECT count(*) FROM outbox WHERE kind = 'password-locked')",
        "event = 'password.locked' UNION ALL SELECT 1 FROM audit WHERE event = 'password.locked'",
    ),
    (
        "locks of codes, their notices and their rows",
        "SELECT (SELECT count(*) FROM second_factor WHERE locked_at IS NOT NULL)
           + (SELECT count(*) FROM outbox WHERE kind = 'code-locked')",
        "event = 'code.locked' UNION ALL SELECT 1 FROM audit WHERE event = 'code.locked'",
    ),
    ("dead mails and their rows", "SELECT count(*) FROM outbox WHERE state = 'dead'", "event = 'mail.dead'"),
];

/// By how much the sides of each pair differ when a flow begins: what the demo data has without rows.
pub(super) struct Books(Vec<i64>);

impl Books {
    pub(super) fn open(app: &App) -> Self {
        Self(differences(app))
    }

    /// Fails if a flow has written one side of a pair without the other.
    #[track_caller]
    pub(super) fn balance(&self, app: &App, run: &str) {
        let names = PAIRS.iter().map(|(name, ..)| *name);
        for ((name, before), after) in names.zip(&self.0).zip(differences(app)) {
            assert_eq!(*before, after, "{run}: {name} differ");
        }
        let most = app.query("SELECT count(*) FROM lease GROUP BY key HAVING count(*) > 3");
        assert!(most.is_empty(), "{run}: {most:?} tries of one counter are under way");
    }
}

fn differences(app: &App) -> Vec<i64> {
    let number = |sql: &str| app.value(sql).parse::<i64>().unwrap();
    let difference = |(_, facts, rows): &(&str, &str, &str)| {
        number(facts) - number(&format!("SELECT count(*) FROM (SELECT 1 FROM audit WHERE {rows})"))
    };
    PAIRS.iter().map(difference).collect()
}
