//! The application as a client sees it: bytes in, bytes out, over the ports in memory.

mod agent_login;
mod browser;
mod browser_face;
mod guard;
mod harness;
mod introspection;
mod outside;
mod races;
mod sessions;
mod set_up;
mod sign_in;
mod sign_in_locks;
