//! Password hashes.
