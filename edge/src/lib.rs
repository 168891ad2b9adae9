//! The worker of MixVel Auth. On the platform, `events` is its way in and `adapters` its way out: these two alone name it.

// Native async functions in the ports: futures of a Worker stay on their thread, so no bound is missing.
#![allow(
    async_fn_in_trait,
    reason = "all users of the ports are in this crate, and no future leaves its thread"
)]

#[cfg(all(feature = "contract", not(feature = "local")))]
compile_error!("no deployed worker has the checks of storage: `contract` goes with `local` alone");

pub mod app;
pub mod config;
pub mod counters;
pub mod ctx;
#[cfg(any(feature = "local", test))]
pub mod demo;
pub mod error;
pub mod features;
pub mod http;
pub mod ports;
pub mod rights;
pub mod route;
pub mod secrets;
pub mod smtp;
pub mod storage;
pub mod visit;

#[cfg(target_arch = "wasm32")]
pub mod adapters;

#[cfg(target_arch = "wasm32")]
pub mod events;

#[cfg(test)]
mod tests;
