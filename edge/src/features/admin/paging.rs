//! Lists in parts: a part begins behind the last row of the one before, however the list has grown meanwhile.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::api::admin::Page;
use shared::failure::Failure;

use super::query::{Query, malformed};

/// Rows of a part, if nothing else is asked for.
const DEFAULT_LIMIT: u32 = 50;
/// Most rows of a part.
pub const MAX_LIMIT: u32 = 200;

/// Which part of a list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// What the last row of the part before is ordered by; `None` at the beginning.
    pub after: Option<Vec<String>>,
    limit: u32,
}

impl Paging {
    /// Reads `cursor` and `limit` of a query whose list takes at most `most` rows, and is ordered by `keys` values.
    pub fn read(query: &Query, most: u32, keys: usize) -> Result<Self, Failure> {
        let limit = query.read("limit", "a number of rows", |text| text.parse().ok())?;
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=most).contains(&limit) {
            return Err(malformed(format!("limit is 1 to {most}")));
        }
        let after = query.read("cursor", "a cursor of this list", decode)?;
        if after.as_ref().is_some_and(|after| after.len() != keys) {
            return Err(malformed("cursor is not a cursor of this list"));
        }
        Ok(Self { after, limit })
    }

    /// The number of rows to read: one more than asked for tells whether there is a next part.
    pub fn rows(&self) -> u32 {
        self.limit + 1
    }

    /// The part that is made of the rows: `key` is what a row is ordered by, `item` what is told of it.
    pub fn page<R, T>(
        &self,
        mut rows: Vec<R>,
        key: impl Fn(&R) -> Vec<String>,
        item: impl FnMut(R) -> T,
    ) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| encode(&key(row)));
        Page { items: rows.into_iter().map(item).collect(), next }
    }
}

fn encode(keys: &[String]) -> String {
    // Texts cannot fail to serialize.
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(keys).unwrap_or_default())
}

fn decode(text: &str) -> Option<Vec<String>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paging(text: &str) -> Result<Paging, Failure> {
        Paging::read(&Query::parse(text, &["cursor", "limit"]).unwrap(), MAX_LIMIT, 1)
    }

    #[test]
    fn a_part_tells_where_the_next_one_begins_while_there_is_one() {
        let key = |row: &u32| vec![row.to_string()];
        let first = paging("limit=2").unwrap().page(vec![1, 2, 3], key, |row| row);
        assert_eq!(first.items, [1, 2]);
        let next = paging(&format!("limit=2&cursor={}", first.next.unwrap())).unwrap();
        assert_eq!(next.after, Some(vec!["2".to_owned()]));
        assert_eq!(next.page(vec![3], key, |row| row), Page { items: vec![3], next: None });
    }

    #[test]
    fn what_is_no_part_is_refused() {
        for wrong in ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=W10"] {
            assert!(paging(wrong).is_err(), "{wrong}");
        }
        assert_eq!(paging("").unwrap().rows(), 51);
    }
}
