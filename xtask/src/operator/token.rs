//! `token list|revoke`: the live tokens of applications.

use serde_json::json;
use shared::audit::Event;
use shared::time::UnixMillis;
use shared::value::login::Login;

use super::application;
use super::change::{self, Change};
use super::command::Context;
use super::database::{self, Row};
use super::options;
use super::refusal::Refusal;
use super::report::{Report, table};
use super::sql::{Sql, sql};

/// `token list --login L`: newest first.
pub(super) fn list(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let known = sql!("SELECT 1 AS known FROM application WHERE login = {login}", login = login);
    let rows = database::run(&context.place, &[known, look(&login, context.now)])?;
    if rows.first().is_none_or(Vec::is_empty) {
        return Err(application::unknown(&login));
    }
    let tokens: Vec<_> =
        rows.into_iter().nth(1).unwrap_or_default().iter().map(Token::read).collect::<Result<_, _>>()?;
    let objects: Vec<_> = tokens.iter().map(Token::object).collect();
    let text = if tokens.is_empty() {
        format!("Application {login} has no live token.")
    } else {
        let cells: Vec<_> =
            tokens.into_iter().map(|token| [token.jti, token.unit, token.issued, token.expires]).collect();
        table(["TOKEN", "STRUCTURE UNIT", "ISSUED", "EXPIRES"], &cells)
    };
    Ok(Report::new(json!({ "id": login.as_str(), "login": login.as_str(), "tokens": objects }), text))
}

/// `token revoke --jti J | --login L`.
pub(super) fn revoke(context: &Context) -> Result<Report, Refusal> {
    match (context.args.has("--jti"), context.args.has("--login")) {
        (true, false) => revoke_one(context),
        (false, true) => revoke_all(context),
        _ => Err(Refusal::usage(
            "token revoke takes either --jti, for one token, or --login, for all of an application",
        )),
    }
}

fn revoke_one(context: &Context) -> Result<Report, Refusal> {
    let jti = options::text(&context.args, "--jti")?;
    // The key begins with the agency; naming all agencies lets the index find the token.
    let this = sql!("agency_code IN (SELECT agency_code FROM agency) AND jti = {jti}", jti = jti);
    let rows = database::run(&context.place, &[sql!("SELECT login FROM token WHERE {this}", this = this)])?;
    let unknown = || {
        Refusal::new(
            "unknown_token",
            format!("no token is called {jti}; `token list --login L` shows those that live"),
        )
    };
    let row = rows.first().and_then(|rows| rows.first()).ok_or_else(unknown)?;
    let login = Login::parse(row.text("login")?).ok_or_else(unknown)?;

    let change = Change::new(Event::TokenRevoked, &login)?;
    let source = sql!("token WHERE {this} AND {live}", this = this, live = live(context.now));
    let effect = sql!(
        "UPDATE token SET revoked_at = {at} WHERE {this} AND {granted}",
        at = change.at(),
        this = this,
        granted = change.granted(&sql!("token"))
    );
    let record = change.record(&source, &sql!("{token} || jti", token = "token "));
    let outcome = change::make(&context.place, record, vec![effect], sql!("SELECT 1"))?;
    let text = if outcome.made { "has ended" } else { "had ended already" };
    let object = json!({ "id": jti, "login": login.as_str(), "state": "revoked" });
    Ok(Report::new(object, format!("Token {jti} of application {login} {text}.")))
}

fn revoke_all(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let change = Change::new(Event::TokenRevoked, &login)?;
    let of_application = sql!(
        "token.agency_code = application.agency_code AND token.login = application.login AND {live}",
        live = live(context.now)
    );
    let source = sql!(
        "application WHERE login = {login} AND EXISTS (SELECT 1 FROM token WHERE {live})",
        login = login,
        live = of_application
    );
    let detail = sql!(
        "{all} || (SELECT count(*) FROM token WHERE {live})",
        all = "all live tokens: ",
        live = of_application
    );
    let effect = sql!(
        "UPDATE token SET revoked_at = {at} WHERE agency_code IN (SELECT agency_code FROM application WHERE login = {login}) \
         AND login = {login} AND {live} AND {granted} RETURNING jti",
        at = change.at(),
        login = login,
        live = live(context.now),
        granted = change.granted(&sql!("token"))
    );
    let known = sql!("SELECT 1 AS known FROM application WHERE login = {login}", login = login);
    let rows = database::run(&context.place, &[change.record(&source, &detail), effect, known])?;
    let [_, ended, known] = rows.as_slice() else {
        return Err(Refusal::new("database", "an answer is missing"));
    };
    if known.is_empty() {
        return Err(application::unknown(&login));
    }
    let object =
        json!({ "id": login.as_str(), "login": login.as_str(), "state": "revoked", "tokens": ended.len() });
    let text = match ended.len() {
        0 => format!("Application {login} had no live token."),
        1 => format!("The one live token of application {login} has ended."),
        count => format!("All {count} live tokens of application {login} have ended."),
    };
    Ok(Report::new(object, text))
}

/// Reads the live tokens of an application, newest first.
pub(super) fn look(login: &Login, now: UnixMillis) -> Sql {
    sql!(
        "SELECT agency_code, jti, unit, issued_at, expires_at FROM token \
         WHERE agency_code IN (SELECT agency_code FROM application WHERE login = {login}) AND login = {login} AND {live} \
         ORDER BY issued_at DESC, jti",
        login = login,
        live = live(now)
    )
}

fn live(now: UnixMillis) -> Sql {
    sql!("revoked_at IS NULL AND expires_at > {now}", now = now)
}

struct Token {
    jti: String,
    unit: String,
    issued: String,
    expires: String,
}

impl Token {
    fn read(row: &Row) -> Result<Self, Refusal> {
        let moment = |column| Ok::<_, Refusal>(UnixMillis(row.number(column)?).to_string());
        Ok(Self {
            jti: row.text("jti")?.to_owned(),
            unit: format!("{}_{}", row.number("agency_code")?, row.text("unit")?),
            issued: moment("issued_at")?,
            expires: moment("expires_at")?,
        })
    }

    fn object(&self) -> serde_json::Value {
        json!({ "id": self.jti, "unit": self.unit, "issued_at": self.issued, "expires_at": self.expires })
    }
}
