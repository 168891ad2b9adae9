//! The platform, which this module and `events` alone name: a file a port, and what they stand on.

pub mod address_limit;
pub mod answer;
pub mod breaches_fetch;
pub mod carrier;
pub mod counters;
pub mod d1;
pub mod database_size;
pub mod environment;
pub mod hasher;
pub mod kv;
pub mod operator_keys;
pub mod pages_assets;
pub mod request;
pub mod runtime;
pub mod smtp_socket;
pub mod upstream;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use worker::{AnalyticsEngineDataset, D1Database, Fetcher, KvStore, RateLimiter, SendEmail};

use crate::ports::counters::Happened;

/// The platform as the ports see it: bindings of one environment.
pub struct Platform {
    db: D1Database,
    waited_ms: Cell<i64>,
    hashed_checks: RateLimiter,
    operator_keys: RateLimiter,
    assets: Fetcher,
    texts: KvStore,
    upstreams: [Option<Fetcher>; 3],
    mail: Option<SendEmail>,
    counters: Option<AnalyticsEngineDataset>,
    counts: RefCell<BTreeMap<Happened, u32>>,
}
