//! The notices in the windows of a product: `GET` [`PATH`] at the product's host. They may be a minute old.

use serde::{Deserialize, Serialize};

/// The notices that are shown now; answered with [`Notices`], which may be kept for a minute.
pub const PATH: &str = "/api/auth/notices";

/// What is shown now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices {
    /// The one that began last stands first.
    pub notices: Vec<ShownNotice>,
}

/// A notice in both languages, as the windows draw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownNotice {
    /// Names it.
    pub id: String,
    /// `information` or `warning`.
    pub level: String,
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}
