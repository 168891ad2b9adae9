//! The statements of administration, one file an aggregate.

pub mod agencies;
pub mod application_changes;
pub mod applications;
pub mod audit_exports;
pub mod audit_log;
#[cfg(any(feature = "local", test))]
pub mod demo;
pub mod employee_changes;
pub mod employee_list;
pub mod employee_locks;
pub mod employee_query;
mod employee_search;
pub mod employees;
pub mod ending;
pub mod health;
pub mod invitations;
pub mod live_sessions;
pub mod live_tokens;
pub mod mails;
pub mod operators;
mod recorded;
pub mod requesters;
pub mod step_up;
pub mod structure_units;
