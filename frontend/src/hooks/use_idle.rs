//! The idle watchdog, carried out: it hears this tab and the others, and says when to warn and when to end.

use std::cell::RefCell;
use std::rc::Rc;

use shared::api::requests::{Activity, SignOut};
use shared::api::state::{State, Step};
use shared::flow::idle::{Command, Idle, IdleEvent, LIMIT_MS};
use shared::flow::steady::Steady;
use shared::time::UnixMillis;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::state;
use crate::flow::Clock;
use crate::platform::listener::{self, Listener};
use crate::platform::timer::Interval;
use crate::platform::{bridge, clock, http, json, storage};

/// Key of the last input's moment, for all tabs.
pub const KEY: &str = "last-input";
/// What a person does to a page. That it scrolls is none of it: pages scroll by themselves, and whoever has them scroll
/// does one of these.
const INPUTS: [&str; 5] = ["pointerdown", "pointermove", "keydown", "touchstart", "wheel"];
/// Input is written down at most this often.
pub const SHARE_EVERY_MS: i64 = 500;

/// The watchdog of one tab.
struct Watchdog {
    idle: Idle,
    /// Whoever sets the clock back must not stretch the hour.
    clock: Steady,
    shared_ms: i64,
    warn: UseStateSetter<Option<u32>>,
    onend: Callback<Option<String>>,
}

/// Watches while `session` is there: the moment of the edge's clock at which it ends, and the two clocks. Returns the
/// time left once the person has to be warned, and what tells that the person stays. `onend` gets the edge's answer, if
/// there was one, to the end of the session.
#[hook]
pub fn use_idle(
    session: Option<(i64, Clock)>,
    onend: Callback<Option<String>>,
) -> (Option<u32>, Callback<()>) {
    let left_ms = use_state(|| None::<u32>);
    let watchdog = use_mut_ref(|| None::<Watchdog>);
    {
        let (watchdog, warn) = (watchdog.clone(), left_ms.setter());
        use_effect_with(session.is_some(), move |watching| {
            let mut listeners = Vec::new();
            let mut interval = None;
            // That of a session before, which another tab has followed by this one.
            leave_word(None);
            if let (true, Some((ends_ms, clock))) = (*watching, session) {
                let known = UnixMillis(clock.to_device(ends_ms) - LIMIT_MS);
                let clock = Steady::start(now(), clock::monotonic_ms());
                let touched = stored().and_then(|stored| clock.of(stored));
                let idle = Idle::start(known, touched, clock.now());
                *watchdog.borrow_mut() = Some(Watchdog { idle, clock, shared_ms: 0, warn, onend });
                listeners = listen(&watchdog);
                let ticking = watchdog.clone();
                interval = Some(Interval::new(1000, move || happen(&ticking, IdleEvent::Ticked)));
            } else {
                warn.set(None);
            }
            move || {
                drop((listeners, interval));
                watchdog.borrow_mut().take();
            }
        });
    }
    let stay = Callback::from(move |()| happen(&watchdog, IdleEvent::StayChosen));
    (*left_ms, stay)
}

fn listen(watchdog: &Rc<RefCell<Option<Watchdog>>>) -> Vec<Listener> {
    let touched = |kind| {
        let watchdog = watchdog.clone();
        listener::on_window(kind, move |event| {
            // A script can pretend; only the person's own input counts.
            if event.is_trusted() {
                happen(&watchdog, IdleEvent::InputMade);
            }
        })
    };
    let mut listeners: Vec<_> = INPUTS.into_iter().map(touched).collect();
    let elsewhere = watchdog.clone();
    listeners.push(listener::on_window("storage", move |_| {
        happen(&elsewhere, IdleEvent::Ticked);
    }));
    let awake = watchdog.clone();
    listeners.push(listener::on_visible(move || happen(&awake, IdleEvent::Ticked)));
    listeners
}

