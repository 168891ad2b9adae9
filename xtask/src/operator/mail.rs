//! `mail dead|retry`: mails that were given up.

use serde_json::json;
use shared::api::admin::mails::{Mail, PATH, RETRY_ALL_PATH, Retried};
use shared::time::UnixMillis;

use super::api::Worded as _;
use super::context::Context;
use super::options;
use super::refusal::Refusal;
use super::report::{Report, table};
use shared::percent::encoded;

/// `mail dead`: newest first.
pub(super) fn dead(context: &Context) -> Result<Report, Refusal> {
    let mails: Vec<Mail> = context.api()?.list(PATH, &[("state", "dead".to_owned())], usize::MAX)?;
    let time = |ms: i64| UnixMillis(ms).to_string();
    let object = |mail: &Mail| {
        json!({
            "id": mail.id, "kind": mail.kind, "agency": mail.agency, "login": mail.login,
            "created_at": time(mail.created_at_ms), "dead_at": mail.dead_at_ms.map(time), "error": mail.error,
        })
    };
    let cells = |mail: &Mail| {
        let given_up = mail.dead_at_ms.map(time).unwrap_or_default();
        [
            given_up,
            mail.id.clone(),
            mail.kind.clone(),
            mail.agency.to_string(),
            mail.login.clone(),
            mail.error.clone(),
        ]
    };
    let text = if mails.is_empty() {
        "No mail was given up.".to_owned()
    } else {
        let rows: Vec<_> = mails.iter().map(cells).collect();
        table(["GIVEN UP", "MAIL", "KIND", "AGENCY", "TO", "LAST ERROR"], &rows)
    };
    Ok(Report::new(json!({ "mails": mails.iter().map(object).collect::<Vec<_>>() }), text))
}

/// `mail retry --id M | --all`: tried once more within a minute.
pub(super) fn retry(context: &Context) -> Result<Report, Refusal> {
    match (context.args.has("--id"), context.args.has("--all")) {
        (true, false) => retry_one(context),
        (false, true) => {
            let retried: Retried = context.api()?.act(RETRY_ALL_PATH)?;
            let text = match retried.mails {
                0 => "No mail was given up.".to_owned(),
                1 => "One mail is tried once more within a minute.".to_owned(),
                count => format!("{count} mails are tried once more within minutes."),
            };
            Ok(Report::new(json!({ "mails": retried.mails, "state": "waiting" }), text))
        }
        _ => Err(Refusal::usage("mail retry takes either --id, for one mail, or --all")),
    }
}

fn retry_one(context: &Context) -> Result<Report, Refusal> {
    let id = options::text(&context.args, "--id")?;
    let unknown = || {
        let message = format!("no mail is called {id}; `mail dead` shows those that were given up");
        Refusal::new("unknown_mail", message)
    };
    let path = format!("{PATH}/{}/retry", encoded(id));
    let mail: Mail = context.api()?.act(&path).worded(404, unknown)?;
    let text = if mail.state == "sent" { "was sent already" } else { "is tried once more within a minute" };
    let object = json!({ "id": mail.id, "login": mail.login, "state": mail.state });
    Ok(Report::new(object, format!("Mail {id} to {} {text}.", mail.login)))
}
