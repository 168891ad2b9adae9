//! The vocabulary of the audit log, one word per event, for whoever writes a row and whoever reads it.

use crate::time::UnixMillis;
use crate::value::agency_code::AgencyCode;

/// What happened. The text form stands in storage and never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A token was issued.
    TokenIssued,
    /// A login of an application was refused; `detail` says why.
    LoginRefused,
    /// So many wrong passwords have come for an application, from whichever addresses, that somebody guesses; strangers
    /// are made to wait.
    LoginGuessed,
    /// A bearer token was refused; `detail` says why.
    TokenRefused,
    /// A gateway that wanted to introspect was refused.
    ClientRefused,
    /// A token was ended by an operator.
    TokenRevoked,
    /// An agency was created.
    AgencyCreated,
    /// An agency's name or switches were changed.
    AgencyChanged,
    /// An agency was blocked, and its sessions and tokens with it; `detail` counts them.
    AgencyBlocked,
    /// An agency was let in again.
    AgencyUnblocked,
    /// A structure unit was created.
    StructureUnitCreated,
    /// A structure unit's name, address or seances were changed.
    StructureUnitChanged,
    /// A structure unit was blocked, and its sessions and tokens with it; `detail` counts them.
    StructureUnitBlocked,
    /// A structure unit was let in again.
    StructureUnitUnblocked,
    /// An application was created.
    ApplicationCreated,
    /// An application was blocked, and its tokens with it; `detail` counts them.
    ApplicationBlocked,
    /// An application was let in again.
    ApplicationUnblocked,
    /// An application got a new password; its tokens died.
    ApplicationPasswordRotated,
    /// An application was allowed a structure unit.
    ApplicationUnitAllowed,
    /// A structure unit was taken from an application, and the tokens for it with it.
    ApplicationUnitForbidden,
    /// A key was added to the ring.
    KeyAdded,
    /// A key began to sign.
    KeyPromoted,
    /// A key left the ring.
    KeyRetired,
    /// An employee's password was right, and a sign-in is under way.
    PasswordAccepted,
    /// A sign-in of an employee was refused; `detail` says why.
    SignInRefused,
    /// A half-done sign-in was given up; `detail` says how.
    SignInEnded,
    /// Wrong passwords have locked a login name.
    PasswordLocked,
    /// An employee consented; `detail` is product and version of the text.
    ConsentGiven,
    /// The mail with a set-up link was queued.
    SetupMailQueued,
    /// A set-up mail was refused; `detail` says why.
    SetupMailRefused,
    /// The key of a second factor was shown through a set-up link.
    KeyRevealed,
    /// A link that does not count was opened.
    LinkRefused,
    /// A second factor brought its first right code.
    SecondFactorActivated,
    /// An authentication code was right.
    CodeAccepted,
    /// An authentication code was wrong.
    CodeRefused,
    /// An authentication code came a second time.
    CodeReplayed,
    /// Wrong codes have locked an account.
    CodeLocked,
    /// A sign-in was finished; `detail` is product and point of sale.
    SessionOpened,
    /// A session went to another point of sale or seance.
    SessionMoved,
    /// A session was ended by its owner or by an administrator; of several, `detail` counts them.
    SessionEnded,
    /// A session ran out; `detail` says which limit.
    SessionExpired,
    /// An employee's account was created.
    EmployeeCreated,
    /// An employee's name, role, products or points of sale were changed; `detail` says first how many sessions have ended.
    EmployeeChanged,
    /// An employee was blocked, and half-done sign-ins and sessions with it; `detail` counts them and says why.
    EmployeeBlocked,
    /// An employee was let in again.
    EmployeeUnblocked,
    /// The lock of a login name by wrong passwords was lifted.
    PasswordUnlocked,
    /// The lock of an account by wrong codes was lifted.
    CodeUnlocked,
    /// The key of a second factor was taken away, so that the next sign-in sets up a new one; `detail` says what it was.
    SecondFactorReissued,
    /// The mail with a reset link was queued; the row's detail names the link.
    ResetMailQueued,
    /// A request for a reset link came to nothing; `detail` says why.
    ResetRefused,
    /// The mail with an invitation was queued; the row's detail names the link.
    InvitationQueued,
    /// A request for an invitation came to nothing; `detail` says why.
    InvitationRefused,
    /// Invitations that were not used yet were ended.
    InvitationWithdrawn,
    /// A password was restored through a link.
    PasswordReset,
    /// A first password was created through an invitation.
    PasswordCreated,
    /// An employee changed the own password.
    PasswordChanged,
    /// A change of the own password was refused; `detail` says why.
    PasswordChangeRefused,
    /// A browser became a known device of an account.
    DeviceKnown,
    /// All known devices of an account were forgotten.
    DevicesForgotten,
    /// A mail was given up; `detail` is its kind and what the last try said.
    MailDead,
    /// A mail that was given up is tried once more.
    MailRetried,
    /// An operator was given a key.
    OperatorCreated,
    /// An operator was removed, and the key with it.
    OperatorRemoved,
    /// Old rows of this log were written down elsewhere and are to leave it; `detail` is how many and their digest.
    AuditExported,
    /// A key of an operator was refused; the row stands for a minute of its address.
    OperatorRefused,
    /// A version of a text was published; `detail` says which and from when on it counts.
    TextPublished,
    /// A notice was announced.
    NoticeAnnounced,
    /// A notice was withdrawn before its time was over.
    NoticeWithdrawn,
}

