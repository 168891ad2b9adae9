//! Words between the tabs of one product, and between the two modules of one tab.

use gloo::events::EventListener;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

/// One for the whole product: hosts differ, so products do not hear each other.
pub const NAME: &str = "mixvel-auth";

/// What tabs tell each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The sign-in took a step: ask the edge where it stands.
    Moved,
    /// The language was changed: read it from the storage.
    Language,
}

impl Word {
    /// As it is said.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Language => "language",
        }
    }
}

/// A subscription that ends when it is dropped.
#[derive(Debug)]
pub struct Channel {
    inner: BroadcastChannel,
    _listener: EventListener,
}

impl Channel {
    /// Hears what other channels say, those of this tab included.
    pub fn hear(mut heard: impl FnMut(Word) + 'static) -> Option<Self> {
        let inner = BroadcastChannel::new(NAME).ok()?;
        let listener = EventListener::new(&inner, "message", move |event| {
            let said = event.unchecked_ref::<MessageEvent>().data().as_string();
            let word =
                [Word::Moved, Word::Language].into_iter().find(|word| Some(word.as_str()) == said.as_deref());
            if let Some(word) = word {
                heard(word);
            }
        });
        Some(Self { inner, _listener: listener })
    }

    /// Tells all the others.
    pub fn say(&self, word: Word) {
        let _ = self.inner.post_message(&JsValue::from_str(word.as_str()));
    }
}

/// Tells all channels, those of this tab included.
pub fn tell(word: Word) {
    if let Some(channel) = Channel::hear(|_| ()) {
        channel.say(word);
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.inner.close();
    }
}
