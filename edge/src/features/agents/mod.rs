//! The web service login: an application's password against a token.

pub mod decide;
pub mod login;
