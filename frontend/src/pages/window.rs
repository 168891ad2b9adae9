//! What every window of the second module is given, and the words for its problem.

use yew::prelude::*;

use super::problem;
use crate::api::Problem;
use crate::flow::{Clock, Request};
use crate::i18n::{Language, t};
use crate::platform::clock;
use crate::product::Product;

/// Id of a window's heading.
pub const HEADING: &str = "window-heading";
/// Id of what went wrong.
pub const PROBLEM: &str = "window-problem";

/// What every window is given.
#[derive(Clone, PartialEq)]
pub struct Window {
    /// Whose page it is.
    pub product: Product,
    /// The language at hand.
    pub language: Language,
    /// Whether a request is under way.
    pub busy: bool,
    /// The request that was not carried out, and why.
    pub failed: Option<(Request, Problem)>,
    /// The two clocks.
    pub clock: Clock,
    /// Called with the language that was chosen.
    pub onlanguage: Callback<Language>,
    /// Sends a request.
    pub send: Callback<Request>,
}

impl Window {
    /// Why the last request was not carried out.
    pub fn problem(&self) -> Option<&Problem> {
        self.failed.as_ref().map(|(_, problem)| problem)
    }

    /// The words for it; empty when nothing is wrong.
    pub fn words(&self) -> String {
        match &self.failed {
            // Nothing else that these ask for can be too much.
            Some((Request::Resend | Request::Requirements { .. }, Problem::Refused(refusal)))
                if refusal.code == "too-many-requests" =>
            {
                problem::no_mail(refusal.retry_after_s, self.language)
            }
            Some((_, it)) => problem::words(it, self.product, self.language, clock::time_of_day),
            None => String::new(),
        }
    }

    /// The button that tries the same again, when that makes sense.
    pub fn retry(&self, onretry: Callback<()>) -> Option<(&'static str, Callback<()>)> {
        self.problem().is_some_and(problem::can_retry).then(|| (t::retry(self.language), onretry))
    }

    /// Sends the request that failed once more.
    pub fn again(&self) -> Callback<()> {
        let (send, failed) = (self.send.clone(), self.failed.clone());
        Callback::from(move |()| {
            if let Some((request, _)) = &failed {
                send.emit(request.clone());
            }
        })
    }

    /// A click that sends a request.
    pub fn request(&self, request: Request) -> Callback<MouseEvent> {
        self.send.reform(move |_: MouseEvent| request.clone())
    }
}
