//! Parts that windows share: props in, events out.

pub mod button;
pub mod field;
pub mod icon;
pub mod layout;
pub mod message;
pub mod toggle;

#[cfg(feature = "steps")]
pub mod checkbox;
#[cfg(feature = "steps")]
pub mod dialog;
#[cfg(feature = "steps")]
pub mod password_field;
#[cfg(feature = "steps")]
pub mod qr_code;
#[cfg(feature = "steps")]
pub mod select;
#[cfg(feature = "steps")]
pub mod who;
