//! What is asked of the edge on the account page, carried out.

use std::cell::RefCell;
use std::rc::Rc;

use shared::api::account::{self as wire, ChangePassword, EndSession, Reissue, StepUp};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::api::{self, Problem};
use crate::flow::Clock;
use crate::flow::account::{AccountEvent, Desk, Done, Errand, Form};
use crate::platform::channel::{self, Word};
use crate::platform::http::{self, Response};
use crate::platform::{clock, json};

/// What the page asks for, with what only the edge may keep.
#[derive(Clone, PartialEq, Eq)]
pub enum Order {
    /// The account once more.
    Read,
    /// Another password.
    ChangePassword {
        /// The password of now.
        current: String,
        /// The new one.
        password: String,
    },
    /// A new QR code, for a code of the old one.
    Reissue(String),
    /// A current code, and what it is for.
    StepUp {
        /// Six digits.
        code: String,
        /// What goes out once it was right.
        then: Box<Order>,
    },
    /// The end of a session.
    End(String),
    /// The end of all others.
    EndOthers,
}

impl Reducible for Desk {
    type Action = AccountEvent;

    fn reduce(self: Rc<Self>, event: AccountEvent) -> Rc<Self> {
        Rc::new(Rc::unwrap_or_clone(self).step(event))
    }
}

/// The account page's state, and what carries an order out. The account is read at once, and again whenever the edge
/// was asked where the sign-in stands; `who` is whose page it is, and `onoutrun` is called when that has changed.
#[hook]
pub fn use_account(
    who: AttrValue,
    asked: Clock,
    onoutrun: Callback<()>,
) -> (UseReducerHandle<Desk>, Callback<Order>) {
    let desk = use_reducer(Desk::default);
    let turn = use_mut_ref(|| 0_u32);
    let order = {
        let (dispatcher, desk) = (desk.dispatcher(), desk.clone());
        Callback::from(move |order: Order| {
            match errand(&order) {
                Some(_) if desk.under_way.is_some() => return,
                Some(errand) => dispatcher.dispatch(AccountEvent::Sent(errand)),
                None => (),
            }
            let (dispatcher, onoutrun, who) = (dispatcher.clone(), onoutrun.clone(), who.clone());
            let turn = turn.clone();
            spawn_local(async move {
                let Some(mut event) = news(&order, &who, &turn).await else { return };
                if let (AccountEvent::Proven, Order::StepUp { then, .. }) = (&event, order) {
                    dispatcher.dispatch(event);
                    let Some(then) = news(&then, &who, &turn).await else { return };
                    event = then;
                }
                // A switch that was turned meanwhile is shown as well.
                let is_unavailable =
                    matches!(&event, AccountEvent::Failed(problem) if problem.is("reissue-unavailable"));
                let has_changed = is_unavailable
                    || matches!(event, AccountEvent::Done(Done::PasswordChanged | Done::Reissued(_), _));
                if let AccountEvent::Failed(problem) | AccountEvent::Unread(problem) = &event
                    && problem.is("step-mismatch")
                {
                    onoutrun.emit(());
                }
                // The session goes on under another value: a tab whose request crossed the change is shown in again.
                if matches!(event, AccountEvent::Done(Done::PasswordChanged, _)) {
                    channel::tell(Word::Moved);
                }
                dispatcher.dispatch(event);
                if has_changed && let Some(event) = news(&Order::Read, &who, &turn).await {
                    dispatcher.dispatch(event);
                }
            });
        })
    };
    {
        let order = order.clone();
        use_effect_with(asked, move |_| order.emit(Order::Read));
    }
    (desk, order)
}

fn errand(order: &Order) -> Option<Errand> {
    match order {
        Order::Read => None,
        Order::ChangePassword { .. } => Some(Errand::Form(Form::Password)),
        Order::Reissue(_) => Some(Errand::Form(Form::Reissue)),
        Order::StepUp { .. } => Some(Errand::Form(Form::StepUp)),
        Order::End(id) => Some(Errand::End(id.clone())),
        Order::EndOthers => Some(Errand::EndOthers),
    }
}

/// Carries an order out. What was read before a change, or before another reading, and comes after it, is no news.
async fn news(order: &Order, who: &str, turn: &RefCell<u32>) -> Option<AccountEvent> {
    let next = || {
        let mut turn = turn.borrow_mut();
        *turn = turn.wrapping_add(1);
        *turn
    };
    let own = (*order == Order::Read).then(next);
    let event = carry_out(order, who).await;
    if matches!(event, AccountEvent::Done(..)) {
        next();
    }
    own.is_none_or(|own| own == *turn.borrow()).then_some(event)
}

#[expect(clippy::cast_precision_loss, reason = "moments of this age are exact")]
async fn carry_out(order: &Order, who: &str) -> AccountEvent {
    let who = ("who", who.into());
    let code_now = |code: &str| {
        Some(vec![("code", code.into()), ("device_now_ms", (clock::now() as f64).into()), who.clone()])
    };
    let (path, members) = match order {
        Order::Read => (wire::PATH, None),
        Order::ChangePassword { current, password } => {
            let members = vec![("current", current.into()), ("password", password.into()), who];
            (ChangePassword::PATH, Some(members))
        }
        Order::Reissue(code) => (Reissue::PATH, code_now(code)),
        Order::StepUp { code, .. } => (StepUp::PATH, code_now(code)),
        Order::End(id) => (EndSession::PATH, Some(vec![("id", id.into())])),
        Order::EndOthers => (wire::END_OTHER_SESSIONS_PATH, Some(Vec::new())),
    };
    let body = members.map(|members| json::object(&members));
    let reply = http::send(path, body.as_deref()).await;
    let text = reply.as_ref().filter(|reply| Response::is_ok(reply)).map(|reply| reply.text.as_str());
    if let Some(event) = text.and_then(|text| read(order, text)) {
        return event;
    }
    // An answer that cannot be read is as good as none.
    let problem = if text.is_some() { Problem::Lost } else { Problem::of(reply.as_ref()) };
    if *order == Order::Read { AccountEvent::Unread(problem) } else { AccountEvent::Failed(problem) }
}

fn read(order: &Order, text: &str) -> Option<AccountEvent> {
    let account = || api::account::read(text).map(Box::new);
    Some(match order {
        Order::Read => AccountEvent::Read(account()?),
        Order::ChangePassword { .. } => AccountEvent::Done(Done::PasswordChanged, None),
        Order::Reissue(_) => {
            AccountEvent::Done(Done::Reissued(api::account::read_reissued(text)?.sent_to), None)
        }
        Order::StepUp { .. } => AccountEvent::Proven,
        Order::End(_) => AccountEvent::Done(Done::Ended, Some(account()?)),
        Order::EndOthers => AccountEvent::Done(Done::OthersEnded, Some(account()?)),
    })
}
