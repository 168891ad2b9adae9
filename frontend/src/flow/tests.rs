use proptest::prelude::*;
use shared::api::state::{State, Step};

use super::*;

fn state(step: Step) -> State {
    State {
        product: "cashier".into(),
        version: "1.9.1".into(),
        stand: "local".into(),
        app: "a".into(),
        now_ms: 5,
        step,
    }
}

fn code(attempts_left: u32) -> State {
    state(Step::Code { who: "c•••r@demo".into(), attempts_left, setup: None })
}

fn answered(number: u32, state: State) -> SignInEvent {
    SignInEvent::Answered { number, state: Box::new(state), device_now_ms: 7 }
}

fn followed(number: u32, state: State) -> SignInEvent {
    SignInEvent::Followed { number, state: Box::new(state), device_now_ms: 9 }
}

fn code_request() -> Request {
    Request::Code { code: "123456".into(), device_now_ms: 7, who: "a@b.c".into() }
}

#[test]
fn one_request_is_under_way_at_a_time() {
    let flow = Flow::begin(code(3), 7)
        .step(SignInEvent::Sent(Request::Resend))
        .step(SignInEvent::Sent(Request::Cancel));
    assert_eq!(flow.under_way, Some((1, Request::Resend)));
}

#[test]
fn an_answer_brings_its_state_and_forgets_the_problem() {
    let flow = Flow::begin(code(3), 7).step(SignInEvent::Sent(Request::Resend));
    let failed = flow.step(SignInEvent::Failed { number: 1, problem: Problem::Lost });
    assert_eq!(failed.failed, Some((Request::Resend, Problem::Lost)));
    let again = failed.step(SignInEvent::Sent(Request::Resend));
    assert_eq!(again.problem(), None);
    let done = again.step(answered(2, code(2)));
    assert_eq!((done.state, done.under_way, done.failed), (code(2), None, None));
}

#[test]
fn a_late_reply_changes_nothing() {
    let flow = Flow::begin(code(3), 7).step(SignInEvent::Sent(Request::Resend));
    let flow = flow.step(SignInEvent::Failed { number: 1, problem: Problem::Lost });
    assert_eq!(flow.clone().step(answered(1, code(1))), flow);
}

#[test]
fn another_tabs_move_is_followed_unless_a_request_is_under_way_here() {
    let moved = state(Step::Credentials { notice: None });
    let asked = Flow::begin(code(3), 7).step(SignInEvent::Moved);
    assert_eq!(asked.clone().step(followed(1, moved.clone())).state, moved);
    let busy = asked.step(SignInEvent::Sent(code_request()));
    assert_eq!(busy.clone().step(SignInEvent::Moved), busy);
    assert_eq!(busy.clone().step(followed(1, moved)), busy);
}

#[test]
fn an_answer_that_a_newer_question_or_a_request_has_overtaken_changes_nothing() {
    let stale = || followed(1, code(1));
    let twice = Flow::begin(code(3), 7).step(SignInEvent::Moved).step(SignInEvent::Moved);
    assert_eq!(twice.clone().step(stale()), twice);
    let sent = Flow::begin(code(3), 7).step(SignInEvent::Moved).step(SignInEvent::Sent(code_request()));
    let done = sent.step(answered(2, state(Step::Credentials { notice: None })));
    assert_eq!(done.clone().step(stale()), done);
}

#[test]
fn requests_are_what_the_edge_reads() {
    let wire = |request: Request| (request.path(), request.body());
    assert_eq!(wire(Request::Refresh), ("/api/auth/state", None));
    let text = |text: &str| Value::Text(Some(text.into()));
    let members = vec![("code", text("123456")), ("device_now_ms", Value::Number(7)), ("who", text("a@b.c"))];
    assert_eq!(wire(code_request()), ("/api/auth/code", Some(members)));
    assert_eq!(wire(Request::Back), ("/api/auth/back", Some(Vec::new())));
    assert_eq!(wire(Request::SignOut), ("/api/auth/sign-out", Some(Vec::new())));
}

proptest! {
    #[test]
    fn in_any_order_of_events_one_request_is_under_way_and_late_answers_change_nothing(
        events in proptest::collection::vec((0..6u8, 0..3u32), 0..100)
    ) {
        let mut flow = Flow::begin(code(3), 7);
        for (kind, age) in events {
            let number = flow.count.wrapping_sub(age);
            let (event, is_late) = match kind {
                0 => (SignInEvent::Sent(code_request()), flow.is_busy()),
                1 => (SignInEvent::Moved, flow.is_busy()),
                2 => (answered(number, code(2)), flow.number() != Some(number)),
                3 => (SignInEvent::Failed { number, problem: Problem::Lost }, flow.number() != Some(number)),
                _ => (followed(number, code(1)), flow.asked != Some(number)),
            };
            let before = flow.clone();
            flow = flow.step(event);
            prop_assert!(!is_late || flow == before);
            prop_assert!(!flow.is_busy() || (flow.asked.is_none() && flow.failed.is_none()));
        }
    }
}
