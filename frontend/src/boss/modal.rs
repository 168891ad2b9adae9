//! Dialogs: one that holds a form, and the one question before something ends.

use shared::api::admin::Ending;
use shared::api::admin::employees::Block;
use yew::prelude::*;

use super::desk::{Desk, Refusal};
use super::form::{self, Text, use_held};
use super::sending::use_sending;
use super::{parts, words};
use crate::components::button;
use crate::components::dialog::Dialog;
use crate::i18n::{Language, t};

/// A dialog with its heading; called when Escape is pressed.
pub fn modal(desk: &Desk, id: &'static str, heading: &str, onescape: &Callback<()>, body: Html) -> Html {
    html! {
        <Dialog language={desk.language} onlanguage={desk.onlanguage.clone()} heading_id={id} onescape={onescape}>
            <h2 {id} tabindex="-1">{ heading.to_owned() }</h2>
            { body }
        </Dialog>
    }
}

/// The two buttons at the end of a form.
pub fn buttons(desk: &Desk, label: &'static str, busy: bool, oncancel: &Callback<()>) -> Html {
    let onclick = oncancel.reform(|_: MouseEvent| ());
    html! {
        <div class="actions">
            { button::submit(label, busy, false) }
            <button type="button" class="second" {onclick}>{ t::cancel(desk.language) }</button>
        </div>
    }
}

/// What is confirmed, and how it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The heading.
    pub heading: String,
    /// What it means, in a sentence.
    pub lead: String,
    /// What the button says.
    pub action: &'static str,
    /// Where what ends is counted beforehand.
    pub preview: Option<String>,
    /// Whether a reason is asked for.
    pub has_reason: bool,
    /// Where it is sent.
    pub path: String,
    /// What is sent, as JSON; a reason takes its place.
    pub body: String,
}

impl Question {
    /// One that is sent as it is, and ends nothing that has to be counted.
    pub fn of(heading: String, lead: &str, action: &'static str, path: String) -> Self {
        let (lead, body) = (lead.to_owned(), "{}".to_owned());
        Self { heading, lead, action, preview: None, has_reason: false, path, body }
    }

    /// The one before a block of what stands at the path, or before the end of its block.
    pub fn block(language: Language, name: &str, lead: &str, path: &str, is_blocked: bool) -> Self {
        let at = |end: &str| [path, end].concat();
        if is_blocked {
            let heading = t::unblock_heading(language, name);
            return Self::of(heading, t::unblock_lead(language), t::unblock(language), at("/unblock"));
        }
        let block = Self::of(t::block_heading(language, name), lead, t::block(language), at("/block"));
        Self { preview: Some(at("/ending")), ..block }
    }

    /// The button that asks it.
    pub fn button(self, onask: &Callback<Self>) -> Html {
        let label = self.action;
        parts::second(label, onask.reform(move |_: MouseEvent| self.clone()))
    }
}

/// What the question needs.
pub struct Props {
    /// What every page has.
    pub desk: Desk,
    /// What is asked.
    pub question: Question,
    /// Called when it is over, with whether it was done.
    pub onclose: Callback<bool>,
}

/// Asks, and sends what was confirmed.
#[hook]
pub fn use_confirm(props: &Props) -> Html {
    let Props { desk, question, onclose } = props;
    let language = desk.language;
    let ending = use_state(|| None::<Result<Ending, Refusal>>);
    let reason = use_held(String::new);
    let sending = use_sending();
    use_effect_with((), {
        let (desk, preview, ending) = (desk.clone(), question.preview.clone(), ending.setter());
        move |()| {
            if let Some(path) = preview {
                desk.get(&path, move |counted| ending.set(Some(counted)));
            }
        }
    });
    let act = {
        let (desk, question, onclose) = (desk.clone(), question.clone(), onclose.clone());
        let (sending, reason) = (sending.clone(), reason.clone());
        Callback::from(move |()| {
            if !sending.begin() {
                return;
            }
            let body = if question.has_reason {
                let block = Block { reason: reason.now().trim().to_owned() };
                serde_json::to_string(&block).unwrap_or_default()
            } else {
                question.body.clone()
            };
            let onclose = onclose.clone();
            sending.send_text(&desk, &question.path, body, move || onclose.emit(true));
        })
    };
    let close = sending.closing(onclose, false);
    let told = match &*ending {
        _ if question.preview.is_none() => String::new(),
        None => t::counting(language).to_owned(),
        Some(Ok(ending)) => words::ending(language, ending),
        Some(Err(refusal)) => words::refusal(language, refusal),
    };
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            if !question.lead.is_empty() { <p>{ question.lead.clone() }</p> }
            <p class="ends" role="status">{ told }</p>
            if question.has_reason {
                { form::text(Text {
                    id: "reason", label: t::reason(language), note_id: "reason-note", note: "",
                    value: &reason.now(), most: "500",
                }, form::put(&reason, |reason, value| *reason = value)) }
            }
            { buttons(desk, question.action, sending.is_busy(), &close) }
            { sending.said(desk, "confirm-problem", "") }
        </form>
    };
    modal(desk, "confirm-heading", &question.heading, &close, body)
}
