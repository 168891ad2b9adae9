//! The operator's commands: employees, applications, their tokens, agencies, structure units, keys, mails and the audit
//! log.
//!
//! They work on the local installation while it runs, or with `--remote` on a deployed one.

mod account;
mod agency;
pub(crate) mod ambient;
mod application;
mod audit;
mod change;
mod command;
mod database;
pub(crate) mod demo;
pub(crate) mod dev_vars;
#[cfg(test)]
mod installation;
mod key;
mod mail;
mod options;
mod password;
mod place;
pub(crate) mod private_file;
pub(crate) mod refusal;
mod report;
#[cfg(test)]
pub(crate) mod scratch;
mod sql;
#[cfg(test)]
mod tests;
mod token;
mod unit;
mod wrangler;

pub(crate) use command::{run, usage};
