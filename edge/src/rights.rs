//! Who may do what to whose agency, and what asks for a code: the one table, which every request of administration passes.

use shared::time::{MINUTE_MS, UnixMillis};

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
        | Admin::Texts
        | Admin::PublishText
        | Admin::Notices
        | Admin::Announce
        | Admin::Withdraw
        | Admin::Health => [None, EveryAgency, EveryAgency],
        Admin::ExportAudit
        | Admin::ConfirmExport
        | Admin::RecordKeyMove
        | Admin::Operators
        | Admin::CreateOperator
        | Admin::RemoveOperator => [None, None, EveryAgency],
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
        | Admin::Texts
        | Admin::Notices
        | Admin::Operators
        | Admin::ExportAudit
        | Admin::ConfirmExport
        | Admin::RecordKeyMove
        | Admin::CreateOperator
        | Admin::RemoveOperator
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
        | Admin::RetryMails
        | Admin::RetryMail
        | Admin::PublishText
        | Admin::Announce
        | Admin::Withdraw => (Never, Always),
    };
    match actor {
        Actor::Administrator => administrator,
        Actor::Support => support,
        Actor::Cashier | Actor::Operator => Never,
    }
}

/// How long a code counts for changes that ask for one.
pub const MAX_CODE_AGE_MS: i64 = 10 * MINUTE_MS;

/// Whether a code that was shown at a moment counts for them now.
pub fn is_fresh(code_at: UnixMillis, now: UnixMillis) -> bool {
    now.since_ms(code_at) < MAX_CODE_AGE_MS
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use expect_test::expect;

    use super::*;
    use crate::route::admin::ENDPOINTS;

    #[test]
    fn the_table_says_who_may_do_what() {
        let mut table = String::new();
        for (endpoint, method, path) in ENDPOINTS {
            let cell = |actor| {
                let right = match right(actor, *endpoint) {
                    Right::None => "-",
                    Right::OwnAgency => "own",
                    Right::EveryAgency => "every",
                };
                let code = match step_up(actor, *endpoint) {
                    StepUp::Never => "",
                    StepUp::ForRoles => "+roles",
                    StepUp::Always => "+code",
                };
                format!("{right}{code}")
            };
            let [cashier, administrator, support, operator] = Actor::ALL.map(cell);
            writeln!(table, "{method:5} {path:38} {cashier:2} {administrator:9} {support:10} {operator}")
                .unwrap();
        }
        expect![[r"
            GET   agencies                               -  own       every      every
            POST  agencies                               -  -         every+code every
            GET   agencies/{code}                        -  own       every      every
            PATCH agencies/{code}                        -  own       every+code every
            GET   agencies/{code}/ending                 -  -         every      every
            POST  agencies/{code}/block                  -  -         every+code every
            POST  agencies/{code}/unblock                -  -         every+code every
            GET   structure-units                        -  own       every      every
            POST  structure-units                        -  own       every+code every
            GET   structure-units/suggestion             -  own       every      every
            GET   structure-units/{id}                   -  own       every      every
            PATCH structure-units/{id}                   -  own       every+code every
            GET   structure-units/{id}/ending            -  own       every      every
            POST  structure-units/{id}/block             -  own       every+code every
            POST  structure-units/{id}/unblock           -  own       every+code every
            GET   employees                              -  own       every      every
            POST  employees                              -  own+roles every+code every
            GET   employees/{login}                      -  own       every      every
            PATCH employees/{login}                      -  own+roles every+code every
            GET   employees/{login}/ending               -  own       every      every
            GET   employees/{login}/sessions             -  own       every      every
            GET   employees/{login}/consents             -  own       every      every
            POST  employees/{login}/block                -  own       every+code every
            POST  employees/{login}/unblock              -  own       every+code every
            POST  employees/{login}/invite               -  own       every+code every
            POST  employees/{login}/withdraw             -  own       every+code every
            POST  employees/{login}/unlock-password      -  own       every+code every
            POST  employees/{login}/unlock-code          -  -         every+code every
            POST  employees/{login}/reissue              -  own+code  every+code every
            POST  employees/{login}/forget-devices       -  own       every+code every
            POST  employees/{login}/end-session          -  own       every+code every
            GET   applications                           -  own       every      every
            POST  applications                           -  own+code  every+code every
            GET   applications/{login}                   -  own       every      every
            GET   applications/{login}/ending            -  own       every      every
            GET   applications/{login}/tokens            -  own       every      every
            POST  applications/{login}/block             -  own       every+code every
            POST  applications/{login}/unblock           -  own       every+code every
            POST  applications/{login}/rotate            -  own+code  every+code every
            POST  applications/{login}/allow             -  own       every+code every
            POST  applications/{login}/forbid            -  own       every+code every
            POST  applications/{login}/revoke-tokens     -  own       every+code every
            POST  tokens/{jti}/revoke                    -  own       every+code every
            POST  sessions/end                           -  own       every+code every
            GET   audit                                  -  own       every      every
            POST  audit/exports                          -  -         -          every
            POST  audit/exports/{id}/confirm             -  -         -          every
            POST  key-moves                              -  -         -          every
            GET   mails                                  -  -         every      every
            POST  mails/retry-all                        -  -         every+code every
            POST  mails/{id}/retry                       -  -         every+code every
            GET   texts                                  -  -         every      every
            POST  texts                                  -  -         every+code every
            GET   notices                                -  -         every      every
            POST  notices                                -  -         every+code every
            POST  notices/{id}/withdraw                  -  -         every+code every
            GET   operators                              -  -         -          every
            POST  operators                              -  -         -          every
            POST  operators/{name}/remove                -  -         -          every
            POST  step-up                                -  own       every      -
            GET   health                                 -  -         every      every
        "]]
        .assert_eq(&table);
    }

    #[test]
    fn whoever_needs_a_code_has_the_right() {
        for (endpoint, ..) in ENDPOINTS {
            for actor in Actor::ALL {
                let asks = step_up(actor, *endpoint) != StepUp::Never;
                assert!(!asks || right(actor, *endpoint) != Right::None, "{actor:?} {endpoint:?}");
            }
        }
    }
}
