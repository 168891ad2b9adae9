//! What a tab does when it is looked at again: it asks where the sign-in stands.

use yew::prelude::*;

use crate::flow::{Flow, SignInEvent};
use crate::platform::{listener, page};

/// Asks when the tab becomes visible, or comes back from the browser's cache of left pages.
#[hook]
pub fn use_session(dispatcher: UseReducerDispatcher<Flow>) {
    use_effect_with((), move |()| {
        let ask = move || dispatcher.dispatch(SignInEvent::Moved);
        let seen = listener::on_visible(ask.clone());
        let shown = listener::on_window("pageshow", move |_| {
            if page::is_visible() {
                ask();
            }
        });
        let listeners = (seen, shown);
        move || drop(listeners)
    });
}