impl Event {
    /// Every event, for tests and filters.
    pub const ALL: [Self; 68] = [
        Self::TokenIssued,
        Self::LoginRefused,
        Self::LoginGuessed,
        Self::TokenRefused,
        Self::ClientRefused,
        Self::TokenRevoked,
        Self::AgencyCreated,
        Self::AgencyChanged,
        Self::AgencyBlocked,
        Self::AgencyUnblocked,
        Self::StructureUnitCreated,
        Self::StructureUnitChanged,
        Self::StructureUnitBlocked,
        Self::StructureUnitUnblocked,
        Self::ApplicationCreated,
        Self::ApplicationBlocked,
        Self::ApplicationUnblocked,
        Self::ApplicationPasswordRotated,
        Self::ApplicationUnitAllowed,
        Self::ApplicationUnitForbidden,
        Self::KeyAdded,
        Self::KeyPromoted,
        Self::KeyRetired,
        Self::PasswordAccepted,
        Self::SignInRefused,
        Self::SignInEnded,
        Self::PasswordLocked,
        Self::ConsentGiven,
        Self::SetupMailQueued,
        Self::SetupMailRefused,
        Self::KeyRevealed,
        Self::LinkRefused,
        Self::SecondFactorActivated,
        Self::CodeAccepted,
        Self::CodeRefused,
        Self::CodeReplayed,
        Self::CodeLocked,
        Self::SessionOpened,
        Self::SessionMoved,
        Self::SessionEnded,
        Self::SessionExpired,
        Self::EmployeeCreated,
        Self::EmployeeChanged,
        Self::EmployeeBlocked,
        Self::EmployeeUnblocked,
        Self::PasswordUnlocked,
        Self::CodeUnlocked,
        Self::SecondFactorReissued,
        Self::ResetMailQueued,
        Self::ResetRefused,
        Self::InvitationQueued,
        Self::InvitationRefused,
        Self::InvitationWithdrawn,
        Self::PasswordReset,
        Self::PasswordCreated,
        Self::PasswordChanged,
        Self::PasswordChangeRefused,
        Self::DeviceKnown,
        Self::DevicesForgotten,
        Self::MailDead,
        Self::MailRetried,
        Self::OperatorCreated,
        Self::OperatorRemoved,
        Self::AuditExported,
        Self::OperatorRefused,
        Self::TextPublished,
        Self::NoticeAnnounced,
        Self::NoticeWithdrawn,
    ];

