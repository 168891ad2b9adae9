//! The window of the seance, which the windows call session (Cashier).

use shared::api::state::PointOfSale;
use yew::prelude::*;

use super::point_of_sale::details;
use super::window::{self, Window};
use crate::components::button;
use crate::components::message::message;
use crate::components::select::select;
use crate::components::who::who;
use crate::flow::Request;
use crate::i18n::t;

/// What the window needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What all windows need.
    pub window: Window,
    /// Whose sign-in it is.
    pub who: AttrValue,
    /// Where.
    pub point_of_sale: PointOfSale,
    /// All there are to choose from; empty when the point of sale has none.
    pub choices: Vec<String>,
    /// The one that is preselected.
    pub selected: AttrValue,
    /// Whether somebody is signed in and changes the place of that session.
    pub changing: bool,
}

/// Draws it.
#[component(Seance)]
pub fn seance(props: &Props) -> Html {
    let Props { window, who: masked, point_of_sale, choices, selected, changing } = props;
    let language = window.language;
    let chosen = use_state(|| selected.to_string());
    let current = choices.iter().find(|name| **name == *chosen).or(choices.first()).cloned();
    let onsubmit = {
        let send = window.send.clone();
        let request = current.clone().map(Request::Seance);
        move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(request) = &request {
                send.emit(request.clone());
            }
        }
    };
    let onchoose = {
        let chosen = chosen.setter();
        Callback::from(move |name| chosen.set(name))
    };
    let options = choices.iter().map(|name| (name.clone(), name.clone()));
    let lead = if choices.is_empty() { t::no_session(language) } else { t::session_lead(language) };
    html! {
        <form {onsubmit}>
            <h1 id={window::HEADING} tabindex="-1">{ t::session(language) }</h1>
            <p class="lead">{ lead }</p>
            { who(masked, language, (!changing).then(|| window.request(Request::Cancel))) }
            <div class="place first">{ details(point_of_sale) }</div>
            if let Some(current) = current {
                { select("session", t::session(language), options, &current, &onchoose) }
            }
            <div class="stack">
                if !choices.is_empty() { { button::submit(t::select(language), window.busy, false) } }
                <button type="button" class="second" onclick={window.request(Request::Back)}>
                    { t::back(language) }
                </button>
            </div>
            { message(window::PROBLEM, &window.words(), window.retry(window.again())) }
        </form>
    }
}
