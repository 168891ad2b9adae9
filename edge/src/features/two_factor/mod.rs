//! The set-up page of a second factor.

pub mod reveal;
