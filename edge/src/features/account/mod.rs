//! One's own account, for whoever is signed in: what its page shows, sessions to end, the password, the second factor.

pub mod own;
pub mod page;
pub mod password;
pub mod reissue;
pub mod sessions;
pub mod step_up;
