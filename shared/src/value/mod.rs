//! Values that parse or fail: who holds one knows that it is well formed.

pub mod agency_code;
pub mod login;
pub mod message_id;
pub mod password;
pub mod structure_unit_id;
