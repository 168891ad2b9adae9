//! The windows of a forgotten password, and of an invitation: one address, three pages long at most.

pub mod request;

use shared::api::recovery::{PasswordLink, Purpose};
use yew::prelude::*;

use super::credentials::reset;
use super::new_password::{Draft, NewPassword};
use super::problem;
use crate::components::button;
use crate::components::message::message;
use crate::flow::minutes_and_seconds;
use crate::flow::recovery::{Recovery, View};
use crate::hooks::use_ticks::use_ticks;
use crate::i18n::{Language, t};
use crate::platform::{clock, page, storage};
use crate::product::Product;

/// Id of the page's heading.
pub const HEADING: &str = "recovery-heading";
/// Id of what leads on from a link that is dead.
pub const WAY_ON: &str = "recovery-way-on";

/// How long a link that was asked for keeps the next one waiting, as the set-up's does.
const RESEND_MS: i64 = 60_000;

/// What the windows need.
pub struct Props<'a> {
    /// Whose page it is.
    pub product: Product,
    /// The language at hand.
    pub language: Language,
    /// Where the page stands.
    pub recovery: &'a Recovery,
    /// Whether the address was looked at, and found wanting.
    pub slip: Option<request::Slip>,
    /// What happens.
    pub on: &'a Callback<Deed>,
}

/// What a person does.
#[derive(Clone, PartialEq)]
pub enum Deed {
    /// The address changes.
    Typed,
    /// The address is sent.
    Ask,
    /// Another address is wanted, or a new link.
    Want,
    /// Another link is to be sent to the same address.
    Again,
    /// The link is asked about again.
    Check,
    /// A password is to be saved.
    Save(Draft),
}

/// Draws the window at hand.
pub fn recovery(props: &Props<'_>) -> Html {
    let Props { product, language, recovery, slip, on } = *props;
    let view = match &recovery.view {
        View::Request => request::request(props, slip),
        View::Sent { address, at_ms } => sent(props, address, *at_ms),
        View::Checking => checking(recovery, product, language, on),
        View::Incomplete => over(t::link_incomplete(language), "", product, language),
        View::Dead if recovery.purpose == Purpose::Invitation => {
            let next = t::invitation_dead_next(language, reset(product, language));
            over(t::invitation_dead(language), &next, product, language)
        }
        View::Dead => html! {
            <>
                { message("window-problem", t::reset_dead(language), None) }
                <div class="stack">
                    <button id={WAY_ON} type="button" class="main" onclick={want(on)}>{ t::request_link(language) }</button>
                    { back(language) }
                </div>
            </>
        },
        View::Password(link) => password(link, recovery, product, language, on),
        View::Saved(mailed) => saved(mailed.as_deref(), recovery, language),
    };
    html! {
        <>
            <h1 id={HEADING} tabindex="-1">{ heading(recovery.purpose, product, language) }</h1>
            // Each view is drawn anew, so that nothing is seen to move from one to the other.
            <div key={recovery.view.word()}>{ view }</div>
        </>
    }
}

/// What the page is called.
pub fn heading(purpose: Purpose, product: Product, language: Language) -> &'static str {
    match (purpose, product) {
        (Purpose::Invitation, _) => t::create_password(language),
        (Purpose::Reset, Product::Cashier) => t::password_recovery(language),
        (Purpose::Reset, Product::Boss) => t::password_reset(language),
    }
}

/// The same answer whoever asked (norm R2).
fn sent(props: &Props<'_>, address: &str, at_ms: i64) -> Html {
    let Props { product, language, recovery, on, .. } = *props;
    let words = recovery.failed.as_ref().map(|it| request::words(it, product, language)).unwrap_or_default();
    html! {
        <>
            <p class="lead">{ t::recovery_sent(language) }</p>
            <p class="fixed"><strong>{ address.to_owned() }</strong></p>
            <p class="after">{ t::check_spam(language) }</p>
            <p class="after">{ t::recovery_once(language) }</p>
            <div class="stack apart">
                <Again {language} {at_ms} onagain={on.reform(|()| Deed::Again)} />
                <button type="button" class="second" onclick={want(on)}>{ t::change_address(language) }</button>
                { back(language) }
            </div>
            { message("recovery-problem", &words, None) }
        </>
    }
}

