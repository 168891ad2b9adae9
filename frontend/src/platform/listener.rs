//! Event listeners that end with their owner.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget};

/// A listener that is taken off when it is dropped.
#[derive(Debug)]
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens on `target`, in the capture phase, so that nobody below can hide an event.
    pub fn on(target: EventTarget, kind: &'static str, heard: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(heard);
        let function = closure.as_ref().unchecked_ref();
        let _ = target.add_event_listener_with_callback_and_bool(kind, function, true);
        Self { target, kind, closure }
    }

    /// Listens on the window.
    pub fn on_window(kind: &'static str, heard: impl FnMut(Event) + 'static) -> Option<Self> {
        Some(Self::on(web_sys::window()?.into(), kind, heard))
    }

    /// Listens on the document.
    pub fn on_document(kind: &'static str, heard: impl FnMut(Event) + 'static) -> Option<Self> {
        Some(Self::on(web_sys::window()?.document()?.into(), kind, heard))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback_and_bool(self.kind, function, true);
    }
}
