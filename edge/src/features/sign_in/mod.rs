//! The sign-in of employees: from login and password to a session, one file a step.
//!
//! The step is derived from storage on every request; a request for another step than that is refused.

pub mod advance;
pub mod code;
pub mod credentials;
pub mod decide;
pub mod leave;
pub mod place;
pub mod requirements;
