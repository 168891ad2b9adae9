//! The form of a new version of a text: what it says is shown as windows show it before it is published.

use shared::api::admin::texts::{self as wire, PublishText, TextVersion};
use shared::texts::{LEAD_MS, TextKind};
use yew::prelude::*;

use super::name;
use crate::boss::desk::Desk;
use crate::boss::form::{self, Text, use_held};
use crate::boss::modal::{buttons, modal};
use crate::boss::parts;
use crate::boss::sending::use_sending;
use crate::boss::words;
use crate::components::button;
use crate::components::select::select;
use crate::i18n::{Language, t};
use crate::platform::{clock, page};
use crate::support::draft::{self, Draft};

/// What the form needs.
pub(super) struct Props {
    pub(super) desk: Desk,
    /// Called when it is over, with whether a version was published.
    pub(super) onclose: Callback<bool>,
}

/// What it holds.
struct Held {
    kind: TextKind,
    draft: Draft,
    since: String,
    /// Whether what was typed is shown as windows show it.
    is_preview: bool,
}

impl Held {
    /// From when on it counts; none: as soon as it may. What is too soon is an error.
    fn since_ms(&self) -> Result<Option<i64>, ()> {
        match draft::chosen(&self.since) {
            None if self.since.is_empty() => Ok(None),
            Some(at) if at >= clock::now().saturating_add(LEAD_MS) => Ok(Some(at)),
            None | Some(_) => Err(()),
        }
    }
}

/// Draws it.
#[hook]
pub(super) fn use_publish(props: &Props) -> Html {
    let Props { desk, onclose } = props;
    let language = desk.language;
    let held = use_held(|| Held {
        kind: TextKind::Consent,
        draft: Draft::default(),
        since: String::new(),
        is_preview: false,
    });
    let sending = use_sending();
    use_effect_with(held.now().is_preview, |is_preview| {
        page::focus(if *is_preview { "publish-heading" } else { "text-kind" });
    });
    let act = {
        let (desk, onclose, held, sending) = (desk.clone(), onclose.clone(), held.clone(), sending.clone());
        Callback::from(move |()| {
            let may = sending.begin();
            let now = held.now();
            let (Ok(since_ms), true) = (now.since_ms(), now.draft.is_whole()) else {
                // The moment may have come too near while the preview was read.
                drop(now);
                held.change(|held| held.is_preview = false);
                return;
            };
            if !now.is_preview {
                drop(now);
                held.change(|held| held.is_preview = true);
            } else if may {
                let request = PublishText {
                    kind: now.kind.as_str().to_owned(),
                    product: now.draft.product.clone(),
                    ru: now.draft.ru.clone(),
                    en: now.draft.en.clone(),
                    since_ms,
                };
                drop(now);
                let onclose = onclose.clone();
                sending.send(&desk, wire::PATH, &request, move |_: TextVersion| onclose.emit(true));
            }
        })
    };
    let now = held.now();
    let said = sending.said(desk, "publish-problem", t::text_taken(language));
    let body = if now.is_preview {
        let onback = {
            let (held, sending) = (held.clone(), sending.clone());
            Callback::from(move |()| {
                sending.forget();
                held.change(|held| held.is_preview = false);
            })
        };
        let since = now.since_ms().ok().flatten();
        html! {
            <form onsubmit={form::submitting(act)}>
                { preview(language, &now, since) }
                { said }
                <div class="actions">
                    { button::submit(t::publish(language), sending.is_busy(), false) }
                    { parts::second(t::back(language), onback.reform(|_: MouseEvent| ())) }
                </div>
            </form>
        }
    } else {
        let too_soon = sending.is_tried() && now.since_ms().is_err();
        let kinds =
            TextKind::ALL.into_iter().map(|kind| (kind.as_str().to_owned(), name(language, kind).to_owned()));
        let onkind = form::put(&held, |held, word| held.kind = TextKind::parse(&word).unwrap_or(held.kind));
        html! {
            <form onsubmit={form::submitting(act)}>
                { select("text-kind", t::text(language), kinds, now.kind.as_str(), &onkind) }
                { draft::product(language, &now.draft, &form::put(&held, |held, word| held.draft.product = word)) }
                { draft::both(language, &now.draft, sending.is_tried(), "20000", [
                    form::put(&held, |held, text| held.draft.ru = text),
                    form::put(&held, |held, text| held.draft.en = text),
                ]) }
                { draft::moment(&Text {
                    id: "text-since", label: t::text_from(language), note_id: "text-since-note",
                    note: if too_soon { t::text_too_soon(language) } else { "" }, value: &now.since, most: "",
                }, &form::put(&held, |held, text| held.since = text)) }
                <p class="explains">{ t::text_from_lead(language) }</p>
                { buttons(desk, t::preview(language), false, &onclose.reform(|()| false)) }
            </form>
        }
    };
    modal(desk, "publish-heading", t::publish_text(language), &onclose.reform(|()| false), body)
}

/// The text as windows show it, and what its publication means.
fn preview(language: Language, held: &Held, since_ms: Option<i64>) -> Html {
    let product = crate::product::Product::of(&held.draft.product).name(language);
    let what = [name(language, held.kind), ", ", product].concat();
    let when = match since_ms {
        Some(at) => t::text_counts_from(language, &words::moment(language, Some(at))),
        None => t::text_counts_soon(language).to_owned(),
    };
    let asked = match held.kind {
        TextKind::Consent => t::text_asked(language),
        TextKind::Policy => "",
    };
    let shown = |tag: &'static str, heading: &'static str, text: &str| {
        html! {
            <>
                <h3>{ heading }</h3>
                <p class="typed" lang={tag}>{ text.trim().to_owned() }</p>
            </>
        }
    };
    html! {
        <>
            <p>{ parts::plain(&what) }</p>
            { shown("ru", t::in_russian(language), &held.draft.ru) }
            { shown("en", t::in_english(language), &held.draft.en) }
            <p class="ends">{ when }{ " " }{ asked }</p>
        </>
    }
}
