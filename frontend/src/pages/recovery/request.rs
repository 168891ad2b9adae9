//! The window that asks for an address: drawn by the build, so that it can be typed into before the app is live.

use yew::prelude::*;

use super::{Deed, Props};
use crate::api::Problem;
use crate::components::button;
use crate::components::field::{Field, field};
use crate::components::message::message;
use crate::i18n::{Language, t};
use crate::pages::credentials::hints;
use crate::pages::problem;
use crate::platform::clock;
use crate::product::Product;

/// Id of the field.
pub const EMAIL: &str = "email";

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// There is none.
    Missing,
    /// It is no address.
    Malformed,
}

/// What is wrong with what was typed, if anything is. The edge answers every address alike.
pub fn check(address: &str) -> Option<Slip> {
    if address.is_empty() {
        Some(Slip::Missing)
    } else if hints::looks_like_login(address) {
        None
    } else {
        Some(Slip::Malformed)
    }
}

/// Draws it.
pub fn request(props: &Props<'_>, slip: Option<Slip>) -> Html {
    let Props { product, language, recovery, on, .. } = *props;
    let onsubmit = on.reform(|event: SubmitEvent| {
        event.prevent_default();
        Deed::Ask
    });
    let oninput = on.reform(|_: InputEvent| Deed::Typed);
    let wrong = match slip {
        Some(Slip::Missing) => t::email_missing(language),
        Some(Slip::Malformed) => t::login_malformed(language),
        None => "",
    };
    let input = html! {
        <input id={EMAIL} name="username" type="email" autocomplete="username" autocapitalize="none"
            spellcheck="false" autofocus=true maxlength="254" {oninput} aria-describedby="email-note recovery-problem"
            aria-invalid={slip.map(|_| "true")} />
    };
    let view = Field {
        id: EMAIL,
        label: t::email(language),
        note_id: "email-note",
        note: wrong.into(),
        hint: false,
    };
    let said = recovery.failed.as_ref().map(|it| words(it, product, language)).unwrap_or_default();
    let retries = recovery.failed.as_ref().is_some_and(problem::can_retry);
    let send = match product {
        Product::Cashier => t::recovery(language),
        Product::Boss => t::reset(language),
    };
    html! {
        <form method="post" novalidate=true {onsubmit}>
            <p class="lead">{ t::recovery_lead(language) }</p>
            { field(view, input) }
            { button::submit(send, recovery.busy, false) }
            { super::back(language) }
            { message("recovery-problem", &said, retries.then(|| (t::retry(language), on.reform(|()| Deed::Ask)))) }
        </form>
    }
}

/// The words for a problem; what can be too much here is mail.
pub(super) fn words(problem: &Problem, product: Product, language: Language) -> String {
    if let Problem::Refused(refusal) = problem
        && refusal.code == "too-many-requests"
    {
        return problem::no_mail(refusal.retry_after_s, language);
    }
    problem::words(problem, product, language, clock::time_of_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_looked_at_before_it_is_sent() {
        assert_eq!(check(""), Some(Slip::Missing));
        assert_eq!(check("cashier"), Some(Slip::Malformed));
        assert_eq!(check("cashier@demo.mixvel.com"), None);
    }
}
