//! The browser: the only module that names web-sys. Everything fails soft, for a storage may be switched off and
//! a page may be on its way out.

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
pub mod timer;

#[cfg(feature = "steps")]
pub mod clipboard;
#[cfg(feature = "steps")]
pub mod history;
#[cfg(feature = "steps")]
pub mod region;
