//! Signed in: the workspace of the Cashier.

use shared::api::state::SignedIn as Facts;
use yew::prelude::*;

use super::point_of_sale::details;
use super::window::{self, Window};
use crate::components::message::message;
use crate::flow::Request;
use crate::i18n::{Language, digits, t};
use crate::platform::{clock, region};

/// Who is signed in, and where; `onaccount` leads to the account page.
pub fn signed_in(window: &Window, facts: &Facts, onaccount: Callback<MouseEvent>) -> Html {
    let language = window.language;
    html! {
        <>
            <h1 id={window::HEADING} tabindex="-1">{ t::workspace(language) }</h1>
            <p class="lead">{ t::welcome(language) }</p>
            { who(window, facts) }
            <div class="actions">
                if facts.may_change_point_of_sale {
                    <button type="button" class="second" onclick={window.request(Request::ChangePointOfSale)}>
                        { t::change_point_of_sale(language) }
                    </button>
                }
                <button type="button" class="second" onclick={onaccount}>{ t::personal_account(language) }</button>
                <button type="button" class="second" onclick={window.request(Request::SignOut)}>
                    { t::sign_out(language) }
                </button>
            </div>
            { message(window::PROBLEM, &window.words(), window.retry(window.again())) }
            <p class="after">{ ends(window, facts) }</p>
        </>
    }
}

/// Who is signed in, and where, as a list.
pub fn who(window: &Window, facts: &Facts) -> Html {
    let language = window.language;
    let row = |term: &'static str, value: Html| html! { <div><dt>{ term }</dt><dd>{ value }</dd></div> };
    let agency = t::agency_named(language, &digits(facts.agency_code), &facts.agency);
    let place = facts.point_of_sale.as_ref().map(|place| row(t::point_of_sale(language), details(place)));
    let seance = facts.seance.clone().map(|name| row(t::session(language), html! { { name } }));
    html! {
        <dl class="facts">
            { row(t::employee(language), html! { <>{ facts.employee.clone() }<small>{ facts.login.clone() }</small></> }) }
            { row(t::agency(language), html! { { agency } }) }
            { for place }
            { for seance }
            { row(t::last_sign_in(language), last_sign_in(facts, language)) }
        </dl>
    }
}

/// How long the session at hand may last.
pub fn ends(window: &Window, facts: &Facts) -> String {
    let at = clock::date_and_time(ms(facts.ends_at_ms), window.language);
    t::signed_in_until(window.language, &at)
}

fn last_sign_in(facts: &Facts, language: Language) -> Html {
    match &facts.last_sign_in {
        Some(last) => {
            let when = clock::date_and_time(ms(last.at_ms), language);
            let place = place(last.country.as_deref(), last.address.as_deref(), language);
            html! { <>{ when }<small>{ place }</small></> }
        }
        None => html! { { t::first_sign_in(language) } },
    }
}

/// From where, as far as the platform saw it.
pub fn place(country: Option<&str>, address: Option<&str>, language: Language) -> String {
    let country = country.map(|country| region::name(country, language));
    match (country, address) {
        (Some(country), Some(address)) => t::from_country_and_address(language, address, &country),
        (Some(country), None) => country,
        (None, Some(address)) => t::from_address(language, address),
        (None, None) => t::from_nowhere_known(language).to_owned(),
    }
}

/// A moment as the browser's clock takes it.
#[expect(clippy::cast_precision_loss, reason = "moments of this age are exact")]
pub fn ms(at: i64) -> f64 {
    at as f64
}
