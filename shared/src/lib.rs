//! What the edge, the browser and the command line have in common.
//!
//! In scope: values that parse or fail, the closed set of failures and its two faces, the messages of the web
//! service, key rings and password hashes (feature `server`). Everything here is a function of its arguments.
//! Out of scope: the platform, storage, HTTP, clocks and random numbers; those belong to the edge.
#![forbid(unsafe_code)]

pub mod api;
pub mod audit;
pub mod code;
pub mod envelope;
pub mod failure;
#[cfg(feature = "server")]
pub mod key_ring;
#[cfg(feature = "server")]
pub mod password_hash;
pub mod time;
pub mod value;
