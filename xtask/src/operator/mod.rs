//! The operator's commands: employees, applications, their tokens, agencies, structure units, mails, texts, operators, keys
//! and the audit log.
//!
//! They are a client of the administration API: of the local installation while it runs, or with `--env` of a deployed one.

mod account;
mod agency;
pub(crate) mod ambient;
mod api;
mod application;
mod audit;
mod command;
mod context;
pub(crate) mod dev_vars;
mod key;
mod mail;
mod moment;
pub(crate) mod operator_key;
mod options;
mod place;
pub(crate) mod private_file;
pub(crate) mod refusal;
mod release;
mod report;
#[cfg(test)]
pub(crate) mod scratch;
mod session;
mod staff;
#[cfg(test)]
mod stub;
#[cfg(test)]
mod tests;
mod text;
mod token;
mod transport;
mod unit;
mod usage;
mod wrangler;

pub(crate) use command::{run, usage};
