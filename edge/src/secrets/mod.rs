//! Secrets between a request and storage: opaque values, passwords, keys of second factors, tokens.

pub mod chosen_password;
pub mod second_factor;
pub mod secret;
pub mod signature;
pub mod stored_password;
pub mod token;
