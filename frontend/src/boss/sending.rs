//! A form's way to the edge: what is missing is told once it was sent, one request is under way at a time, and why it was
//! not carried out stays with it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use yew::prelude::*;

use super::desk::{Desk, Refusal};
use super::form::{Held, use_held};
use super::words;
use crate::components::message::message;

/// Where a form stands on that way.
#[derive(Clone)]
pub struct Sending {
    tried: UseStateHandle<bool>,
    busy: Held<bool>,
    problem: UseStateHandle<Option<Refusal>>,
}

/// A form that was not sent yet.
#[hook]
pub fn use_sending() -> Sending {
    let (tried, problem) = (use_state(|| false), use_state(|| None));
    Sending { tried, busy: use_held(|| false), problem }
}

impl Sending {
    /// Whether it was sent, so that what is missing is told.
    pub fn is_tried(&self) -> bool {
        *self.tried
    }

    /// Whether its request is under way.
    pub fn is_busy(&self) -> bool {
        *self.busy.now()
    }

    /// What closes the form, in that way. Not while its request is under way: nobody would hear what has become of it, nor
    /// see a password that is shown once.
    pub fn closing<T: Clone + 'static>(&self, onclose: &Callback<T>, how: T) -> Callback<()> {
        let sending = self.clone();
        let onclose = onclose.clone();
        Callback::from(move |()| {
            if !sending.is_busy() {
                onclose.emit(how.clone());
            }
        })
    }

    /// Why its request was not carried out, below the form; `taken` is said of what exists already.
    pub fn said(&self, desk: &Desk, id: &'static str, taken: &'static str) -> Html {
        let words = match &*self.problem {
            Some(refusal) if !taken.is_empty() && refusal.is("already-exists") => taken.to_owned(),
            refusal => words::problem(desk.language, refusal.as_ref()),
        };
        message(id, &words, None)
    }

    /// Forgets why.
    pub fn forget(&self) {
        self.problem.set(None);
    }

    /// Whether it may be sent now.
    pub fn begin(&self) -> bool {
        self.tried.set(true);
        !self.is_busy()
    }

    /// Sends it; called with what the edge has answered.
    pub fn send<T: DeserializeOwned>(
        &self,
        desk: &Desk,
        path: &str,
        body: &impl Serialize,
        then: impl FnOnce(T) + 'static,
    ) {
        self.busy.set(true);
        let sending = self.clone();
        desk.send("POST", path, body, move |answer: Result<T, Refusal>| match answer {
            Ok(answer) => {
                sending.busy.set(false);
                then(answer);
            }
            Err(refusal) => sending.refuse(refusal),
        });
    }

    /// The same with a body that is JSON already, and an answer that is not looked at.
    pub fn send_text(&self, desk: &Desk, path: &str, body: String, then: impl FnOnce() + 'static) {
        self.exchange(desk, "POST", path, body, Box::new(then), Box::new(|| ()));
    }

    /// Sends a change of what stands at the path. Where somebody else was faster, it is read into `newer`.
    pub fn change<T: DeserializeOwned + 'static>(
        &self,
        desk: &Desk,
        path: &str,
        change: &impl Serialize,
        newer: UseStateSetter<Option<T>>,
        then: impl FnOnce() + 'static,
    ) {
        let body = serde_json::to_string(change).unwrap_or_default();
        let (reader, place) = (desk.clone(), path.to_owned());
        let overtaken = move || reader.get(&place, move |now: Result<T, _>| newer.set(now.ok()));
        self.exchange(desk, "PATCH", path, body, Box::new(then), Box::new(overtaken));
    }

    fn exchange(
        &self,
        desk: &Desk,
        method: &'static str,
        path: &str,
        body: String,
        then: Box<dyn FnOnce()>,
        overtaken: Box<dyn FnOnce()>,
    ) {
        self.busy.set(true);
        let sending = self.clone();
        desk.send_text(method, path, body, move |answer| match answer {
            Ok(_) => {
                sending.busy.set(false);
                then();
            }
            Err(refusal) => {
                if refusal.is("overtaken") {
                    overtaken();
                }
                sending.refuse(refusal);
            }
        });
    }

    fn refuse(&self, refusal: Refusal) {
        self.busy.set(false);
        self.problem.set(Some(refusal));
    }
}
