//! The fifth module: the pages of administration where support alone works. They stand in the same frame as all others and
//! are loaded apart from them, so that administrators do not wait for what is never theirs.

mod agencies;
mod draft;
pub mod mail;
mod notices;
mod texts;

use shared::place::Kind;
use yew::prelude::*;

use crate::boss::desk::Desk;
use crate::boss::root::{missing, use_administration};
use crate::piece;

/// Draws the page of the address.
#[component(Support)]
pub fn support() -> Html {
    use_administration(draw)
}

fn draw(desk: &Desk) -> Html {
    match desk.address.place.kind {
        _ if !desk.is_support() => missing(desk),
        Kind::Agencies => piece!("agencies", agencies::use_agencies, desk.clone()),
        Kind::Mail => piece!("mail", mail::use_mail, desk.clone()),
        Kind::Texts => piece!("page", texts::use_page, desk.clone()),
        Kind::Employees | Kind::StructureUnits | Kind::Applications | Kind::Agency | Kind::Audit => {
            missing(desk)
        }
    }
}
