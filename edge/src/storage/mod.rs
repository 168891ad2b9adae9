//! Every SQL statement of the worker and the reading of its rows, one file an aggregate, over one small trait.
//!
//! It knows neither the platform nor a clock. Each aggregate is a trait with its methods written out: whatever runs
//! statements as a [`Database`] has all of them, and a feature names the ones it needs.

pub mod admin;
pub mod audit;
#[cfg(test)]
mod broken_door;
pub mod database;
pub mod outbox;
mod row;
#[cfg(test)]
pub(crate) mod sqlite;
pub mod statement;
pub mod tokens;
