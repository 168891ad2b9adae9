//! The browser: the only module that names gloo and web-sys. A storage may be switched off, and a page may lack what
//! is looked for: both fail soft.

#[cfg(feature = "boss")]
pub mod answer;
pub mod bridge;
pub mod channel;
pub mod clock;
pub mod deployment;
pub mod http;
pub mod json;
pub mod language;
pub mod listener;
pub mod page;
pub mod storage;

#[cfg(feature = "steps")]
pub mod clipboard;
#[cfg(feature = "boss")]
pub mod fetch;
#[cfg(feature = "steps")]
pub mod history;
#[cfg(feature = "boss")]
pub mod question;
#[cfg(feature = "steps")]
pub mod region;

pub use gloo::timers::callback as timer;
pub use web_sys::{HtmlDialogElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
