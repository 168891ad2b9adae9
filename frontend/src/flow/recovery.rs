//! The pages that mails with links to a password lead to: where one of them stands.

use shared::api::recovery::{PasswordLink, PasswordSaved, Purpose};

use crate::api::Problem;

/// Where the page stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum View {
    /// An address is asked for.
    Request,
    /// A link was asked for to this address.
    Sent {
        /// Where it goes.
        address: String,
        /// When, by the browser's clock.
        at_ms: i64,
    },
    /// The edge is asked what the link is for.
    Checking,
    /// The address has no token.
    Incomplete,
    /// The link is of no more use.
    Dead,
    /// A password is asked for.
    Password(PasswordLink),
    /// It was saved; to whom a mail with a new QR code went, if one did.
    Saved(Option<String>),
}

impl View {
    /// Its name.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Sent { .. } => "sent",
            Self::Checking => "checking",
            Self::Incomplete => "incomplete",
            Self::Dead => "dead",
            Self::Password(_) => "password",
            Self::Saved(_) => "saved",
        }
    }
}

/// What the page knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// Why it was opened, or what the link at hand is for.
    pub purpose: Purpose,
    /// Where it stands.
    pub view: View,
    /// The address that was typed last, or whose link it is.
    pub address: String,
    /// Whether a request is under way.
    pub busy: bool,
    /// Why the last one was not carried out.
    pub failed: Option<Problem>,
}

/// What happens to it.
#[derive(Clone, Debug, PartialEq)]
pub enum RecoveryEvent {
    /// A request went out.
    Sent,
    /// A link was asked for to this address, at that moment of the browser's clock.
    Asked(String, i64),
    /// There is no token.
    NoToken,
    /// The edge said what the link is for.
    Read(PasswordLink),
    /// The password was saved.
    Saved(PasswordSaved),
    /// A request was not carried out.
    Failed(Problem),
    /// A link is asked for: another address, or after a dead link.
    Wanted,
}

impl Recovery {
    /// The page as it is opened, with a token or without.
    pub fn begin(purpose: Purpose, has_token: bool, address: String) -> Self {
        let view = if purpose == Purpose::Reset && !has_token { View::Request } else { View::Checking };
        Self { purpose, view, address, busy: false, failed: None }
    }

    /// The next state.
    #[must_use]
    pub fn step(mut self, event: RecoveryEvent) -> Self {
        match event {
            RecoveryEvent::Sent => {
                self.busy = true;
                self.failed = None;
            }
            RecoveryEvent::Asked(address, at_ms) => {
                self = self.at(View::Sent { address: address.clone(), at_ms });
                self.address = address;
            }
            RecoveryEvent::NoToken => self = self.at(View::Incomplete),
            // What was typed stays: the link is read again when something about it has changed.
            RecoveryEvent::Read(link) => {
                self.purpose = link.purpose;
                self.address.clone_from(&link.login);
                self = self.at(View::Password(link));
            }
            RecoveryEvent::Saved(saved) => {
                let mailed = saved.reissued.then(|| self.address.clone());
                self = self.at(View::Saved(mailed));
            }
            RecoveryEvent::Failed(problem) if problem.is("link-invalid") => self = self.at(View::Dead),
            RecoveryEvent::Failed(problem) => {
                self.busy = false;
                self.failed = Some(problem);
            }
            RecoveryEvent::Wanted => {
                self.purpose = Purpose::Reset;
                self = self.at(View::Request);
            }
        }
        self
    }

    fn at(self, view: View) -> Self {
        Self { view, busy: false, failed: None, ..self }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::api::Refusal;

    fn link(may_reissue: bool) -> PasswordLink {
        PasswordLink { purpose: Purpose::Reset, login: "a@b.c".into(), may_reissue, consent: None }
    }

    fn refused(code: &str) -> RecoveryEvent {
        RecoveryEvent::Failed(Problem::Refused(Box::new(Refusal { code: code.into(), ..Refusal::default() })))
    }

    fn after(begin: Recovery, events: impl IntoIterator<Item = RecoveryEvent>) -> Recovery {
        events.into_iter().fold(begin, Recovery::step)
    }

    fn opened() -> Recovery {
        after(
            Recovery::begin(Purpose::Reset, true, String::new()),
            [RecoveryEvent::Sent, RecoveryEvent::Read(link(true))],
        )
    }

    #[test]
    fn without_a_token_an_address_is_asked_for_and_stays_when_it_is_changed() {
        let asked = [RecoveryEvent::Sent, RecoveryEvent::Asked("a@b.c".into(), 7)];
        let page = after(Recovery::begin(Purpose::Reset, false, String::new()), asked);
        assert_eq!((&page.view, page.busy), (&View::Sent { address: "a@b.c".into(), at_ms: 7 }, false));
        let page = page.step(RecoveryEvent::Wanted);
        assert_eq!((page.view, page.address.as_str()), (View::Request, "a@b.c"));
    }

    #[test]
    fn a_link_is_asked_about_before_anything_is_shown() {
        for (purpose, has_token, view) in [
            (Purpose::Reset, true, View::Checking),
            (Purpose::Invitation, true, View::Checking),
            (Purpose::Invitation, false, View::Checking),
            (Purpose::Reset, false, View::Request),
        ] {
            assert_eq!(Recovery::begin(purpose, has_token, String::new()).view, view);
        }
    }

    #[test]
    fn a_link_that_dies_while_somebody_types_is_told_as_one_that_was_dead() {
        assert_eq!(opened().step(RecoveryEvent::Sent).step(refused("link-invalid")).view, View::Dead);
    }

    #[test]
    fn a_refusal_leaves_the_form_and_a_link_that_has_changed_is_read_again() {
        let page = after(opened(), [RecoveryEvent::Sent, refused("weak-password")]);
        assert_eq!((&page.view, page.busy), (&View::Password(link(true)), false));
        assert!(page.failed.is_some_and(|problem| problem.is("weak-password")));
        let changed = [RecoveryEvent::Sent, RecoveryEvent::Read(link(false)), refused("reissue-unavailable")];
        let page = after(opened(), changed);
        assert_eq!(page.view, View::Password(link(false)));
        assert!(page.failed.is_some());
    }

    #[test]
    fn where_the_mail_with_the_new_code_goes_is_told_only_if_there_is_one() {
        for (reissued, told) in [(true, Some("a@b.c".to_owned())), (false, None)] {
            let page =
                after(opened(), [RecoveryEvent::Sent, RecoveryEvent::Saved(PasswordSaved { reissued })]);
            assert_eq!(page.view, View::Saved(told));
        }
    }
}
