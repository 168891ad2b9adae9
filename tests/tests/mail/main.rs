//! Mails on their way to a real mail server: nothing is lost, nothing comes twice but under one name, and nobody waits.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

mod arrival;
mod faults;
mod real_servers;
mod send_email;
mod turns;
mod worker;
