//! The browser's API: one file a group of endpoints, each with its path, its request and its answer.
//!
//! Every answer of `/api/auth` is a [`State`](state::State): where the browser stands now. Every refusal is a
//! problem document (RFC 9457) with the members of [`problem`].

pub mod account;
pub mod admin;
pub mod notices;
pub mod problem;
pub mod recovery;
pub mod requests;
pub mod state;
