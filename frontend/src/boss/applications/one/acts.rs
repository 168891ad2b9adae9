//! The structure units and the live tokens of one application, and what can be done to it.

use shared::api::admin::applications::{Application, TOKENS_PATH, Token, Unit};
use shared::api::admin::structure_units::StructureUnit;
use shared::percent::encoded;
use yew::prelude::*;

use crate::boss::desk::Desk;
use crate::boss::form;
use crate::boss::list::{Act, Column, Row, Source, rows};
use crate::boss::modal::Question;
use crate::boss::parts;
use crate::boss::use_units::named;
use crate::boss::words;
use crate::i18n::{Language, t};

/// Live tokens.
pub(super) static TOKENS: Source = Source {
    name: "tokens",
    caption: t::live_tokens,
    columns: &[
        Column { heading: t::token, sort: "" },
        Column { heading: t::structure_unit_id, sort: "" },
        Column { heading: t::issued_at, sort: "" },
        Column { heading: t::ends_at, sort: "" },
        Column { heading: t::act, sort: "" },
    ],
    filters: &[],
    search: None,
    query: |_| "limit=200".to_owned(),
    read: tokens,
    empty: t::no_tokens,
};

fn tokens(text: &str, desk: &Desk, onact: &Callback<Act>) -> Option<(Vec<Row>, Option<String>)> {
    let language = desk.language;
    rows(text, |it: Token| {
        let jti = it.jti.clone();
        let onclick = onact.reform(move |_: MouseEvent| ("revoke", jti.clone()));
        let revoke = html! {
            <button type="button" class="link" {onclick} aria-label={t::revoke_named(language, &it.jti)}>
                { t::revoke(language) }
            </button>
        };
        let cells = vec![
            parts::code(&it.jti),
            parts::code(&it.unit),
            html! { { words::moment(language, Some(it.issued_at_ms)) } },
            html! { { words::moment(language, Some(it.expires_at_ms)) } },
            revoke,
        ];
        Row { key: it.jti, cells, plain: Vec::new() }
    })
}

/// The end of one token.
pub(super) fn revoke(language: Language, jti: &str) -> Question {
    let path = [TOKENS_PATH, "/", &encoded(jti), "/revoke"].concat();
    let lead = t::revoke_lead(language);
    Question::of(t::revoke_heading(language, jti), lead, t::revoke(language), path)
}

/// The buttons of whatever can be done to the application as things stand.
pub(super) fn buttons(
    desk: &Desk,
    application: &Application,
    path: &str,
    onask: &Callback<Question>,
) -> Html {
    let language = desk.language;
    let name = &application.login;
    let at = |end: &str| [path, end].concat();
    let revoke_all = Question {
        preview: Some(at("/ending")),
        ..Question::of(
            t::revoke_all_heading(language, name),
            "",
            t::revoke_all(language),
            at("/revoke-tokens"),
        )
    };
    let lead = t::block_application_lead(language);
    let block = Question::block(language, name, lead, path, application.blocked_at_ms.is_some());
    html! {
        <>
            if application.live_tokens > 0 { { revoke_all.button(onask) } }
            { block.button(onask) }
        </>
    }
}

/// The structure units that it may work in, and those that it could be allowed.
pub(super) fn units(
    desk: &Desk,
    application: &Application,
    all: &[StructureUnit],
    path: &str,
    onask: &Callback<Question>,
) -> Html {
    let language = desk.language;
    let body = |id: &str| serde_json::to_string(&Unit { unit: id.to_owned() }).unwrap_or_default();
    let named = |id: &str| named(all, id);
    let item = |id: &String| {
        let forbid = Question {
            body: body(id),
            ..Question::of(
                t::forbid_heading(language, &named(id)),
                t::forbid_lead(language),
                t::forbid(language),
                [path, "/forbid"].concat(),
            )
        };
        let onclick = onask.reform(move |_: MouseEvent| forbid.clone());
        html! {
            <li>
                <div><p>{ named(id) }</p></div>
                <button type="button" class="link tall" {onclick} aria-label={t::forbid_named(language, &named(id))}>
                    { t::forbid(language) }
                </button>
            </li>
        }
    };
    let free: Vec<_> = all.iter().filter(|unit| !application.units.contains(&unit.id)).collect();
    let onallow = {
        let (onask, path) = (onask.clone(), path.to_owned());
        let units: Vec<_> = free.iter().map(|unit| (unit.id.clone(), named(&unit.id))).collect();
        Callback::from(move |id: String| {
            if let Some((id, name)) = units.iter().find(|(known, _)| *known == id) {
                let path = [&path, "/allow"].concat();
                let body = serde_json::to_string(&Unit { unit: id.clone() }).unwrap_or_default();
                onask.emit(Question {
                    body,
                    ..Question::of(t::allow_heading(language, name), "", t::allow(language), path)
                });
            }
        })
    };
    let option =
        |unit: &&StructureUnit| html! { <option value={unit.id.clone()}>{ named(&unit.id) }</option> };
    let choices = html! { <>{ for free.iter().map(option) }</> };
    html! {
        <>
            <ul class="list">{ for application.units.iter().map(item) }</ul>
            if !free.is_empty() {
                { form::taker("allow-unit", t::allow_unit(language), t::allow(language), choices, onallow) }
            }
        </>
    }
}
