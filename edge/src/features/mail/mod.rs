//! Mails: what stands in them, and how they leave the outbox.

pub mod body;
pub mod deliver;
pub mod message;
pub mod moment;
pub mod texts;
