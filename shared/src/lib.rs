//! What the edge, the browser and the command line have in common.
//!
//! In scope: values that parse or fail, the closed set of failures and its two faces, the messages of the web
//! service and of the browser, the rules of the sign-in, and the server's secrets as pure functions (feature
//! `server`): key rings, password hashes, sealed keys, codes. Everything here is a function of its arguments.
//! Out of scope: the platform, storage, HTTP, clocks and random numbers; those belong to the edge.
#![forbid(unsafe_code)]

pub mod api;
pub mod audit;
#[cfg(feature = "server")]
pub mod chosen_password;
pub mod code;
#[cfg(feature = "server")]
pub mod common_passwords;
pub mod consent;
pub mod envelope;
pub mod failure;
pub mod flow;
#[cfg(feature = "server")]
pub mod key_ring;
#[cfg(feature = "server")]
pub mod lock_key;
#[cfg(feature = "server")]
pub mod named_secrets;
pub mod new_password;
#[cfg(feature = "nfkc")]
pub mod nfkc;
#[cfg(feature = "server")]
pub mod password_hash;
pub mod percent;
pub mod place;
#[cfg(feature = "server")]
pub mod seal;
pub mod text_version;
pub mod texts;
pub mod time;
#[cfg(feature = "server")]
pub mod totp;
pub mod user_agent;
pub mod value;
pub mod way_back;
