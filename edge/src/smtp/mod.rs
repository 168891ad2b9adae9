//! Handing a mail to a mail server (RFC 5321, 6409): what is said and what it means. No socket and no clock is known
//! here.

pub mod content;
pub mod reply;
pub mod submit;
#[cfg(test)]
mod tests;
