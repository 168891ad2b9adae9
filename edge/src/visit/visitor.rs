//! A browser at one of our products: what it brought along, and what it is told to keep.

use shared::api::state::State;
use shared::value::language::Language;
use shared::value::product::Product;

use crate::secrets::secret::{Secret, SecretHash};
use crate::visit::device_cookie::DeviceCookie;

/// What a browser brought along with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The product of the host.
    pub product: Product,
    /// Where the links of mails to this browser's user lead: scheme, host and port, from the settings.
    pub origin: String,
    /// Names the browser application that is deployed now.
    pub app: String,
    /// The country that the platform saw it in.
    pub country: Option<String>,
    /// The language of its windows.
    pub language: Language,
    /// Whether it asks for more than where it stands, which alone keeps a half-done sign-in alive.
    pub acts: bool,
    /// What it calls itself.
    pub user_agent: String,
    /// Digest of the session that it holds.
    pub session: Option<SecretHash>,
    /// Digest of the half-done sign-in that it holds.
    pub sign_in: Option<SecretHash>,
    /// What it holds for the accounts that know it.
    pub devices: DeviceCookie,
}

/// What becomes of a value that the browser holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// It stays as it is.
    AsIs,
    /// This one takes its place.
    Set(Secret),
    /// It goes.
    Drop,
}

/// The answer of every endpoint of the sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Where the browser stands now.
    pub state: State,
    /// Its session.
    pub session: Keep,
    /// Its half-done sign-in.
    pub sign_in: Keep,
    /// The text of its device cookie, where a new one takes its place.
    pub devices: Option<String>,
    /// Whether a mail waits to be sent behind this answer.
    pub mail_queued: bool,
}
