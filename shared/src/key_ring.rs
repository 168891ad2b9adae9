//! Key rings.
