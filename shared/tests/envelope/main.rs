//! The XML face from the outside: bytes in, values or answers out.

mod agreement;
mod generated;
mod xmllint;
