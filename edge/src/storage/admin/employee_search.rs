//! How a list finds the employees that a search names: by the index of words, or along the order of the list.
//!
//! What a word finds has to be sorted; going along the order looks at every employee until the part is full. Whichever
//! looks at fewer is taken: a broad word is met soon along the order, a rare one finds few to sort.

use super::super::database::Rows;
use super::super::row::row;
use super::super::statement::Statement;
use super::employee_query::EmployeeQuery;
use crate::error::Internal;

/// Names of the words of a search; more of them narrow it no further.
const WORDS: [&str; 4] = ["word_a", "word_b", "word_c", "word_d"];
/// A word that finds so many is broad.
const BROAD: u32 = 10_000;
/// Employees that are passed along the order before all that a broad word finds are sorted after all.
const REACH: u32 = 20_000;

/// A way to the part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Along the order, up to this key if there is one.
    Along(Option<String>),
    /// By what this one of the words finds.
    ByWord(usize),
}

/// The way to try first, and the one to take if it does not fill the part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Breadth {
    /// The way to try first.
    pub first: Way,
    /// The way after it.
    pub otherwise: Option<Way>,
}

row! {
    struct FoundRow {
        place: u32,
        found: u32,
    }

    struct ReachRow {
        key: String,
    }
}

impl Breadth {
    /// Chooses by what [`breadth`] has found.
    pub(super) fn read([found, reach]: &[Rows; 2]) -> Result<Self, Internal> {
        let fewest = found.all::<FoundRow>()?.into_iter().min_by_key(|row| row.found);
        let (place, found) = fewest.map_or((0, 0), |row| (row.place as usize, row.found));
        if found < BROAD {
            return Ok(Self { first: Way::ByWord(place), otherwise: None });
        }
        let reach = reach.first::<ReachRow>()?.map(|row| row.key);
        Ok(Self { otherwise: reach.is_some().then_some(Way::ByWord(place)), first: Way::Along(reach) })
    }
}

impl Way {
    /// The conditions that the query's words and this way to them are.
    pub(super) fn conditions(&self, query: &EmployeeQuery) -> Vec<Statement> {
        let word = |(place, (name, word)): (usize, (&'static str, &String))| {
            let from = match self {
                Self::ByWord(driving) if *driving == place => format!(
                    "(e.agency_code, e.login) IN (SELECT w.agency_code, w.login FROM employee_word w WHERE {}",
                    query.of_agency("w")
                ),
                Self::ByWord(_) | Self::Along(_) => "EXISTS (SELECT 1 FROM employee_word w \
                      WHERE w.agency_code = e.agency_code AND w.login = e.login"
                    .to_owned(),
            };
            Statement::new(format!("{from} AND {})", begins(name))).with(name, word)
        };
        let reach = if let Self::Along(Some(key)) = self { Some(query.until(key)) } else { None };
        WORDS.into_iter().zip(&query.words).enumerate().map(word).chain(reach).collect()
    }
}

/// How many each word finds, up to [`BROAD`], and how far [`REACH`] employees along the order go, if there are so many.
pub(super) fn breadth(query: &EmployeeQuery) -> [Statement; 2] {
    let count = |(place, name): (usize, &str)| {
        format!(
            "SELECT {place} AS place, count(*) AS found FROM (SELECT 1 FROM employee_word w WHERE {} AND {} \
             LIMIT :broad)",
            query.of_agency("w"),
            begins(name)
        )
    };
    let words = || WORDS.into_iter().zip(&query.words);
    let counts: Vec<_> = words().map(|(name, _)| name).enumerate().map(count).collect();
    let found = Statement::new(counts.join(" UNION ALL ")).with("broad", BROAD);
    let found = query.agency.into_iter().fold(found, |it, agency| it.with("agency", agency));
    let found = words().fold(found, |it, (name, word)| it.with(name, word));

    let key = query.column().unwrap_or("e.login");
    let all = Statement::new(format!("SELECT CAST({key} AS TEXT) AS key FROM employee e WHERE 1"));
    let all = query.place().fold(all, Statement::and);
    let sql = format!("{} {} LIMIT 1 OFFSET :reach", all.sql(), query.by());
    [found, Statement::new(sql).with_values_of(all).with("reach", REACH)]
}

/// The condition that the word of `w` begins with the word of this name.
fn begins(name: &str) -> String {
    format!("w.word >= :{name} AND w.word < :{name} || char(1114111)")
}
