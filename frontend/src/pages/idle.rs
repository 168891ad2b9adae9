//! The warning before the idle sign-out.

use yew::prelude::*;

use crate::components::button::Button;
use crate::components::dialog::Dialog;
use crate::flow::minutes_and_seconds;
use crate::i18n::{Language, t};

const HEADING: &str = "idle-heading";

/// What the warning needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The language at hand.
    pub language: Language,
    /// Time until the sign-out.
    pub left_ms: u32,
    /// Called when the person stays.
    pub onstay: Callback<()>,
}

/// Draws it. The countdown is not announced each second; the heading and its first words are, when it opens.
#[component(IdleWarning)]
pub fn idle_warning(props: &Props) -> Html {
    let Props { language, left_ms, onstay } = props;
    html! {
        <Dialog heading_id={HEADING} onescape={onstay}>
            <h2 id={HEADING}>{ t::idle_heading(*language) }</h2>
            <p>{ t::idle_text(*language) }</p>
            <p class="count" role="timer">{ minutes_and_seconds(left_ms.div_ceil(1000)) }</p>
            <Button label={t::stay_signed_in(*language)} onclick={onstay} />
        </Dialog>
    }
}
