//! The password of an application, which is shown this once, with the request that uses it.

use shared::api::admin::applications::WithPassword;
use yew::prelude::*;

use super::curl::{curl, service};
use crate::boss::copy;
use crate::boss::desk::Desk;
use crate::boss::modal::modal;
use crate::components::button;
use crate::i18n::t;
use crate::platform::page;

/// The dialog.
pub(super) fn secret(desk: &Desk, made: &WithPassword, onclose: &Callback<()>) -> Html {
    let language = desk.language;
    let unit = made.application.units.first().map_or("", String::as_str);
    let request = curl(&service(&page::host()), &made.application.login, &made.password, unit);
    // Escape does not take it away: nobody can read it again.
    let body = html! {
        <>
            <p>{ t::password_once(language) }</p>
            <p class="secret plain" id="new-password">{ made.password.clone() }</p>
            <p>{ copy::button(language, &made.password, t::copy_password(language)) }</p>
            <h3>{ t::try_it(language) }</h3>
            <pre class="curl" tabindex="0" aria-label={t::try_it(language)}>{ request.clone() }</pre>
            <p>{ copy::button(language, &request, t::copy_request(language)) }</p>
            { button::action(t::password_kept(language), false, onclose) }
        </>
    };
    modal(desk, "secret-heading", &made.application.login, &Callback::noop(), body)
}
