//! The way out of administration: to the sign-in, with the reason and the way back.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shared::api::requests::SignOut;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::platform::channel::{self, Word};
use crate::platform::timer::Timeout;
use crate::platform::{history, http, json, page, storage};

/// Where nobody is signed in, or nobody who administers.
const SIGN_IN: &str = "/";
/// How long whoever leaves waits for an answer.
const WAIT_MS: u32 = 2000;
const LOOK_EVERY_MS: u32 = 50;

/// Leaves the reason that an answer tells, once, to the page of the sign-in; `own` where it tells none.
pub fn leave_reason(text: &str, own: Option<&str>) {
    let told = json::text(&json::member(&json::parse(text), "step"), "notice");
    if let Some(reason) = told.as_deref().or(own) {
        storage::hand_on(storage::NOTICE, reason);
    }
}

thread_local! {
    static IS_LEFT: Cell<bool> = const { Cell::new(false) };
}

/// Whether the page is being left. What it asked now might be told the reason, and take that with it.
pub fn is_left() -> bool {
    IS_LEFT.get()
}

/// Goes to the sign-in, once, which comes back here.
pub fn leave() {
    if IS_LEFT.replace(true) {
        return;
    }
    let (path, query) = history::address();
    storage::hand_on(storage::RETURN, &[path, query].concat());
    storage::remove(storage::RESUME);
    go(WAIT_MS / LOOK_EVERY_MS);
}

/// Goes once no answer is under way that may hold the reason, which is told once.
fn go(looks: u32) {
    if looks == 0 || !http::is_under_way() {
        page::replace_with(SIGN_IN);
        // Whoever stops the browser on its way may be led there once more.
        Timeout::new(http::PATIENCE_MS, || IS_LEFT.set(false)).forget();
    } else {
        Timeout::new(LOOK_EVERY_MS, move || go(looks - 1)).forget();
    }
}

/// Signs out, and goes to where one signs in. Whoever is still signed in, since nothing was heard of it, is told so.
pub fn sign_out(stayed: UseStateSetter<bool>, leaves: Rc<RefCell<bool>>) {
    stayed.set(false);
    spawn_local(async move {
        let reply = http::send(SignOut::PATH, Some("{}")).await.filter(http::Response::is_ok);
        let Some(reply) = reply else {
            leaves.replace(false);
            stayed.set(true);
            return;
        };
        channel::tell(Word::Moved);
        storage::remove(storage::RESUME);
        leave_reason(&reply.text, Some(storage::SIGNED_OUT));
        // Two ways to the sign-in would take the reason to the first one, which nobody sees.
        if !IS_LEFT.replace(true) {
            go(0);
        }
    });
}
