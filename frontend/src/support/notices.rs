//! Notices that the windows of a product show for a while: the list, announcing one, and its end before its time.

mod announce;

use shared::api::admin::texts::{NOTICES_PATH, Notice};
use shared::percent::encoded;
use yew::prelude::*;

use crate::boss::desk::Desk;
use crate::boss::list::{self, Act, Column, Row, Source, rows};
use crate::boss::modal::Question;
use crate::boss::one_page::use_lying;
use crate::boss::{parts, words};
use crate::components::message::told;
use crate::i18n::{Language, t};
use crate::piece;
use crate::product::Product;

/// How much a notice matters, by its words.
const WARNING: &str = "warning";
const INFORMATION: &str = "information";

/// Notices that are or will be shown.
static SOURCE: Source = Source {
    name: "notices",
    caption: t::notices,
    columns: &[
        Column { heading: t::notice, sort: "" },
        Column { heading: t::product, sort: "" },
        Column { heading: t::notice_level, sort: "" },
        Column { heading: t::notice_from, sort: "" },
        Column { heading: t::notice_until, sort: "" },
        Column { heading: t::act, sort: "" },
    ],
    filters: &[],
    search: None,
    query: |_| String::new(),
    read,
    empty: t::no_notices,
};

fn level(language: Language, word: &str) -> &'static str {
    if word == WARNING { t::level_warning(language) } else { t::level_information(language) }
}

fn read(text: &str, desk: &Desk, onact: &Callback<Act>) -> Option<(Vec<Row>, Option<String>)> {
    let language = desk.language;
    rows(text, |it: Notice| {
        let said = match language {
            Language::English => &it.en,
            Language::Russian => &it.ru,
        };
        let id = it.id.clone();
        let moment = |at| parts::plain(&words::moment(language, Some(at)));
        let cells = vec![
            parts::plain(said),
            parts::plain(Product::of(&it.product).name(language)),
            parts::plain(level(language, &it.level)),
            moment(it.from_ms),
            moment(it.until_ms),
            parts::small(
                t::end_notice(language),
                t::end_notice_named(language, said),
                onact.reform(move |_: MouseEvent| ("end", id.clone())),
            ),
        ];
        Row { key: it.id, cells, plain: Vec::new() }
    })
}

/// Draws them.
#[hook]
pub(super) fn use_notices(desk: &Desk) -> Html {
    let language = desk.language;
    let over = use_lying();
    let onact = over.onask().reform(move |(_, id): Act| {
        Question::of(
            t::end_notice_heading(language).to_owned(),
            t::end_notice_lead(language),
            t::end_notice(language),
            [NOTICES_PATH, "/", &encoded(&id), "/withdraw"].concat(),
        )
    });
    let again = over.again();
    html! {
        <>
            <div class="actions apart">{ parts::second(t::announce_notice(language), over.onform()) }</div>
            { told("done", over.done()) }
            { piece!(SOURCE.name, list::use_list, list::Props {
                again,
                onact: onact.clone(),
                ..list::Props::of(desk, &SOURCE, NOTICES_PATH)
            }) }
            { over.shown(desk, |onclose| piece!("announce", announce::use_announce, announce::Props {
                desk: desk.clone(),
                onclose: onclose.clone(),
            })) }
        </>
    }
}
