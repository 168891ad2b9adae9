//! The platform: the only module, with `lib.rs`, that knows of it. One file a port and store.

pub mod account_d1;
pub mod address_limit;
pub mod answer;
pub mod applications_d1;
pub mod audit_d1;
pub mod breaches_fetch;
pub mod carrier;
pub mod d1;
pub mod devices_d1;
pub mod employees_d1;
pub mod environment;
pub mod hasher;
pub mod new_password_d1;
pub mod operator_keys;
pub mod outbox_d1;
pub mod pages_assets;
pub mod recovery_d1;
pub mod request;
mod row;
pub mod runtime;
pub mod second_factors_d1;
pub mod sessions_d1;
pub mod sign_ins_d1;
pub mod smtp_socket;
pub mod sweep_d1;
pub mod tokens_d1;
pub mod upstream;

use worker::{D1Database, Fetcher, RateLimiter, SendEmail};

/// The platform as the ports see it: bindings of one environment.
pub struct Platform {
    db: D1Database,
    hashed_checks: RateLimiter,
    operator_keys: RateLimiter,
    assets: Fetcher,
    mail: Option<SendEmail>,
}
