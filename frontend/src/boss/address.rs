//! The address is the state of a page: where one is, and what a list shows.

use shared::percent::{decoded, encoded};
use shared::place::{Kind, Place};

/// A page with what stands behind `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Which page.
    pub place: Place,
    query: Vec<(String, String)>,
}

/// The member that names the part of a list.
const CURSOR: &str = "cursor";

impl Address {
    /// A page as it begins.
    pub fn at(place: Place) -> Self {
        Self { place, query: Vec::new() }
    }

    /// The list of a kind.
    pub fn of(agency: Option<u32>, kind: Kind) -> Self {
        Self::at(Place { agency, kind, name: String::new() })
    }

    /// Reads a path and a query, with or without `?`; `None` for what is no page of administration.
    pub fn parse(path: &str, query: &str) -> Option<Self> {
        let place = Place::parse(path)?;
        let members = query.trim_start_matches('?').split('&').filter_map(|member| {
            let (name, value) = member.split_once('=')?;
            Some((decoded(name)?, decoded(&value.replace('+', " "))?))
        });
        Some(Self { place, query: members.filter(|(_, value)| !value.is_empty()).collect() })
    }

    /// What a member says; nothing is an empty text.
    pub fn get(&self, name: &str) -> &str {
        self.query.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The same page with another value of a member. The list begins anew, unless it is its part that is another one.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut query = self.query.clone();
        query.retain(|(known, _)| known != name && known != CURSOR);
        if !value.is_empty() {
            query.push((name.to_owned(), value.to_owned()));
        }
        Self { place: self.place.clone(), query }
    }

    /// The members of these names, as a query without `?`.
    pub fn members(&self, names: &[&str]) -> String {
        let members = self.query.iter().filter(|(name, _)| names.contains(&name.as_str()));
        members.map(|(name, value)| [name, "=", &encoded(value)].concat()).collect::<Vec<_>>().join("&")
    }

    /// As it stands in the address bar.
    pub fn text(&self) -> String {
        let names: Vec<_> = self.query.iter().map(|(name, _)| name.as_str()).collect();
        let query = self.members(&names);
        if query.is_empty() { self.place.path() } else { [&self.place.path(), "?", &query].concat() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_back() {
        let address = Address::parse("/employees", "?search=%D1%8F%20b&state=blocked&role=").unwrap();
        assert_eq!((address.get("search"), address.get("role")), ("я b", ""));
        assert_eq!(address.text(), "/employees?search=%D1%8F%20b&state=blocked");
        assert_eq!(Address::parse("/employees", "search=a+b").unwrap().get("search"), "a b");
        assert_eq!(Address::parse("/x", ""), None);
    }

    #[test]
    fn another_filter_begins_the_list_anew() {
        let address = Address::parse("/employees", "?search=a&cursor=x").unwrap();
        assert_eq!(address.with("state", "blocked").text(), "/employees?search=a&state=blocked");
        assert_eq!(address.with("cursor", "y").text(), "/employees?search=a&cursor=y");
        assert_eq!(address.with("search", "").text(), "/employees");
        assert_eq!(address.members(&["cursor"]), "cursor=x");
    }
}
