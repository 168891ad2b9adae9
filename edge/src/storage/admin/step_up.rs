//! Proofs that the owner of a session is still at it.

use shared::audit::Row;
use shared::seal::Sealed;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::super::audit::{insert_if, insert_if_changed};
use super::super::database::Database;
use super::super::leases::{Lease, end, forget_failures, is_live};
use super::super::second_factors::{Acceptance, accepted_by};
use super::super::statement::Statement;
use crate::error::Internal;
use crate::secrets::secret::SecretHash;

/// Uses up the code, while the session lives.
const ACCEPT: &str = "\
UPDATE second_factor SET last_step = :step, accepted_by = :attempt, failed = 0
WHERE agency_code = :agency AND login = :login AND last_step < :step AND locked_at IS NULL AND sealed_key = :sealed
  AND activated_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM session WHERE secret_hash = :session AND ended_at IS NULL)";

/// Remembers the moment of the proof.
const MARK: &str = "UPDATE session SET code_at = :at WHERE secret_hash = :session AND ended_at IS NULL";

/// A right code of the owner of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionCode {
    /// The session.
    pub session: SecretHash,
    /// Whose agency.
    pub agency: AgencyCode,
    /// Whose.
    pub login: Login,
    /// The key that the code was compared with.
    pub key: Sealed,
    /// The lease of the comparison.
    pub lease: Lease,
    /// Step of the code.
    pub step: i64,
    /// Names this attempt alone.
    pub attempt: String,
}

/// Proofs of sessions.
pub trait StepUps: Database {
    /// Accepts a code if its step is newer than all accepted ones, the key is active, the account is not locked and the
    /// session lives: forgets wrong ones, marks the session and writes the row.
    async fn accept_step_up(&self, code: &SessionCode, row: &Row) -> Result<Acceptance, Internal> {
        let accept = Statement::new(ACCEPT)
            .with("agency", code.agency)
            .with("login", &code.login)
            .with("step", code.step)
            .with("attempt", &code.attempt)
            .with("sealed", &code.key.text)
            .with("session", &code.session)
            .and(is_live(&code.lease))
            .returning("login");
        let by_this = || accepted_by(code.agency, &code.login, &code.attempt);
        let mark =
            Statement::new(MARK).with("at", row.at).with("session", &code.session).and(by_this().found());
        let batch = [accept, mark, insert_if(row, by_this()), end(&code.lease)];
        let [accepted, _, _, ended] = self.batch("accept step-up", batch).await?;
        Ok(Acceptance::of(&accepted, &ended))
    }

    /// Accepts a right password if its lease is held and the session lives: forgets wrong ones, marks the session and
    /// writes the row. Says whether it did.
    async fn accept_password(
        &self,
        session: &SecretHash,
        lease: &Lease,
        row: &Row,
    ) -> Result<bool, Internal> {
        let mark = Statement::new(MARK)
            .with("at", row.at)
            .with("session", session)
            .and(is_live(lease))
            .returning("login");
        let forget = forget_failures(lease, is_live(lease));
        let batch = [mark, insert_if_changed(row), forget, end(lease)];
        let [marked, ..] = self.batch("accept password", batch).await?;
        Ok(marked.any())
    }
}

impl<D: Database> StepUps for D {}