/// Takes a step and carries out what follows; nothing is borrowed while callbacks run.
fn happen(watching: &Rc<RefCell<Option<Watchdog>>>, event: IdleEvent) {
    let wall = now();
    if let Some(watchdog) = watching.borrow_mut().as_mut() {
        watchdog.clock = watchdog.clock.at(wall, clock::monotonic_ms());
        let now = watchdog.clock.now();
        // What was done in other tabs, told of or slept through.
        let touched = stored().and_then(|stored| watchdog.clock.of(stored));
        let missed = touched.filter(|at| *at > watchdog.idle.last_input());
        let (idle, mut commands) = match missed {
            Some(at) => watchdog.idle.step(IdleEvent::InputMadeElsewhere { at }, now),
            None => (watchdog.idle, Vec::new()),
        };
        let (idle, more) = idle.step(event, now);
        watchdog.idle = idle;
        commands.extend(more);
        for command in commands {
            match command {
                Command::Report { age_ms } => report(age_ms, watching.clone()),
                Command::Share
                    if now.0.saturating_sub(watchdog.shared_ms) >= SHARE_EVERY_MS
                        || event == IdleEvent::StayChosen =>
                {
                    watchdog.shared_ms = now.0;
                    storage::write(KEY, &wall.0.to_string());
                }
                Command::Share => (),
                Command::Warn { left_ms } => {
                    watchdog.warn.set(Some(left_ms));
                    // Another tab, which is a moment earlier, may be told it.
                    leave_word((left_ms == 0).then_some(storage::IDLE));
                }
                Command::Relax => {
                    watchdog.warn.set(None);
                    leave_word(None);
                }
                Command::SignOut => end(watching.clone()),
            }
        }
    }
}

fn report(age_ms: u32, watching: Rc<RefCell<Option<Watchdog>>>) {
    spawn_local(async move {
        let body = json::object(&[("age_ms", age_ms.into())]);
        let reply = http::send(Activity::PATH, Some(&body)).await;
        if !reply.as_ref().is_some_and(http::Response::is_ok) {
            happen(&watching, IdleEvent::ReportLost);
        }
        // The edge has ended the session, and says why this once.
        let over = |text: &str| {
            state::read(text).is_some_and(|state| matches!(state.step, Step::Credentials { .. }))
        };
        if let Some(reply) = reply.filter(|reply| reply.is_ok() && over(&reply.text)) {
            bridge::hand_back(&reply.text);
        }
    });
}

/// Whether the hour is over is the edge's to say: this tab may have been told of nothing, or be of an older session.
fn end(watching: Rc<RefCell<Option<Watchdog>>>) {
    spawn_local(async move {
        let body = json::object(&[("idle", true.into())]);
        let asked_ms = clock::now();
        let reply = http::send(SignOut::PATH, Some(&body)).await;
        let text = reply.filter(http::Response::is_ok).map(|reply| reply.text);
        if let Some(age_ms) =
            text.as_deref().and_then(state::read).and_then(|state| age_of_input(&state, asked_ms))
        {
            happen(&watching, IdleEvent::Refused { age_ms });
            return;
        }
        let onend = watching.borrow().as_ref().map(|watchdog| watchdog.onend.clone());
        if let Some(onend) = onend {
            storage::remove(KEY);
            onend.emit(text);
        }
    });
}

/// Counted from the question: a device may sleep before it hears the answer.
fn age_of_input(state: &State, asked_ms: i64) -> Option<i64> {
    let Step::SignedIn(facts) = &state.step else {
        return None;
    };
    let age_ms = LIMIT_MS - (facts.idle_at_ms - state.now_ms) + (clock::now() - asked_ms).max(0);
    (age_ms < LIMIT_MS).then_some(age_ms)
}

/// Leaves the watchdog's own word to the login window, or takes it back. A reason that the edge has told stays.
fn leave_word(own: Option<&str>) {
    let told = storage::take(storage::NOTICE).filter(|word| word != storage::IDLE);
    if let Some(word) = told.as_deref().or(own) {
        storage::hand_on(storage::NOTICE, word);
    }
}

fn stored() -> Option<UnixMillis> {
    storage::read(KEY)?.parse().ok().map(UnixMillis)
}

fn now() -> UnixMillis {
    UnixMillis(clock::now())
}
