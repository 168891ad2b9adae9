//! The audit log: who did what to whom, when and from where.

mod details;
mod events;

use shared::api::admin::audit::{self as wire, AuditRow};
use yew::prelude::*;

use super::address::Address;
use super::desk::Desk;
use super::list::{self, Act, Column, Filter, FilterKind, Row, Source, joined, rows};
use super::words;
use crate::boss::parts;
use crate::i18n::{digits, t};
use crate::pages::signed_in::ms;
use crate::piece;
use crate::platform::{clock, json};

/// Where the edge has it.
pub use wire::PATH;

/// What one more day is, in milliseconds: the last day of a filter is a whole one.
const DAY_MS: f64 = 86_400_000.0;

const COLUMNS: &[Column] = &[
    Column { heading: t::time, sort: "" },
    Column { heading: t::what, sort: "" },
    Column { heading: t::who, sort: "" },
    Column { heading: t::whom, sort: "" },
    Column { heading: t::details, sort: "" },
    Column { heading: t::from_where, sort: "" },
];

/// The whole log.
pub static SOURCE: Source = Source {
    name: "audit",
    caption: t::audit_log,
    columns: COLUMNS,
    filters: &[
        Filter { name: "login", label: t::person_or_application, kind: FilterKind::Text },
        Filter { name: "event", label: t::what, kind: FilterKind::Groups(events::groups) },
        Filter { name: "since", label: t::since, kind: FilterKind::Day },
        Filter { name: "until", label: t::until, kind: FilterKind::Day },
    ],
    search: None,
    query,
    read,
    empty: t::no_events,
};

/// The last events of one, inside a page.
pub static LAST: Source = Source {
    name: "events",
    caption: t::last_events,
    columns: COLUMNS,
    filters: &[],
    search: None,
    query: |_| String::new(),
    read,
    empty: t::no_events,
};

/// Days of the address, as they begin and end here.
fn query(address: &Address) -> String {
    let moment = |name: &str, more: f64| {
        let at = clock::day(address.get(name))? + more;
        Some([name, "=", &whole(at)].concat())
    };
    let since = moment("since", 0.0).unwrap_or_default();
    let until = moment("until", DAY_MS).unwrap_or_default();
    joined(&[&address.members(&["login", "event", "cursor"]), &since, &until])
}

#[expect(clippy::cast_possible_truncation, reason = "such a cast saturates")]
fn whole(at: f64) -> String {
    (at as i64).to_string()
}

fn read(text: &str, desk: &Desk, _: &Callback<Act>) -> Option<(Vec<Row>, Option<String>)> {
    let language = desk.language;
    let mut number = 0_u32;
    rows(text, |it: AuditRow| {
        number += 1;
        let local = words::moment(language, Some(it.at_ms));
        let utc = clock::utc(ms(it.at_ms));
        let event = events::of(&it.event);
        let detail = details::said(language, event, &it.detail);
        let said = event.map_or_else(|| it.event.clone(), |event| events::said(language, event).to_owned());
        let cells = vec![
            html! { <time datetime={utc.clone()} title={utc.clone()}>{ local }</time> },
            parts::plain(&said),
            parts::plain(&it.actor),
            parts::plain(&it.subject),
            parts::plain(&detail),
            parts::plain(&it.address),
        ];
        let key = [it.at_ms.to_string(), it.request_id, digits(number)].join("-");
        Row { key, cells, plain: vec![utc, said, it.actor, it.subject, detail, it.address] }
    })
}

/// Draws it.
#[hook]
pub fn use_log(desk: &Desk) -> Html {
    let language = desk.language;
    let fixed = desk.scope();
    html! {
        <>
            { parts::heading(t::audit_log(language)) }
            { piece!(SOURCE.name, list::use_list, list::Props {
                fixed: fixed.clone(),
                below: archive,
                ..list::Props::of(desk, &SOURCE, wire::PATH)
            }) }
        </>
    }
}

/// At the end of the log: since when it is complete, and where the rest is.
fn archive(text: &str, desk: &Desk) -> Html {
    let until = json::number(&json::parse(text), "archived_until_ms");
    until.map_or_else(Html::default, |at| {
        let said = t::older_rows(desk.language, &clock::short(at, desk.language));
        html! { <p class="nothing">{ said }</p> }
    })
}
