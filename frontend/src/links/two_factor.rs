//! The set-up page at `/two-factor`: takes the token out of the address, shows the key once.

use shared::api::account::{KeyRevealed, RevealKey};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Problem};
use crate::components::layout::{Frame, layout};
use crate::components::message::RETRY;
use crate::hooks::use_language::use_language;
use crate::hooks::use_stand::use_stand;
use crate::i18n::{Language, t};
use crate::pages::problem;
use crate::pages::two_factor::{self as window, HEADING, KeyView};
use crate::platform::http::{self, Response};
use crate::platform::{clock, history, json, page};
use crate::product::Product;

/// What stands in the place of a token that has shown its key.
const SHOWN: &str = "shown";

/// What the page is written for.
#[derive(Clone, Copy, Properties, PartialEq, Eq)]
pub struct Props {
    /// Whose page it is.
    pub product: Product,
    /// The language that it is written in.
    pub language: Language,
}

/// Draws the page.
#[component(TwoFactor)]
pub fn two_factor(props: &Props) -> Html {
    let product = props.product;
    let (language, onlanguage) = use_language(props.language);
    let key = use_state(|| None::<KeyView>);
    let failed = use_state(|| None::<Failure>);
    let busy = use_state(|| false);
    let token = use_mut_ref(|| None::<String>);
    let stand = use_stand();
    {
        let (token, failed) = (token.clone(), failed.setter());
        use_effect_with((), move |()| match history::held_text() {
            Some(held) if held == SHOWN => failed.set(Some(Failure::Shown)),
            None => failed.set(Some(Failure::NoToken)),
            held => *token.borrow_mut() = held,
        });
    }
    use_effect_with((), |()| {
        page::go_live();
        page::press_held();
    });
    use_effect_with((language, key.is_some()), move |(language, shown)| {
        let title =
            [t::two_factor(*language), " · ", t::brand(*language), " ", product.name(*language)].concat();
        page::describe(language.tag(), &title);
        if *shown {
            page::focus(HEADING);
        }
    });
    let onshow = {
        let (key, failed, busy) = (key.setter(), failed.setter(), busy.clone());
        Callback::from(move |()| {
            let Some(token) = token.borrow().clone() else { return };
            if *busy {
                return;
            }
            busy.set(true);
            failed.set(None);
            let (key, failed, busy) = (key.clone(), failed.clone(), busy.setter());
            spawn_local(async move {
                match reveal(token).await {
                    Ok(revealed) => {
                        history::hold(SHOWN);
                        key.set(Some(revealed.into()));
                    }
                    Err(problem) => failed.set(Some(Failure::Request(problem))),
                }
                busy.set(false);
            });
        })
    };
    let dead = matches!(&*failed, Some(Failure::Request(it)) if it.is("link-invalid"));
    let (words, retries) = match &*failed {
        Some(Failure::Shown) => (t::link_dead(language).to_owned(), false),
        None => (String::new(), false),
        Some(Failure::NoToken) => (t::link_incomplete(language).to_owned(), false),
        Some(Failure::Request(_)) if dead => (t::link_dead(language).to_owned(), false),
        Some(Failure::Request(it)) => {
            (problem::words(it, product, language, clock::time_of_day), problem::can_retry(it))
        }
    };
    // The button that was pressed has made room for another.
    use_effect_with(words.clone(), |words| {
        if !words.is_empty() {
            page::recover_focus(&[RETRY, window::TO_SIGN_IN]);
        }
    });
    let no_token = matches!(*failed, Some(Failure::NoToken | Failure::Shown));
    let frame = Frame { product, language, stand: &stand, onlanguage: &onlanguage, wide: false, back: false };
    let view = window::Props {
        language,
        key_shown: (*key).clone(),
        words,
        retries,
        dead: dead || no_token,
        busy: *busy,
        onshow,
    };
    layout(&frame, window::two_factor(&view))
}

enum Failure {
    /// The address had no token.
    NoToken,
    /// The code was shown here before the page was reloaded.
    Shown,
    /// The request was not carried out.
    Request(Problem),
}

async fn reveal(token: String) -> Result<KeyRevealed, Problem> {
    let body = json::object(&[("token", token.into())]);
    let reply = http::send(RevealKey::PATH, Some(&body)).await;
    match &reply {
        Some(reply) if Response::is_ok(reply) => api::account::read_key(&reply.text).ok_or(Problem::Lost),
        _ => Err(Problem::of(reply.as_ref())),
    }
}
