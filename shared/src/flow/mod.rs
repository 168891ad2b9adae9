//! The sign-in of employees as pure rules: what a version demands, and which step follows from the facts.
//!
//! Nothing here knows of storage, cookies or windows.

pub mod demands;
pub mod idle;
pub mod steady;
pub mod step;
