//! The warning before the idle sign-out.

use yew::prelude::*;

use crate::components::button;
use crate::components::dialog::Dialog;
use crate::flow::minutes_and_seconds;
use crate::i18n::{Language, t};

const HEADING: &str = "idle-heading";

/// The warning. The countdown is not announced each second; the heading and its first words are, when it opens. Once the
/// time is over, nothing behind it is seen, nor the button.
pub fn idle_warning(
    language: Language,
    left_ms: u32,
    onstay: &Callback<()>,
    onlanguage: &Callback<Language>,
) -> Html {
    html! {
        <Dialog {language} {onlanguage} heading_id={HEADING} onescape={onstay}>
            <h2 id={HEADING}>{ t::idle_heading(language) }</h2>
            <p>{ t::idle_text(language) }</p>
            <p class={if left_ms == 0 { "count over" } else { "count" }} role="timer">
                { minutes_and_seconds(left_ms.div_ceil(1000)) }
            </p>
            { button::action(t::stay_signed_in(language), false, onstay) }
        </Dialog>
    }
}
