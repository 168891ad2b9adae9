//! Mails that wait or were given up, with what the mail server has said last, and one more try of them.

use shared::api::admin::mails::{self as wire, Mail};
use shared::percent::encoded;
use shared::place::{Kind, Place};
use yew::prelude::*;

use crate::boss::address::Address;
use crate::boss::desk::Desk;
use crate::boss::list::{self, Act, Column, Filter, FilterKind, Row, Source, rows};
use crate::boss::modal::Question;
use crate::boss::one_page::use_lying;
use crate::boss::{parts, words};
use crate::components::message::told;
use crate::i18n::{Language, digits, t};
use crate::piece;

/// The state of a mail that was given up.
const DEAD: &str = "dead";

/// The list of mails.
static SOURCE: Source = Source {
    name: "mails",
    caption: t::mail,
    columns: &[
        Column { heading: t::to_whom, sort: "" },
        Column { heading: t::agency, sort: "" },
        Column { heading: t::mail_about, sort: "" },
        Column { heading: t::state, sort: "" },
        Column { heading: t::mail_tries, sort: "" },
        Column { heading: t::mail_written, sort: "" },
        Column { heading: t::mail_next, sort: "" },
        Column { heading: t::mail_error, sort: "" },
    ],
    filters: &[
        Filter { name: "state", label: t::state, kind: FilterKind::Choice(states) },
        Filter { name: "agency", label: t::agency_code, kind: FilterKind::Text },
    ],
    search: None,
    query: |address: &Address| address.members(&["state", "agency", "cursor"]),
    read,
    empty: t::no_mails,
};

fn states(language: Language) -> Vec<(&'static str, &'static str)> {
    vec![("waiting", t::mail_waiting(language)), (DEAD, t::mail_dead(language))]
}

/// What a mail is about; a word that is not known stands for itself.
fn about(language: Language, kind: &str) -> &str {
    match kind {
        "two-factor-set-up" => t::mail_two_factor_set_up(language),
        "password-reset" => t::mail_password_reset(language),
        "invitation" => t::mail_invitation(language),
        "password-locked" => t::mail_password_locked(language),
        "wrong-code" => t::mail_wrong_code(language),
        "code-locked" => t::mail_code_locked(language),
        "password-changed" => t::mail_password_changed(language),
        "second-factor-changed" => t::mail_second_factor_changed(language),
        "second-factor-removed" => t::mail_second_factor_removed(language),
        "new-device" => t::mail_new_device(language),
        other => other,
    }
}

fn read(text: &str, desk: &Desk, onact: &Callback<Act>) -> Option<(Vec<Row>, Option<String>)> {
    let language = desk.language;
    rows(text, |it: Mail| {
        let is_dead = it.state == DEAD;
        let state = if is_dead { t::mail_dead(language) } else { t::mail_waiting(language) };
        let (agency, tries) = (digits(it.agency), digits(it.attempts));
        let kind = about(language, &it.kind).to_owned();
        let written = words::moment(language, Some(it.created_at_ms));
        let next = words::moment(language, it.dead_at_ms.or(it.next_at_ms));
        let person = Place { agency: Some(it.agency), kind: Kind::Employees, name: it.login.clone() };
        // A row of the list is one mail; its key names the person too, for the question.
        let act = (DEAD, [&it.id, " ", &it.login].concat());
        let retry = parts::small(
            t::retry_mail(language),
            t::retry_mail_named(language, &it.login),
            onact.reform(move |_: MouseEvent| act.clone()),
        );
        let cells = vec![
            desk.link(Address::at(person), parts::plain(&it.login)),
            parts::plain(&agency),
            parts::plain(&kind),
            html! {
                <>
                    <span class="state" data-state={if is_dead { "blocked" } else { "invited" }}>{ state }</span>
                    if is_dead { <br />{ retry } }
                </>
            },
            parts::plain(&tries),
            parts::plain(&written),
            parts::plain(&next),
            parts::plain(&it.error),
        ];
        let plain = vec![it.login, agency, kind, state.to_owned(), tries, written, next, it.error];
        Row { key: it.id, cells, plain }
    })
}

/// Draws it.
#[hook]
pub fn use_mail(desk: &Desk) -> Html {
    let language = desk.language;
    let over = use_lying();
    let onask = over.onask();
    let onact = onask.reform(move |(_, named): Act| {
        let (id, login) = named.split_once(' ').unwrap_or_default();
        Question::of(
            t::retry_mail_heading(language, login),
            t::retry_mail_lead(language),
            t::retry_mail(language),
            [wire::PATH, "/", &encoded(id), "/retry"].concat(),
        )
    });
    let all = Question::of(
        t::retry_all_heading(language).to_owned(),
        t::retry_all_lead(language),
        t::retry_all_mails(language),
        wire::RETRY_ALL_PATH.to_owned(),
    );
    let again = over.again();
    html! {
        <>
            { parts::heading(t::mail(language)) }
            { piece!(SOURCE.name, list::use_list, list::Props {
                again,
                onact: onact.clone(),
                children: all.clone().button(&onask),
                ..list::Props::of(desk, &SOURCE, wire::PATH)
            }) }
            { told("done", over.done()) }
            { over.shown(desk, |_| Html::default()) }
        </>
    }
}
