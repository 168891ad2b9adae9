//! A change and its row of the audit log, in one transaction and under one condition.
//!
//! The row is written first, and only if the change is due; every effect is then written only if the row is
//! there. So neither stands without the other, whatever the database holds.

use shared::audit::Event;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;

use super::ambient::{now, random_text};
use super::database::{self, Row};
use super::place::Place;
use super::refusal::Refusal;
use super::sql::{Sql, sql};

/// Who changes things from the command line, as the audit log calls it.
const ACTOR: &str = "console";

/// One change, named by the identifier of its audit row.
#[derive(Clone, Debug)]
pub(super) struct Change {
    audit_id: String,
    at: UnixMillis,
    event: Event,
    subject: String,
}

/// What came of a change.
#[derive(Debug)]
pub(super) struct Outcome {
    /// Whether the change was due, and so made.
    pub(super) made: bool,
    /// The rows of the last statement, read after the change.
    pub(super) facts: Vec<Row>,
}

impl Change {
    /// A change of this kind to this subject, now.
    pub(super) fn new(event: Event, subject: &impl ToString) -> Result<Self, Refusal> {
        Ok(Self { audit_id: random_text::<16>()?, at: now(), event, subject: subject.to_string() })
    }

    /// When it is made.
    pub(super) fn at(&self) -> UnixMillis {
        self.at
    }

    /// The statement that writes the audit row if `source`, what stands behind `FROM`, yields a row with a column
    /// `agency_code`. `detail` is an expression over that row.
    pub(super) fn record(&self, source: &Sql, detail: &Sql) -> Sql {
        sql!(
            "INSERT INTO audit (agency_code, at, audit_id, event, actor, subject, detail) \
             SELECT agency_code, {at}, {id}, {event}, {actor}, {subject}, {detail} FROM {source} RETURNING audit_id",
            at = self.at,
            id = self.audit_id,
            event = self.event.as_str(),
            actor = ACTOR,
            subject = self.subject,
            detail = detail,
            source = source,
        )
    }

    /// The condition of an effect on rows of `table`: the audit row of their agency is there.
    pub(super) fn granted(&self, table: &Sql) -> Sql {
        sql!(
            "EXISTS (SELECT 1 FROM audit WHERE audit.agency_code = {table}.agency_code AND audit_id = {id})",
            table = table,
            id = self.audit_id,
        )
    }

    /// What an inserting effect selects from: the audit row, whose `agency_code` is the agency's.
    pub(super) fn grant(&self, agency: AgencyCode) -> Sql {
        sql!("audit WHERE agency_code = {agency} AND audit_id = {id}", agency = agency, id = self.audit_id)
    }
}

/// Runs a change: its record, its effects, and a look at the facts afterwards.
pub(super) fn make(place: &Place, record: Sql, effects: Vec<Sql>, look: Sql) -> Result<Outcome, Refusal> {
    let (made, facts) = make_all(place, vec![(record, effects)], look)?;
    Ok(Outcome { made: made.contains(&true), facts })
}

/// Runs several changes in one transaction, each a record with its effects, and a look at the facts afterwards. Says
/// of each whether it was made, and returns the facts.
pub(super) fn make_all(
    place: &Place,
    changes: Vec<(Sql, Vec<Sql>)>,
    look: Sql,
) -> Result<(Vec<bool>, Vec<Row>), Refusal> {
    let (mut batch, mut records) = (Vec::new(), Vec::new());
    for (record, effects) in changes {
        records.push(batch.len());
        batch.push(record);
        batch.extend(effects);
    }
    batch.push(look);
    let mut rows = database::run(place, &batch)?;
    let facts = rows.pop().unwrap_or_default();
    let made = |place: usize| rows.get(place).is_some_and(|record| !record.is_empty());
    Ok((records.into_iter().map(made).collect(), facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_effect_of_a_change_asks_for_its_own_audit_row() {
        let change = Change {
            audit_id: "id".to_owned(),
            at: UnixMillis(7),
            event: Event::AgencyBlocked,
            subject: "12036".to_owned(),
        };
        let record = change.record(&sql!("agency WHERE agency_code = 12036"), &sql!("''"));
        assert_eq!(
            record.as_str(),
            "INSERT INTO audit (agency_code, at, audit_id, event, actor, subject, detail) SELECT agency_code, 7, \
             'id', 'agency.blocked', 'console', '12036', '' FROM agency WHERE agency_code = 12036 RETURNING audit_id"
        );
        assert_eq!(
            change.granted(&sql!("agency")).as_str(),
            "EXISTS (SELECT 1 FROM audit WHERE audit.agency_code = agency.agency_code AND audit_id = 'id')"
        );
    }
}
