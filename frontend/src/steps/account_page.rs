//! Whether the account page is open in the place of the workspace: at `/account`, which is one history entry above the
//! workspace, or the ground itself when somebody came there directly.

use shared::api::state::Step;
use yew::prelude::*;

use crate::platform::history;

/// Where the account page is.
const PATH: &str = "/account";
/// Where a sign-in begins, and its workspace is unless an application has its place.
const GROUND: &str = "/";

/// The account page, open or not.
#[derive(Clone)]
pub(super) struct AccountPage {
    /// The history entries below it, while it is open.
    above: UseStateHandle<Option<u32>>,
}

/// The account page; who is signed out anew leaves its address.
#[hook]
pub(super) fn use_account_page(signed_in: bool) -> AccountPage {
    let above = use_state(|| {
        // During a sign-in the entries are those of its choices.
        let depth = if signed_in { history::depth().min(1) } else { 0 };
        (history::path() == PATH).then_some(depth)
    });
    let page = AccountPage { above };
    use_effect_with(signed_in, {
        let page = page.clone();
        move |signed_in| {
            let signed_in = *signed_in;
            move || {
                if signed_in {
                    page.close();
                }
            }
        }
    });
    page
}

impl AccountPage {
    /// Whether it has the place of the workspace.
    pub(super) fn is_open(&self, step: &Step) -> bool {
        self.above.is_some() && matches!(step, Step::SignedIn(_))
    }

    /// How many history entries of its own it has.
    pub(super) fn depth(&self, step: &Step) -> u32 {
        self.above.filter(|_| self.is_open(step)).unwrap_or_default()
    }

    /// The address of its entry.
    pub(super) fn path(&self, step: &Step) -> Option<&'static str> {
        self.is_open(step).then_some(PATH)
    }

    /// What opens it.
    pub(super) fn opening(&self) -> Callback<MouseEvent> {
        let above = self.above.setter();
        Callback::from(move |_| above.set(Some(1)))
    }

    /// What leads back to the workspace.
    pub(super) fn closing(&self) -> Callback<MouseEvent> {
        let page = self.clone();
        Callback::from(move |_| page.close())
    }

    /// Leads back to the workspace.
    pub(super) fn close(&self) {
        if *self.above == Some(0) {
            history::rename(GROUND);
        }
        self.above.set(None);
    }
}
