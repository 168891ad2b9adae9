//! The first module: the login window, live over the page that the build has drawn.
//!
//! One component with one state, in plain messages: hooks and a second component would weigh five kilobytes, and
//! everything here is loaded before a person can sign in.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::html::Scope;
use yew::prelude::*;

use crate::api::{CREDENTIALS_PATH, Problem, STATE_PATH};
use crate::components::layout::{Frame, Stand, layout};
use crate::i18n::{Language, t};
use crate::pages::credentials::{self, Form, Slip, View};
use crate::pages::problem::can_retry;
use crate::platform::channel::{Channel, Word};
use crate::platform::http::{self, Response};
use crate::platform::listener::{self, Listener};
use crate::platform::timer::Timeout;
use crate::platform::{bridge, deployment, json, language, page, storage};
use crate::product::Product;

/// What a page is written for, and how it was left when the app takes over.
#[derive(Clone, Properties, PartialEq, Eq)]
pub struct Props {
    /// Whose page it is.
    pub product: Product,
    /// The language that it is written in.
    pub language: Language,
    /// Whether the password can be read.
    pub shown: bool,
    /// The login that was typed into a window before this one.
    pub login: AttrValue,
    /// The password.
    pub password: AttrValue,
}

/// What a state says to the login window.
#[derive(Default)]
pub struct Standing {
    stand: Stand,
    notice: String,
}

/// What happens to the login window.
pub enum Message {
    /// A language was chosen here.
    Chosen(Language),
    /// The language is another one by now.
    Language(Language),
    /// The sign-in took a step, here or in another tab.
    Moved,
    /// The person typed, pressed or sent something.
    Form(credentials::FormEvent),
    /// The edge said where the sign-in stands.
    Stands(Standing),
    /// The second module has given the page back.
    HandedBack(Standing),
    /// Login and password were answered, or a window could not be had.
    Answered(Option<Problem>),
}

/// The login window.
pub struct App {
    language: Language,
    standing: Standing,
    form: Form,
    problem: Option<Problem>,
    busy: bool,
    /// Number of the newest request: the answer to an older one is news no more.
    turn: Rc<Cell<u32>>,
    channel: Option<Channel>,
    listeners: Option<[Listener; 2]>,
}

impl Component for App {
    type Message = Message;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let Props { language, shown, .. } = *ctx.props();
        Self {
            language,
            standing: Standing::default(),
            form: Form::new(shown),
            problem: None,
            busy: false,
            turn: Rc::default(),
            channel: None,
            listeners: None,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        let product = ctx.props().product;
        match message {
            Message::Chosen(chosen) => {
                language::choose(chosen);
                self.say(Word::Language);
                self.speak(product, chosen);
            }
            Message::Language(language) if language == self.language => return false,
            Message::Language(language) => self.speak(product, language),
            Message::Moved if is_at_hand() => self.ask(ctx.link(), true),
            Message::Moved => return false,
            Message::Form(credentials::FormEvent::Submit) => self.send(ctx.link()),
            Message::Form(event) => return self.form.step(event),
            Message::Stands(standing) => self.standing = standing,
            // The reason is told once: a second answer that says the same without it is none.
            Message::HandedBack(standing) if is_at_hand() && standing.notice.is_empty() => return false,
            Message::HandedBack(standing) if is_at_hand() => self.standing = standing,
            Message::HandedBack(standing) => {
                self.standing = standing;
                self.problem = None;
                show_login();
                self.speak(product, self.language);
                // Without a reason, the session may go on under a value that the question has crossed on its way.
                if self.standing.notice.is_empty() {
                    self.ask(ctx.link(), true);
                }
            }
            Message::Answered(problem) => {
                if problem.is_none() {
                    self.say(Word::Moved);
                } else {
                    // Once it is drawn; on a small screen it may be below all that is seen.
                    Timeout::new(0, || page::reveal(credentials::PROBLEM)).forget();
                }
                self.problem = problem;
                self.busy = false;
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Self { language, busy, form, .. } = *self;
        let product = ctx.props().product;
        let onlanguage = ctx.link().callback(Message::Chosen);
        let frame = Frame {
            product,
            language,
            stand: &self.standing.stand,
            onlanguage: &onlanguage,
            wide: false,
            back: true,
        };
        let notice = &self.standing.notice;
        let view = View { product, language, notice, problem: self.problem.as_ref(), busy, form };
        layout(&frame, credentials::credentials(&view, &ctx.link().callback(Message::Form)))
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            let Props { login, password, .. } = ctx.props();
            for (id, typed) in [(credentials::LOGIN, login), (credentials::PASSWORD, password)] {
                if !typed.is_empty() {
                    page::set_value(id, typed);
                }
            }
            self.listen(ctx.link());
            self.ask(ctx.link(), false);
            page::go_live();
            page::press_held();
            spawn_local(bridge::preload_steps());
        }
    }
}

impl App {
    /// Follows other tabs and the second module.
    fn listen(&mut self, link: &Scope<Self>) {
        let follow = {
            let link = link.clone();
            move || link.send_message(Message::Language(language::current()))
        };
        follow();
        let told = link.clone();
        self.channel = Channel::hear({
            let follow = follow.clone();
            move |word| match word {
                Word::Language => follow(),
                Word::Moved => told.send_message(Message::Moved),
            }
        });
        // The same for browsers and windows that the channel does not reach.
        let stored = listener::on_window("storage", move |_| follow());
        let link = link.clone();
        let back = bridge::on_handed_back(move |state| {
            link.send_message(Message::HandedBack(read(&json::parse(&state))));
        });
        self.listeners = Some([stored, back]);
    }

    fn say(&self, word: Word) {
        if let Some(channel) = &self.channel {
            channel.say(word);
        }
    }

