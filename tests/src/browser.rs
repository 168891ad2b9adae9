//! A browser at one of the products: it keeps cookies and speaks to the worker as our own pages do.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::api::requests::{
    Activity, BACK_PATH, CANCEL_PATH, CHANGE_POINT_OF_SALE_PATH, CSRF_HEADER, CSRF_VALUE, Code, Credentials,
    RESEND_PATH, Requirements, SelectPointOfSale, SelectSeance, SignOut,
};
use shared::api::state;
use shared::consent;
use shared::value::product::Product;

use crate::connection::{Connection, Request, Response};
use crate::employee::now;
use crate::server::Worker;

/// A browser with its cookies.
#[derive(Clone, Debug)]
pub struct Browser<'a> {
    worker: &'a dyn Worker,
    host: &'static str,
    address: String,
    /// Values by name.
    pub cookies: BTreeMap<String, String>,
}

impl<'a> Browser<'a> {
    /// A browser without cookies at this address.
    pub fn new(worker: &'a dyn Worker, product: Product, address: &str) -> Self {
        Self { worker, host: host(product), address: address.to_owned(), cookies: BTreeMap::new() }
    }

    /// The same browser and its cookies at the host of another product.
    #[must_use]
    pub fn visiting(&self, product: Product) -> Self {
        Self { host: host(product), ..self.clone() }
    }

