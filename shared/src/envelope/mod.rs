//! The XML face.
