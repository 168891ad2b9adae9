//! Name, address and seances: the part that the forms of a new unit and of a change share.

use yew::prelude::*;

use crate::boss::form::{self, Held, Text};
use crate::i18n::{Language, t};

/// What a form holds; the seances one a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) seances: String,
}

impl Draft {
    /// The seances, without empty lines.
    pub(super) fn seances(&self) -> Vec<String> {
        self.seances.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }
}

/// The fields; `tried` says that the form was sent.
pub(super) fn fields(language: Language, held: &Held<Draft>, tried: bool) -> Html {
    let draft = held.now();
    let note = if tried && draft.name.trim().is_empty() { t::name_missing(language) } else { "" };
    html! {
        <>
            { form::text(Text {
                id: "unit-name", label: t::name(language), note_id: "unit-name-note", note,
                value: &draft.name, most: "100",
            }, form::put(held, |draft, value| draft.name = value)) }
            { form::text(Text {
                id: "unit-address", label: t::address(language), note_id: "unit-address-note", note: "",
                value: &draft.address, most: "200",
            }, form::put(held, |draft, value| draft.address = value)) }
            { form::lines(Text {
                id: "unit-seances", label: t::seances_one_a_line(language), note_id: "unit-seances-note", note: "",
                value: &draft.seances, most: "4000",
            }, form::put(held, |draft, value| draft.seances = value)) }
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seances_are_lines_that_say_something() {
        let draft = Draft { seances: " Charter \n\nRegular".to_owned(), ..Draft::default() };
        assert_eq!(draft.seances(), ["Charter", "Regular"]);
    }
}
