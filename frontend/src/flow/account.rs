//! The account page: what it knows of the account, and what is being done there.

use shared::api::account::Account;

use crate::api::Problem;

/// What the page knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// The account, once it was read.
    pub account: Option<Account>,
    /// Why it could not be read.
    pub unread: Option<Problem>,
    /// The form that is open.
    pub open: Option<Form>,
    /// What is under way.
    pub under_way: Option<Errand>,
    /// What waits for a code.
    pub wanted: Option<Errand>,
    /// What was not carried out, and why.
    pub failed: Option<(Errand, Problem)>,
    /// What was done last.
    pub done: Option<Done>,
}

/// A form of the page; one is open at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Another password.
    Password,
    /// A new QR code.
    Reissue,
    /// A current code, for what is wanted.
    StepUp,
}

/// What is asked of the edge; no secret stays here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// What a form is for.
    Form(Form),
    /// The end of this session, by its id.
    End(String),
    /// The end of all sessions but this one.
    EndOthers,
}

/// What was done, and is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// The password was changed.
    PasswordChanged,
    /// A new QR code is on its way to this address.
    Reissued(String),
    /// A session was ended.
    Ended,
    /// All others were.
    OthersEnded,
}

/// What happens to it.
#[derive(Clone, Debug, PartialEq)]
pub enum AccountEvent {
    /// The account was read.
    Read(Box<Account>),
    /// It could not be read.
    Unread(Problem),
    /// A form was opened.
    Opened(Form),
    /// It was closed.
    Closed,
    /// A request went out.
    Sent(Errand),
    /// It was carried out; with the account as it is then, if the edge has said it.
    Done(Done, Option<Box<Account>>),
    /// The code for what is wanted was right: now that goes out.
    Proven,
    /// It was not.
    Failed(Problem),
}

impl Desk {
    /// The next state. One request at a time.
    #[must_use]
    pub fn step(mut self, event: AccountEvent) -> Self {
        match event {
            AccountEvent::Read(account) => {
                // A form for what cannot be done any more has no place.
                let stays = account.two_factor && account.may_reissue;
                self.open = self.open.filter(|form| *form != Form::Reissue || stays);
                self.account = Some(*account);
                self.unread = None;
            }
            // What is on the screen already stays there: it was true a moment ago.
            AccountEvent::Unread(problem) => self.unread = self.account.is_none().then_some(problem),
            AccountEvent::Opened(form) => {
                self = Self { open: Some(form), wanted: None, failed: None, done: None, ..self };
            }
            AccountEvent::Closed => self = Self { open: None, wanted: None, failed: None, ..self },
            AccountEvent::Sent(errand) if self.under_way.is_none() => {
                self = Self { under_way: Some(errand), failed: None, done: None, ..self };
            }
            AccountEvent::Sent(_) => (),
            AccountEvent::Done(done, account) => {
                if matches!(self.under_way, Some(Errand::Form(_))) {
                    self.open = None;
                }
                self.under_way = None;
                self.done = Some(done);
                self.account = account.map(|account| *account).or(self.account);
            }
            AccountEvent::Proven => {
                self = Self { open: None, under_way: self.wanted.take(), ..self };
            }
            AccountEvent::Failed(problem) if problem.is("step-up-required") => {
                self = Self { open: Some(Form::StepUp), wanted: self.under_way.take(), ..self };
            }
            AccountEvent::Failed(problem) => {
                self.failed = self.under_way.take().map(|errand| (errand, problem));
            }
        }
        self
    }

    /// Whether this is under way.
    pub fn is_busy(&self, errand: &Errand) -> bool {
        self.under_way.as_ref() == Some(errand)
    }

