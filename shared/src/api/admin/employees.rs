//! Employees: `GET` and `POST` [`PATH`]; `GET` and `PATCH` [`PATH`]`/LOGIN`; `GET` `…/ending`, `…/sessions`, `…/consents`;
//! `POST` `…/block`, `…/unblock`, `…/invite`, `…/withdraw`, `…/unlock-password`, `…/unlock-code`, `…/reissue`,
//! `…/forget-devices`, `…/end-session`. All sessions of one end by [`EndSessions`](super::EndSessions).

use serde::{Deserialize, Serialize};

/// The list, and where an employee is created. `GET` takes `agency`, `search`, `role`, `product`, `unit`, `state`,
/// `sort` (`name`, `login`, `last-sign-in`, a `-` in front turns it round), `cursor` and `limit`, and answers a page of
/// [`Employee`].
pub const PATH: &str = "/api/admin/employees";

/// What keeps an employee out, the strongest reason first, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Blocked by somebody.
    Blocked,
    /// Locked by wrong codes.
    CodeLocked,
    /// No password was created yet.
    Invited,
    /// Locked by wrong passwords.
    PasswordLocked,
    /// Nothing is in the way.
    Active,
}

/// What an employee may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Sells tickets.
    Cashier,
    /// Administers the own agency.
    Administrator,
    /// Staff of MixVel: administers every agency.
    Support,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Blocked, Self::CodeLocked, Self::Invited, Self::PasswordLocked, Self::Active];

    /// Reads the word of [`State::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The word in answers and filters.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::CodeLocked => "code-locked",
            Self::Invited => "invited",
            Self::PasswordLocked => "password-locked",
            Self::Active => "active",
        }
    }
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Cashier, Self::Administrator, Self::Support];

    /// Reads the word of [`Role::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// The word in storage and in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cashier => "cashier",
            Self::Administrator => "administrator",
            Self::Support => "support",
        }
    }
}

/// An employee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee {
    /// The login, an e-mail address.
    pub login: String,
    /// Code of the agency.
    pub agency: u32,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// `cashier`, `boss`.
    pub products: Vec<String>,
    /// `StructureUnitID`s; the first is the employee's own.
    pub points_of_sale: Vec<String>,
    /// What keeps the employee out.
    pub state: State,
    /// Since when, and why, blocked.
    pub blocked_at_ms: Option<i64>,
    /// The reason that was given.
    pub blocked_reason: Option<String>,
    /// When the name was locked by wrong passwords.
    pub password_locked_at_ms: Option<i64>,
    /// When the account was locked by wrong codes.
    pub code_locked_at_ms: Option<i64>,
    /// `none`, `pending` or `active`.
    pub two_factor: String,
    /// Products whose current consent was given.
    pub consents: Vec<String>,
    /// Live sessions.
    pub sessions: u32,
    /// Browsers that the account knows.
    pub devices: u32,
    /// Of these, browsers that wrong passwords have locked.
    pub locked_devices: u32,
    /// Whether the agency's administrators, and not its employees, issue a QR code again.
    pub reissue_by_administrator: bool,
    /// The last finished sign-in.
    pub last_sign_in_at_ms: Option<i64>,
    /// Whether an invitation can still be used.
    pub has_invitation: bool,
    /// When the account was created.
    pub created_at_ms: i64,
    /// Counts its changes.
    pub version: u32,
}

/// `POST`: a new employee, who is invited by mail; answered with a [`Created`].
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateEmployee {
    /// The login, an e-mail address.
    pub login: String,
    /// Code of the agency.
    pub agency: u32,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// `cashier`, `boss`.
    pub products: Vec<String>,
    /// `StructureUnitID`s in order; Cashier needs one.
    #[serde(default)]
    pub points_of_sale: Vec<String>,
    /// The language of the invitation, `ru` or `en`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Local builds alone: the password, instead of an invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// Local builds alone: a key of two-factor authentication in base32, active at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub two_factor_key: Option<String>,
    /// Local builds alone: that consent was given.
    #[serde(default)]
    pub consent: bool,
}

/// What became of a creation or an invitation.
#[derive(Clone, Serialize, Deserialize)]
pub struct Created {
    /// The employee.
    pub employee: Employee,
    /// Local builds alone: where the invitation leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// `PATCH`: what is to be different; answered with an [`Employee`]. What is taken away ends on the next request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeEmployee {
    /// The version that was read; another one meanwhile is `overtaken`.
    pub version: u32,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// All products from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub products: Option<Vec<String>>,
    /// All points of sale from then on, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points_of_sale: Option<Vec<String>>,
}

/// `POST …/block`: answered with an [`Ending`](super::Ending).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    /// Why, for whoever reads the page later.
    #[serde(default)]
    pub reason: String,
}

/// `POST …/invite`: one more invitation; answered with a [`Created`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// `ru` or `en`; absent: that of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A live session of an employee: `GET …/sessions` answers a page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmployeeSession {
    /// Names it in [`EndSession`]; no session can be entered with it.
    pub id: String,
    /// `cashier` or `boss`.
    pub product: String,
    /// `StructureUnitID` (Cashier).
    pub point_of_sale: Option<String>,
    /// When it was opened.
    pub opened_at_ms: i64,
    /// Its owner's last input.
    pub active_at_ms: i64,
    /// From which address.
    pub address: String,
    /// From which country, if the platform saw one.
    pub country: Option<String>,
    /// With which browser.
    pub user_agent: String,
}

/// `POST …/end-session`: answered with [`Changed`](super::Changed).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndSession {
    /// `id` of the session.
    pub id: String,
}

/// A consent on record: `GET …/consents` answers a page of them, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// `cashier` or `boss`.
    pub product: String,
    /// Names the text.
    pub version: String,
    /// In which language it was shown.
    pub language: String,
    /// When.
    pub given_at_ms: i64,
    /// From which address.
    pub address: String,
}
