//! The XML face of the web service: login requests are read here and answers written.
//!
//! In scope: strict reading (well-formed, within limits, valid by schema) and the layout of answers.
//! Out of scope: who may log in, and HTTP; this module only turns bytes into values and values into text.

pub mod auth;
mod auth_schema;
mod breach;
mod cursor;
mod data_type;
mod date_time;
mod declaration;
mod document;
mod envelope_schema;
#[cfg(test)]
mod not_well_formed;
mod references;
pub mod reply;
mod scan;
mod schema;
mod tag;
mod uri;

pub use declaration::is_label;

/// Most bytes of a request body, 64 KiB: a hundred times the largest honest login.
pub const MAX_BYTES: usize = 64 * 1024;

/// Namespace of `Envelope`, and of no other element.
pub const ENVELOPE_NAMESPACE: &str = "https://www.mixvel.com/API/XSD/mixvel_envelope/1_06";

/// Namespace of `Auth` and `AuthResponse`, and of no other element.
pub const AUTH_NAMESPACE: &str = "https://www.mixvel.com/API/XSD/mixvel_auth/1_01";

/// The schema of the envelope, as served at `/xsd/Mixvel_Envelope.xsd`.
pub const ENVELOPE_XSD: &str = include_str!("../../xsd/Mixvel_Envelope.xsd");

/// The schema of the login messages, as served at `/xsd/Mixvel_Auth.xsd`.
pub const AUTH_XSD: &str = include_str!("../../xsd/Mixvel_Auth.xsd");
