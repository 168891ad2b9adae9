//! What the windows ask of the edge.

use serde::Serialize;
use shared::api::requests as wire;
use shared::api::state;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Where the browser stands.
    Refresh,
    /// Consent to the text of this version, and whether to enable two-factor authentication.
    Requirements(Option<String>, TwoFactor),
    /// Six digits, and the browser's clock.
    Code(String, i64),
    /// The set-up mail once more.
    Resend,
    /// A point of sale, by its id.
    PointOfSale(String),
    /// A seance, by its name.
    Seance(String),
    /// One window back.
    Back(Back),
    /// The end of a half-done sign-in.
    Cancel,
    /// Another point of sale, still signed in.
    ChangePointOfSale,
    /// The end of the session.
    SignOut,
}

/// Whether to enable two-factor authentication.
type TwoFactor = bool;

/// What sent the person back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// The browser's button, which has left its entry already.
    Browser,
    /// A button of the window.
    Window,
}

impl Request {
    /// Where it goes, and its body; a request without a body is a `GET`.
    pub fn wire(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Refresh => (state::PATH, None),
            Self::Requirements(consent, two_factor) => {
                let body = wire::Requirements { consent: consent.clone(), two_factor: *two_factor };
                (wire::Requirements::PATH, json(&body))
            }
            Self::Code(code, device_now_ms) => {
                let body = wire::Code { code: code.clone(), device_now_ms: *device_now_ms };
                (wire::Code::PATH, json(&body))
            }
            Self::PointOfSale(id) => {
                (wire::SelectPointOfSale::PATH, json(&wire::SelectPointOfSale { id: id.clone() }))
            }
            Self::Seance(name) => {
                (wire::SelectSeance::PATH, json(&wire::SelectSeance { seance: name.clone() }))
            }
            Self::Resend => (wire::RESEND_PATH, empty()),
            Self::Back(_) => (wire::BACK_PATH, empty()),
            Self::Cancel => (wire::CANCEL_PATH, empty()),
            Self::ChangePointOfSale => (wire::CHANGE_POINT_OF_SALE_PATH, empty()),
            Self::SignOut => (wire::SIGN_OUT_PATH, empty()),
        }
    }

    /// Whether other tabs have to follow.
    pub fn moves(&self) -> bool {
        *self != Self::Refresh
    }
}

fn empty() -> Option<String> {
    Some("{}".to_owned())
}

fn json(body: &impl Serialize) -> Option<String> {
    serde_json::to_string(body).ok()
}
