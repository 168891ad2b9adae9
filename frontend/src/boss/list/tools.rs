//! What stands above a list: search as one types, filters, the way to create one, and the table as a file.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::{Choices, Filter, FilterKind, Source, joined};
use crate::boss::address::Address;
use crate::boss::csv;
use crate::boss::desk::{Desk, Refusal};
use crate::boss::form::{chosen, input_value};
use crate::boss::words;
use crate::components::message::message;
use crate::i18n::{Language, t};
use crate::platform::timer::Timeout;
use crate::platform::{fetch, page};

/// Id of the field of the search.
const SEARCH: &str = "search";
/// How long typing rests before the edge is asked, in milliseconds.
const REST_MS: u32 = 250;
/// Most parts of a file: a file of more rows than a spreadsheet takes helps nobody.
const MAX_PARTS: u32 = 500;
/// Rows of a part of a file.
const LIMIT: &str = "limit=200";

/// What the tools need.
pub(super) struct Props {
    pub(super) desk: Desk,
    pub(super) source: &'static Source,
    pub(super) path: String,
    pub(super) fixed: String,
    pub(super) children: Html,
}

/// Draws them.
#[hook]
pub(super) fn use_tools(props: &Props) -> Html {
    let Props { desk, source, path, fixed, children } = props;
    let language = desk.language;
    let typed = use_mut_ref(String::new);
    let waiting = use_mut_ref(|| None::<Timeout>);
    let now = use_mut_ref(|| desk.address.clone());
    *now.borrow_mut() = desk.address.clone();
    let saving = use_state(|| None::<u32>);
    let stopped = use_mut_ref(|| false);
    let told = use_state(String::new);
    use_effect_with(desk.address.get("search").to_owned(), {
        let typed = typed.clone();
        move |search: &String| {
            // By the browser's Back, a link or the start, and not by what is typed.
            if typed.borrow().trim() != search {
                page::set_value(SEARCH, search);
                typed.borrow_mut().clone_from(search);
            }
        }
    });
    use_effect_with(desk.address.clone(), {
        let (source, typed) = (*source, typed.clone());
        move |address: &Address| {
            // Set here alone: an answer that comes while somebody types would take the typing away.
            for filter in
                source.filters.iter().filter(|it| matches!(it.kind, FilterKind::Text | FilterKind::Day))
            {
                let value = address.get(filter.name);
                if !matches!(filter.kind, FilterKind::Text) || typed.borrow().trim() != value {
                    page::set_value(filter.name, value);
                }
            }
        }
    });
    let ontype = {
        let go = desk.go.clone();
        Callback::from(move |(name, value): (&'static str, String)| {
            let (go, now, typed) = (go.clone(), now.clone(), typed.clone());
            *waiting.borrow_mut() = Some(Timeout::new(REST_MS, move || {
                typed.borrow_mut().clone_from(&value);
                go.emit((now.borrow().with(name, value.trim()), false));
            }));
        })
    };
    let oninput = ontype.reform(|event| (SEARCH, input_value(event)));
    let onsave = {
        let (desk, path, fixed) = (desk.clone(), path.clone(), fixed.clone());
        let (source, saving, stopped, told) = (*source, saving.clone(), stopped.clone(), told.setter());
        Callback::from(move |_: MouseEvent| {
            if saving.is_some() {
                *stopped.borrow_mut() = true;
                return;
            }
            *stopped.borrow_mut() = false;
            saving.set(Some(0));
            told.set(String::new());
            let (desk, path, fixed) = (desk.clone(), path.clone(), fixed.clone());
            let (saving, stopped, told) = (saving.setter(), stopped.clone(), told.clone());
            spawn_local(async move {
                let goes_on = |rows| {
                    saving.set(Some(rows));
                    !*stopped.borrow()
                };
                match whole(&desk, source, &path, &fixed, goes_on).await {
                    Ok(Some((table, is_whole))) => {
                        fetch::save(&[source.name, ".csv"].concat(), &table);
                        if !is_whole {
                            told.set(t::csv_is_part(desk.language).to_owned());
                        }
                    }
                    Ok(None) => (),
                    Err(refusal) => told.set(words::refusal(desk.language, &refusal)),
                }
                saving.set(None);
            });
        })
    };
    if source.search.is_none() && source.filters.is_empty() {
        return children.clone();
    }
    html! {
        <>
            <div class="tools" role="search">
                if let Some(label) = source.search {
                    <div class="field">
                        <label for={SEARCH}>{ label(language) }</label>
                        <input id={SEARCH} type="search" autocomplete="off" spellcheck="false" maxlength="100" {oninput} />
                    </div>
                }
                { for source.filters.iter().map(|it| filter(desk, language, it, &ontype)) }
                <div class="ends-of-tools">
                    <button type="button" class="second" onclick={onsave} aria-busy={saving.map(|_| "true")}>
                        { saving.map_or_else(|| t::save_csv(language).to_owned(), |rows| t::stop_csv(language, rows)) }
                    </button>
                    { children.clone() }
                </div>
            </div>
            if !told.is_empty() { { message("csv-problem", &told, None) } }
        </>
    }
}

