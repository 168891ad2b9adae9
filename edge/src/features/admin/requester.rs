//! Who asks for administration, and whose rows may be told and changed.

use shared::api::problem::Problem;
use shared::code::Code;
use shared::failure::Failure;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use crate::rights::{Actor, is_fresh};
use crate::secrets::secret::SecretHash;

/// Whoever asks, with the right to the endpoint that is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requester {
    /// As what.
    pub actor: Actor,
    /// As the audit log says it: a login, or `operator:NAME`.
    pub name: String,
    /// Whose rows.
    pub scope: Scope,
    /// The session, of an employee.
    pub session: Option<AdminSession>,
}

/// Whose rows somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those of this agency.
    Agency(AgencyCode),
    /// Everybody's.
    Every,
}

/// The session of an employee who administers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminSession {
    /// Digest of its value.
    pub secret: SecretHash,
    /// The own agency.
    pub agency: AgencyCode,
    /// The own login.
    pub login: Login,
    /// When its last code was right.
    pub code_at: Option<UnixMillis>,
    /// Whether there is an active key, so that a code is asked for and not the password.
    pub has_key: bool,
}

impl Requester {
    /// Whether the agency is one that may be seen. To others, foreign and missing look the same.
    pub fn sees(&self, agency: AgencyCode) -> bool {
        match self.scope {
            Scope::Agency(own) => own == agency && agency != AgencyCode::HOUSE,
            Scope::Every => true,
        }
    }

    /// Refuses an agency that may not be seen.
    pub fn reach(&self, agency: AgencyCode) -> Result<(), Failure> {
        if self.sees(agency) { Ok(()) } else { Err(Code::NotFound.into()) }
    }

    /// The agency whose rows a list tells: the one that is asked for, or the own one; `None` for all.
    pub fn listed(&self, asked: Option<AgencyCode>) -> Result<Option<AgencyCode>, Failure> {
        let agency = match self.scope {
            Scope::Agency(own) => Some(asked.unwrap_or(own)),
            Scope::Every => asked,
        };
        agency.map_or(Ok(()), |agency| self.reach(agency))?;
        Ok(agency)
    }

    /// Whether this is the own account.
    pub fn is(&self, login: &Login) -> bool {
        self.session.as_ref().is_some_and(|session| session.login == *login)
    }

    /// Refuses a session without a code of the last minutes, and says what to send. A key of an operator is always fresh.
    pub fn require_code(&self, now: UnixMillis) -> Result<(), Failure> {
        let Some(session) = &self.session else { return Ok(()) };
        if session.code_at.is_some_and(|at| is_fresh(at, now)) {
            return Ok(());
        }
        let reason = if session.has_key { "code" } else { "password" };
        let members = Problem { reason: Some(reason.to_owned()), ..Problem::default() };
        Err(Failure::with_members(Code::StepUpRequired, members))
    }
}
