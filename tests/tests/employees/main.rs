//! The sign-in of employees on the real runtime: what counts, what it refuses, and what the audit log keeps of it.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

mod account;
mod consents;
mod devices;
mod ends;
mod locks;
mod mails;
mod openapi;
mod order;
mod outside;
mod races_of_codes;
mod races_of_links;
mod races_of_passwords;
mod recovery;
mod sign_in;
mod versions;
