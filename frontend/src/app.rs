//! The first module: the login window, live over the page that the build has drawn.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlFormElement, HtmlInputElement};
use yew::prelude::*;

use crate::api::{CREDENTIALS_PATH, Problem, STATE_PATH};
use crate::components::layout::{Frame, Stand, layout};
use crate::hooks::use_language::use_language;
use crate::i18n::{Language, t};
use crate::pages::credentials::{self, Credentials};
use crate::platform::channel::{Channel, Word};
use crate::platform::http::{self, Reply};
use crate::platform::{bridge, json, page};
use crate::product::Product;

/// What a page is written for.
#[derive(Clone, Copy, Properties, PartialEq, Eq)]
pub struct Props {
    /// Whose page it is.
    pub product: Product,
    /// The language that it is written in.
    pub language: Language,
}

/// What a state says to the login window.
#[derive(Clone, Default, PartialEq)]
struct Standing {
    stand: Stand,
    notice: AttrValue,
}

/// Draws the login window and asks the edge where the sign-in stands.
#[component(App)]
pub fn app(props: &Props) -> Html {
    let product = props.product;
    let (language, onlanguage) = use_language(props.language);
    let standing = use_state(Standing::default);
    let problem = use_state(|| None::<Problem>);
    let busy = use_state(|| false);
    let channel = use_mut_ref(|| None::<Channel>);

    use_effect_with(language, move |language| {
        let title =
            [t::authorization(*language), " · ", t::brand(*language), " ", product.name(*language)].concat();
        // The second module has titles of its own while it has the page.
        if is_at_hand() {
            page::describe(language.tag(), &title);
        }
    });

    // What to do with an answer of the edge: stay with it, or hand it to the second module.
    let settle = {
        let (standing, problem, busy) = (standing.setter(), problem.setter(), busy.setter());
        Callback::from(move |reply: Option<Reply>| {
            let (standing, problem, busy) = (standing.clone(), problem.clone(), busy.clone());
            spawn_local(async move {
                let outcome = take(reply, &standing).await;
                problem.set(outcome);
                busy.set(false);
                page::remove_attribute("data-resume");
            });
        })
    };
    {
        let (settle, channel, standing) = (settle.clone(), channel.clone(), standing.setter());
        let problem = problem.setter();
        use_effect_with((), move |()| {
            let ask = move |has_moved: bool| {
                let settle = settle.clone();
                spawn_local(async move {
                    let reply = http::send(STATE_PATH, None).await;
                    // Whoever has moved, while nobody is signed in what this window says stays.
                    let is_news = |reply: &Reply| {
                        reply.is_ok() && !(has_moved && is_credentials(&json::parse(&reply.text)))
                    };
                    if reply.as_ref().is_some_and(is_news) {
                        settle.emit(reply);
                    }
                    page::remove_attribute("data-resume");
                });
            };
            *channel.borrow_mut() = Channel::hear({
                let ask = ask.clone();
                move |word| {
                    if word == Word::Moved && is_at_hand() {
                        ask(true);
                    }
                }
            });
            let back = bridge::on_handed_back(move |state| {
                standing.set(read(&json::parse(&state)));
                problem.set(None);
                show_login();
            });
            ask(false);
            page::go_live();
            send_held();
            spawn_local(bridge::preload_steps());
            move || {
                channel.borrow_mut().take();
                drop(back);
            }
        });
    }

    let onsubmit = {
        let (busy, problem) = (busy.setter(), problem.setter());
        Callback::from(move |(login, password): (String, String)| {
            busy.set(true);
            problem.set(None);
            let (settle, channel) = (settle.clone(), channel.clone());
            spawn_local(async move {
                let body = json::object(&[("login", login.into()), ("password", password.into())]);
                let reply = http::send(CREDENTIALS_PATH, Some(&body)).await;
                let right = reply.as_ref().is_some_and(Reply::is_ok);
                settle.emit(reply);
                if right {
                    if let Some(channel) = channel.borrow().as_ref() {
                        channel.say(Word::Moved);
                    }
                } else {
                    page::focus(credentials::PASSWORD);
                }
            });
        })
    };
    let frame = Frame { product, language, stand: &standing.stand, onlanguage: &onlanguage, wide: false };
    let window = html! {
        <Credentials {product} {language} notice={standing.notice.clone()} problem={(*problem).clone()} busy={*busy}
            {onsubmit} />
    };
    layout(&frame, window)
}

/// Takes an answer to where it belongs, and says what is wrong with it.
async fn take(reply: Option<Reply>, standing: &UseStateSetter<Standing>) -> Option<Problem> {
    let state = match &reply {
        Some(reply) if reply.is_ok() => json::parse(&reply.text),
        _ => return Some(Problem::of(reply.as_ref())),
    };
    standing.set(read(&state));
    if is_credentials(&state) {
        return None;
    }
    if !bridge::show_steps(&reply.map(|reply| reply.text).unwrap_or_default()).await {
        return Some(Problem::Lost);
    }
    forget_password();
    page::set_hidden(bridge::LOGIN_ROOT, true);
    page::set_hidden(bridge::STEPS_ROOT, false);
    None
}

/// Whether nobody is signed in, not even half.
fn is_credentials(state: &wasm_bindgen::JsValue) -> bool {
    json::text(&json::member(state, "step"), "name").as_deref() == Some("credentials")
}

fn read(state: &wasm_bindgen::JsValue) -> Standing {
    let text = |name| json::text(state, name).unwrap_or_default();
    let stand = Stand { version: text("version"), is_demo: text("stand") == "demo" };
    let notice = json::text(&json::member(state, "step"), "notice").unwrap_or_default();
    Standing { stand, notice: notice.into() }
}

/// Whether the login window has the page.
fn is_at_hand() -> bool {
    page::element(bridge::LOGIN_ROOT).is_some_and(|root| !root.hidden())
}

/// Gives the page back to the login window.
fn show_login() {
    forget_password();
    page::set_hidden(bridge::STEPS_ROOT, true);
    page::set_hidden(bridge::LOGIN_ROOT, false);
    page::focus(credentials::LOGIN);
}

fn forget_password() {
    let input = page::element(credentials::PASSWORD).and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
    if let Some(input) = input {
        input.set_value("");
    }
}

/// Sends the form that the page's own script has held back.
fn send_held() {
    if page::root().is_some_and(|root| root.has_attribute("data-held")) {
        page::remove_attribute("data-held");
        let form = page::element(credentials::FORM).and_then(|it| it.dyn_into::<HtmlFormElement>().ok());
        if let Some(form) = form {
            let _ = form.request_submit();
        }
    }
}
