//! What the second module knows and does between windows: pure, so that it is tested without a browser.

pub mod account;
pub mod recovery;
mod request;
mod wait;

pub use request::{Request, Value};
pub use wait::{Clock, minutes_and_seconds};

use shared::api::state::{State, Step};

use crate::api::Problem;

/// Where the windows stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// The edge's last word.
    pub state: State,
    /// The two clocks at that moment.
    pub clock: Clock,
    /// The request that is under way, with its number.
    pub under_way: Option<(u32, Request)>,
    /// The request that was not carried out, and why.
    pub failed: Option<(Request, Problem)>,
    /// The question in passing whose answer is awaited, by its number.
    pub asked: Option<u32>,
    /// How many requests and questions there were.
    pub count: u32,
}

/// What happens to them.
#[derive(Clone, Debug, PartialEq)]
pub enum SignInEvent {
    /// A request went out.
    Sent(Request),
    /// The edge said where the browser stands now.
    Answered {
        /// Number of the request.
        number: u32,
        /// What it said.
        state: Box<State>,
        /// The browser's clock when it said so.
        device_now_ms: i64,
    },
    /// A request was not carried out.
    Failed {
        /// Number of the request.
        number: u32,
        /// Why.
        problem: Problem,
    },
    /// Another tab has moved, or this one was away: the edge is asked in passing.
    Moved,
    /// The edge was asked in passing; what is under way here goes first.
    Followed {
        /// Number of the question.
        number: u32,
        /// What it said.
        state: Box<State>,
        /// The browser's clock when it said so.
        device_now_ms: i64,
    },
}

impl Flow {
    /// The flow that begins with this state.
    pub fn begin(state: State, device_now_ms: i64) -> Self {
        let clock = Clock { edge_ms: state.now_ms, device_ms: device_now_ms };
        Self { state, clock, under_way: None, failed: None, asked: None, count: 0 }
    }

    /// Whether a request is under way.
    pub fn is_busy(&self) -> bool {
        self.under_way.is_some()
    }

    /// Number of the request that an event of sending has just begun.
    pub fn number(&self) -> Option<u32> {
        self.under_way.as_ref().map(|(number, _)| *number)
    }

    /// Whose sign-in is under way, or who is signed in.
    pub fn login(&self) -> &str {
        match &self.state.step {
            Step::Credentials { .. } => "",
            Step::Requirements { who, .. }
            | Step::Code { who, .. }
            | Step::PointOfSale { who, .. }
            | Step::Seance { who, .. } => who,
            Step::SignedIn(facts) => &facts.login,
        }
    }

    /// Why the last request was not carried out.
    pub fn problem(&self) -> Option<&Problem> {
        self.failed.as_ref().map(|(_, problem)| problem)
    }

    /// The next flow. One request at a time; a late reply, whose request was given up, changes nothing, and neither
    /// does the answer to a question that another one, or a request, has overtaken.
    #[must_use]
    pub fn step(mut self, event: SignInEvent) -> Self {
        match event {
            SignInEvent::Sent(request) => {
                if self.under_way.is_none() {
                    self.count = self.count.wrapping_add(1);
                    self.under_way = Some((self.count, request));
                    self.asked = None;
                    self.failed = None;
                }
                self
            }
            SignInEvent::Answered { number, state, device_now_ms } if self.number() == Some(number) => {
                Self { count: self.count, ..Self::begin(*state, device_now_ms) }
            }
            SignInEvent::Failed { number, problem } if self.number() == Some(number) => {
                self.failed = self.under_way.take().map(|(_, request)| (request, problem));
                self
            }
            SignInEvent::Moved if !self.is_busy() => {
                self.count = self.count.wrapping_add(1);
                self.asked = Some(self.count);
                self
            }
            SignInEvent::Followed { number, state, device_now_ms } if self.asked == Some(number) => {
                let failed = if state.step == self.state.step { self.failed } else { None };
                Self { count: self.count, failed, ..Self::begin(*state, device_now_ms) }
            }
            SignInEvent::Answered { .. }
            | SignInEvent::Failed { .. }
            | SignInEvent::Moved
            | SignInEvent::Followed { .. } => self,
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
