//! The consents that were given: to what, when, and whether it is the text of today.

use shared::api::account::{Account, GivenConsent};
use shared::texts::TextKind;
use yew::prelude::*;

use super::section;
use crate::i18n::{Language, t};
use crate::pages::signed_in::ms;
use crate::platform::clock;
use crate::product::Product;

/// The section.
pub(super) fn consents(account: &Account, language: Language) -> Html {
    let items = account.consents.iter().map(|consent| item(consent, language));
    let content = if account.consents.is_empty() {
        html! { <p class="explains">{ t::no_consents(language) }</p> }
    } else {
        html! { <ul class="list">{ for items }</ul> }
    };
    section("account-consents", t::consents(language), content)
}

fn item(consent: &GivenConsent, language: Language) -> Html {
    let product = Product::of(&consent.product).name(language);
    let given = clock::date_and_time(ms(consent.given_at_ms), language);
    let text = if consent.current { t::consent_text(language) } else { t::consent_earlier(language) };
    html! {
        <li>
            <div>
                <p><b>{ t::legal_consent(language) }</b></p>
                <p>{ t::consent_given(language, product, &given) }</p>
                <p>
                    <a href={TextKind::Consent.page(&consent.version)} target="_blank" rel="noopener">
                        { text }{ " " }<span class="unseen">{ t::opens_in_new_tab(language) }</span>
                    </a>
                </p>
            </div>
        </li>
    }
}
