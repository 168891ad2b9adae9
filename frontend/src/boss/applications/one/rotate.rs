//! Another password of an application: asked for with what ends, then shown this once.

use std::rc::Rc;

use shared::api::admin::Ending;
use shared::api::admin::applications::{Rotate as Request, WithPassword};
use yew::prelude::*;

use super::super::secret::secret;
use crate::boss::desk::{Desk, Refusal};
use crate::boss::form;
use crate::boss::modal::{buttons, modal};
use crate::boss::sending::use_sending;
use crate::boss::words;
use crate::i18n::t;

/// What the dialog needs.
pub(super) struct Props {
    pub(super) desk: Desk,
    pub(super) login: String,
    /// Where the edge has it.
    pub(super) path: String,
    /// Called when it is over, with whether the password is another one.
    pub(super) onclose: Callback<bool>,
}

/// Draws it.
#[hook]
pub(super) fn use_rotate(props: &Props) -> Html {
    let Props { desk, login, path, onclose } = props;
    let language = desk.language;
    let ending = use_state(|| None::<Result<Ending, Refusal>>);
    let sending = use_sending();
    let made = use_state(|| None::<Rc<WithPassword>>);
    use_effect_with((), {
        let (desk, path, ending) = (desk.clone(), [path, "/ending"].concat(), ending.setter());
        move |()| desk.get(&path, move |counted| ending.set(Some(counted)))
    });
    if let Some(made) = &*made {
        return secret(desk, made, &onclose.reform(|()| true));
    }
    let act = {
        let (desk, path) = (desk.clone(), [path, "/rotate"].concat());
        let (sending, made) = (sending.clone(), made.setter());
        Callback::from(move |()| {
            if !sending.begin() {
                return;
            }
            let made = made.clone();
            sending.send(&desk, &path, &Request::default(), move |rotated: WithPassword| {
                made.set(Some(Rc::new(rotated)));
            });
        })
    };
    let close = sending.closing(onclose, false);
    let told = match &*ending {
        None => t::counting(language).to_owned(),
        Some(Ok(ending)) => words::ending(language, ending),
        Some(Err(refusal)) => words::refusal(language, refusal),
    };
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            <p>{ t::rotate_lead(language) }</p>
            <p class="ends" role="status">{ told }</p>
            { buttons(desk, t::rotate(language), sending.is_busy(), &close) }
            { sending.said(desk, "rotate-problem", "") }
        </form>
    };
    modal(desk, "rotate-heading", &t::rotate_heading(language, login), &close, body)
}
