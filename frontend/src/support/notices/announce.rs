//! The form of a notice.

use shared::api::admin::texts::{Announce, NOTICES_PATH, Notice};
use yew::prelude::*;

use super::{INFORMATION, WARNING, level};
use crate::boss::desk::Desk;
use crate::boss::form::{self, Text, use_held};
use crate::boss::modal::{buttons, modal};
use crate::boss::sending::use_sending;
use crate::components::select::select;
use crate::i18n::t;
use crate::platform::{clock, page};
use crate::support::draft::{self, Draft};

/// What the form needs.
pub(super) struct Props {
    pub(super) desk: Desk,
    /// Called when it is over, with whether a notice was announced.
    pub(super) onclose: Callback<bool>,
}

/// What it holds.
struct Held {
    draft: Draft,
    level: String,
    from: String,
    until: String,
}

impl Held {
    /// Until when it is shown, if that lies ahead and behind its beginning.
    fn until_ms(&self) -> Option<i64> {
        let begin = draft::chosen(&self.from).unwrap_or_default().max(clock::now());
        draft::chosen(&self.until).filter(|until| *until > begin)
    }
}

/// Draws it.
#[hook]
pub(super) fn use_announce(props: &Props) -> Html {
    let Props { desk, onclose } = props;
    let language = desk.language;
    let held = use_held(|| Held {
        draft: Draft::default(),
        level: INFORMATION.to_owned(),
        from: String::new(),
        until: String::new(),
    });
    let sending = use_sending();
    use_effect_with((), |()| page::focus("draft-product"));
    let act = {
        let (desk, onclose, held, sending) = (desk.clone(), onclose.clone(), held.clone(), sending.clone());
        Callback::from(move |()| {
            let may = sending.begin();
            let now = held.now();
            let Some(until_ms) = now.until_ms().filter(|_| now.draft.is_whole() && may) else { return };
            let request = Announce {
                product: now.draft.product.clone(),
                level: now.level.clone(),
                ru: now.draft.ru.trim().to_owned(),
                en: now.draft.en.trim().to_owned(),
                from_ms: draft::chosen(&now.from),
                until_ms,
            };
            drop(now);
            let onclose = onclose.clone();
            sending.send(&desk, NOTICES_PATH, &request, move |_: Notice| onclose.emit(true));
        })
    };
    let now = held.now();
    let close = onclose.reform(|()| false);
    let levels = [INFORMATION, WARNING].map(|word| (word.to_owned(), level(language, word).to_owned()));
    let is_late = sending.is_tried() && now.until_ms().is_none();
    let body = html! {
        <form onsubmit={form::submitting(act)}>
            { draft::product(language, &now.draft, &form::put(&held, |held, word| held.draft.product = word)) }
            { select("notice-level", t::notice_level(language), levels.into_iter(), &now.level,
                &form::put(&held, |held, word| held.level = word)) }
            { draft::both(language, &now.draft, sending.is_tried(), "300", [
                form::put(&held, |held, text| held.draft.ru = text),
                form::put(&held, |held, text| held.draft.en = text),
            ]) }
            { draft::moment(&Text {
                id: "notice-from", label: t::notice_from_field(language), note_id: "notice-from-note", note: "",
                value: &now.from, most: "",
            }, &form::put(&held, |held, text| held.from = text)) }
            { draft::moment(&Text {
                id: "notice-until", label: t::notice_until(language), note_id: "notice-until-note",
                note: if is_late { t::notice_until_missing(language) } else { "" }, value: &now.until, most: "",
            }, &form::put(&held, |held, text| held.until = text)) }
            <p class="explains">{ t::notice_lead(language) }</p>
            { sending.said(desk, "announce-problem", "") }
            { buttons(desk, t::announce(language), sending.is_busy(), &close) }
        </form>
    };
    modal(desk, "announce-heading", t::announce_notice(language), &close, body)
}
