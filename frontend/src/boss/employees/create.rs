//! The form of a new employee, who is invited by mail.

use shared::api::admin::employees::{self as wire, CreateEmployee, Created, Role};
use shared::value::login::Login;
use yew::prelude::*;

use super::particulars::{Draft, fields};
use crate::boss::desk::{Desk, Refusal};
use crate::boss::form::{self, Held, Text, use_held};
use crate::boss::modal::{buttons, modal};
use crate::boss::use_units::use_units;
use crate::boss::words;
use crate::components::message::message;
use crate::components::select::select;
use crate::i18n::{Language, t};
use crate::platform::page;
use crate::product::Product;

/// What the form needs.
pub(super) struct Props {
    pub(super) desk: Desk,
    /// Called when it is over, with the login of whom was created.
    pub(super) onclose: Callback<Option<String>>,
}

/// Draws it.
#[hook]
pub(super) fn use_create(props: &Props) -> Html {
    let Props { desk, onclose } = props;
    let language = desk.language;
    let units = use_units(desk);
    let login = use_held(String::new);
    let mail_language = use_held(|| desk.language.tag().to_owned());
    let draft = use_held(|| Draft {
        name: String::new(),
        role: Role::Cashier,
        products: vec![Product::Cashier.word().to_owned()],
        units: Vec::new(),
    });
    let tried = use_state(|| false);
    let busy = use_held(|| false);
    let problem = use_state(|| None::<Refusal>);
    use_effect_with((), |()| page::focus("employee-login"));
    let parse = |login: &Held<String>| Login::parse(&login.now()).filter(Login::is_mail_address);
    let address = parse(&login);
    let note = match &address {
        None if *tried && login.now().trim().is_empty() => t::employee_login_missing(language),
        None if *tried => t::login_malformed(language),
        None | Some(_) => "",
    };
    let act = {
        let (desk, onclose, login) = (desk.clone(), onclose.clone(), login.clone());
        let (draft, mail_language) = (draft.clone(), mail_language.clone());
        let (tried, busy, problem) = (tried.setter(), busy.clone(), problem.setter());
        Callback::from(move |()| {
            tried.set(true);
            let draft = draft.now();
            let Some(login) = parse(&login).filter(|_| draft.is_whole() && !*busy.now()) else { return };
            let request = CreateEmployee {
                login: login.as_str().to_owned(),
                agency: desk.agency(),
                name: draft.name.trim().to_owned(),
                role: draft.role,
                products: draft.products.clone(),
                points_of_sale: draft.units.clone(),
                language: Some(mail_language.now().clone()),
                password: None,
                two_factor_key: None,
                consent: false,
            };
            busy.set(true);
            let onclose = onclose.clone();
            let (busy, problem) = (busy.clone(), problem.clone());
            desk.send("POST", wire::PATH, &request, move |created: Result<Created, _>| {
                busy.set(false);
                match created {
                    Ok(created) => onclose.emit(Some(created.employee.login)),
                    Err(refusal) => problem.set(Some(refusal)),
                }
            });
        })
    };
    let close = onclose.reform(|()| None);
    let told = match &*problem {
        Some(refusal) if refusal.is("already-exists") => t::login_taken(language).to_owned(),
        refusal => words::problem(language, refusal.as_ref()),
    };
    let languages = Language::ALL.map(|it| (it.tag().to_owned(), t::language_name(it).to_owned()));
    let onmail = form::put(&mail_language, |tag, value| *tag = value);
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            <p>{ t::invite_lead(language) }</p>
            { form::text(Text {
                id: "employee-login", label: t::login(language), note_id: "employee-login-note", note,
                value: &login.now(), most: "254",
            }, form::put(&login, |login, value| *login = value)) }
            { fields(desk, &draft, &units, *tried, false) }
            { select("mail-language", t::mail_language(language), languages.into_iter(), &mail_language.now(), &onmail) }
            { message("create-problem", &told, None) }
            { buttons(desk, t::invite(language), *busy.now(), &close) }
        </form>
    };
    modal(desk, "create-heading", t::invite_employee(language), &close, body)
}
