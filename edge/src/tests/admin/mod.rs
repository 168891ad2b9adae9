//! The rules of administration, on the real statements.

mod agencies;
mod desk;
mod operators;
mod structure_units;
