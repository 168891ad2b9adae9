//! Administration: what Boss's pages and the command line do, by the same rules. Who may ask is decided before, by
//! [`rights`](crate::rights).

pub mod actor;
pub mod agencies;
pub mod applications;
pub mod audit;
pub mod audit_exports;
pub mod employees;
pub mod fields;
pub mod health;
pub mod mails;
pub mod notices;
pub mod operators;
pub mod paging;
pub mod query;
pub mod requester;
pub mod sessions;
pub mod step_up;
pub mod structure_units;
pub mod texts;
pub mod words;
