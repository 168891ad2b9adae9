//! What is counted for whoever watches an installation. Counts are told to the platform and read nowhere here: no rule
//! depends on one.

use shared::audit::Event;

/// What is counted, and so what one asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counter {
    /// Sign-ins of employees that were finished.
    SignIns,
    /// Whatever was refused, by cause.
    Failures,
    /// Locks of employees, and guesses at applications.
    Locks,
    /// Mails: those that left, those that wait for another try, those that were given up.
    Mails,
    /// Tokens of applications: those that were issued, those that were revoked.
    Tokens,
}

impl Counter {
    /// The word that it is found by.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIns => "sign_ins",
            Self::Failures => "failures",
            Self::Locks => "locks",
            Self::Mails => "mails",
            Self::Tokens => "tokens",
        }
    }

    /// Which one counts an event, if any does.
    pub fn of(event: Event) -> Option<Self> {
        match event {
            Event::SessionOpened => Some(Self::SignIns),
            Event::LoginRefused
            | Event::TokenRefused
            | Event::ClientRefused
            | Event::SignInRefused
            | Event::SetupMailRefused
            | Event::LinkRefused
            | Event::CodeRefused
            | Event::CodeReplayed
            | Event::ResetRefused
            | Event::InvitationRefused
            | Event::PasswordChangeRefused
            | Event::OperatorRefused => Some(Self::Failures),
            Event::LoginGuessed | Event::PasswordLocked | Event::CodeLocked => Some(Self::Locks),
            Event::MailDead => Some(Self::Mails),
            Event::TokenIssued | Event::TokenRevoked => Some(Self::Tokens),
            Event::AgencyCreated
            | Event::AgencyChanged
            | Event::AgencyBlocked
            | Event::AgencyUnblocked
            | Event::StructureUnitCreated
            | Event::StructureUnitChanged
            | Event::StructureUnitBlocked
            | Event::StructureUnitUnblocked
            | Event::ApplicationCreated
            | Event::ApplicationBlocked
            | Event::ApplicationUnblocked
            | Event::ApplicationPasswordRotated
            | Event::ApplicationUnitAllowed
            | Event::ApplicationUnitForbidden
            | Event::KeyAdded
            | Event::KeyPromoted
            | Event::KeyRetired
            | Event::PasswordAccepted
            | Event::SignInEnded
            | Event::ConsentGiven
            | Event::SetupMailQueued
            | Event::KeyRevealed
            | Event::SecondFactorActivated
            | Event::CodeAccepted
            | Event::SessionMoved
            | Event::SessionEnded
            | Event::SessionExpired
            | Event::EmployeeCreated
            | Event::EmployeeChanged
            | Event::EmployeeBlocked
            | Event::EmployeeUnblocked
            | Event::PasswordUnlocked
            | Event::CodeUnlocked
            | Event::SecondFactorReissued
            | Event::ResetMailQueued
            | Event::InvitationQueued
            | Event::InvitationWithdrawn
            | Event::PasswordReset
            | Event::PasswordCreated
            | Event::PasswordChanged
            | Event::DeviceKnown
            | Event::DevicesForgotten
            | Event::MailRetried
            | Event::OperatorCreated
            | Event::OperatorRemoved
            | Event::AuditExported
            | Event::TextPublished
            | Event::NoticeAnnounced
            | Event::NoticeWithdrawn => None,
        }
    }
}

/// Something that has happened once more. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Happened {
    /// What counts it.
    pub counter: Counter,
    /// What has happened: the word of an audit event, or of what became of a mail.
    pub what: &'static str,
    /// Why, in a word of this project; empty where nothing is told.
    pub cause: String,
}

impl Happened {
    /// An event of the audit log with the detail of its row, which is the cause of a failure if it is a word.
    pub fn of(event: Event, detail: &str) -> Option<Self> {
        let counter = Counter::of(event)?;
        let is_word = detail.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        let cause = if counter == Counter::Failures && is_word { detail } else { "" };
        Some(Self { counter, what: event.as_str(), cause: cause.to_owned() })
    }

    /// A mail has left.
    pub fn mail_sent() -> Self {
        Self { counter: Counter::Mails, what: "mail.sent", cause: String::new() }
    }

    /// A mail waits for another try.
    pub fn mail_put_off() -> Self {
        Self { counter: Counter::Mails, what: "mail.put_off", cause: String::new() }
    }
}

/// Counts what happens.
pub trait Counters {
    /// Counts it once. Never waits and never fails: where nobody counts, nothing happens.
    fn count(&self, happened: Happened);
}
