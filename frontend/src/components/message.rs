//! What went wrong, below all that can be pressed: it comes and goes, and nothing moves.

use yew::prelude::*;

use super::icon;

/// Id of the button that tries again; a window has one message.
pub const RETRY: &str = "retry";

/// A message; `retry` is the label of its button and what that does. The region is there even when it says nothing,
/// so that screen readers hear its change.
pub fn message(id: &'static str, text: &str, retry: Option<(&'static str, Callback<()>)>) -> Html {
    region(id, "message", text, retry)
}

/// What has happened, and is nobody's mistake.
pub fn told(id: &'static str, text: &str) -> Html {
    region(id, "message calm", text, None)
}

fn region(
    id: &'static str,
    class: &'static str,
    text: &str,
    retry: Option<(&'static str, Callback<()>)>,
) -> Html {
    let button = |(label, onclick): (&'static str, Callback<()>)| {
        let onclick = onclick.reform(|_: MouseEvent| ());
        html! { <>{ " " }<button id={RETRY} type="button" class="link" {onclick}>{ label }</button></> }
    };
    html! {
        <div {class} {id} role="alert">
            if !text.is_empty() {
                { icon::warning() }
                <p>{ linked(text) }{ for retry.map(button) }</p>
            }
        </div>
    }
}

/// Where help is.
pub const SUPPORT: &str = "support@mixvel.com";

/// A text in which the address of support is a link.
pub fn linked(text: &str) -> Html {
    match text.split_once(SUPPORT) {
        Some((before, after)) => html! {
            <>{ before.to_owned() }<a href="mailto:support@mixvel.com">{ SUPPORT }</a>{ after.to_owned() }</>
        },
        None => html! { { text.to_owned() } },
    }
}
