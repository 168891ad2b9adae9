//! Values that parse or fail: who holds one knows that it is well formed.

pub mod agency_code;
pub mod invisible;
pub mod language;
pub mod login;
pub mod message_id;
pub mod otp_code;
pub mod password;
pub mod product;
mod punycode;
pub mod structure_unit_id;
pub mod version;
