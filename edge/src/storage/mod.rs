//! Every SQL statement of the worker and the reading of its rows, one file an aggregate, over one small trait.
//!
//! It knows neither the platform nor a clock. Each aggregate is a trait with its methods written out: whatever runs
//! statements as a [`Database`](database::Database) has all of them, and a feature names the ones it needs.

pub mod account;
pub mod account_changes;
pub mod admin;
pub mod applications;
pub mod audit;
#[cfg(test)]
mod broken_door;
#[cfg(any(feature = "contract", test))]
pub mod contract;
pub mod database;
pub mod devices;
pub mod employees;
mod ended_by;
pub mod health;
pub mod leases;
mod mail_causes;
pub mod new_password;
pub mod notices;
pub mod outbox;
pub mod recovery;
pub mod rehash;
pub mod row;
pub mod second_factors;
pub mod sessions;
pub mod set_ups;
pub mod sign_ins;
#[cfg(test)]
pub(crate) mod sqlite;
pub mod statement;
pub mod sweep;
pub mod texts;
pub mod tokens;
