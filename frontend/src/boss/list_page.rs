//! The page of a list: its heading, the list, and the form of a new item, which opens over it.

use yew::prelude::*;

use super::address::Address;
use super::desk::Desk;
use super::list::{Source, shown};
use super::parts;

/// What differs from list to list.
pub struct ListPage<'a> {
    /// The list, whose caption is the page's heading.
    pub source: &'static Source,
    /// Where the edge has it.
    pub path: &'a str,
    /// What its query always has.
    pub fixed: String,
    /// What the button says that opens the form.
    pub create: &'static str,
    /// The form.
    pub form: fn(FormProps) -> Html,
}

/// What the form of a new item needs.
pub struct FormProps {
    /// What every page has.
    pub desk: Desk,
    /// Called when it is over, with the page of what was created.
    pub onclose: Callback<Option<Address>>,
}

/// Draws it.
#[hook]
pub fn use_list_page(desk: &Desk, page: ListPage<'_>) -> Html {
    let ListPage { source, path, fixed, create, form } = page;
    let is_open = use_state(|| false);
    let onopen = {
        let is_open = is_open.setter();
        Callback::from(move |_: MouseEvent| is_open.set(true))
    };
    let onclose = {
        let (is_open, go) = (is_open.setter(), desk.go.clone());
        Callback::from(move |created: Option<Address>| {
            is_open.set(false);
            if let Some(created) = created {
                go.emit((created, true));
            }
        })
    };
    html! {
        <>
            { parts::heading((source.caption)(desk.language)) }
            { shown(desk, source, path, fixed, html! {
                <button type="button" class="main" onclick={onopen}>{ create }</button>
            }) }
            if *is_open { { form(FormProps { desk: desk.clone(), onclose }) } }
        </>
    }
}
