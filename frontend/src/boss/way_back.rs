//! The way from a page back to the list that it was reached from, with its filters, order and part. The browser's entry
//! of the page holds it, so that a reload and the browser's Back find it.

use shared::place::Kind;

use super::address::Address;
use super::desk::Desk;
use crate::platform::history;

/// Leads what is held where the list is not the entry before any more.
const FARTHER: &str = " ";

/// What the entry of a page holds that is gone to: the list that is left for it. On the same page it stays the same.
pub fn left(from: Option<Address>, to: &Address, is_new: bool) -> Option<String> {
    let from = from?;
    if from.place == to.place {
        return history::held_text().map(|held| kept(held, is_new));
    }
    list_of(&from, to).then(|| from.text())
}

/// The list behind a page, and whether it is the entry before.
pub fn to(desk: &Desk, kind: Kind) -> (Address, bool) {
    let whole = desk.of(kind, "");
    let held = history::held_text().unwrap_or_default();
    match read(&held).filter(|list| list.place == whole.place) {
        Some(list) => (list, !held.starts_with(FARTHER)),
        None => (whole, false),
    }
}

/// Whether the page is one of that list.
fn list_of(list: &Address, page: &Address) -> bool {
    let (list, page) = (&list.place, &page.place);
    list.name.is_empty() && !page.name.is_empty() && list.kind == page.kind && list.agency == page.agency
}

/// What an entry of the same page holds.
fn kept(held: String, is_new: bool) -> String {
    if is_new && !held.starts_with(FARTHER) { [FARTHER, &held].concat() } else { held }
}

fn read(held: &str) -> Option<Address> {
    let (path, query) = held.trim_start().split_once('?').unwrap_or((held.trim_start(), ""));
    Address::parse(path, query)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(path: &str, query: &str) -> Address {
        Address::parse(path, query).unwrap()
    }

    #[test]
    fn a_page_holds_the_list_that_it_was_reached_from_and_no_other() {
        let list = address("/employees", "state=blocked&sort=-name");
        assert!(list_of(&list, &address("/employees/a@a.io", "")));
        assert!(!list_of(&list, &address("/structure-units/1_A", "")));
        assert!(!list_of(&list, &address("/agencies/7/employees/a@a.io", "")));
        assert!(!list_of(&list, &address("/employees", "")));
        assert_eq!(read(&list.text()), Some(list));
    }

    #[test]
    fn behind_another_tab_the_list_is_not_the_entry_before_any_more() {
        let held = "/structure-units?search=a".to_owned();
        let farther = kept(held.clone(), true);
        assert_eq!(kept(held.clone(), false), held);
        assert_eq!((farther.starts_with(FARTHER), read(&farther)), (true, read(&held)));
        assert_eq!(kept(farther.clone(), true), farther);
    }
}
