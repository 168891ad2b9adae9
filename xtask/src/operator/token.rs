//! `token list|revoke`: the live tokens of applications.

use serde_json::json;
use shared::api::admin::Ending;
use shared::api::admin::applications::{Revoked, TOKENS_PATH, Token};
use shared::time::UnixMillis;

use super::api::Worded as _;
use super::application::{path, unknown};
use super::context::Context;
use super::options;
use super::refusal::Refusal;
use super::report::{Report, table};
use shared::percent::encoded;

/// `token list`: newest first.
pub(super) fn list(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let tokens: Vec<Token> =
        context.api()?.list(&path(&login, "/tokens"), &[], usize::MAX).worded(404, || unknown(&login))?;
    let time = |ms| UnixMillis(ms).to_string();
    let rows = tokens.iter().map(|token| {
        [token.jti.clone(), token.unit.clone(), time(token.issued_at_ms), time(token.expires_at_ms)]
    });
    let rows: Vec<_> = rows.collect();
    let objects: Vec<_> = rows
        .iter()
        .map(|[jti, unit, issued, expires]| json!({ "id": jti, "unit": unit, "issued_at": issued, "expires_at": expires }))
        .collect();
    let text = if rows.is_empty() {
        format!("Application {login} has no live token.")
    } else {
        table(["TOKEN", "STRUCTURE UNIT", "ISSUED", "EXPIRES"], &rows)
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
    let unknown = || {
        let message = format!("no token is called {jti}; `token list --login L` shows those that live");
        Refusal::new("unknown_token", message)
    };
    let path = format!("{TOKENS_PATH}/{}/revoke", encoded(jti));
    let revoked: Revoked = context.api()?.act(&path).worded(404, unknown)?;
    let text = if revoked.changed { "has ended" } else { "had ended already" };
    let object = json!({ "id": jti, "login": revoked.login, "state": "revoked" });
    Ok(Report::new(object, format!("Token {jti} of application {} {text}.", revoked.login)))
}

fn revoke_all(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let ended: Ending =
        context.api()?.act(&path(&login, "/revoke-tokens")).worded(404, || unknown(&login))?;
    let object =
        json!({ "id": login.as_str(), "login": login.as_str(), "state": "revoked", "tokens": ended.tokens });
    let text = match ended.tokens {
        0 => format!("Application {login} had no live token."),
        1 => format!("The one live token of application {login} has ended."),
        count => format!("All {count} live tokens of application {login} have ended."),
    };
    Ok(Report::new(object, text))
}
