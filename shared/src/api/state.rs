//! Where a browser stands: the step that the edge has decided and the page draws.

use serde::{Deserialize, Serialize};

/// `GET`: where the browser stands; always answered 200, also when nobody is signed in.
pub const PATH: &str = "/api/auth/state";

/// Answer of every endpoint of the sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// `cashier` or `boss`.
    pub product: String,
    /// Deployed version of the product, as in the page's footer.
    pub version: String,
    /// `local`, `demo` or `production`; the demo stand wears a ribbon.
    pub stand: String,
    /// Names the browser application that is deployed; empty where that is not known. A page of another one is old.
    pub app: String,
    /// The edge's clock, in milliseconds since 1970: waits in a step count from here.
    pub now_ms: i64,
    /// The window to show.
    pub step: Step,
}

/// A window of the sign-in with all that it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Step {
    /// Login and password.
    Credentials {
        /// Why nobody is signed in any more, if somebody was.
        notice: Option<Notice>,
    },
    /// The password was right; these are missing.
    Requirements {
        /// Whose sign-in it is: the whole login.
        who: String,
        /// The text to consent to, if consent is missing.
        consent: Option<ConsentText>,
        /// Whether two-factor authentication has to be enabled.
        two_factor: bool,
    },
    /// Six digits.
    Code {
        /// Whose sign-in it is: the whole login.
        who: String,
        /// Wrong codes that are still free.
        attempts_left: u32,
        /// The set-up that is pending, if the key is not active yet.
        setup: Option<Setup>,
    },
    /// Which point of sale (Cashier).
    PointOfSale {
        /// Whose sign-in it is: the whole login.
        who: String,
        /// All there are to choose from, in the order of the list; never empty.
        choices: Vec<PointOfSale>,
        /// `id` of the one that is preselected.
        selected: String,
        /// Whether the employee may not choose.
        fixed: bool,
        /// Whether somebody is signed in and changes the place of that session: back leads to it.
        changing: bool,
    },
    /// Which seance (Cashier); "session" in the windows.
    Seance {
        /// Whose sign-in it is: the whole login.
        who: String,
        /// Where.
        point_of_sale: PointOfSale,
        /// All there are to choose from; empty when the point of sale has none.
        choices: Vec<String>,
        /// The one that is preselected; empty when there is none.
        selected: String,
        /// Whether somebody is signed in and changes the place of that session: back leads to it in the end.
        changing: bool,
    },
    /// Signed in.
    SignedIn(Box<SignedIn>),
}

/// Why a browser has to sign in again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Sixty minutes without the user's own input.
    Idle,
    /// Twenty-four hours since the sign-in.
    Absolute,
    /// The session was ended from elsewhere, or by a lock.
    Ended,
    /// The session's point of sale was taken away from the employee.
    PointOfSaleTaken,
    /// A sign-in was left alone for ten minutes.
    SignInExpired,
    /// Wrong authentication codes have locked the account.
    CodeLocked,
}

/// The text that an employee consents to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentText {
    /// Names the text: its hash.
    pub version: String,
    /// Whether the policy beside it says, in both languages, who is responsible for the data.
    pub operator_named: bool,
}

/// A set-up of two-factor authentication that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// Where the mail went.
    pub sent_to: String,
    /// When another mail may be asked for, in milliseconds since 1970.
    pub resend_at_ms: i64,
    /// Whether the mail has just been sent, so that the dialog is due.
    pub just_sent: bool,
}

/// A point of sale to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointOfSale {
    /// `StructureUnitID`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is; may be empty.
    pub address: String,
}

/// Who is signed in, where, and what the workspace shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// Login.
    pub login: String,
    /// Name of the employee.
    pub employee: String,
    /// Code of the agency.
    pub agency_code: u32,
    /// Name of the agency.
    pub agency: String,
    /// Where (Cashier).
    pub point_of_sale: Option<PointOfSale>,
    /// In which seance (Cashier).
    pub seance: Option<String>,
    /// Whether the point of sale may be changed without a new sign-in.
    pub may_change_point_of_sale: bool,
    /// The sign-in before this one.
    pub last_sign_in: Option<LastSignIn>,
    /// Where the product lives, when it is not the page at hand: a path on this host.
    pub app_url: Option<String>,
    /// When the session ends for lack of input, in milliseconds since 1970.
    pub idle_at_ms: i64,
    /// When the session ends in any case, in milliseconds since 1970.
    pub ends_at_ms: i64,
}

/// An earlier sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastSignIn {
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// From which country, as the platform saw it: two capital letters (ISO 3166-1).
    pub country: Option<String>,
    /// From which address, as far as limits look at it: IPv6 as its /64.
    pub address: Option<String>,
}
