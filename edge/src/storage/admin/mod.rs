//! The statements of administration, one file an aggregate.
