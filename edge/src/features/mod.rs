//! What the worker does, one folder a feature. A feature imports no sibling and never names the platform, an
//! HTTP status, a media type or an XML tag: it returns a value or an error.

pub mod account;
pub mod admin;
pub mod agents;
pub mod gateway;
pub mod mail;
pub mod notices;
pub mod recovery;
pub mod session;
pub mod sign_in;
pub mod sweep;
pub mod texts;
pub mod two_factor;
