//! Version and ribbon of pages that belong to no sign-in.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{STATE_PATH, state};
use crate::components::layout::Stand;
use crate::platform::http;

/// What the stand says about itself; nothing until the edge has been asked, nor when it cannot be.
#[hook]
pub fn use_stand() -> UseStateHandle<Stand> {
    let stand = use_state(Stand::default);
    let setter = stand.setter();
    use_effect_with((), move |()| {
        spawn_local(async move {
            let reply = http::send(STATE_PATH, None).await;
            if let Some(state) = reply.and_then(|reply| state::read(&reply.text)) {
                setter.set(Stand { is_demo: state.stand == "demo", version: state.version });
            }
        });
    });
    stand
}
