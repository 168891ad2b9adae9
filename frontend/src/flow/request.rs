//! What the windows ask of the edge.

use shared::api::requests as wire;
use shared::api::state;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Where the browser stands.
    Refresh,
    /// What was missing, ticked.
    Requirements {
        /// Consent to the text of this version.
        consent: Option<String>,
        /// Whether to enable two-factor authentication.
        two_factor: bool,
    },
    /// An authentication code.
    Code {
        /// Six digits.
        code: String,
        /// The browser's clock.
        device_now_ms: i64,
        /// Whose sign-in the window shows.
        who: String,
    },
    /// The set-up mail once more.
    Resend,
    /// A point of sale, by its id.
    PointOfSale(String),
    /// A seance, by its name.
    Seance(String),
    /// One window back.
    Back,
    /// The end of a half-done sign-in.
    Cancel,
    /// Another point of sale, still signed in.
    ChangePointOfSale,
    /// The end of the session.
    SignOut,
}

/// A value in a request's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, or null.
    Text(Option<String>),
    /// A whole number.
    Number(i64),
    /// True or false.
    Flag(bool),
}

impl Request {
    /// Where it goes.
    pub fn path(&self) -> &'static str {
        match self {
            Self::Refresh => state::PATH,
            Self::Requirements { .. } => wire::Requirements::PATH,
            Self::Code { .. } => wire::Code::PATH,
            Self::Resend => wire::RESEND_PATH,
            Self::PointOfSale(_) => wire::SelectPointOfSale::PATH,
            Self::Seance(_) => wire::SelectSeance::PATH,
            Self::Back => wire::BACK_PATH,
            Self::Cancel => wire::CANCEL_PATH,
            Self::ChangePointOfSale => wire::CHANGE_POINT_OF_SALE_PATH,
            Self::SignOut => wire::SignOut::PATH,
        }
    }

    /// The members of its body; nothing for a `GET`.
    pub fn body(&self) -> Option<Vec<(&'static str, Value)>> {
        let text = |text: &String| Value::Text(Some(text.clone()));
        match self {
            Self::Refresh => None,
            Self::Requirements { consent, two_factor } => Some(vec![
                ("consent", Value::Text(consent.clone())),
                ("two_factor", Value::Flag(*two_factor)),
            ]),
            Self::Code { code, device_now_ms, who } => Some(vec![
                ("code", text(code)),
                ("device_now_ms", Value::Number(*device_now_ms)),
                ("who", text(who)),
            ]),
            Self::PointOfSale(id) => Some(vec![("id", text(id))]),
            Self::Seance(name) => Some(vec![("seance", text(name))]),
            Self::Resend | Self::Back | Self::Cancel | Self::ChangePointOfSale | Self::SignOut => {
                Some(Vec::new())
            }
        }
    }

    /// Whether other tabs have to follow.
    pub fn moves(&self) -> bool {
        *self != Self::Refresh
    }
}
