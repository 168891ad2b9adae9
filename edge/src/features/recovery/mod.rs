//! New passwords through links: restoration, and the invitation of a new employee.

pub mod deliver;
pub mod link;
pub mod request;
pub mod save;
