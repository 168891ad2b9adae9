//! A state, read with the browser's own JSON. `shared::api::state` says what it is; a browser test holds the two
//! together. A derived reader would be a fifth of the second module.

use shared::api::state::{ConsentText, LastSignIn, Notice, PointOfSale, Setup, SignedIn, State, Step};
use wasm_bindgen::JsValue;

use crate::platform::json;

/// Reads a state; nothing when the text is none.
pub fn read(text: &str) -> Option<State> {
    let state = json::parse(text);
    Some(State {
        product: json::text(&state, "product")?,
        version: json::text(&state, "version")?,
        stand: json::text(&state, "stand")?,
        app: json::text(&state, "app")?,
        now_ms: moment(&state, "now_ms")?,
        step: step(&json::member(&state, "step"))?,
    })
}

fn step(step: &JsValue) -> Option<Step> {
    let who = || json::text(step, "who");
    Some(match json::text(step, "name")?.as_str() {
        "credentials" => Step::Credentials { notice: notice(step) },
        "requirements" => Step::Requirements {
            who: who()?,
            consent: consent(step),
            two_factor: json::flag(step, "two_factor"),
        },
        "code" => Step::Code {
            who: who()?,
            attempts_left: whole(step, "attempts_left"),
            setup: object(step, "setup").and_then(|it| setup(&it)),
        },
        "point_of_sale" => Step::PointOfSale {
            who: who()?,
            choices: json::list(step, "choices").map(|it| point_of_sale(&it)).collect::<Option<_>>()?,
            selected: json::text(step, "selected")?,
            fixed: json::flag(step, "fixed"),
            changing: json::flag(step, "changing"),
        },
        "seance" => Step::Seance {
            who: who()?,
            point_of_sale: point_of_sale(&json::member(step, "point_of_sale"))?,
            choices: json::list(step, "choices").map(|it| it.as_string()).collect::<Option<_>>()?,
            selected: json::text(step, "selected")?,
            changing: json::flag(step, "changing"),
        },
        "signed_in" => Step::SignedIn(Box::new(signed_in(step)?)),
        _ => return None,
    })
}

/// The text to consent to.
pub(super) fn consent(of: &JsValue) -> Option<ConsentText> {
    let it = object(of, "consent")?;
    Some(ConsentText {
        version: json::text(&it, "version")?,
        operator_named: json::flag(&it, "operator_named"),
    })
}

fn notice(step: &JsValue) -> Option<Notice> {
    match json::text(step, "notice")?.as_str() {
        "idle" => Some(Notice::Idle),
        "absolute" => Some(Notice::Absolute),
        "ended" => Some(Notice::Ended),
        "point_of_sale_taken" => Some(Notice::PointOfSaleTaken),
        "sign_in_expired" => Some(Notice::SignInExpired),
        "code_locked" => Some(Notice::CodeLocked),
        _ => None,
    }
}

fn setup(setup: &JsValue) -> Option<Setup> {
    Some(Setup {
        sent_to: json::text(setup, "sent_to")?,
        resend_at_ms: moment(setup, "resend_at_ms")?,
        just_sent: json::flag(setup, "just_sent"),
    })
}

fn point_of_sale(place: &JsValue) -> Option<PointOfSale> {
    Some(PointOfSale {
        id: json::text(place, "id")?,
        name: json::text(place, "name")?,
        address: json::text(place, "address")?,
    })
}

fn signed_in(step: &JsValue) -> Option<SignedIn> {
    let last = |it: JsValue| {
        let (country, address) = (json::text(&it, "country"), json::text(&it, "address"));
        Some(LastSignIn { at_ms: moment(&it, "at_ms")?, country, address })
    };
    Some(SignedIn {
        login: json::text(step, "login")?,
        employee: json::text(step, "employee")?,
        agency_code: whole(step, "agency_code"),
        agency: json::text(step, "agency")?,
        point_of_sale: object(step, "point_of_sale").and_then(|it| point_of_sale(&it)),
        seance: json::text(step, "seance"),
        may_change_point_of_sale: json::flag(step, "may_change_point_of_sale"),
        last_sign_in: object(step, "last_sign_in").and_then(last),
        app_url: json::text(step, "app_url"),
        idle_at_ms: moment(step, "idle_at_ms")?,
        ends_at_ms: moment(step, "ends_at_ms")?,
    })
}

/// A member that is an object; `null` is none.
pub(super) fn object(of: &JsValue, name: &str) -> Option<JsValue> {
    Some(json::member(of, name)).filter(JsValue::is_object)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "such a cast saturates")]
fn whole(of: &JsValue, name: &str) -> u32 {
    json::number(of, name).unwrap_or_default() as u32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "such a cast saturates, and moments of this age are exact"
)]
pub(super) fn moment(of: &JsValue, name: &str) -> Option<i64> {
    json::number(of, name).map(|number| number as i64)
}
