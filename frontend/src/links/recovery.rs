//! The pages at `/reset` and `/invitation`: a link is asked for, or the one at hand leads to a password.

use std::rc::Rc;

use shared::api::recovery::{PasswordLink, Purpose, ReadLink, RequestReset, SavePassword};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Problem};
use crate::components::layout::{Frame, layout};
use crate::components::message::RETRY;
use crate::flow::recovery::{Recovery as Flow, RecoveryEvent, View};
use crate::hooks::use_language::use_language;
use crate::hooks::use_stand::use_stand;
use crate::i18n::{Language, t};
use crate::pages::new_password::{Draft, NEW};
use crate::pages::recovery::{self as window, Deed, HEADING, WAY_ON, request};
use crate::platform::http::{self, Response};
use crate::platform::{clock, history, json, page};
use crate::product::Product;

/// What the page is written for, and how it was left when the app takes over.
#[derive(Clone, Properties, PartialEq, Eq)]
pub struct Props {
    /// Whose page it is.
    pub product: Product,
    /// The language that it is written in.
    pub language: Language,
    /// What the page is for.
    pub purpose: Purpose,
    /// The token of a link.
    pub token: Option<AttrValue>,
    /// The address that stands in the field.
    pub address: AttrValue,
}

/// Begins what stands in the place of a token once a link was asked for, so that a reload finds it.
const SENT: &str = "sent ";

/// To which address a link was asked for, and when.
fn sent(held: &str) -> Option<(String, i64)> {
    let (at_ms, address) = held.strip_prefix(SENT)?.split_once(' ')?;
    Some((address.to_owned(), at_ms.parse().ok()?))
}

impl Reducible for Flow {
    type Action = RecoveryEvent;

    fn reduce(self: Rc<Self>, event: RecoveryEvent) -> Rc<Self> {
        Rc::new(Rc::unwrap_or_clone(self).step(event))
    }
}

/// Draws the page.
#[component(Recovery)]
pub fn recovery(props: &Props) -> Html {
    let Props { product, purpose, token, .. } = props.clone();
    let sent = token.as_deref().and_then(sent);
    let token = token.filter(|_| sent.is_none());
    let (language, onlanguage) = use_language(props.language);
    let stand = use_stand();
    let slip = use_state(|| None::<request::Slip>);
    let flow = use_reducer(|| Flow::begin(purpose, token.is_some(), props.address.to_string()));

    let on = {
        let (dispatcher, slip, flow) = (flow.dispatcher(), slip.clone(), flow.clone());
        let (consent, token) = (consent(&flow.view), token.clone());
        Callback::from(move |deed| match deed {
            Deed::Typed if slip.is_some() => slip.set(None),
            Deed::Typed => (),
            Deed::Want => {
                history::let_go();
                dispatcher.dispatch(RecoveryEvent::Wanted);
            }
            Deed::Ask => {
                let address = page::value(request::EMAIL).trim().to_owned();
                let found = request::check(&address);
                slip.set(found);
                if found.is_some() {
                    page::focus(request::EMAIL);
                } else if !flow.busy {
                    start(&dispatcher, ask(address));
                }
            }
            Deed::Again | Deed::Save(_) if flow.busy => (),
            Deed::Again => start(&dispatcher, ask(flow.address.clone())),
            Deed::Check => start(&dispatcher, read(token.clone().unwrap_or_default())),
            Deed::Save(draft) => {
                let token = token.clone().unwrap_or_default();
                start(&dispatcher, save(token, draft, consent.clone(), dispatcher.clone()));
            }
        })
    };
    let heading = window::heading(flow.purpose, product, language);
    use_effect_with((heading, language), move |(heading, language)| {
        let title = [heading, " · ", t::brand(*language), " ", product.name(*language)].concat();
        page::describe(language.tag(), &title);
    });
    use_effect_with(std::mem::discriminant(&flow.view), {
        let (view, address) = (flow.view.clone(), flow.address.clone());
        move |_| arrive(&view, &address)
    });
    // The button that was pressed has made room for another.
    use_effect_with(flow.failed.clone(), |failed| {
        if failed.is_some() {
            page::recover_focus(&[RETRY, HEADING]);
        }
    });
    // Last, since a submit that was held back finds the field as it was left.
    {
        let on = on.clone();
        let dispatcher = flow.dispatcher();
        use_effect_with((), move |()| {
            page::go_live();
            match (purpose, token) {
                (_, Some(_)) => on.emit(Deed::Check),
                (Purpose::Invitation, None) => dispatcher.dispatch(RecoveryEvent::NoToken),
                (Purpose::Reset, None) => match sent {
                    Some((address, at_ms)) => dispatcher.dispatch(RecoveryEvent::Asked(address, at_ms)),
                    None => page::press_held(),
                },
            }
        });
    }
    let frame = Frame { product, language, stand: &stand, onlanguage: &onlanguage, wide: false, back: false };
    let view = window::Props { product, language, recovery: &flow, slip: *slip, on: &on };
    layout(&frame, window::recovery(&view))
}

