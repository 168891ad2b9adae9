//! Administration: what Boss's pages and the command line do, by the same rules. Who may ask is decided before, by
//! [`rights`](crate::rights).

pub mod actor;
pub mod agencies;
pub mod fields;
pub mod operators;
pub mod paging;
pub mod query;
pub mod requester;
pub mod structure_units;
pub mod words;
