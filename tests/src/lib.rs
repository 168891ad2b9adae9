//! The built worker in its real runtime, as the tests drive it: start it, talk to it, look into its database.
//!
//! What the application decides is tested in `edge` over ports in memory; here stands what only workerd, D1 and
//! sockets can show.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::disallowed_methods,
    reason = "this is the tests' side: a surprise ends the test, and the message says where"
)]

pub mod agent;
pub mod audit;
pub mod browser;
pub mod bundle;
pub mod certificate;
pub mod connection;
pub mod daemon;
pub mod dev_server;
pub mod employee;
pub mod envelope;
pub mod gateway;
pub mod gzip;
pub mod helper;
pub mod hostile;
pub mod http;
pub mod mail_server;
pub mod measure;
pub mod memory;
pub mod openapi;
pub mod operator;
pub mod project;
pub mod race;
pub mod recovery;
pub mod script;
pub mod server;
pub mod settings;
pub mod signature;
pub mod smtp;
pub mod tls_front;
pub mod token;
pub mod upstream;
pub mod wait;
