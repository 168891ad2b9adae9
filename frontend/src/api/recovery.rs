//! Answers about links to a new password, read with the browser's own JSON; `shared::api::recovery` says what they are.

use shared::api::recovery::{PasswordLink, PasswordSaved, Purpose};

use super::state::consent;
use crate::platform::json;

/// Reads what a link is for; nothing when the text does not say so.
pub fn read_link(text: &str) -> Option<PasswordLink> {
    let link = json::parse(text);
    let purpose = json::text(&link, "purpose")?;
    Some(PasswordLink {
        purpose: Purpose::ALL.into_iter().find(|it| it.as_str() == purpose)?,
        login: json::text(&link, "login")?,
        may_reissue: json::flag(&link, "may_reissue"),
        consent: consent(&link),
    })
}

/// Reads what followed from a new password.
pub fn read_saved(text: &str) -> PasswordSaved {
    PasswordSaved { reissued: json::flag(&json::parse(text), "reissued") }
}
