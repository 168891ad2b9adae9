//! The rules of administration, on the real statements.

mod actors;
mod agencies;
mod applications;
mod audit_exports;
mod demo;
pub(super) mod desk;
mod employee_locks;
mod employee_search;
mod employees;
mod health;
mod mails_and_log;
mod migration;
mod operators;
mod rights;
mod step_up;
mod structure_units;

pub(super) use rights::statements;
