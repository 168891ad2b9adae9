//! Who may do what to whose agency, and what asks for a code: the one table, which every request of administration passes.

use shared::time::MINUTE_MS;

use crate::route::admin::Admin;

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// An employee who sells tickets.
    Cashier,
    /// An employee who administers the own agency.
    Administrator,
    /// Staff of MixVel, signed in to Boss.
    Support,
    /// Staff of MixVel at the command line, with a key of their own.
    Operator,
}

/// Whose rows an endpoint reads and writes for an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Nobody's.
    None,
    /// Those of the own agency.
    OwnAgency,
    /// Everybody's.
    EveryAgency,
}

/// When an endpoint asks for a code that is no older than [`MAX_CODE_AGE_MS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepUp {
    /// Never.
    Never,
    /// Where it changes what somebody may do.
    ForRoles,
    /// Always.
    Always,
}

impl Actor {
    /// Every actor.
    pub const ALL: [Self; 4] = [Self::Cashier, Self::Administrator, Self::Support, Self::Operator];
}

/// What an actor may do with an endpoint. Each endpoint is named, so that a new one does not compile without a right.
pub const fn right(actor: Actor, endpoint: Admin) -> Right {
    use Right::{EveryAgency, None, OwnAgency};
    let [administrator, support, operator] = match endpoint {
        Admin::Agencies
        | Admin::Agency
        | Admin::ChangeAgency
        | Admin::StructureUnits
        | Admin::CreateStructureUnit
        | Admin::SuggestStructureUnit
        | Admin::StructureUnit
        | Admin::ChangeStructureUnit
        | Admin::StructureUnitEnding
        | Admin::BlockStructureUnit
        | Admin::UnblockStructureUnit
        | Admin::Employees
        | Admin::CreateEmployee
        | Admin::Employee
        | Admin::ChangeEmployee
        | Admin::EmployeeEnding
        | Admin::EmployeeSessions
        | Admin::EmployeeConsents
        | Admin::BlockEmployee
        | Admin::UnblockEmployee
        | Admin::Invite
        | Admin::WithdrawInvitation
        | Admin::UnlockPassword
        | Admin::ReissueSecondFactor
        | Admin::ForgetDevices
        | Admin::EndEmployeeSession
        | Admin::Applications
        | Admin::CreateApplication
        | Admin::Application
        | Admin::ApplicationEnding
        | Admin::ApplicationTokens
        | Admin::BlockApplication
        | Admin::UnblockApplication
        | Admin::RotatePassword
        | Admin::AllowUnit
        | Admin::ForbidUnit
        | Admin::RevokeTokens
        | Admin::RevokeToken
        | Admin::EndSessions
        | Admin::Audit => [OwnAgency, EveryAgency, EveryAgency],
        Admin::CreateAgency
        | Admin::AgencyEnding
        | Admin::BlockAgency
        | Admin::UnblockAgency
        | Admin::UnlockCode
        | Admin::Mails
        | Admin::RetryMails
        | Admin::RetryMail
        | Admin::Health => [None, EveryAgency, EveryAgency],
        Admin::RecordKeyMove | Admin::Operators | Admin::CreateOperator | Admin::RemoveOperator => {
            [None, None, EveryAgency]
        }
        Admin::StepUp => [OwnAgency, EveryAgency, None],
    };
    match actor {
        Actor::Cashier => None,
        Actor::Administrator => administrator,
        Actor::Support => support,
        Actor::Operator => operator,
    }
}

/// Whether an actor needs a fresh code for an endpoint: support for every write, an administrator where roles, second
/// factors and passwords of applications change. An operator's key is asked for with each request.
pub const fn step_up(actor: Actor, endpoint: Admin) -> StepUp {
    use StepUp::{Always, ForRoles, Never};
    let (administrator, support) = match endpoint {
        Admin::Agencies
        | Admin::Agency
        | Admin::AgencyEnding
        | Admin::StructureUnits
        | Admin::SuggestStructureUnit
        | Admin::StructureUnit
        | Admin::StructureUnitEnding
        | Admin::Employees
        | Admin::Employee
        | Admin::EmployeeEnding
        | Admin::EmployeeSessions
        | Admin::EmployeeConsents
        | Admin::Applications
        | Admin::Application
        | Admin::ApplicationEnding
        | Admin::ApplicationTokens
        | Admin::Audit
        | Admin::Mails
        | Admin::Operators
        | Admin::StepUp
        | Admin::Health => (Never, Never),
        Admin::CreateEmployee | Admin::ChangeEmployee => (ForRoles, Always),
        Admin::ReissueSecondFactor | Admin::CreateApplication | Admin::RotatePassword => (Always, Always),
        Admin::CreateAgency
        | Admin::ChangeAgency
        | Admin::BlockAgency
        | Admin::UnblockAgency
        | Admin::CreateStructureUnit
        | Admin::ChangeStructureUnit
        | Admin::BlockStructureUnit
        | Admin::UnblockStructureUnit
        | Admin::BlockEmployee
        | Admin::UnblockEmployee
        | Admin::Invite
        | Admin::WithdrawInvitation
        | Admin::UnlockPassword
        | Admin::UnlockCode
        | Admin::ForgetDevices
        | Admin::EndEmployeeSession
        | Admin::BlockApplication
        | Admin::UnblockApplication
        | Admin::AllowUnit
        | Admin::ForbidUnit
        | Admin::RevokeTokens
        | Admin::RevokeToken
        | Admin::EndSessions
        | Admin::RecordKeyMove
        | Admin::RetryMails
        | Admin::RetryMail
        | Admin::CreateOperator
        | Admin::RemoveOperator => (Never, Always),
    };
    match actor {
        Actor::Administrator => administrator,
        Actor::Support => support,
        Actor::Cashier | Actor::Operator => Never,
    }
}

/// How long a code counts for changes that ask for one.
pub const MAX_CODE_AGE_MS: i64 = 10 * MINUTE_MS;