/// What a window does when it comes: the focus goes to where the person goes on.
fn arrive(view: &View, address: &str) {
    match view {
        View::Request => {
            page::set_value(request::EMAIL, address);
            page::focus(request::EMAIL);
        }
        View::Checking => (),
        View::Dead | View::Incomplete => page::focus(WAY_ON),
        View::Password(_) => page::focus(NEW),
        View::Sent { .. } => page::focus(HEADING),
        View::Saved(_) => {
            history::let_go();
            page::focus(HEADING);
        }
    }
}

fn consent(view: &View) -> Option<String> {
    if let View::Password(PasswordLink { consent: Some(text), .. }) = view {
        Some(text.version.clone())
    } else {
        None
    }
}

fn start(dispatcher: &UseReducerDispatcher<Flow>, request: impl Future<Output = RecoveryEvent> + 'static) {
    let dispatcher = dispatcher.clone();
    dispatcher.dispatch(RecoveryEvent::Sent);
    spawn_local(async move { dispatcher.dispatch(request.await) });
}

async fn ask(address: String) -> RecoveryEvent {
    match carry_out(RequestReset::PATH, &[("email", address.as_str().into())]).await {
        Ok(_) => {
            let at_ms = clock::now();
            history::hold(&[SENT, &at_ms.to_string(), " ", &address].concat());
            RecoveryEvent::Asked(address, at_ms)
        }
        Err(problem) => RecoveryEvent::Failed(problem),
    }
}

async fn read(token: AttrValue) -> RecoveryEvent {
    let reply = carry_out(ReadLink::PATH, &[("token", token.as_str().into())]).await;
    match reply.map(|text| api::recovery::read_link(&text)) {
        Ok(Some(link)) => RecoveryEvent::Read(link),
        Ok(None) => RecoveryEvent::Failed(Problem::Lost),
        Err(problem) => RecoveryEvent::Failed(problem),
    }
}

/// Saves a password. When the link allows something else by now than it did, the window follows it.
async fn save(
    token: AttrValue,
    draft: Draft,
    consent: Option<String>,
    dispatcher: UseReducerDispatcher<Flow>,
) -> RecoveryEvent {
    let members = [
        ("token", token.as_str().into()),
        ("password", draft.password.as_str().into()),
        ("reissue", draft.reissue.into()),
        ("consent", consent.map_or(JsValue::NULL, JsValue::from)),
    ];
    match carry_out(SavePassword::PATH, &members).await {
        Ok(text) => RecoveryEvent::Saved(api::recovery::read_saved(&text)),
        Err(problem) => {
            if problem.is("consent-missing") || problem.is("reissue-unavailable") {
                let event = read(token).await;
                if matches!(event, RecoveryEvent::Read(_)) {
                    dispatcher.dispatch(event);
                }
            }
            RecoveryEvent::Failed(problem)
        }
    }
}

async fn carry_out(path: &str, members: &[(&str, JsValue)]) -> Result<String, Problem> {
    match http::send(path, Some(&json::object(members))).await {
        Some(reply) if Response::is_ok(&reply) => Ok(reply.text),
        reply => Err(Problem::of(reply.as_ref())),
    }
}
