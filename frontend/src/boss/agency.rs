//! The agency: its name and its switches; for support its block.

use shared::api::admin::agencies::{self as wire, Agency as Facts, ChangeAgency};
use yew::prelude::*;

use crate::piece;

use super::desk::{Desk, Refusal};
use super::form::{self, Text, use_held};
use super::modal::{self, Question};
use super::overtaken::overtaken;
use super::sending::use_sending;
use crate::boss::parts;
use crate::components::button;
use crate::components::message::told;
use crate::i18n::{Language, digits, t};
use crate::platform::page;

/// What the form holds.
#[derive(Clone, PartialEq, Eq)]
struct Draft {
    name: String,
    may_change: bool,
    by_administrator: bool,
}

fn draft_of(agency: &Facts) -> Draft {
    Draft {
        name: agency.name.clone(),
        may_change: agency.may_change_point_of_sale,
        by_administrator: agency.reissue_by_administrator,
    }
}

/// Draws it.
#[hook]
pub fn use_agency(desk: &Desk) -> Html {
    let language = desk.language;
    let path = [wire::PATH, "/", &digits(desk.agency())].concat();
    let read = use_state(|| None::<Result<Facts, Refusal>>);
    let draft = use_held(|| None::<Draft>);
    let again = use_state(|| 0_u32);
    let sending = use_sending();
    let done = use_state(|| "");
    let newer = use_state(|| None::<Facts>);
    let asked = use_state(|| None::<Question>);
    use_effect_with((path.clone(), *again), {
        let (desk, read, draft) = (desk.clone(), read.setter(), draft.clone());
        move |(path, _): &(String, u32)| {
            desk.get(path, move |reply: Result<Facts, Refusal>| {
                draft.set(reply.as_ref().ok().map(draft_of));
                read.set(Some(reply));
            });
        }
    });
    let (facts, now) = match (&*read, draft.now().clone()) {
        (Some(Ok(facts)), Some(now)) => (facts, now),
        (reply, _) => {
            let refusal = reply.as_ref().and_then(|reply| reply.as_ref().err());
            return parts::waiting(desk, Html::default(), t::agency(language), refusal);
        }
    };
    let act = {
        let (desk, path, draft, version) = (desk.clone(), path.clone(), draft.clone(), facts.version);
        let (sending, newer) = (sending.clone(), newer.setter());
        let (done, again) = (done.setter(), again.clone());
        Callback::from(move |()| {
            let may = sending.begin();
            done.set("");
            let draft = draft.now();
            let Some(now) = draft.as_ref().filter(|now| !now.name.trim().is_empty() && may) else {
                return;
            };
            let request = ChangeAgency {
                version,
                name: Some(now.name.trim().to_owned()),
                may_change_point_of_sale: Some(now.may_change),
                reissue_by_administrator: Some(now.by_administrator),
            };
            let (then, done, again) = (sending.clone(), done.clone(), again.clone());
            sending.change(&desk, &path, &request, newer.clone(), move || {
                then.forget();
                done.set(t::done(language));
                again.set(again.wrapping_add(1));
            });
        })
    };
    let onload = {
        let (read, draft, newer, sending) = (read.setter(), draft.clone(), newer.clone(), sending.clone());
        Callback::from(move |()| {
            if let Some(now) = &*newer {
                draft.set(Some(draft_of(now)));
                read.set(Some(Ok(now.clone())));
            }
            newer.set(None);
            sending.forget();
            page::focus("agency-name");
        })
    };
    let change = |change: fn(&mut Draft, String)| {
        let draft = draft.clone();
        Callback::from(move |value: String| {
            draft.change(|draft| {
                if let Some(draft) = draft {
                    change(draft, value);
                }
            });
        })
    };
    let may_change = change(|draft, _| draft.may_change = !draft.may_change).reform(|()| String::new());
    let by_administrator =
        change(|draft, _| draft.by_administrator = !draft.by_administrator).reform(|()| String::new());
    let said = match &*newer {
        Some(now) => overtaken(language, &differences(language, facts, now), &onload),
        None => sending.said(desk, "agency-problem", ""),
    };
    let note = if sending.is_tried() && now.name.trim().is_empty() { t::name_missing(language) } else { "" };
    let block = Question::block(
        language,
        &facts.name,
        t::block_agency_lead(language),
        &path,
        facts.blocked_at_ms.is_some(),
    );
    let onask = {
        let asked = asked.setter();
        Callback::from(move |question: Question| asked.set(Some(question)))
    };
    let onclose = {
        let (asked, done, again) = (asked.setter(), done.setter(), again.clone());
        Callback::from(move |is_done: bool| {
            asked.set(None);
            if is_done {
                done.set(t::done(language));
                again.set(again.wrapping_add(1));
            }
        })
    };
    html! {
        <>
            { parts::heading(t::agency(language)) }
            <p class="lead">
                { t::agency_named(language, &digits(facts.code), &facts.name) }
                if facts.blocked_at_ms.is_some() { { ", " }{ t::agency_is_blocked(language) } }
            </p>
            <form class="narrow" onsubmit={form::submitting(act)}>
                { form::text(Text {
                    id: "agency-name", label: t::name(language), note_id: "agency-name-note", note,
                    value: &now.name, most: "100",
                }, change(|draft, value| draft.name = value)) }
                { form::tick(t::may_change_point_of_sale(language), now.may_change, may_change) }
                <p class="explains">{ t::switch_place_lead(language) }</p>
                { form::tick(t::reissue_by_administrator(language), now.by_administrator, by_administrator) }
                <p class="explains">{ t::switch_reissue_lead(language) }</p>
                { said }
                { told("done", *done) }
                { button::submit(t::save(language), sending.is_busy(), false) }
            </form>
            if desk.is_support() {
                <div class="actions apart">
                    { block.button(&onask) }
                </div>
            }
            if let Some(question) = (*asked).clone() {
                { piece!("confirm", modal::use_confirm, modal::Props { desk: desk.clone(), question: question.clone(), onclose: onclose.clone() }) }
            }
        </>
    }
}

fn differences(language: Language, read: &Facts, now: &Facts) -> Vec<super::overtaken::Difference> {
    let is_on = |on: bool| if on { t::on(language) } else { t::off(language) }.to_owned();
    vec![
        (t::name(language), read.name.clone(), now.name.clone()),
        (
            t::may_change_point_of_sale(language),
            is_on(read.may_change_point_of_sale),
            is_on(now.may_change_point_of_sale),
        ),
        (
            t::reissue_by_administrator(language),
            is_on(read.reissue_by_administrator),
            is_on(now.reissue_by_administrator),
        ),
    ]
}
