//! The windows, a folder or file each: props in, events out, no request.

pub mod credentials;
pub mod problem;

#[cfg(feature = "steps")]
pub mod account;
#[cfg(feature = "steps")]
pub mod code;
#[cfg(feature = "steps")]
pub mod idle;
#[cfg(feature = "steps")]
pub mod new_password;
#[cfg(feature = "steps")]
pub mod point_of_sale;
#[cfg(feature = "steps")]
pub mod recovery;
#[cfg(feature = "steps")]
pub mod requirements;
#[cfg(feature = "steps")]
pub mod seance;
#[cfg(feature = "steps")]
pub mod signed_in;
#[cfg(feature = "steps")]
pub mod two_factor;
#[cfg(feature = "steps")]
pub mod window;

#[cfg(feature = "prerender")]
pub mod legal;
#[cfg(feature = "prerender")]
pub mod missing;
