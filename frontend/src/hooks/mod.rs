//! What the later windows have in common over time: language, the flow, the idle watchdog.

pub mod use_language;

pub mod use_account;
pub mod use_flow;
pub mod use_history;
pub mod use_idle;
pub mod use_session;
pub mod use_stand;
pub mod use_ticks;
