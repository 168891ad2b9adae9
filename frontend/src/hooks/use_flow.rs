//! The flow of the windows, carried out: requests, answers, and the tabs that follow.

use std::cell::RefCell;
use std::rc::Rc;

use shared::api::state::{State, Step};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Problem};
use crate::flow::{Flow, Request, SignInEvent, Value};
use crate::pages::credentials;
use crate::platform::channel::{Channel, Word};
use crate::platform::http::{self, Response};
use crate::platform::{bridge, clock, json, page, storage};

impl Reducible for Flow {
    type Action = SignInEvent;

    fn reduce(self: Rc<Self>, event: SignInEvent) -> Rc<Self> {
        Rc::new(Rc::unwrap_or_clone(self).step(event))
    }
}

/// The flow, and what sends a request. `onleft` is called when the sign-in is back at the credentials.
#[hook]
pub fn use_flow(begin: Rc<State>) -> (UseReducerHandle<Flow>, Callback<Request>) {
    let flow = use_reducer(|| Flow::begin((*begin).clone(), clock::now()));
    let newest = use_mut_ref(Newest::default);
    {
        let mut newest = newest.borrow_mut();
        newest.number = flow.count;
        newest.is_awaited = flow.is_busy() || flow.asked.is_some() || flow.failed.is_some();
    }
    // Heard from the first drawing on: a busy browser comes to effects later, and a word in between would be lost.
    let channel = {
        let dispatcher = flow.dispatcher();
        use_mut_ref(move || {
            Channel::hear(move |word| {
                if word == Word::Moved {
                    dispatcher.dispatch(SignInEvent::Moved);
                }
            })
        })
    };
    {
        let channel = channel.clone();
        use_effect_with((), move |()| move || drop(channel.borrow_mut().take()));
    }
    {
        let dispatcher = flow.dispatcher();
        use_effect_with(flow.number(), {
            let (under_way, login, newest) =
                (flow.under_way.clone(), flow.login().to_owned(), newest.clone());
            move |_| {
                if let Some((number, request)) = under_way {
                    spawn_local(async move {
                        let reply = carry_out(&request, number, &login, &newest).await;
                        let moved = reply.is_ok() && request.moves();
                        dispatcher.dispatch(event(number, reply));
                        if let (true, Some(channel)) = (moved, channel.borrow().as_ref()) {
                            channel.say(Word::Moved);
                        }
                    });
                }
            }
        });
    }
    {
        let dispatcher = flow.dispatcher();
        let login = flow.login().to_owned();
        use_effect_with(flow.asked, move |asked| {
            if let Some(number) = *asked {
                spawn_local(async move {
                    if let Ok(state) = carry_out(&Request::Refresh, number, &login, &newest).await {
                        let (state, device_now_ms) = (Box::new(state), clock::now());
                        dispatcher.dispatch(SignInEvent::Followed { number, state, device_now_ms });
                    }
                });
            }
        });
    }
    let send = {
        let dispatcher = flow.dispatcher();
        Callback::from(move |request| dispatcher.dispatch(SignInEvent::Sent(request)))
    };
    (flow, send)
}

/// The newest request or question, and what an older one has left to it.
#[derive(Default)]
struct Newest {
    number: u32,
    /// Whether its answer is still to come, or has to be asked for again.
    is_awaited: bool,
    /// The answer of an older one that told why the sign-in is over: a reason is told once.
    unsaid: Option<String>,
}

/// Sends a request; a state that is the first module's is handed to it on the way, unless the answer is no news by then:
/// another request may have overtaken it with a cookie that this one had not.
async fn carry_out(
    request: &Request,
    number: u32,
    login: &str,
    newest: &RefCell<Newest>,
) -> Result<State, Problem> {
    let body = request.body().map(|members| {
        let members = members.into_iter().map(|(name, value)| (name, js(value)));
        json::object(&members.collect::<Vec<_>>())
    });
    let mut reply = http::send(request.path(), body.as_deref()).await;
    if let Some(problem) = refused(reply.as_ref()) {
        if !(problem.is("step-mismatch") || problem.is("choice-unavailable")) {
            return Err(problem);
        }
        // Another tab was faster: what stands now is shown instead.
        reply = http::send(shared::api::state::PATH, None).await;
        if let Some(problem) = refused(reply.as_ref()) {
            return Err(problem);
        }
    }
    let text = reply.map(|reply| reply.text).unwrap_or_default();
    let state = api::state::read(&text).ok_or(Problem::Lost)?;
    let notice = if let Step::Credentials { notice } = &state.step { Some(*notice) } else { None };
    let unsaid = {
        let mut newest = newest.borrow_mut();
        if newest.number != number {
            if newest.is_awaited && matches!(notice, Some(Some(_))) {
                newest.unsaid = Some(text);
            }
            return Ok(state);
        }
        newest.unsaid.take()
    };
    if let Some(notice) = notice {
        // Whoever is somebody else begins with an empty field.
        let login = if *request == Request::Cancel { "" } else { login };
        page::set_value(credentials::LOGIN, login);
        let told = if notice.is_some() { None } else { unsaid };
        if *request == Request::Back {
            hand_back(&state, "back");
        } else if *request == Request::SignOut && notice.is_none() && told.is_none() {
            hand_back(&state, storage::SIGNED_OUT);
        } else {
            bridge::hand_back(&told.unwrap_or(text));
        }
    }
    Ok(state)
}

/// Gives the page back to the login window, with the reason that it tells.
pub fn hand_back(state: &State, notice: &str) {
    let text = |text: &str| JsValue::from(text);
    let step = json::parse(&json::object(&[("name", text("credentials")), ("notice", text(notice))]));
    bridge::hand_back(&json::object(&[
        ("product", text(&state.product)),
        ("version", text(&state.version)),
        ("stand", text(&state.stand)),
        ("step", step),
    ]));
}

#[expect(clippy::cast_precision_loss, reason = "moments of this age are exact")]
fn js(value: Value) -> JsValue {
    match value {
        Value::Text(Some(text)) => text.into(),
        Value::Text(None) => JsValue::NULL,
        Value::Number(number) => (number as f64).into(),
        Value::Flag(flag) => flag.into(),
    }
}

fn refused(reply: Option<&Response>) -> Option<Problem> {
    if reply.is_some_and(Response::is_ok) { None } else { Some(Problem::of(reply)) }
}

fn event(number: u32, reply: Result<State, Problem>) -> SignInEvent {
    match reply {
        Ok(state) => SignInEvent::Answered { number, state: Box::new(state), device_now_ms: clock::now() },
        Err(problem) => SignInEvent::Failed { number, problem },
    }
}