/// What sending once more needs.
#[derive(Properties, PartialEq)]
struct AgainProps {
    language: Language,
    at_ms: i64,
    onagain: Callback<()>,
}

/// The same once more, a minute after the last.
#[component(Again)]
fn again(props: &AgainProps) -> Html {
    let AgainProps { language, at_ms, onagain } = props;
    // A clock that was set back meanwhile keeps nobody waiting for longer.
    let left = |now: i64| (*at_ms + RESEND_MS - now).clamp(0, RESEND_MS).unsigned_abs().div_ceil(1000);
    let left = u32::try_from(left(use_ticks(left(clock::now()) > 0))).unwrap_or_default();
    let label = match left {
        0 => t::resend(*language).to_owned(),
        left => t::resend_in(*language, &minutes_and_seconds(left)),
    };
    let onclick = onagain.reform(|_: MouseEvent| page::focus(HEADING));
    html! { <button type="button" class="link tall" disabled={left > 0} {onclick}>{ label }</button> }
}

fn checking(recovery: &Recovery, product: Product, language: Language, on: &Callback<Deed>) -> Html {
    let words = recovery.failed.as_ref().map(|it| problem::words(it, product, language, clock::time_of_day));
    let again = on.reform(|()| Deed::Check);
    let retry = recovery.failed.is_some().then(|| (t::retry(language), again));
    html! {
        if let Some(words) = words {
            { message("window-problem", &words, retry) }
        } else {
            <p class="lead waiting">{ t::link_checked(language) }</p>
        }
    }
}

/// A link that leads nowhere; the sign-in is the way on.
fn over(what: &'static str, next: &str, product: Product, language: Language) -> Html {
    html! {
        <>
            { message("window-problem", what, None) }
            if !next.is_empty() { <p class="lead">{ next.to_owned() }</p> }
            <div class="stack">
                <a id={WAY_ON} class="main" href="/">{ t::to_sign_in(language) }</a>
                if !next.is_empty() { <a class="second" href="/reset">{ reset(product, language) }</a> }
            </div>
        </>
    }
}

fn password(
    link: &PasswordLink,
    recovery: &Recovery,
    product: Product,
    language: Language,
    on: &Callback<Deed>,
) -> Html {
    let lead = match link.purpose {
        Purpose::Reset => t::new_password_lead(language).to_owned(),
        Purpose::Invitation => t::invitation_lead(language, product.name(language)),
    };
    html! {
        <>
            <p class="lead">{ lead }</p>
            <NewPassword {product} {language} login={link.login.clone()} consent={link.consent.clone()}
                may_reissue={link.may_reissue} busy={recovery.busy} problem={recovery.failed.clone()}
                onsave={on.reform(Deed::Save)} />
        </>
    }
}

fn saved(mailed: Option<&str>, recovery: &Recovery, language: Language) -> Html {
    let login = recovery.address.clone();
    let sign_in = Callback::from(move |()| {
        storage::hand_on(storage::LOGIN, &login);
        // Going back to a link that was used leads nowhere.
        page::replace_with("/");
    });
    let what = match recovery.purpose {
        Purpose::Reset => t::password_saved(language),
        Purpose::Invitation => t::password_created(language),
    };
    html! {
        <>
            <p class="lead" role="status">{ what }</p>
            if let Some(address) = mailed {
                <p class="lead">{ t::reissue_mailed(language, address) }{ " " }{ t::check_spam(language) }</p>
            }
            { button::action(t::sign_in(language), false, &sign_in) }
        </>
    }
}

fn want(on: &Callback<Deed>) -> Callback<MouseEvent> {
    on.reform(|_| Deed::Want)
}

fn back(language: Language) -> Html {
    html! { <p class="onward"><a class="link" href="/">{ t::back_to_sign_in(language) }</a></p> }
}
