//! What went wrong, in a place that is there before it is needed.

use yew::prelude::*;

use super::icon;

/// Id of the button that tries again; a window has one message.
pub const RETRY: &str = "retry";

/// A message; `retry` is the label of its button and what that does. The region is there even when it says nothing,
/// so that screen readers hear its change.
pub fn message(id: &'static str, text: String, retry: Option<(&'static str, Callback<()>)>) -> Html {
    let button = |(label, onclick): (&'static str, Callback<()>)| {
        let onclick = onclick.reform(|_: MouseEvent| ());
        html! { <>{ " " }<button id={RETRY} type="button" class="link" {onclick}>{ label }</button></> }
    };
    html! {
        <div class="message" {id} role="alert">
            if !text.is_empty() {
                { icon::warning() }
                <p>{ text }{ for retry.map(button) }</p>
            }
        </div>
    }
}
