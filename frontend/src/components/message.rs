//! What went wrong, in a place that is there before it is needed.

use yew::prelude::*;

use super::icon;

/// What the message needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its id, for the fields it belongs to.
    pub id: AttrValue,
    /// What it says; empty when nothing is wrong.
    pub text: AttrValue,
    /// What its button says, when there is something to try.
    #[prop_or_default]
    pub action: Option<AttrValue>,
    /// Called when that button is clicked.
    #[prop_or_default]
    pub onaction: Callback<()>,
}

/// Draws it: the region is always there, so that screen readers hear its change.
#[component(Message)]
pub fn message(props: &Props) -> Html {
    let onclick = props.onaction.reform(|_: MouseEvent| ());
    html! {
        <div class="message" id={props.id.clone()} role="alert">
            if !props.text.is_empty() {
                { icon::warning() }
                <p>
                    { &props.text }
                    if let Some(action) = &props.action {
                        { " " }<button type="button" class="link" {onclick}>{ action }</button>
                    }
                </p>
            }
        </div>
    }
}
