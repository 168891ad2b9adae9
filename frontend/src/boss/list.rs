//! The one list: search, filters, order and part stand in the address; the rows come from the edge.

mod tools;

use serde::de::DeserializeOwned;
use shared::api::admin::Page;
use yew::prelude::*;

use crate::piece;

use super::address::Address;
use super::desk::{Desk, Refusal};
use super::shell;
use super::words;
use crate::components::message::message;
use crate::i18n::{Language, t};

/// A column.
pub struct Column {
    /// Its header.
    pub heading: fn(Language) -> &'static str,
    /// The word by which the edge orders by it; empty where it does not.
    pub sort: &'static str,
}

/// What a list can be narrowed by.
pub struct Filter {
    /// Its member of the address.
    pub name: &'static str,
    /// What it is called.
    pub label: fn(Language) -> &'static str,
    /// How it is given.
    pub kind: FilterKind,
}

/// Words, with what is read for each.
pub type Choices = Vec<(&'static str, &'static str)>;

/// How a filter is given.
pub enum FilterKind {
    /// One of these words, with what is read for each.
    Choice(fn(Language) -> Choices),
    /// The same in groups, each with its heading.
    Groups(fn(Language) -> Vec<(&'static str, Choices)>),
    /// A text.
    Text,
    /// A day.
    Day,
}

/// A row: whatever is pressed in it tells its key.
pub struct Row {
    /// Names it.
    pub key: String,
    /// A cell for each column.
    pub cells: Vec<Html>,
    /// The same for a table of plain text.
    pub plain: Vec<String>,
}

/// What was pressed in a row: a word and the row's key.
pub type Act = (&'static str, String);

/// The rows of a part, as they are shown.
type Rows = (Vec<Row>, Option<String>);

/// What a list is of.
pub struct Source {
    /// Names it, in files too.
    pub name: &'static str,
    /// What it is called.
    pub caption: fn(Language) -> &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its filters.
    pub filters: &'static [Filter],
    /// What is searched for; absent where the edge does not search.
    pub search: Option<fn(Language) -> &'static str>,
    /// The query that an address asks the edge for.
    pub query: fn(&Address) -> String,
    /// Reads an answer of the edge.
    pub read: fn(&str, &Desk, &Callback<Act>) -> Option<Rows>,
    /// What is said where there is nothing yet, and how that changes.
    pub empty: fn(Language) -> &'static str,
}

/// What the list needs.
pub struct Props {
    /// What every page has.
    pub desk: Desk,
    /// What it is of.
    pub source: &'static Source,
    /// Where the edge has it.
    pub path: String,
    /// What the query says besides, such as `agency=1`.
    pub fixed: String,
    /// Another number has it read again.
    pub again: u32,
    /// Called when something in a row was pressed.
    pub onact: Callback<Act>,
    /// What stands beside the tools: the way to create one.
    pub children: Html,
    /// What an answer of the edge says besides its rows, for below them.
    pub below: fn(&str, &Desk) -> Html,
}

impl Props {
    /// A list inside a page.
    pub fn of(desk: &Desk, source: &'static Source, path: &str) -> Self {
        Self {
            desk: desk.clone(),
            source,
            path: path.to_owned(),
            fixed: String::new(),
            again: 0,
            onact: Callback::noop(),
            children: Html::default(),
            below: |_, _| Html::default(),
        }
    }
}

/// A list that is a page; `beside` stands with its tools.
pub fn shown(desk: &Desk, source: &'static Source, path: &str, fixed: String, beside: Html) -> Html {
    piece!(source.name, use_list, Props { fixed, children: beside, ..Props::of(desk, source, path) })
}

/// Reads a part of items, each shown by `show`.
pub fn rows<T: DeserializeOwned>(text: &str, show: impl FnMut(T) -> Row) -> Option<Rows> {
    let page: Page<T> = crate::platform::answer::read(text)?;
    Some((page.items.into_iter().map(show).collect(), page.next))
}

/// A query from parts that may be empty.
pub fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("&")
}

/// Draws it.
#[hook]
pub fn use_list(props: &Props) -> Html {
    let Props { desk, source, path, fixed, again, onact, children, below } = props;
    let language = desk.language;
    let held = use_state(|| None::<Result<String, Refusal>>);
    let busy = use_state(|| true);
    let last = use_mut_ref(|| 0_u32);
    let more_again = use_state(|| 0_u32);
    let query = joined(&[fixed, &(source.query)(&desk.address)]);
    let url = if query.is_empty() { path.clone() } else { [path, "?", &query].concat() };
    use_effect_with((url.clone(), *again, *more_again), {
        let (desk, held, busy) = (desk.clone(), held.setter(), busy.setter());
        move |(url, ..): &(String, u32, u32)| {
            let number = last.borrow().wrapping_add(1);
            *last.borrow_mut() = number;
            busy.set(true);
            desk.get_text(url, move |reply| {
                // An answer that another question has overtaken is not shown.
                if *last.borrow() == number {
                    held.set(Some(reply));
                    busy.set(false);
                }
            });
        }
    });
    let (shown, refusal) = match &*held {
        _ if desk.units.is_none() => (None, None),
        None => (None, None),
        Some(Ok(text)) => match (source.read)(text, desk, onact) {
            Some(rows) => (Some(rows), None),
            None => (None, Some(Refusal::Lost)),
        },
        Some(Err(refusal)) => (None, Some(refusal.clone())),
    };
    let retry = (t::retry(language), {
        let more_again = more_again.clone();
        Callback::from(move |()| more_again.set(more_again.wrapping_add(1)))
    });
    let narrowed = source.search.is_some() && !desk.address.get("search").is_empty()
        || source.filters.iter().any(|filter| !desk.address.get(filter.name).is_empty());
    // Of an agency's, those of a unit.
    let is_part = fixed.starts_with("unit=");
    let body = match (&shown, &refusal) {
        (_, Some(refusal)) => message("list-problem", &words::refusal(language, refusal), Some(retry)),
        (None, None) => shell::waiting(),
        // Where the edge has stopped to look, more may follow.
        (Some((rows, None)), None) if rows.is_empty() && narrowed => {
            html! { <p class="nothing">{ t::nothing_found(language) }</p> }
        }
        (Some((rows, None)), None) if rows.is_empty() && is_part => {
            html! { <p class="nothing">{ t::nothing_here(language) }</p> }
        }
        (Some((rows, None)), None) if rows.is_empty() => {
            html! { <p class="nothing">{ (source.empty)(language) }</p> }
        }
        (Some((rows, _)), None) => table(desk, source, rows, *busy),
    };
    let count = shown.as_ref().map_or(0, |(rows, _)| u32::try_from(rows.len()).unwrap_or(u32::MAX));
    let next = shown.as_ref().and_then(|(_, next)| next.as_deref());
    html! {
        <>
            { piece!("tools", tools::use_tools, tools::Props {
                desk: desk.clone(),
                source,
                path: path.clone(),
                fixed: fixed.clone(),
                children: children.clone(),
            }) }
            { body }
            <p class="unseen" role="status">
                if shown.is_some() { { t::rows_shown(language, count) } }
            </p>
            if let Some(Ok(text)) = &*held { { below(text, desk) } }
            { pages(desk, source, next) }
        </>
    }
}

fn table(desk: &Desk, source: &'static Source, rows: &[Row], busy: bool) -> Html {
    let language = desk.language;
    let row = |row: &Row| {
        let cell = |(index, (cell, column)): (usize, (&Html, &Column))| {
            let label = (column.heading)(language);
            if index == 0 {
                html! { <th scope="row" role="rowheader" data-label={label}>{ cell.clone() }</th> }
            } else {
                html! { <td role="cell" data-label={label}>{ cell.clone() }</td> }
            }
        };
        html! {
            <tr role="row" key={row.key.clone()}>
                { for row.cells.iter().zip(source.columns).enumerate().map(cell) }
            </tr>
        }
    };
    // The roles are said, since cards of narrow screens would take them away.
    html! {
        <table role="table" aria-busy={busy.then_some("true")}>
            <caption class="unseen">{ (source.caption)(language) }</caption>
            <thead role="rowgroup">
                <tr role="row">{ for source.columns.iter().map(|column| header(desk, column)) }</tr>
            </thead>
            <tbody role="rowgroup">{ for rows.iter().map(row) }</tbody>
        </table>
    }
}

/// A header; one that the edge can order by is a button.
fn header(desk: &Desk, column: &Column) -> Html {
    let heading = (column.heading)(desk.language);
    if column.sort.is_empty() {
        return html! { <th scope="col" role="columnheader">{ heading }</th> };
    }
    let sorted = desk.address.get("sort");
    let (order, next) = if sorted == column.sort {
        (Some("ascending"), ["-", column.sort].concat())
    } else if sorted.strip_prefix('-') == Some(column.sort) {
        (Some("descending"), column.sort.to_owned())
    } else {
        (None, column.sort.to_owned())
    };
    let to = desk.address.with("sort", &next);
    let onclick = desk.go.reform(move |_: MouseEvent| (to.clone(), false));
    html! {
        <th scope="col" role="columnheader" aria-sort={order}>
            <button type="button" {onclick}>{ heading }<i aria-hidden="true"></i></button>
        </th>
    }
}

/// The way to the next part, and back to the first.
fn pages(desk: &Desk, source: &Source, next: Option<&str>) -> Html {
    let language = desk.language;
    let is_first = desk.address.get("cursor").is_empty();
    // A list inside a page is shown in one part.
    let is_whole = source.search.is_none() && source.filters.is_empty();
    if is_whole || (is_first && next.is_none()) {
        return Html::default();
    }
    html! {
        <nav class="pages" aria-label={t::pages(language)}>
            if !is_first {
                { desk.link(desk.address.with("cursor", ""), html! { { t::first_page(language) } }) }
            }
            if let Some(next) = next {
                { desk.link(desk.address.with("cursor", next), html! { { t::next_page(language) } }) }
            }
        </nav>
    }
}
