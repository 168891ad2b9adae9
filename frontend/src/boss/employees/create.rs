//! The form of a new employee, who is invited by mail.

use shared::api::admin::employees::{self as wire, CreateEmployee, Created, Role};
use shared::place::Kind;
use yew::prelude::*;

use super::particulars::{Draft, fields};
use crate::boss::form::{self, Held, Text, use_held};
use crate::boss::list_page::FormProps;
use crate::boss::modal::{buttons, modal};
use crate::boss::sending::use_sending;
use crate::boss::use_units::use_units;
use crate::components::select::select;
use crate::i18n::{Language, t};
use crate::pages::credentials::hints;
use crate::platform::page;
use crate::product::Product;

/// Draws it.
#[hook]
pub(super) fn use_create(props: &FormProps) -> Html {
    let FormProps { desk, onclose } = props;
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
    let sending = use_sending();
    use_effect_with((), |()| page::focus("employee-login"));
    // As at the sign-in; what an address is, the edge says.
    let parse = |login: &Held<String>| {
        let login = hints::visible(&login.now());
        hints::looks_like_login(&login).then_some(login)
    };
    let address = parse(&login);
    let note = match &address {
        None if sending.is_tried() && login.now().trim().is_empty() => t::employee_login_missing(language),
        None if sending.is_tried() => t::login_malformed(language),
        None | Some(_) => "",
    };
    let act = {
        let (desk, onclose, login) = (desk.clone(), onclose.clone(), login.clone());
        let (draft, mail_language) = (draft.clone(), mail_language.clone());
        let sending = sending.clone();
        Callback::from(move |()| {
            let may = sending.begin();
            let draft = draft.now();
            let Some(login) = parse(&login).filter(|_| draft.is_whole() && may) else { return };
            let request = CreateEmployee {
                login,
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
            let (onclose, page_of) = (onclose.clone(), desk.clone());
            sending.send(&desk, wire::PATH, &request, move |created: Created| {
                onclose.emit(Some(page_of.of(Kind::Employees, &created.employee.login)));
            });
        })
    };
    let close = sending.closing(onclose, None);
    let languages = Language::ALL.map(|it| (it.tag().to_owned(), t::language_name(it).to_owned()));
    let onmail = form::put(&mail_language, |tag, value| *tag = value);
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            <p>{ t::invite_lead(language) }</p>
            { form::text(Text {
                id: "employee-login", label: t::login(language), note_id: "employee-login-note", note,
                value: &login.now(), most: "254",
            }, form::put(&login, |login, value| *login = value)) }
            { fields(desk, &draft, &units, sending.is_tried(), false) }
            { select("mail-language", t::mail_language(language), languages.into_iter(), &mail_language.now(), &onmail) }
            { sending.said(desk, "create-problem", t::login_taken(language)) }
            { buttons(desk, t::invite(language), sending.is_busy(), &close) }
        </form>
    };
    modal(desk, "create-heading", t::invite_employee(language), &close, body)
}
