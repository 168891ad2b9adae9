//! The third module: pages that belong to no sign-in, since the link of a mail leads to them.

pub mod recovery;
pub mod two_factor;
