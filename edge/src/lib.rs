//! The worker of MixVel Auth: the only wiring between the platform's events and the application.

// Native async functions in the ports: futures of a Worker stay on their thread, so no bound is missing.
#![allow(
    async_fn_in_trait,
    reason = "all users of the ports are in this crate, and no future leaves its thread"
)]

#[cfg(all(feature = "contract", not(feature = "local")))]
compile_error!("no deployed worker has the checks of storage: `contract` goes with `local` alone");

pub mod admin;
pub mod app;
pub mod browser;
pub mod chosen_password;
pub mod code_check;
pub mod config;
pub mod ctx;
#[cfg(any(feature = "local", test))]
pub mod demo;
pub mod device_cookie;
pub mod devices;
pub mod error;
pub mod features;
pub mod http;
pub mod locks;
pub mod mail_allowance;
pub mod notice;
pub mod password_check;
pub mod ports;
pub mod rights;
pub mod route;
pub mod second_factor;
pub mod secret;
pub mod signature;
pub mod smtp;
pub mod standing;
pub mod storage;
pub mod stored_password;
pub mod token;
pub mod tries;
pub mod visitor;

#[cfg(target_arch = "wasm32")]
pub mod adapters;

#[cfg(target_arch = "wasm32")]
pub mod events;

#[cfg(test)]
mod tests;
