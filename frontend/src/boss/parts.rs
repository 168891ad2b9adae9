//! Parts that several pages share: each is one function, so that it weighs once.

use shared::place::Kind;
use yew::prelude::*;

use super::desk::{Desk, Refusal};
use super::{shell, way_back, words};
use crate::components::message::message;
use crate::pages::window::HEADING;
use crate::platform::history;

/// The heading of a page.
pub fn heading(text: &str) -> Html {
    html! { <h1 id={HEADING} tabindex="-1">{ text.to_owned() }</h1> }
}

/// What is known of something.
pub fn fact(term: &'static str, value: Html) -> Html {
    html! { <div><dt>{ term }</dt><dd>{ value }</dd></div> }
}

/// A text.
pub fn plain(text: &str) -> Html {
    html! { { text.to_owned() } }
}

/// A text by which programs go.
pub fn code(text: &str) -> Html {
    html! { <code>{ text.to_owned() }</code> }
}

/// A part of a page with its heading.
pub fn section(id: &'static str, heading: &'static str, content: Html) -> Html {
    html! { <section aria-labelledby={id}><h2 {id}>{ heading }</h2>{ content }</section> }
}

/// A button beside others.
pub fn second(label: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" class="second" {onclick}>{ label }</button> }
}

/// A button in a row or a list; `name` says to whoever does not see the row which one it is.
pub fn small(label: &'static str, name: String, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" class="link tall" {onclick} aria-label={name}>{ label }</button> }
}

/// The way back to a list, as it was left.
pub fn back(desk: &Desk, kind: Kind, list: &'static str) -> Html {
    let text = html! { <>{ "← " }{ list }</> };
    match way_back::to(desk, kind) {
        (to, true) => desk.link_by(to.text(), text, Callback::from(|()| history::back())),
        (to, false) => desk.link(to, text),
    }
}

/// A page that is not there yet, or will not be.
pub fn waiting(desk: &Desk, back: Html, title: &str, refusal: Option<&Refusal>) -> Html {
    let rest = match refusal {
        None => shell::waiting(),
        Some(refusal) => message("page-problem", &words::refusal(desk.language, refusal), None),
    };
    html! { <>{ back }{ heading(title) }{ rest }</> }
}
