//! The form of a new application; its password is shown afterwards.

use std::rc::Rc;

use shared::api::admin::applications::{self as wire, CreateApplication, WithPassword};
use shared::api::admin::structure_units::StructureUnit;
use shared::place::Kind;
use yew::prelude::*;

use super::secret::secret;
use crate::boss::form::{self, Text, use_held};
use crate::boss::list_page::FormProps;
use crate::boss::modal::{buttons, modal};
use crate::boss::sending::use_sending;
use crate::boss::use_units::{named, use_units};
use crate::i18n::t;
use crate::pages::credentials::hints;
use crate::platform::page;

/// A login that a request of an agent can carry: white space would not survive in it.
fn parse(text: &str) -> Option<String> {
    let login = hints::visible(text);
    (!login.is_empty() && !login.contains(char::is_whitespace)).then_some(login)
}

/// Draws it.
#[hook]
pub(super) fn use_create(props: &FormProps) -> Html {
    let FormProps { desk, onclose } = props;
    let language = desk.language;
    let units = use_units(desk);
    let login = use_held(String::new);
    let chosen = use_held(Vec::<String>::new);
    let sending = use_sending();
    let made = use_state(|| None::<Rc<WithPassword>>);
    use_effect_with((), |()| page::focus("application-login"));
    if let Some(made) = &*made {
        let created = desk.of(Kind::Applications, &made.application.login);
        return secret(desk, made, &onclose.reform(move |()| Some(created.clone())));
    }
    let parsed = parse(&login.now());
    let act = {
        let (desk, login, chosen) = (desk.clone(), login.clone(), chosen.clone());
        let (sending, made) = (sending.clone(), made.setter());
        Callback::from(move |()| {
            let may = sending.begin();
            let chosen = chosen.now();
            let Some(login) = parse(&login.now()).filter(|_| !chosen.is_empty() && may) else {
                return;
            };
            let request =
                CreateApplication { login, agency: desk.agency(), units: chosen.clone(), password: None };
            let made = made.clone();
            sending.send(&desk, wire::PATH, &request, move |created: WithPassword| {
                made.set(Some(Rc::new(created)));
            });
        })
    };
    let flip = |id: &str| {
        let (chosen, id) = (chosen.clone(), id.to_owned());
        Callback::from(move |()| chosen.change(|chosen| form::flip(chosen, &id)))
    };
    let unit = |unit: &StructureUnit| {
        form::tick(&named(&units, &unit.id), chosen.now().contains(&unit.id), flip(&unit.id))
    };
    let close = sending.closing(onclose, None);
    let note =
        if sending.is_tried() && parsed.is_none() { t::application_login_missing(language) } else { "" };
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
                    if sending.is_tried() && chosen.now().is_empty() { { t::units_missing(language) } }
                </p>
            </fieldset>
            { sending.said(desk, "create-problem", t::login_taken(language)) }
            { buttons(desk, t::create(language), sending.is_busy(), &close) }
        </form>
    };
    modal(desk, "create-heading", t::create_application(language), &close, body)
}
