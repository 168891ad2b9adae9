//! Event listeners that end with their owner, in the capture phase, so that nobody below can hide an event.

use gloo::events::EventListenerOptions;
use gloo::utils::{document, window};
use web_sys::{Event, EventTarget};

pub use gloo::events::EventListener as Listener;

/// Listens on the window.
pub fn on_window(kind: &'static str, heard: impl FnMut(&Event) + 'static) -> Listener {
    on(&window(), kind, heard)
}

/// Hears that the page can be seen again.
pub fn on_visible(mut heard: impl FnMut() + 'static) -> Listener {
    on(&document(), "visibilitychange", move |_| {
        if super::page::is_visible() {
            heard();
        }
    })
}

fn on(target: &EventTarget, kind: &'static str, heard: impl FnMut(&Event) + 'static) -> Listener {
    Listener::new_with_options(target, kind, EventListenerOptions::run_in_capture_phase(), heard)
}
