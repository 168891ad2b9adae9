//! The window of the seance, which the windows call session (Cashier).

use shared::api::state::PointOfSale as Place;
use yew::prelude::*;

use super::point_of_sale::details;
use super::window::{self, Window};
use crate::components::button::Button;
use crate::components::message::Message;
use crate::components::select::{Choice, Select};
use crate::components::who::Who;
use crate::flow::{Back, Request};
use crate::i18n::t;

/// What the window needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What all windows need.
    pub window: Window,
    /// Whose sign-in it is, masked.
    pub who: AttrValue,
    /// Where.
    pub point_of_sale: Place,
    /// All there are to choose from; empty when the point of sale has none.
    pub choices: Vec<String>,
    /// The one that is preselected.
    pub selected: AttrValue,
}

/// Draws it.
#[component(Session)]
pub fn session(props: &Props) -> Html {
    let Props { window, who, point_of_sale, choices, selected } = props;
    let language = window.language;
    let chosen = use_state(|| selected.to_string());
    let current = choices.iter().find(|name| **name == *chosen).or(choices.first()).cloned();
    let onsubmit = {
        let send = window.send.clone();
        let request = current.clone().map(Request::Seance);
        move |event: SubmitEvent| {
            event.prevent_default();
            request.iter().for_each(|request| send.emit(request.clone()));
        }
    };
    let onchoose = {
        let chosen = chosen.setter();
        Callback::from(move |name| chosen.set(name))
    };
    let options =
        choices.iter().map(|name| Choice { value: name.clone().into(), label: name.clone().into() });
    let lead = if choices.is_empty() { t::no_session(language) } else { t::session_lead(language) };
    html! {
        <form {onsubmit}>
            <h1 id={window::HEADING} tabindex="-1">{ t::session(language) }</h1>
            <p class="lead">{ lead }</p>
            <Who {who} {language} onleave={window.sends(Request::Cancel)} />
            <div class="place first">{ details(point_of_sale) }</div>
            if let Some(current) = current {
                <Select id="session" label={t::session(language)} choices={options.collect::<Vec<_>>()}
                    chosen={current} {onchoose} />
            }
            <Message id="window-problem" text={window.words()} onaction={window.again()}
                action={window.retries().then(|| AttrValue::from(t::retry(language)))} />
            <div class="stack">
                if !choices.is_empty() { <Button label={t::select(language)} busy={window.busy} /> }
                <button type="button" class="second" onclick={window.request(Request::Back(Back::Window))}>
                    { t::back(language) }
                </button>
            </div>
        </form>
    }
}
