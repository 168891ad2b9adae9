//! The rules of counters, proved against the statements that are these rules.

mod applications;
mod codes;
mod passwords;
