//! Sessions of employees: their owner's input, and their end.

pub mod keep;
