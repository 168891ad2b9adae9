//! `mail dead|retry`: mails that were given up.

use serde_json::{Value, json};
use shared::audit::Event;
use shared::time::UnixMillis;
use shared::value::login::Login;

use super::change::{self, Change};
use super::command::Context;
use super::database::{self, Row};
use super::options;
use super::refusal::Refusal;
use super::report::{Report, table};
use super::sql::sql;

/// `mail dead`: newest first; with `--json` one object a line.
pub(super) fn dead(context: &Context) -> Result<Report, Refusal> {
    let all = sql!(
        "SELECT mail_id, agency_code, kind, login, created_at, dead_at, error FROM outbox WHERE state = {dead} \
         ORDER BY dead_at DESC, mail_id",
        dead = "dead"
    );
    let rows = database::run(&context.place, &[all])?.pop().unwrap_or_default();
    let objects = rows.iter().map(object).collect::<Result<Vec<_>, _>>()?;
    let cells = rows.iter().map(cells).collect::<Result<Vec<_>, _>>()?;
    let text = if cells.is_empty() {
        "No mail was given up.".to_owned()
    } else {
        table(["GIVEN UP", "MAIL", "KIND", "AGENCY", "TO", "LAST ERROR"], &cells)
    };
    Ok(Report { objects, text, notes: Vec::new() })
}

/// `mail retry --id M`: the worker tries the mail once more within a minute.
pub(super) fn retry(context: &Context) -> Result<Report, Refusal> {
    let id = options::text(&context.args, "--id")?;
    // The key begins with the agency; naming all agencies lets the index find the mail.
    let this = sql!("agency_code IN (SELECT agency_code FROM agency) AND mail_id = {id}", id = id);
    let look = sql!("SELECT login, state FROM outbox WHERE {this}", this = this);
    let unknown = || {
        Refusal::new(
            "unknown_mail",
            format!("no mail is called {id}; `mail dead` shows those that were given up"),
        )
    };
    let rows = database::run(&context.place, std::slice::from_ref(&look))?;
    let row = rows.first().and_then(|rows| rows.first()).ok_or_else(unknown)?;
    let login = Login::parse(row.text("login")?).ok_or_else(unknown)?;

    let change = Change::new(Event::MailRetried, &login)?;
    let is_dead = sql!("{this} AND state = {dead}", this = this, dead = "dead");
    // As if it had not been tried: one that was, and whose day is over, would be given up without a try.
    let effect = sql!(
        "UPDATE outbox SET state = {waiting}, next_at = {at}, attempts = 0, dead_at = NULL, error = '' \
         WHERE {is_dead} AND {granted}",
        waiting = "waiting",
        at = change.at(),
        is_dead = is_dead,
        granted = change.granted(&sql!("outbox"))
    );
    let record = change.record(&sql!("outbox WHERE {is_dead}", is_dead = is_dead), &sql!("mail_id"));
    let outcome = change::make(&context.place, record, vec![effect], look)?;
    let state = outcome.facts.first().ok_or_else(unknown)?.text("state")?;
    let text = match (outcome.made, state) {
        (true, _) => "is tried once more within a minute",
        (false, "sent") => "was sent already",
        (false, _) => "waits for its next try already",
    };
    let object = json!({ "id": id, "login": login.as_str(), "state": state });
    Ok(Report::new(object, format!("Mail {id} to {login} {text}.")))
}

fn object(row: &Row) -> Result<Value, Refusal> {
    Ok(json!({
        "id": row.text("mail_id")?,
        "kind": row.text("kind")?,
        "agency": row.number("agency_code")?,
        "login": row.text("login")?,
        "created_at": moment(row, "created_at")?,
        "dead_at": moment(row, "dead_at")?,
        "error": row.text("error")?,
    }))
}

fn cells(row: &Row) -> Result<[String; 6], Refusal> {
    let text = |column| row.text(column).map(str::to_owned);
    Ok([
        moment(row, "dead_at")?,
        text("mail_id")?,
        text("kind")?,
        row.number("agency_code")?.to_string(),
        text("login")?,
        text("error")?,
    ])
}

fn moment(row: &Row, column: &'static str) -> Result<String, Refusal> {
    Ok(UnixMillis(row.number(column)?).to_string())
}

#[cfg(test)]
mod tests {
    use super::super::installation::Installation;
    use super::*;

    const TO: &str = "ready@demo.mixvel.com";

    /// A mail as the worker leaves one.
    fn put(installation: &Installation, id: &str, state: &str, dead_at: Option<i64>) {
        installation.rows(&sql!(
            "INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, created_at, next_at, \
             attempts, state, dead_at, error) VALUES \
             (12036, {id}, {kind}, {login}, {en}, {cashier}, '', 0, 0, 11, {state}, {dead_at}, {error})",
            id = id,
            kind = "two-factor-set-up",
            login = TO,
            en = "en",
            cashier = "cashier",
            state = state,
            dead_at = dead_at,
            error = "RCPT: 550 nobody here"
        ));
    }

    #[test]
    fn mails_that_were_given_up_are_listed_newest_first_and_no_others() {
        let installation = Installation::new();
        assert_eq!(installation.done("mail dead").text, "No mail was given up.");
        for (id, state, dead_at) in [
            ("first", "dead", Some(1)),
            ("sent", "sent", None),
            ("last", "dead", Some(2)),
            ("new", "waiting", None),
        ] {
            put(&installation, id, state, dead_at);
        }
        let report = installation.done("mail dead --json");
        let ids: Vec<_> = report.objects.iter().map(|mail| mail["id"].clone()).collect();
        assert_eq!(ids, ["last", "first"]);
        assert_eq!(
            report.objects[1],
            json!({
                "id": "first", "kind": "two-factor-set-up", "agency": 12036, "login": TO,
                "created_at": "1970-01-01T00:00:00Z", "dead_at": "1970-01-01T00:00:00Z",
                "error": "RCPT: 550 nobody here",
            })
        );
        assert!(report.text.contains("RCPT: 550 nobody here"), "{}", report.text);
    }

    #[test]
    fn a_mail_that_was_given_up_is_as_new_once_it_is_retried() {
        let installation = Installation::new();
        put(&installation, "first", "dead", Some(1));
        put(&installation, "second", "dead", Some(1));
        let report = installation.done("mail retry --id first");
        assert_eq!(report.objects, [json!({ "id": "first", "login": TO, "state": "waiting" })]);
        let row = installation.last_audit_row();
        let told = ["event", "actor", "subject", "detail"].map(|column| row.text(column).unwrap());
        assert_eq!(told, ["mail.retried", "console", TO, "first"]);
        let mail = sql!("SELECT * FROM outbox WHERE state = {waiting}", waiting = "waiting");
        let mails = installation.rows(&mail);
        assert_eq!(mails.len(), 1);
        assert_eq!((mails[0].text("mail_id"), mails[0].number("attempts")), (Ok("first"), Ok(0)));
        assert!(mails[0].number("next_at").unwrap() > 0 && !mails[0].holds("dead_at"));

        let rows = installation.count("audit");
        assert_eq!(installation.done("mail retry --id first").objects, report.objects);
        assert_eq!(installation.count("audit"), rows);
        assert_eq!(installation.refused("mail retry --id none"), "unknown_mail");
        assert_eq!(installation.refused("mail retry"), "usage");
    }
}
