//! What windows have in common over time: language, and for the second module the flow and the idle watchdog.

pub mod use_language;

#[cfg(feature = "steps")]
pub mod use_flow;
#[cfg(feature = "steps")]
pub mod use_history;
#[cfg(feature = "steps")]
pub mod use_idle;
#[cfg(feature = "steps")]
pub mod use_session;
#[cfg(feature = "steps")]
pub mod use_ticks;