    /// The same browser and its cookies where this stands in front of the worker.
    #[must_use]
    pub fn through<'b>(&self, worker: &'b dyn Worker) -> Browser<'b> {
        Browser { worker, host: self.host, address: self.address.clone(), cookies: self.cookies.clone() }
    }

    /// A `GET` as a browser sends it that goes to a page.
    pub fn visit(&self, path: &str) -> Request {
        self.bare(Request::get(path)).field("Accept", "text/html").field("Sec-Fetch-Mode", "navigate")
    }

    /// Host with port.
    pub fn host(&self) -> String {
        format!("{}:{}", self.host, self.worker.port())
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        format!("http://{}", self.host())
    }

    /// A request with nothing but host, address and cookies.
    pub fn bare(&self, request: Request) -> Request {
        let pairs: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.field("Host", &self.host()).from(&self.address);
        if pairs.is_empty() { request } else { request.field("Cookie", &pairs.join("; ")) }
    }

    /// A `GET` as a browser sends it.
    pub fn get(&self, path: &str) -> Request {
        self.bare(Request::get(path)).field("Sec-Fetch-Site", "same-origin")
    }

    /// A `POST` as our own pages send it.
    pub fn post(&self, path: &str, body: &Value) -> Request {
        self.bare(Request::post(path, "application/json", body.to_string()))
            .field(CSRF_HEADER, CSRF_VALUE)
            .field("Origin", &self.origin())
            .field("Sec-Fetch-Site", "same-origin")
    }

    /// Sends a request over a connection of its own and keeps the cookies of its answer.
    #[track_caller]
    pub fn send(&mut self, request: &Request) -> Response {
        let answer = Connection::open(self.worker.port()).send(request);
        self.keep(&answer);
        answer
    }

    /// Keeps the cookies of an answer.
    pub fn keep(&mut self, answer: &Response) {
        for field in answer.fields.all("set-cookie") {
            let (name, rest) = field.split_once('=').expect("a cookie has a name");
            match rest.split(';').next().unwrap_or_default() {
                "" => self.cookies.remove(name),
                value => self.cookies.insert(name.to_owned(), value.to_owned()),
            };
        }
    }

    /// Where the browser stands.
    #[track_caller]
    pub fn state(&mut self) -> Value {
        let answer = self.send(&self.get(state::PATH));
        assert_eq!(answer.status, 200, "{}", answer.text());
        json_of(&answer)
    }

    /// The name of the step at which the browser stands.
    #[track_caller]
    pub fn step(&mut self) -> String {
        name(&self.state())
    }

    /// The request of login and password.
    pub fn credentials_request(&self, login: &str, password: &str) -> Request {
        let (login, password) = (login.to_owned(), password.to_owned());
        self.post(Credentials::PATH, &json!(Credentials { login, password }))
    }

    /// Sends login and password.
    #[track_caller]
    pub fn credentials(&mut self, login: &str, password: &str) -> Response {
        self.send(&self.credentials_request(login, password))
    }

    /// Ticks consent, two-factor authentication or both.
    #[track_caller]
    pub fn requirements(&mut self, consent: bool, two_factor: bool) -> Response {
        let consent = consent.then(consent::version);
        self.send(&self.post(Requirements::PATH, &json!(Requirements { consent, two_factor })))
    }

    /// The request of a code.
    pub fn code_request(&self, code: &str) -> Request {
        let code = Code { code: code.to_owned(), device_now_ms: now().0, who: None };
        self.post(Code::PATH, &json!(code))
    }

    /// Sends a code.
    #[track_caller]
    pub fn code(&mut self, code: &str) -> Response {
        self.send(&self.code_request(code))
    }

    /// Selects a point of sale by its `StructureUnitID`.
    #[track_caller]
    pub fn point_of_sale(&mut self, id: &str) -> Response {
        self.send(&self.post(SelectPointOfSale::PATH, &json!({ "id": id })))
    }

    /// Selects a seance.
    #[track_caller]
    pub fn seance(&mut self, seance: &str) -> Response {
        self.send(&self.post(SelectSeance::PATH, &json!({ "seance": seance })))
    }

    /// Reports input of so long ago.
    #[track_caller]
    pub fn activity(&mut self, age_ms: u32) -> Response {
        self.send(&self.post(Activity::PATH, &json!(Activity { age_ms })))
    }

    /// Asks for the set-up mail once more.
    #[track_caller]
    pub fn resend(&mut self) -> Response {
        self.press(RESEND_PATH)
    }

    /// Goes back one window.
    #[track_caller]
    pub fn back(&mut self) -> Response {
        self.press(BACK_PATH)
    }

    /// Gives the sign-in up.
    #[track_caller]
    pub fn cancel(&mut self) -> Response {
        self.press(CANCEL_PATH)
    }

    /// Goes from the session to the point of sale.
    #[track_caller]
    pub fn change_point_of_sale(&mut self) -> Response {
        self.press(CHANGE_POINT_OF_SALE_PATH)
    }

    /// Signs out.
    #[track_caller]
    pub fn sign_out(&mut self) -> Response {
        self.press(SignOut::PATH)
    }

    /// Sends `{}`.
    #[track_caller]
    pub fn press(&mut self, path: &str) -> Response {
        self.send(&self.post(path, &json!({})))
    }
}

/// The local host of a product.
pub fn host(product: Product) -> &'static str {
    match product {
        Product::Cashier => "cashier.localhost",
        Product::Boss => "lk.localhost",
    }
}

/// The body of an answer.
#[track_caller]
pub fn json_of(answer: &Response) -> Value {
    serde_json::from_slice(&answer.body).unwrap_or_else(|error| panic!("{error}: {}", answer.text()))
}

/// The name of the step that an answer tells.
#[track_caller]
pub fn at(answer: &Response) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text());
    name(&json_of(answer))
}

/// Status and code of a refusal.
#[track_caller]
pub fn problem(answer: &Response) -> (u16, String) {
    let code = json_of(answer)["code"].as_str().unwrap_or_default().to_owned();
    (answer.status, code)
}

/// Requires a refusal of this status and code.
#[track_caller]
pub fn refused(answer: &Response, status: u16, code: &str) {
    assert_eq!(problem(answer), (status, code.to_owned()), "{}", answer.text());
}

#[track_caller]
fn name(state: &Value) -> String {
    state["step"]["name"].as_str().unwrap_or_else(|| panic!("no step in {state}")).to_owned()
}