fn filter(
    desk: &Desk,
    language: Language,
    filter: &Filter,
    ontype: &Callback<(&'static str, String)>,
) -> Html {
    let (id, now) = (filter.name, desk.address.get(filter.name));
    let go = {
        let (go, address, name) = (desk.go.clone(), desk.address.clone(), filter.name);
        Callback::from(move |value: String| go.emit((address.with(name, value.trim()), false)))
    };
    let options = |choices: Choices| {
        let option = |(value, label): (&'static str, &'static str)| {
            html! { <option {value} selected={value == now}>{ label }</option> }
        };
        choices.into_iter().map(option).collect::<Html>()
    };
    let choose = |options: Html| {
        html! {
            <div class="choose">
                <select {id} onchange={go.reform(chosen)}>
                    <option value="" selected={now.is_empty()}>{ t::all(language) }</option>
                    { options }
                </select>
            </div>
        }
    };
    let input = match filter.kind {
        FilterKind::Choice(choices) => choose(options(choices(language))),
        FilterKind::Groups(groups) => {
            let group = |(label, choices)| html! { <optgroup {label}>{ options(choices) }</optgroup> };
            choose(groups(language).into_iter().map(group).collect())
        }
        FilterKind::Text => {
            let oninput = ontype.reform(move |event| (id, input_value(event)));
            html! { <input {id} type="text" autocomplete="off" spellcheck="false" maxlength="254" {oninput} /> }
        }
        FilterKind::Day => {
            let onchange = go.reform(|event: Event| {
                let input = event.target_dyn_into::<crate::platform::HtmlInputElement>();
                input.map(|input| input.value()).unwrap_or_default()
            });
            html! { <input {id} type="date" {onchange} /> }
        }
    };
    html! { <div class="field"><label for={id}>{ (filter.label)(language) }</label>{ input }</div> }
}

/// All rows that the address asks for, part by part, and whether these are all; nothing once it is not to go on, which is
/// asked after each part with the number of rows so far.
async fn whole(
    desk: &Desk,
    source: &'static Source,
    path: &str,
    fixed: &str,
    goes_on: impl Fn(u32) -> bool,
) -> Result<Option<(String, bool)>, Refusal> {
    let headings = source.columns.iter().map(|column| (column.heading)(desk.language).to_owned()).collect();
    let mut lines: Vec<Vec<String>> = vec![headings];
    let mut address: Address = desk.address.with("cursor", "");
    for _ in 0..MAX_PARTS {
        let query = joined(&[fixed, &(source.query)(&address), LIMIT]);
        let text = desk.text("GET", &[path, "?", &query].concat(), None).await?;
        let (rows, next) = (source.read)(&text, desk, &Callback::noop()).ok_or(Refusal::Lost)?;
        lines.extend(rows.into_iter().map(|row| row.plain));
        // The first line is of headings.
        if !goes_on(u32::try_from(lines.len()).unwrap_or(u32::MAX).saturating_sub(1)) {
            return Ok(None);
        }
        let Some(next) = next else { return Ok(Some((csv::table(lines.into_iter()), true))) };
        address = address.with("cursor", &next);
    }
    Ok(Some((csv::table(lines.into_iter()), false)))
}