    /// Changes the language; the second module has titles of its own while it has the page.
    fn speak(&mut self, product: Product, language: Language) {
        self.language = language;
        if is_at_hand() {
            let title =
                [t::authorization(language), " · ", t::brand(language), " ", product.name(language)].concat();
            page::describe(language.tag(), &title);
        }
    }

    /// Asks the edge where the sign-in stands. While nobody is signed in, what this window says stays, whoever moved.
    fn ask(&self, link: &Scope<Self>, has_moved: bool) {
        let (link, turn) = (link.clone(), self.turn.clone());
        let own = turn.get() + 1;
        turn.set(own);
        // Until something was said, whoever moved.
        let has_moved = has_moved && !self.standing.stand.version.is_empty();
        spawn_local(async move {
            let reply = http::send(STATE_PATH, None).await;
            let answered = reply.as_ref().filter(|reply| reply.is_ok());
            let state = answered.map(|reply| json::parse(&reply.text));
            let is_over = state.as_ref().is_some_and(is_credentials);
            // A reason is told once, and goes before what has overtaken it.
            let has_reason = state.as_ref().and_then(reason).is_some();
            if is_over {
                storage::remove(storage::RESUME);
            }
            if answered.is_some()
                && (has_reason || turn.get() == own && !(has_moved && is_over))
                && !is_renewed(reply.as_ref())
                && let Some(problem) = take(reply, &link).await
            {
                link.send_message(Message::Answered(Some(problem)));
            }
            page::remove_attribute("data-resume");
            if is_at_hand() {
                credentials::recover_focus();
            }
        });
    }

    /// Sends login and password, unless something is missing or on its way already.
    fn send(&mut self, link: &Scope<Self>) {
        let (login, password) = (page::value(credentials::LOGIN), page::value(credentials::PASSWORD));
        let login = &credentials::hints::visible(&login);
        self.form.slip = credentials::check(login, &password);
        match self.form.slip {
            Some(Slip::NoPassword) => return page::focus(credentials::PASSWORD),
            Some(Slip::NoLogin | Slip::NotALogin) => return page::focus(credentials::LOGIN),
            None if self.busy => return,
            None => (),
        }
        self.busy = true;
        self.problem = None;
        self.turn.set(self.turn.get() + 1);
        let body = json::object(&[("login", login.into()), ("password", password.as_str().into())]);
        let link = link.clone();
        spawn_local(async move {
            let mut reply = http::send(CREDENTIALS_PATH, Some(&body)).await;
            // Another tab was faster: what stands now is shown instead.
            if reply.as_ref().is_some_and(Response::is_outrun) {
                reply = http::send(STATE_PATH, None).await;
            }
            if is_renewed(reply.as_ref()) {
                return;
            }
            let problem = take(reply, &link).await;
            if let Some(problem) = &problem {
                // What is typed next would be appended to a password that was refused.
                if matches!(problem, Problem::Refused(_)) && !can_retry(problem) {
                    page::set_value(credentials::PASSWORD, "");
                    link.send_message(Message::Form(credentials::FormEvent::Password(String::new())));
                }
                page::focus(credentials::PASSWORD);
            }
            link.send_message(Message::Answered(problem));
        });
    }
}

/// Whether the edge has a newer page than this one, which reloads itself then: never over what was typed, and never
/// over the reason of a sign-out, which is told once.
fn is_renewed(reply: Option<&Response>) -> bool {
    let Some(reply) = reply.filter(|reply| reply.is_ok()) else { return false };
    let state = json::parse(&reply.text);
    let step = json::member(&state, "step");
    let stays = json::text(&step, "name").as_deref() == Some("credentials")
        && (credentials::is_touched() || reason(&state).is_some());
    !stays && deployment::reload_for(&json::text(&state, "app").unwrap_or_default())
}

/// Takes an answer to where it belongs, and says what is wrong with it.
async fn take(reply: Option<Response>, link: &Scope<App>) -> Option<Problem> {
    let Some(Response { text, .. }) = reply.as_ref().filter(|reply| reply.is_ok()) else {
        return Some(Problem::of(reply.as_ref()));
    };
    let state = json::parse(text);
    link.send_message(Message::Stands(read(&state)));
    if is_credentials(&state) {
        return None;
    }
    if !page::keeps_cookies() {
        return Some(Problem::named("cookies-blocked"));
    }
    if !bridge::show_steps(text).await {
        return Some(Problem::Lost);
    }
    page::set_value(credentials::PASSWORD, "");
    None
}

/// Whether nobody is signed in, not even half.
fn is_credentials(state: &wasm_bindgen::JsValue) -> bool {
    json::text(&json::member(state, "step"), "name").as_deref() == Some("credentials")
}

/// Why the sign-in is at its beginning.
fn reason(state: &wasm_bindgen::JsValue) -> Option<String> {
    json::text(&json::member(state, "step"), "notice")
}

fn read(state: &wasm_bindgen::JsValue) -> Standing {
    let text = |name| json::text(state, name).unwrap_or_default();
    let stand = Stand { version: text("version"), is_demo: text("stand") == "demo" };
    let told = reason(state);
    // What the edge tells goes first, and what was left is told now or never.
    let left = storage::take(storage::NOTICE);
    Standing { stand, notice: told.or(left).unwrap_or_default() }
}

/// Whether the login window has the page.
fn is_at_hand() -> bool {
    page::element(bridge::LOGIN_ROOT).is_some_and(|root| !root.hidden())
}

/// Gives the page back to the login window.
fn show_login() {
    page::set_value(credentials::PASSWORD, "");
    page::set_hidden(bridge::STEPS_ROOT, true);
    page::set_hidden(bridge::LOGIN_ROOT, false);
    credentials::recover_focus();
}
