//! The guard of the web service: who holds a bearer token, and whether it still counts.

pub mod authenticate;
pub mod forward;
pub mod introspect;
