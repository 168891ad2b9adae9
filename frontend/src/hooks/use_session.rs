//! What a tab does when it is looked at again: it asks where the sign-in stands.

use yew::prelude::*;

use crate::flow::{Event, Flow};
use crate::platform::listener::Listener;
use crate::platform::page;

/// Asks when the tab becomes visible, or comes back from the browser's cache of left pages.
#[hook]
pub fn use_session(dispatcher: UseReducerDispatcher<Flow>) {
    use_effect_with((), move |()| {
        let ask = move |_: web_sys::Event| {
            if page::is_visible() {
                dispatcher.dispatch(Event::Moved);
            }
        };
        let listeners =
            (Listener::on_document("visibilitychange", ask.clone()), Listener::on_window("pageshow", ask));
        move || drop(listeners)
    });
}
