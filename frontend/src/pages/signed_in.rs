//! Signed in: the workspace of the Cashier, the personal account of the Boss.

use shared::api::state::{LastSignIn, SignedIn as Facts};
use yew::prelude::*;

use super::point_of_sale::details;
use super::window::{self, Window};
use crate::components::message::message;
use crate::flow::Request;
use crate::i18n::{Language, digits, t};
use crate::platform::{clock, region};
use crate::product::Product;

/// Who is signed in, and where.
pub fn signed_in(window: &Window, facts: &Facts) -> Html {
    let language = window.language;
    let row = |term: &'static str, value: Html| html! { <div><dt>{ term }</dt><dd>{ value }</dd></div> };
    let agency = t::agency_named(language, &digits(facts.agency_code), &facts.agency);
    let ends = clock::date_and_time(ms(window.clock.to_device(facts.ends_at_ms)), language);
    let place = facts.point_of_sale.as_ref().map(|place| row(t::point_of_sale(language), details(place)));
    let seance = facts.seance.clone().map(|name| row(t::session(language), html! { { name } }));
    html! {
        <>
            <h1 id={window::HEADING} tabindex="-1">{ heading(window.product, language) }</h1>
            <p class="lead">{ t::welcome(language) }</p>
            <dl class="facts">
                { row(t::employee(language), html! { <>{ facts.employee.clone() }<small>{ facts.login.clone() }</small></> }) }
                { row(t::agency(language), html! { { agency } }) }
                { for place }
                { for seance }
                { row(t::last_sign_in(language), last_sign_in(facts, language)) }
            </dl>
            { message("window-problem", window.words(), window.retry(window.again())) }
            <div class="actions">
                if facts.may_change_point_of_sale {
                    <button type="button" class="second" onclick={window.request(Request::ChangePointOfSale)}>
                        { t::change_point_of_sale(language) }
                    </button>
                }
                <button type="button" class="second" onclick={window.request(Request::SignOut)}>
                    { t::sign_out(language) }
                </button>
            </div>
            <p class="after">{ t::signed_in_until(language, &ends) }</p>
        </>
    }
}

/// What the window is called.
pub fn heading(product: Product, language: Language) -> &'static str {
    match product {
        Product::Cashier => t::workspace(language),
        Product::Boss => t::personal_account(language),
    }
}

fn last_sign_in(facts: &Facts, language: Language) -> Html {
    match &facts.last_sign_in {
        Some(last) => {
            let when = clock::date_and_time(ms(last.at_ms), language);
            html! { <>{ when }<small>{ place(last, language) }</small></> }
        }
        None => html! { { t::first_sign_in(language) } },
    }
}

/// From where, as far as the platform saw it.
fn place(last: &LastSignIn, language: Language) -> String {
    let country = last.country.as_ref().map(|country| region::name(country, language));
    match (country, &last.address) {
        (Some(country), Some(address)) => t::from_country_and_address(language, address, &country),
        (Some(country), None) => country,
        (None, Some(address)) => t::from_address(language, address),
        (None, None) => t::from_nowhere_known(language).to_owned(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "moments of this age are exact")]
fn ms(at: i64) -> f64 {
    at as f64
}
