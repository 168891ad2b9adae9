//! Sessions and consents of one employee.

use shared::api::admin::employees::{Consent, EmployeeSession};
use shared::texts::TextKind;
use yew::prelude::*;

use crate::boss::desk::Desk;
use crate::boss::list::{Act, Column, Row, Source, rows};
use crate::boss::parts;
use crate::boss::use_units::named;
use crate::boss::words;
use crate::i18n::t;
use crate::pages::account::device;
use crate::pages::signed_in::place;
use crate::product::Product;

/// What is pressed to end a session.
pub(super) const END: &str = "end";

/// Live sessions.
pub(super) static SESSIONS: Source = Source {
    name: "sessions",
    caption: t::sessions,
    columns: &[
        Column { heading: t::product, sort: "" },
        Column { heading: t::signed_in_at, sort: "" },
        Column { heading: t::last_active, sort: "" },
        Column { heading: t::from_where, sort: "" },
        Column { heading: t::act, sort: "" },
    ],
    filters: &[],
    search: None,
    query: |_| "limit=200".to_owned(),
    read: sessions,
    empty: t::no_sessions,
};

/// Consents on record.
pub(super) static CONSENTS: Source = Source {
    name: "consents",
    caption: t::consents_given,
    columns: &[
        Column { heading: t::product, sort: "" },
        Column { heading: t::given_at, sort: "" },
        Column { heading: t::text_version, sort: "" },
    ],
    filters: &[],
    search: None,
    query: |_| "limit=200".to_owned(),
    read: consents,
    empty: t::no_consents,
};

type Rows = Option<(Vec<Row>, Option<String>)>;

fn sessions(text: &str, desk: &Desk, onact: &Callback<Act>) -> Rows {
    let language = desk.language;
    rows(text, |it: EmployeeSession| {
        let product = Product::of(&it.product).name(language);
        let at = it
            .point_of_sale
            .as_ref()
            .map_or_else(String::new, |unit| [", ", &named(desk.known_units(), unit)].concat());
        let opened = words::moment(language, Some(it.opened_at_ms));
        let active = words::moment(language, Some(it.active_at_ms));
        let from = place(it.country.as_deref(), Some(&it.address), language);
        let device = device(&it.user_agent, language);
        let id = it.id.clone();
        let onclick = onact.reform(move |_: MouseEvent| (END, id.clone()));
        let end = html! {
            <button type="button" class="link" {onclick} aria-label={t::end_session_named(language, &opened)}>
                { t::end_session(language) }
            </button>
        };
        let cells = vec![
            html! { { [product, &at].concat() } },
            parts::plain(&opened),
            parts::plain(&active),
            html! { <>{ from.clone() }<small>{ device }</small></> },
            end,
        ];
        Row { key: it.id, cells, plain: Vec::new() }
    })
}

fn consents(text: &str, desk: &Desk, _: &Callback<Act>) -> Rows {
    let language = desk.language;
    rows(text, |it: Consent| {
        let given = words::moment(language, Some(it.given_at_ms));
        let text = html! {
            <a href={TextKind::Consent.page(&it.version)} target="_blank" rel="noopener">
                { t::consent_text(language) }{ " " }<span class="unseen">{ t::opens_in_new_tab(language) }</span>
            </a>
        };
        let cells = vec![html! { { Product::of(&it.product).name(language) } }, parts::plain(&given), text];
        Row { key: [it.product, it.version, given].concat(), cells, plain: Vec::new() }
    })
}
