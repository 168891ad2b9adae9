//! The only module that knows bytes, header fields and limits: requests become values here, and values and
//! failures become answers.

pub mod address;
pub mod admin_face;
pub mod answer;
pub mod authorization;
pub mod browser_face;
pub mod cookie;
#[cfg(any(feature = "local", test))]
pub mod dev_face;
pub mod document;
pub mod envelope_face;
pub mod form;
pub mod head;
pub mod hop_by_hop;
pub mod json_face;
pub mod media_type;
pub mod page_face;
pub mod passage;
pub mod same_origin;
pub mod text_page;
