//! What the forms of a text and of a notice share: whose windows it is for, what it says in both languages, and moments.

use shared::texts::is_written_in;
use shared::value::language::Language as Written;
use yew::prelude::*;

use crate::boss::form::{self, Text, input_value};
use crate::components::field::{Field, field};
use crate::components::select::select;
use crate::i18n::{Language, t};
use crate::platform::clock;
use crate::product::Product;

/// What is said in both languages, and in the windows of which product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) product: String,
    pub(super) ru: String,
    pub(super) en: String,
}

impl Default for Draft {
    fn default() -> Self {
        Self { product: Product::Cashier.word().to_owned(), ru: String::new(), en: String::new() }
    }
}

impl Draft {
    /// Whether it says something in each language.
    pub(super) fn is_whole(&self) -> bool {
        is_written_in(Written::Ru, &self.ru) && is_written_in(Written::En, &self.en)
    }
}

/// The product; `on` is called with its word.
pub(super) fn product(language: Language, draft: &Draft, on: &Callback<String>) -> Html {
    let choices = Product::ALL.into_iter().map(|it| (it.word().to_owned(), it.name(language).to_owned()));
    select("draft-product", t::product(language), choices, &draft.product, on)
}

/// Both languages, each in an area of its own; `tried` says that the form was sent, so that what is missing is told.
pub(super) fn both(
    language: Language,
    draft: &Draft,
    tried: bool,
    most: &'static str,
    [on_ru, on_en]: [Callback<String>; 2],
) -> Html {
    let note = |written: Written, text: &str, said: &'static str| {
        if tried && !is_written_in(written, text) { said } else { "" }
    };
    html! {
        <>
            { form::lines(Text {
                id: "draft-ru", label: t::in_russian(language), note_id: "draft-ru-note",
                note: note(Written::Ru, &draft.ru, t::in_russian_missing(language)),
                value: &draft.ru, most,
            }, on_ru) }
            { form::lines(Text {
                id: "draft-en", label: t::in_english(language), note_id: "draft-en-note",
                note: note(Written::En, &draft.en, t::in_english_missing(language)),
                value: &draft.en, most,
            }, on_en) }
        </>
    }
}

/// A moment of the reader's own time.
pub(super) fn moment(text: &Text<'_>, onchange: &Callback<String>) -> Html {
    let Text { id, label, note_id, note, value, .. } = *text;
    let oninput = onchange.reform(input_value);
    let is_wrong = !note.is_empty();
    let input = html! {
        <input {id} type="datetime-local" value={value.to_owned()} {oninput}
            aria-describedby={note_id} aria-invalid={is_wrong.then_some("true")} />
    };
    field(Field { id, label, note_id, note: note.into(), hint: false }, input)
}

/// The moment that was chosen, in milliseconds since 1970; none where nothing was.
#[expect(clippy::cast_possible_truncation, reason = "such a cast saturates")]
pub(super) fn chosen(text: &str) -> Option<i64> {
    clock::local(text).map(|at| at as i64)
}
