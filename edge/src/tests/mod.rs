//! The application as a client sees it: bytes in, bytes out, over the ports in memory.

mod account;
mod admin;
mod agent_login;
mod breaches;
mod browser;
mod browser_face;
mod delivery;
mod devices;
mod guard;
mod harness;
mod introspection;
mod invitation;
mod mail_allowance;
mod openapi;
mod outside;
mod place;
mod races;
mod recovery;
mod recovery_limits;
mod sessions;
mod set_up;
mod sign_in;
mod sign_in_locks;
