//! What the tests read of storage and change in it, in words.

use futures_executor::block_on;
use shared::audit::Event;
use shared::time::SECOND_MS;

use super::harness::App;
use crate::features::sweep;
use crate::storage::outbox::MailKind;
use crate::storage::sqlite::Break;

impl App {
    /// Runs statements.
    pub(super) fn execute(&self, sql: &str) {
        self.platform.db.execute(sql);
    }

    /// The rows of a query, each as its columns joined by `|`.
    pub(super) fn query(&self, sql: &str) -> Vec<String> {
        self.platform.db.query(sql)
    }

    /// The only value of a query.
    #[track_caller]
    pub(super) fn value(&self, sql: &str) -> String {
        let rows = self.query(sql);
        assert_eq!(rows.len(), 1, "{sql}");
        rows.into_iter().next().unwrap()
    }

    /// How many rows a table has, or a table and its condition.
    pub(super) fn count(&self, rows: &str) -> usize {
        self.value(&format!("SELECT count(*) FROM {rows}")).parse().unwrap()
    }

    /// Every value of a table as text.
    pub(super) fn dump(&self, table: &str) -> String {
        self.query(&format!("SELECT * FROM {table}")).join("\n")
    }

    /// Blocks what the condition names: an `agency`, a `structure_unit`, an `employee` or an `application`.
    pub(super) fn block(&self, table: &str, which: &str) {
        let now = self.now.get().0;
        self.execute(&format!("UPDATE {table} SET blocked_at = {now} WHERE {which}"));
    }

    /// Lifts a block.
    pub(super) fn unblock(&self, table: &str, which: &str) {
        self.execute(&format!("UPDATE {table} SET blocked_at = NULL WHERE {which}"));
    }

    /// Blocks an employee.
    pub(super) fn block_employee(&self, login: &str) {
        self.block("employee", &format!("login = '{login}'"));
    }

    /// Locks the codes of an account.
    pub(super) fn lock_codes(&self, login: &str) {
        let now = self.now.get().0;
        self.execute(&format!("UPDATE second_factor SET locked_at = {now} WHERE login = '{login}'"));
    }

    /// Event and detail of every audit row since [`events`](Self::events) was asked last.
    pub(super) fn audit(&self) -> Vec<(&'static str, String)> {
        let rows = self.query(&format!(
            "SELECT event, detail FROM written JOIN audit ON id = agency_code || ' ' || audit_id
             WHERE turn > {} ORDER BY turn",
            self.heard.get()
        ));
        rows.iter()
            .map(|row| row.split_once('|').unwrap())
            .map(|(event, detail)| (word(event), detail.to_owned()))
            .collect()
    }

    /// Events of the audit log since the last look, without their details.
    pub(super) fn events(&self) -> Vec<&'static str> {
        let events = self.audit().into_iter().map(|(event, _)| event).collect();
        self.heard.set(self.value("SELECT coalesce(max(turn), 0) FROM written").parse().unwrap());
        events
    }

    /// The kinds of the mails to somebody that were ever queued, the oldest first.
    pub(super) fn mails_to(&self, login: &str) -> Vec<MailKind> {
        self.mails(&format!("login = '{login}'"))
    }

    /// The kinds of the mails that the condition names, the oldest first.
    pub(super) fn mails(&self, which: &str) -> Vec<MailKind> {
        let sql = format!("SELECT kind FROM written JOIN outbox ON id = mail_id WHERE {which} ORDER BY turn");
        let kind = |word: &String| MailKind::ALL.into_iter().find(|kind| kind.as_str() == word).unwrap();
        self.query(&sql).iter().map(kind).collect()
    }

    /// Counters of passwords that count or lock, and tries under way.
    pub(super) fn tries(&self) -> Vec<String> {
        self.query(
            "SELECT failed, locked_at FROM password_try WHERE failed > 0 OR locked_at IS NOT NULL
             UNION ALL SELECT key, until FROM lease",
        )
    }

    /// Three tries of this counter that are under way.
    pub(super) fn lease_all(&self, key: &str) {
        let until = self.now.get().plus_ms(30 * SECOND_MS).0;
        for lease in ["a", "b", "c"] {
            self.execute(&format!(
                "INSERT INTO lease (lease_id, key, until) VALUES ('{lease}', '{key}', {until})"
            ));
        }
    }

    /// Breaks a batch from now on, counted from 1; with 0, every one.
    pub(super) fn break_at(&self, batch: u32, place: Break) {
        self.platform.db.break_at(batch, place);
    }

    /// Breaks nothing any more.
    pub(super) fn mend(&self) {
        self.platform.db.fault.set(None);
    }

    /// The chores of the cron trigger; says how many rows went.
    #[track_caller]
    pub(super) fn sweep(&self) -> u32 {
        block_on(sweep::sweep(&self.ctx("cron"))).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// The event of the log with this word, which lives as long as the program.
fn word(event: &str) -> &'static str {
    Event::ALL.into_iter().map(Event::as_str).find(|word| *word == event).unwrap()
}
