//! What the owner of an account changes there: the password and the second factor.

use shared::audit::Row;
use shared::seal::Sealed;

use super::account::AtHand;
use super::audit::insert_if;
use super::database::Database;
use super::devices::{NewDevice, make_known};
use super::leases::{Lease, end, forget_failures, is_live};
use super::outbox::{NewNotice, notify_if};
use super::second_factors::accepted_by;
use super::set_ups::{NewKey, replace_key_if};
use super::statement::Statement;
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

/// The triggers of this change end whatever hangs on the old password, the session at hand too.
const CHANGE: &str = "\
UPDATE employee SET password_hash = :password_hash, password_version = password_version + 1
WHERE agency_code = :agency AND login = :login AND password_version = :from_version AND blocked_at IS NULL";

/// Goes on with the session at hand under another value, if the change before it was made.
const RENEW: &str = "\
INSERT INTO session (agency_code, secret_hash, login, product, unit, seance, created_at, last_active_at, address,
                     country, user_agent, previous_at, previous_country, previous_address, code_at)
SELECT s.agency_code, :renewed, s.login, s.product, s.unit, s.seance, s.created_at, s.last_active_at, s.address,
       s.country, s.user_agent, s.previous_at, s.previous_country, s.previous_address, s.code_at
FROM session s
JOIN employee e ON e.agency_code = s.agency_code AND e.login = s.login AND e.password_hash = :password_hash
WHERE s.agency_code = :agency AND s.login = :login AND s.secret_hash = :session";

/// Tells the value before from those of the sessions that have ended.
const SUPERSEDE: &str = "\
UPDATE session SET ended_by = 'renewed'
WHERE secret_hash = :session AND EXISTS (SELECT 1 FROM session WHERE secret_hash = :renewed)";

/// Uses up the code that a re-issue was asked for with.
const ACCEPT: &str = "\
UPDATE second_factor SET last_step = :step, accepted_by = :attempt, failed = 0
WHERE agency_code = :agency AND login = :login AND last_step < :step AND locked_at IS NULL AND sealed_key = :key
  AND activated_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM agency WHERE agency_code = :agency AND reissue_by_administrator = 0)";

/// A new password in the place of one that was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordChange {
    /// The lease of the comparison.
    pub lease: Lease,
    /// How often the password had been changed when it was compared.
    pub from_version: u32,
    /// PHC string of the new one; its salt makes it unlike any other.
    pub password_hash: String,
    /// The session at hand goes on under this value.
    pub renewed: SecretHash,
    /// The browser at hand stays known under this one.
    pub device: NewDevice,
    /// The mail that tells of it.
    pub notice: NewNotice,
}

/// A new key in the place of one that a code was right for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reissue {
    /// The lease of the comparison.
    pub lease: Lease,
    /// The key that the code was compared with.
    pub key: Sealed,
    /// Step of the code.
    pub step: i64,
    /// Names this attempt alone.
    pub attempt: String,
    /// The new key, its link and its mail.
    pub new: NewKey,
    /// The mail that tells of it.
    pub notice: NewNotice,
}

/// What has become of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It is made.
    Made {
        /// Whether a mail was queued.
        mail_queued: bool,
    },
    /// Nothing was done: the session is over, or another change came first.
    Overtaken,
    /// Nothing was done: the lease of the comparison is gone.
    Lapsed,
}

/// Changes of one's own account.
pub trait AccountChanges: Database {
    /// Forgets the wrong passwords of the counter, stores the new password, ends what the old one has opened, forgets all
    /// browsers but the one at hand, goes on with that one and its session under their new values, queues the notice and
    /// writes the row; or, if another password came meanwhile or the session is over, forgets the wrong passwords alone.
    async fn change_password(
        &self,
        at_hand: &AtHand,
        change: &PasswordChange,
        row: &Row,
    ) -> Result<Changed, Internal> {
        let store = Statement::new(CHANGE)
            .with("password_hash", &change.password_hash)
            .with("from_version", change.from_version)
            .with_values_of(at_hand.with_account(Statement::new("")))
            .and(at_hand.alive())
            .and(is_live(&change.lease))
            .returning("login");
        let of_both = |sql: &'static str| {
            Statement::new(sql).with("session", &at_hand.session).with("renewed", &change.renewed)
        };
        let renewed = || {
            Statement::new("SELECT 1 FROM session WHERE secret_hash = :renewed")
                .with("renewed", &change.renewed)
        };
        let [known, add] = make_known(&change.renewed, &change.device);
        let batch = [
            store,
            at_hand.with_account(of_both(RENEW)).with("password_hash", &change.password_hash),
            of_both(SUPERSEDE),
            known,
            add,
            notify_if(&change.notice, renewed()),
            insert_if(row, renewed()),
            forget_failures(&change.lease, is_live(&change.lease)),
            end(&change.lease),
        ];
        let [stored, _, _, _, _, told, _, _, settled] = self.batch("change password", batch).await?;
        Ok(match (stored.any(), settled.any()) {
            (true, _) => Changed::Made { mail_queued: told.any() },
            (false, true) => Changed::Overtaken,
            (false, false) => Changed::Lapsed,
        })
    }

    /// Uses up the code and its lease, replaces the key, ends half-done sign-ins, queues both mails and writes the rows,
    /// if the lease and the session at hand live, the key is active and the agency lets employees do so.
    async fn reissue(
        &self,
        at_hand: &AtHand,
        reissue: &Reissue,
        rows: [&Row; 3],
    ) -> Result<Changed, Internal> {
        let accept = at_hand
            .with_account(Statement::new(ACCEPT))
            .with("step", reissue.step)
            .with("attempt", &reissue.attempt)
            .with("key", &reissue.key.text)
            .and(at_hand.alive())
            .and(is_live(&reissue.lease))
            .returning("login");
        let accepted = accepted_by(at_hand.agency, &at_hand.login, &reissue.attempt);
        // The new key says by its link that it is the one of this batch.
        let made = || {
            let made = "SELECT 1 FROM second_factor \
                        WHERE agency_code = :agency AND login = :login AND link_id = :link_id";
            at_hand.with_account(Statement::new(made)).with("link_id", &reissue.new.mail.link_id)
        };
        let [replace, link, mail] = replace_key_if(&reissue.new, accepted);
        let [code, reissued, queued] = rows;
        let batch = [
            accept,
            replace,
            link,
            mail,
            notify_if(&reissue.notice, made()),
            insert_if(code, made()),
            insert_if(reissued, made()),
            insert_if(queued, made()),
            end(&reissue.lease),
        ];
        let [accepted, _, _, _, told, _, _, _, ended] = self.batch("reissue", batch).await?;
        Ok(match (accepted.any(), ended.any()) {
            (true, _) => Changed::Made { mail_queued: told.any() },
            (false, true) => Changed::Overtaken,
            (false, false) => Changed::Lapsed,
        })
    }
}

impl<D: Database> AccountChanges for D {}
