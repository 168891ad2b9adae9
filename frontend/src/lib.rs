//! The windows of the sign-in.
//!
//! In scope: drawing the step that the edge has decided, sending what the person entered, two languages, the idle
//! watchdog. Out of scope: any rule of the sign-in itself; those are the edge's. Only `platform` touches the
//! browser; rules that need no browser are plain functions and tested natively.

pub mod api;
pub mod components;
pub mod i18n;
pub mod pages;
pub mod platform;
pub mod product;

#[cfg(any(feature = "login", feature = "prerender"))]
pub mod app;
#[cfg(feature = "boss")]
pub mod boss;
#[cfg(feature = "steps")]
pub mod flow;
#[cfg(feature = "steps")]
pub mod hooks;
#[cfg(feature = "steps")]
pub mod links;
#[cfg(feature = "prerender")]
pub mod prerender;
#[cfg(feature = "steps")]
pub mod steps;
#[cfg(feature = "support")]
pub mod support;