    /// The word in storage and in logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TokenIssued => "token.issued",
            Self::LoginRefused => "login.refused",
            Self::LoginGuessed => "login.guessed",
            Self::TokenRefused => "token.refused",
            Self::ClientRefused => "client.refused",
            Self::TokenRevoked => "token.revoked",
            Self::AgencyCreated => "agency.created",
            Self::AgencyChanged => "agency.changed",
            Self::AgencyBlocked => "agency.blocked",
            Self::AgencyUnblocked => "agency.unblocked",
            Self::StructureUnitCreated => "structure_unit.created",
            Self::StructureUnitChanged => "structure_unit.changed",
            Self::StructureUnitBlocked => "structure_unit.blocked",
            Self::StructureUnitUnblocked => "structure_unit.unblocked",
            Self::ApplicationCreated => "application.created",
            Self::ApplicationBlocked => "application.blocked",
            Self::ApplicationUnblocked => "application.unblocked",
            Self::ApplicationPasswordRotated => "application.password_rotated",
            Self::ApplicationUnitAllowed => "application_unit.allowed",
            Self::ApplicationUnitForbidden => "application_unit.forbidden",
            Self::KeyAdded => "key.added",
            Self::KeyPromoted => "key.promoted",
            Self::KeyRetired => "key.retired",
            Self::PasswordAccepted => "sign_in.password_accepted",
            Self::SignInRefused => "sign_in.refused",
            Self::SignInEnded => "sign_in.ended",
            Self::PasswordLocked => "password.locked",
            Self::ConsentGiven => "consent.given",
            Self::SetupMailQueued => "second_factor.mail_queued",
            Self::SetupMailRefused => "second_factor.mail_refused",
            Self::KeyRevealed => "second_factor.key_revealed",
            Self::LinkRefused => "link.refused",
            Self::SecondFactorActivated => "second_factor.activated",
            Self::CodeAccepted => "code.accepted",
            Self::CodeRefused => "code.refused",
            Self::CodeReplayed => "code.replayed",
            Self::CodeLocked => "code.locked",
            Self::SessionOpened => "session.opened",
            Self::SessionMoved => "session.moved",
            Self::SessionEnded => "session.ended",
            Self::SessionExpired => "session.expired",
            Self::EmployeeCreated => "employee.created",
            Self::EmployeeChanged => "employee.changed",
            Self::EmployeeBlocked => "employee.blocked",
            Self::EmployeeUnblocked => "employee.unblocked",
            Self::PasswordUnlocked => "password.unlocked",
            Self::CodeUnlocked => "code.unlocked",
            Self::SecondFactorReissued => "second_factor.reissued",
            Self::ResetMailQueued => "password.reset_mail_queued",
            Self::ResetRefused => "password.reset_refused",
            Self::InvitationQueued => "employee.invited",
            Self::InvitationRefused => "employee.invite_refused",
            Self::InvitationWithdrawn => "employee.invite_withdrawn",
            Self::PasswordReset => "password.reset",
            Self::PasswordCreated => "password.created",
            Self::PasswordChanged => "password.changed",
            Self::PasswordChangeRefused => "password.change_refused",
            Self::DeviceKnown => "device.known",
            Self::DevicesForgotten => "device.forgotten",
            Self::MailDead => "mail.dead",
            Self::MailRetried => "mail.retried",
            Self::OperatorCreated => "operator.created",
            Self::OperatorRemoved => "operator.removed",
            Self::AuditExported => "audit.exported",
            Self::OperatorRefused => "operator.refused",
            Self::TextPublished => "text.published",
            Self::NoticeAnnounced => "notice.announced",
            Self::NoticeWithdrawn => "notice.withdrawn",
        }
    }
}

/// One row of the log (norm A1). No field ever holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose log it stands in; `None` when no agency is known, kept as agency 0.
    pub agency: Option<AgencyCode>,
    /// When.
    pub at: UnixMillis,
    /// Names the row within its agency. Writing the same name twice keeps the first row.
    pub audit_id: String,
    /// What.
    pub event: Event,
    /// Who did it: a login, `operator:` and a name, `anonymous`, or `system` for the worker itself.
    pub actor: String,
    /// Whom or what it was done to: a login, an identifier.
    pub subject: String,
    /// Reason or circumstances, in words of this project.
    pub detail: String,
    /// Client address; empty for the command line.
    pub address: String,
    /// The request that caused it; empty for the command line.
    pub request_id: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_event_has_a_word_of_its_own() {
        let words: BTreeSet<_> = Event::ALL.iter().map(|event| event.as_str()).collect();
        assert_eq!(words.len(), Event::ALL.len());
    }
}
