//! An employee's browser: what it holds, where it stands, and what its owner is told.

pub mod device_cookie;
pub mod devices;
pub mod notice;
pub mod standing;
pub mod visitor;
