//! What every page of administration has: who is signed in, where one is, the way elsewhere, and requests to the edge.

use std::rc::Rc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::api::admin::employees::Role;
use shared::api::admin::structure_units::StructureUnit;
use shared::api::problem::Problem;
use shared::place::{Kind, Place};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::address::Address;
use crate::i18n::{Language, digits};
use crate::platform::answer;
use crate::platform::fetch;
use crate::platform::question::{self, Answer};

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The own login.
    pub login: String,
    /// The own name.
    pub name: String,
    /// The own agency.
    pub agency: u32,
    /// What it is called.
    pub agency_name: String,
    /// What one may do.
    pub role: Role,
}

/// What every page has.
#[derive(Clone, PartialEq)]
pub struct Desk {
    /// The language at hand.
    pub language: Language,
    /// Called with the language that was chosen.
    pub onlanguage: Callback<Language>,
    /// Who is signed in.
    pub who: Rc<Who>,
    /// Where one is.
    pub address: Address,
    /// Structure units by whose names the page calls them; `None` while they are asked for, and lists wait: rows that
    /// grow by a name would move what is read.
    pub units: Option<Rc<Vec<StructureUnit>>>,
    /// Goes to an address: by an entry of its own, or in the place of the one at hand.
    pub go: Callback<(Address, bool)>,
    /// Has the person asked for a code.
    pub ask_code: Callback<(Answer, bool)>,
    /// Called when nobody is signed in any more.
    pub leave: Callback<()>,
}

/// Why a request was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No answer came, or none that can be read.
    Lost,
    /// The person gave no code.
    Cancelled,
    /// The edge refused.
    Told(Box<Problem>),
}

impl Refusal {
    /// Whether this is the refusal of that name.
    pub fn is(&self, code: &str) -> bool {
        matches!(self, Self::Told(problem) if problem.code == code)
    }
}

impl Desk {
    /// The structure units whose names are known.
    pub fn known_units(&self) -> &[StructureUnit] {
        self.units.as_ref().map_or(&[], |units| units.as_slice())
    }

    /// The agency whose pages these are.
    pub fn agency(&self) -> u32 {
        self.address.place.agency.unwrap_or(self.who.agency)
    }

    /// Whether staff of MixVel is signed in.
    pub fn is_support(&self) -> bool {
        self.who.role == Role::Support
    }

    /// What a query says of the agency at hand.
    pub fn scope(&self) -> String {
        ["agency=", &digits(self.agency())].concat()
    }

    /// A page of the same agency; an empty name is the list.
    pub fn of(&self, kind: Kind, name: &str) -> Address {
        let agency = self.address.place.agency.filter(|_| kind.is_of_agency());
        Address::at(Place { agency, kind, name: name.to_owned() })
    }

    /// A link to an address of administration.
    pub fn link(&self, to: Address, text: Html) -> Html {
        let href = to.text();
        self.link_by(href, text, self.go.reform(move |()| (to.clone(), true)))
    }

    /// A link to such an address that goes there in a way of its own.
    pub fn link_by(&self, href: String, text: Html, onclick: Callback<()>) -> Html {
        let onclick = Callback::from(move |event: MouseEvent| {
            // Another tab or window is the browser's to open.
            if event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
                event.prevent_default();
                onclick.emit(());
            }
        });
        html! { <a {href} {onclick}>{ text }</a> }
    }

    /// Asks for what stands at a path.
    pub fn get<T: DeserializeOwned>(&self, path: &str, then: impl FnOnce(Result<T, Refusal>) + 'static) {
        self.exchange("GET", path, None, Box::new(move |reply| then(read(reply))));
    }

    /// Sends a change. Where the edge wants a code first, the person is asked for one, and the change is sent again.
    pub fn send<T: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
        body: &impl Serialize,
        then: impl FnOnce(Result<T, Refusal>) + 'static,
    ) {
        let body = serde_json::to_string(body).unwrap_or_default();
        self.exchange(method, path, Some(body), Box::new(move |reply| then(read(reply))));
    }

    /// The same with a body that is JSON already, and an answer that is not looked at.
    pub fn send_text(
        &self,
        method: &'static str,
        path: &str,
        body: String,
        then: impl FnOnce(Result<String, Refusal>) + 'static,
    ) {
        self.exchange(method, path, Some(body), Box::new(then));
    }

    /// Asks for what stands at a path, as it comes.
    pub fn get_text(&self, path: &str, then: impl FnOnce(Result<String, Refusal>) + 'static) {
        self.exchange("GET", path, None, Box::new(then));
    }

    // The one place that waits: each one would weigh as much as a page.
    fn exchange(&self, method: &'static str, path: &str, body: Option<String>, then: Then) {
        let (desk, path) = (self.clone(), path.to_owned());
        spawn_local(async move {
            let mut reply = desk.text(method, &path, body.as_deref()).await;
            if let Err(Refusal::Told(problem)) = &reply
                && problem.code == "step-up-required"
            {
                let has_key = problem.reason.as_deref() != Some("password");
                reply = if question::ask(|answer| desk.ask_code.emit((answer, has_key))).await {
                    desk.text(method, &path, body.as_deref()).await
                } else {
                    Err(Refusal::Cancelled)
                };
            }
            then(reply);
        });
    }

    /// Sends a request and waits for its answer.
    pub async fn text(&self, method: &str, path: &str, body: Option<&str>) -> Result<String, Refusal> {
        let (is_ok, text) = fetch::send(method, path, body).await.ok_or(Refusal::Lost)?;
        if is_ok {
            return Ok(text);
        }
        let refusal = answer::read(&text).map_or(Refusal::Lost, |problem| Refusal::Told(Box::new(problem)));
        // The session has ended: nothing on this page counts any more.
        if refusal.is("step-mismatch") {
            self.leave.emit(());
        }
        Err(refusal)
    }
}

/// What is done with an answer.
type Then = Box<dyn FnOnce(Result<String, Refusal>)>;

fn read<T: DeserializeOwned>(reply: Result<String, Refusal>) -> Result<T, Refusal> {
    answer::read(&reply?).ok_or(Refusal::Lost)
}
