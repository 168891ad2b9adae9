//! Links to a new password: restoration, and the invitation of a new employee.

use serde::{Deserialize, Serialize};

use super::state::ConsentText;

/// A request for a link, answered with `{}` whatever the address (norm R2).
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestReset {
    /// The address, as typed.
    pub email: String,
}

impl RequestReset {
    /// Where it is sent.
    pub const PATH: &'static str = "/api/auth/password-reset";
    /// The page that sends it, and that a reset link leads to.
    pub const PAGE: &'static str = "/reset";
}

/// The token of a link, taken from the fragment of its address. Reading a link uses nothing up.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadLink {
    /// 256 random bits in base64url.
    pub token: String,
}

impl ReadLink {
    /// Where it is sent; answered with a [`PasswordLink`].
    pub const PATH: &'static str = "/api/auth/password-link";
}

/// What a link that counts is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLink {
    /// Why it was sent.
    pub purpose: Purpose,
    /// Whose, in full: the page is reached from the owner's mailbox.
    pub login: String,
    /// Whether the QR code may be issued again with the new password.
    pub may_reissue: bool,
    /// The text to consent to, with an invitation.
    pub consent: Option<ConsentText>,
}

/// Why a link was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The password is to be restored.
    Reset,
    /// The first password is to be created.
    Invitation,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::Reset, Self::Invitation];
    /// The page that an invitation leads to.
    pub const INVITATION_PAGE: &'static str = "/invitation";

    /// The word in storage and in the audit log.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Invitation => "invitation",
        }
    }
}

/// The new password of whoever holds a link.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavePassword {
    /// The token of the link.
    pub token: String,
    /// The new password, as typed.
    pub password: String,
    /// Whether the QR code of two-factor authentication is to be issued again.
    pub reissue: bool,
    /// `version` of the text that was consented to, with an invitation.
    pub consent: Option<String>,
}

impl SavePassword {
    /// Where it is sent; answered with a [`PasswordSaved`]. Nobody is signed in by it (norm R4).
    pub const PATH: &'static str = "/api/auth/password";
}

/// The password was saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordSaved {
    /// Whether a mail with a new QR code is on its way.
    pub reissued: bool,
}
