//! The window of the point of sale (Cashier).

use shared::api::state;
use yew::prelude::*;

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
    /// All there are to choose from.
    pub choices: Vec<state::PointOfSale>,
    /// `id` of the one that is preselected.
    pub selected: AttrValue,
    /// Whether the employee may not choose.
    pub fixed: bool,
    /// Whether somebody is signed in and changes the place of that session.
    pub changing: bool,
}

/// Draws it.
#[component(PointOfSale)]
pub fn point_of_sale(props: &Props) -> Html {
    let Props { window, who: masked, choices, selected, fixed, changing } = props;
    let language = window.language;
    let chosen = use_state(|| selected.to_string());
    let current = choices.iter().find(|place| place.id == *chosen).or(choices.first());
    let id = current.map(|place| place.id.clone()).unwrap_or_default();
    let onsubmit = {
        let send = window.send.clone();
        let request = Request::PointOfSale(id.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            send.emit(request.clone());
        }
    };
    let onchoose = {
        let chosen = chosen.setter();
        Callback::from(move |id| chosen.set(id))
    };
    let lead = if *fixed { t::point_of_sale_fixed(language) } else { t::point_of_sale_lead(language) };
    let options = choices.iter().map(|place| (place.id.clone(), label(place)));
    html! {
        <form {onsubmit}>
            <h1 id={window::HEADING} tabindex="-1">{ t::point_of_sale(language) }</h1>
            <p class="lead">{ lead }</p>
            { who(masked, language, (!changing).then(|| window.request(Request::Cancel))) }
            if !*fixed {
                { select("point-of-sale", t::point_of_sale(language), options, &id, &onchoose) }
            }
            <div class="place" aria-live="polite">{ for current.map(details) }</div>
            <div class="stack">
                { button::submit(t::select(language), window.busy, false) }
                if *changing {
                    <button type="button" class="second" onclick={window.request(Request::Back)}>
                        { t::back(language) }
                    </button>
                }
            </div>
            { message(window::PROBLEM, &window.words(), window.retry(window.again())) }
        </form>
    }
}

/// A point of sale in one line, for a drop-down.
pub fn label(place: &state::PointOfSale) -> String {
    let parts = [&place.name, &place.id, &place.address];
    parts.into_iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

/// A point of sale with all that is known of it.
pub fn details(place: &state::PointOfSale) -> Html {
    html! { <><p><b>{ place.name.clone() }</b>{ " " }{ place.id.clone() }</p><p>{ place.address.clone() }</p></> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_of_sale_without_an_address_ends_after_its_id() {
        let mut place =
            state::PointOfSale { id: "1_A".into(), name: "Office".into(), address: "Tverskaya 1".into() };
        assert_eq!(label(&place), "Office, 1_A, Tverskaya 1");
        place.address.clear();
        assert_eq!(label(&place), "Office, 1_A");
    }
}
