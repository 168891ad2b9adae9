//! The application as a client sees it: bytes in, bytes out, over `SQLite` with the real migrations.

mod account;
mod agent_login;
mod breaches;
mod browser;
mod browser_face;
mod delivery;
mod demo;
mod devices;
mod faults;
mod guard;
mod harness;
mod introspection;
mod invitation;
mod mail_allowance;
mod openapi;
mod outside;
mod place;
mod platform;
mod races;
mod recovery;
mod recovery_limits;
mod rows;
mod sessions;
mod set_up;
mod sign_in;
mod sign_in_locks;