    /// Why the request of a form was not carried out.
    pub fn problem(&self, form: Form) -> Option<&Problem> {
        self.failed.as_ref().filter(|(errand, _)| *errand == Errand::Form(form)).map(|(_, problem)| problem)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::api::Refusal;

    fn account(now_ms: i64) -> Account {
        let (sessions, consents) = (Vec::new(), Vec::new());
        Account { now_ms, sessions, consents, two_factor: true, may_reissue: true }
    }

    fn after(events: impl IntoIterator<Item = AccountEvent>) -> Desk {
        events.into_iter().fold(Desk::default(), Desk::step)
    }

    const PASSWORD: Errand = Errand::Form(Form::Password);

    #[test]
    fn a_form_closes_when_its_request_is_carried_out_and_stays_open_when_it_is_not() {
        let sent = [AccountEvent::Opened(Form::Password), AccountEvent::Sent(PASSWORD)];
        let desk = after(sent.clone()).step(AccountEvent::Failed(Problem::Lost));
        assert_eq!((desk.open, desk.problem(Form::Password)), (Some(Form::Password), Some(&Problem::Lost)));
        assert_eq!(desk.problem(Form::Reissue), None);
        let desk = after(sent).step(AccountEvent::Done(Done::PasswordChanged, None));
        assert_eq!((desk.open, desk.done, desk.under_way), (None, Some(Done::PasswordChanged), None));
    }

    #[test]
    fn one_request_is_under_way_at_a_time() {
        let desk =
            after([AccountEvent::Sent(Errand::End("a".into())), AccountEvent::Sent(Errand::EndOthers)]);
        assert!(desk.is_busy(&Errand::End("a".into())) && !desk.is_busy(&Errand::EndOthers));
    }

    #[test]
    fn ending_a_session_leaves_an_open_form_alone() {
        let desk = after([
            AccountEvent::Read(Box::new(account(1))),
            AccountEvent::Opened(Form::Reissue),
            AccountEvent::Sent(Errand::EndOthers),
            AccountEvent::Done(Done::OthersEnded, Some(Box::new(account(2)))),
        ]);
        assert_eq!((desk.open, desk.account.map(|it| it.now_ms)), (Some(Form::Reissue), Some(2)));
    }

    #[test]
    fn an_account_that_was_read_stays_when_it_cannot_be_read_again() {
        assert_eq!(after([AccountEvent::Unread(Problem::Lost)]).unread, Some(Problem::Lost));
        let desk = after([AccountEvent::Read(Box::new(account(1))), AccountEvent::Unread(Problem::Lost)]);
        assert_eq!((desk.account.is_some(), desk.unread), (true, None));
    }

    #[test]
    fn a_form_for_what_cannot_be_done_any_more_closes() {
        let read = |may_reissue| AccountEvent::Read(Box::new(Account { may_reissue, ..account(1) }));
        let begun = [AccountEvent::Opened(Form::Reissue), AccountEvent::Sent(Errand::Form(Form::Reissue))];
        let refused = after(begun).step(AccountEvent::Failed(Problem::Lost));
        assert_eq!(refused.clone().step(read(true)).open, Some(Form::Reissue));
        assert_eq!(refused.step(read(false)).open, None);
        assert_eq!(after([AccountEvent::Opened(Form::Password), read(false)]).open, Some(Form::Password));
    }

    #[test]
    fn what_wants_a_code_goes_on_once_it_was_right_and_not_after_a_change_of_mind() {
        let required =
            || Problem::Refused(Box::new(Refusal { code: "step-up-required".into(), ..Refusal::default() }));
        let asked = after([AccountEvent::Sent(Errand::EndOthers), AccountEvent::Failed(required())]);
        assert_eq!((asked.open, &asked.wanted), (Some(Form::StepUp), &Some(Errand::EndOthers)));
        assert!(asked.failed.is_none() && asked.under_way.is_none());
        let sent = asked.clone().step(AccountEvent::Sent(Errand::Form(Form::StepUp)));
        let wrong = sent.clone().step(AccountEvent::Failed(Problem::Lost));
        assert_eq!((wrong.open, &wrong.wanted), (Some(Form::StepUp), &Some(Errand::EndOthers)));
        assert_eq!(wrong.problem(Form::StepUp), Some(&Problem::Lost));
        let right = sent.step(AccountEvent::Proven);
        assert_eq!((right.open, &right.wanted), (None, &None));
        assert!(right.is_busy(&Errand::EndOthers));
        assert_eq!(asked.clone().step(AccountEvent::Closed).wanted, None);
        assert_eq!(asked.step(AccountEvent::Opened(Form::Password)).wanted, None);
    }

    #[test]
    fn what_was_done_is_told_until_something_else_begins() {
        let done = [AccountEvent::Sent(Errand::EndOthers), AccountEvent::Done(Done::OthersEnded, None)];
        assert_eq!(after(done.clone()).done, Some(Done::OthersEnded));
        assert_eq!(after(done).step(AccountEvent::Opened(Form::Password)).done, None);
    }
}
