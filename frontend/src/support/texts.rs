//! Texts and notices: which version of which text counts since when, and publishing one; the other tab has the notices.

mod publish;

use shared::api::admin::texts::{self as wire, TextVersion};
use shared::place::Kind;
use shared::texts::TextKind;
use yew::prelude::*;

use super::notices;
use crate::boss::desk::Desk;
use crate::boss::list::{self, Act, Column, Row, Source, rows};
use crate::boss::one_page::use_lying;
use crate::boss::{parts, words};
use crate::components::message::told;
use crate::i18n::{Language, t};
use crate::piece;
use crate::platform::clock;
use crate::product::Product;

/// The tab of notices, in addresses.
const NOTICES: &str = "notices";

/// The versions of all texts.
static SOURCE: Source = Source {
    name: "texts",
    caption: t::texts,
    columns: &[
        Column { heading: t::text, sort: "" },
        Column { heading: t::product, sort: "" },
        Column { heading: t::text_since, sort: "" },
        Column { heading: t::state, sort: "" },
        Column { heading: t::text_edition, sort: "" },
        Column { heading: t::published_at, sort: "" },
        Column { heading: t::published_by, sort: "" },
    ],
    filters: &[],
    search: None,
    query: |_| String::new(),
    read,
    empty: t::no_texts,
};

/// What a text is called.
fn name(language: Language, kind: TextKind) -> &'static str {
    match kind {
        TextKind::Consent => t::text_consent(language),
        TextKind::Policy => t::text_policy(language),
    }
}

fn read(text: &str, desk: &Desk, _: &Callback<Act>) -> Option<(Vec<Row>, Option<String>)> {
    let language = desk.language;
    let now_ms = clock::now();
    let mut begun: Vec<(String, String)> = Vec::new();
    rows(text, |it: TextVersion| {
        let of = (it.kind.clone(), it.product.clone());
        // The one that counts last comes first: of those that have begun the first one counts.
        let (word, state) = if it.since_ms > now_ms {
            ("invited", t::text_planned(language))
        } else if begun.contains(&of) {
            ("past", t::text_past(language))
        } else {
            begun.push(of);
            ("active", t::text_counts(language))
        };
        let kind = TextKind::parse(&it.kind);
        let called = kind.map_or(it.kind.as_str(), |kind| name(language, kind)).to_owned();
        let product = Product::of(&it.product).name(language).to_owned();
        let (since, published) = match it.published_at_ms {
            Some(_) => {
                (words::moment(language, Some(it.since_ms)), words::moment(language, it.published_at_ms))
            }
            None => (t::text_built_in(language).to_owned(), words::moment(language, None)),
        };
        let short: String = it.version.chars().take(12).collect();
        let href = kind.map(|kind| kind.page(&it.version));
        let cells = vec![
            parts::plain(&called),
            parts::plain(&product),
            parts::plain(&since),
            html! { <span class="state" data-state={word}>{ state }</span> },
            html! { <a {href} target="_blank" rel="noopener" title={t::opens_in_new_tab(language)}><code>{ short.clone() }</code></a> },
            parts::plain(&published),
            parts::plain(&it.published_by),
        ];
        let key = [it.kind.as_str(), &it.product, &it.version].join("-");
        Row { key, cells, plain: Vec::new() }
    })
}

/// Draws it.
#[hook]
pub(super) fn use_page(desk: &Desk) -> Html {
    let language = desk.language;
    html! {
        <>
            { parts::heading(t::texts_and_notices(language)) }
            { tabs(desk) }
            if desk.address.get("tab") == NOTICES {
                { piece!(NOTICES, notices::use_notices, desk.clone()) }
            } else {
                { piece!("texts", use_texts, desk.clone()) }
            }
        </>
    }
}

/// The tabs, each an address.
fn tabs(desk: &Desk) -> Html {
    let language = desk.language;
    let now = desk.address.get("tab");
    let tab = |(word, label): (&'static str, &'static str)| {
        let to = desk.of(Kind::Texts, "").with("tab", word);
        html! { <li aria-current={(word == now).then_some("page")}>{ desk.link(to, html! { { label } }) }</li> }
    };
    let all = [("", t::texts(language)), (NOTICES, t::notices(language))];
    html! { <nav class="tabs" aria-label={t::parts(language)}><ul>{ for all.into_iter().map(tab) }</ul></nav> }
}

#[hook]
fn use_texts(desk: &Desk) -> Html {
    let language = desk.language;
    let over = use_lying();
    let again = over.again();
    html! {
        <>
            <div class="actions apart">{ parts::second(t::publish_text(language), over.onform()) }</div>
            { told("done", over.done()) }
            { piece!(SOURCE.name, list::use_list, list::Props {
                again,
                ..list::Props::of(desk, &SOURCE, wire::PATH)
            }) }
            { over.shown(desk, |onclose| piece!("publish", publish::use_publish, publish::Props {
                desk: desk.clone(),
                onclose: onclose.clone(),
            })) }
        </>
    }
}
