//! The form of a new application; its password is shown afterwards.

use std::rc::Rc;

use shared::api::admin::applications::{self as wire, CreateApplication, WithPassword};
use shared::api::admin::structure_units::StructureUnit;
use shared::value::login::Login;
use yew::prelude::*;

use super::secret::secret;
use crate::boss::desk::{Desk, Refusal};
use crate::boss::form::{self, Text, use_held};
use crate::boss::modal::{buttons, modal};
use crate::boss::use_units::use_units;
use crate::boss::words;
use crate::components::message::message;
use crate::i18n::t;
use crate::platform::page;

/// What the form needs.
pub(super) struct Props {
    pub(super) desk: Desk,
    /// Called when it is over, with what was created.
    pub(super) onclose: Callback<Option<String>>,
}

/// Draws it.
#[hook]
pub(super) fn use_create(props: &Props) -> Html {
    let Props { desk, onclose } = props;
    let language = desk.language;
    let units = use_units(desk);
    let login = use_held(String::new);
    let chosen = use_held(Vec::<String>::new);
    let tried = use_state(|| false);
    let busy = use_held(|| false);
    let problem = use_state(|| None::<Refusal>);
    let made = use_state(|| None::<Rc<WithPassword>>);
    use_effect_with((), |()| page::focus("application-login"));
    if let Some(made) = &*made {
        let login = made.application.login.clone();
        return secret(desk, made, &onclose.reform(move |()| Some(login.clone())));
    }
    let parsed = Login::parse(&login.now());
    let act = {
        let (desk, login, chosen) = (desk.clone(), login.clone(), chosen.clone());
        let (tried, busy, problem, made) = (tried.setter(), busy.clone(), problem.setter(), made.setter());
        Callback::from(move |()| {
            tried.set(true);
            let chosen = chosen.now();
            let Some(login) = Login::parse(&login.now()).filter(|_| !chosen.is_empty() && !*busy.now())
            else {
                return;
            };
            let request = CreateApplication {
                login: login.as_str().to_owned(),
                agency: desk.agency(),
                units: chosen.clone(),
                password: None,
            };
            busy.set(true);
            let (busy, problem, made) = (busy.clone(), problem.clone(), made.clone());
            desk.send("POST", wire::PATH, &request, move |created: Result<WithPassword, _>| {
                busy.set(false);
                match created {
                    Ok(created) => made.set(Some(Rc::new(created))),
                    Err(refusal) => problem.set(Some(refusal)),
                }
            });
        })
    };
    let flip = |id: &str| {
        let (chosen, id) = (chosen.clone(), id.to_owned());
        Callback::from(move |()| chosen.change(|chosen| form::flip(chosen, &id)))
    };
    let unit = |unit: &StructureUnit| {
        let label = [&unit.name, " (", &unit.id, ")"].concat();
        form::tick(&label, chosen.now().contains(&unit.id), flip(&unit.id))
    };
    let close = onclose.reform(|()| None);
    let told = match &*problem {
        Some(refusal) if refusal.is("already-exists") => t::login_taken(language).to_owned(),
        refusal => words::problem(language, refusal.as_ref()),
    };
    let note = if *tried && parsed.is_none() { t::application_login_missing(language) } else { "" };
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            <p>{ t::create_application_lead(language) }</p>
            { form::text(Text {
                id: "application-login", label: t::login(language), note_id: "application-login-note", note,
                value: &login.now(), most: "254",
            }, form::put(&login, |login, value| *login = value)) }
            <fieldset>
                <legend>{ t::structure_units(language) }</legend>
                { for units.iter().map(unit) }
                <p class="note" aria-live="polite">
                    if *tried && chosen.now().is_empty() { { t::units_missing(language) } }
                </p>
            </fieldset>
            { message("create-problem", &told, None) }
            { buttons(desk, t::create(language), *busy.now(), &close) }
        </form>
    };
    modal(desk, "create-heading", t::create_application(language), &close, body)
}
