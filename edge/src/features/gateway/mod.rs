//! Both guards: who holds a bearer token or a session, whether it still counts, and where the request goes.

pub mod authenticate;
pub mod employee;
pub mod forward;
pub mod introspect;
