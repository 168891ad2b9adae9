//! Pages for developers: the mails that the local transport has kept, the checks of storage, and a stop. No deployed
//! worker has them.

use std::borrow::Cow;

use mail_parser::MessageParser;
use serde::Serialize;
use shared::time::UnixMillis;

use super::answer::Answer;
use super::head::Head;
use super::json_face;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::route::Dev;
use crate::storage::outbox::Outbox;

/// Styles of these pages and of the mails stand in them; nothing else is loaded, and no script runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// A mail as its reader sees it: everything but `raw` and `id` is read out of the bytes that were sent.
#[derive(Serialize)]
struct Mail {
    #[serde(skip)]
    id: String,
    to: String,
    subject: String,
    text: String,
    html: String,
    links: Vec<String>,
    sent_at: String,
    raw: String,
}

/// Answers one of these pages.
pub async fn dev<P: Outbox + Random>(ctx: &Ctx<'_, P>, dev: Dev, head: &Head) -> Result<Answer, Error> {
    Ok(match dev {
        Dev::MailJson => json_face::value(&mails(ctx).await?),
        Dev::Mail => mail_page(&mails(ctx).await?, head),
        #[cfg(any(feature = "contract", test))]
        Dev::Contract => contract(ctx).await,
        #[cfg(any(feature = "contract", test))]
        Dev::Stop => stop(),
    })
}

/// All mails, the newest first.
async fn mails<P: Outbox>(ctx: &Ctx<'_, P>) -> Result<Vec<Mail>, Error> {
    Ok(ctx.ports.sent_mails().await?.into_iter().map(read).collect())
}

/// The list of mails, or one of them (`?id=`).
fn mail_page(mails: &[Mail], head: &Head) -> Answer {
    let query = head.path_and_query.split_once('?').map_or("", |(_, query)| query);
    let wanted = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "id");
    match wanted {
        None => page(&list(mails)),
        Some((_, id)) => match mails.iter().find(|mail| mail.id == id) {
            Some(mail) => page(&message(mail)),
            None => page("<p>There is no such mail.</p>"),
        },
    }
}

/// Stops the wasm, once in the life of its memory: a stop is the end of a request, and of that memory.
#[cfg(any(feature = "contract", test))]
fn stop() -> Answer {
    use std::sync::atomic::{AtomicBool, Ordering};

    static STOPPED: AtomicBool = AtomicBool::new(false);
    if !STOPPED.swap(true, Ordering::Relaxed) {
        std::process::abort();
    }
    Answer::empty(500)
}

/// The outcome of each check of storage, a line of JSON each.
#[cfg(any(feature = "contract", test))]
async fn contract<P: Outbox + Random>(ctx: &Ctx<'_, P>) -> Answer {
    let run = ctx.new_id();
    let case = crate::storage::contract::Case { database: ctx.ports, run: run.as_str(), now: ctx.now };
    let outcomes = crate::storage::contract::check(&case).await;
    let line = |outcome: &crate::storage::contract::Outcome| {
        let line = serde_json::json!({"name": outcome.name, "failure": outcome.failure});
        format!("{line}\n")
    };
    Answer::with_body(200, "application/x-ndjson", outcomes.iter().map(line).collect::<String>())
}

fn read((id, at, raw): (String, UnixMillis, String)) -> Mail {
    let parsed = MessageParser::default().parse(raw.as_bytes()).unwrap_or_default();
    let address = parsed.to().and_then(|to| to.first()).and_then(|to| to.address());
    let text = parsed.body_text(0).map(Cow::into_owned).unwrap_or_default();
    let links =
        text.split_whitespace().filter(|word| word.starts_with("http://") || word.starts_with("https://"));
    Mail {
        id,
        to: address.unwrap_or_default().to_owned(),
        subject: parsed.subject().unwrap_or_default().to_owned(),
        links: links.map(str::to_owned).collect(),
        html: parsed.body_html(0).map(Cow::into_owned).unwrap_or_default(),
        text,
        sent_at: at.to_string(),
        raw,
    }
}

fn list(mails: &[Mail]) -> String {
    let row = |mail: &Mail| {
        format!(
            "<li><a href=\"/dev/mail?id={}\">{}</a> to {}, {}</li>",
            escaped(&mail.id),
            escaped(&mail.subject),
            escaped(&mail.to),
            mail.sent_at
        )
    };
    let rows: String = mails.iter().map(row).collect();
    if rows.is_empty() {
        "<h1>Mails</h1><p>None yet.</p>".to_owned()
    } else {
        format!("<h1>Mails</h1><ul>{rows}</ul>")
    }
}

fn message(mail: &Mail) -> String {
    // The mail's own page, without its frame: what it looks like is the point.
    let body =
        mail.html.split_once("<body").and_then(|(_, rest)| rest.split_once('>')).map_or("", |(_, rest)| rest);
    let body = body.split_once("</body>").map_or(body, |(body, _)| body);
    format!(
        "<p><a href=\"/dev/mail\">All mails</a></p><p>To {}, {}</p><h1>{}</h1><div>{body}</div><h2>Plain text</h2>\
         <pre>{}</pre><h2>Source</h2><pre>{}</pre>",
        escaped(&mail.to),
        mail.sent_at,
        escaped(&mail.subject),
        escaped(&mail.text),
        escaped(&mail.raw)
    )
}

fn page(content: &str) -> Answer {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"robots\" content=\"noindex\">\
         <title>Mails</title><style>body{{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}\
         pre{{white-space:pre-wrap;overflow-wrap:anywhere}}</style><main>{content}</main></html>"
    );
    Answer::with_body(200, "text/html; charset=utf-8", html).with("Content-Security-Policy", POLICY)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
