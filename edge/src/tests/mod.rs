//! The application as a client sees it: bytes in, bytes out, over the ports in memory.

mod agent_login;
mod browser;
mod guard;
mod harness;
mod introspection;
mod outside;
mod sign_in;
