//! `text publish|list` and `notice announce|list|withdraw`.

use std::fs;

use serde_json::{Value, json};
use shared::api::admin::texts::{Announce, NOTICES_PATH, Notice, PATH, PublishText, TextVersion};
use shared::time::UnixMillis;

use super::api::Worded as _;
use super::context::Context;
use super::options;
use super::refusal::Refusal;
use super::report::{Report, table};
use crate::args::{Args, UsageError};
use shared::percent::encoded;

/// `text publish`: a new version of a text in both languages, from files.
pub(super) fn publish(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    let wanted = PublishText {
        kind: required_word(args, "--kind", &["consent", "policy"])?,
        product: product(args)?,
        ru: file(args, "--ru")?,
        en: file(args, "--en")?,
        since_ms: options::moment(args, "--since")?.map(|moment| moment.0),
    };
    let text: TextVersion = context.api()?.post(PATH, &wanted)?;
    let since = UnixMillis(text.since_ms);
    let told =
        format!("Version {} of the {} of {} counts from {since} on.", text.version, text.kind, text.product);
    Ok(Report::new(version(&text), told))
}

/// `text list`: the versions of all texts, newest first.
pub(super) fn list(context: &Context) -> Result<Report, Refusal> {
    let texts: Vec<TextVersion> = context.api()?.list(PATH, &[], usize::MAX)?;
    let row = |text: &TextVersion| {
        let since = UnixMillis(text.since_ms).to_string();
        let by = if text.published_at_ms.is_some() { text.published_by.as_str() } else { "built in" };
        [text.product.clone(), text.kind.clone(), since, text.version.clone(), by.to_owned()]
    };
    let rows: Vec<_> = texts.iter().map(row).collect();
    let objects: Vec<_> = texts.iter().map(version).collect();
    Ok(Report::new(json!({ "texts": objects }), table(["PRODUCT", "TEXT", "SINCE", "VERSION", "BY"], &rows)))
}

/// `notice announce`: what all windows of a product show for a while.
pub(super) fn announce(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    let until = options::moment(args, "--until")?.ok_or_else(|| Refusal::usage("--until is missing"))?;
    let wanted = Announce {
        product: product(args)?,
        level: required_word(args, "--level", &["information", "warning"])?,
        ru: options::text(args, "--ru")?.to_owned(),
        en: options::text(args, "--en")?.to_owned(),
        from_ms: options::moment(args, "--from")?.map(|moment| moment.0),
        until_ms: until.0,
    };
    let made: Notice = context.api()?.post(NOTICES_PATH, &wanted)?;
    let text = format!(
        "Notice {} is shown by {} from {} to {until}.",
        made.id,
        made.product,
        UnixMillis(made.from_ms)
    );
    Ok(Report::new(notice(&made), text))
}

/// `notice list`: those that are or will be shown.
pub(super) fn notices(context: &Context) -> Result<Report, Refusal> {
    let notices: Vec<Notice> = context.api()?.list(NOTICES_PATH, &[], usize::MAX)?;
    let row = |notice: &Notice| {
        let [from, until] = [notice.from_ms, notice.until_ms].map(|ms| UnixMillis(ms).to_string());
        [notice.id.clone(), notice.product.clone(), notice.level.clone(), from, until, notice.en.clone()]
    };
    let text = if notices.is_empty() {
        "No notice is or will be shown.".to_owned()
    } else {
        let rows: Vec<_> = notices.iter().map(row).collect();
        table(["NOTICE", "PRODUCT", "LEVEL", "FROM", "UNTIL", "TEXT"], &rows)
    };
    Ok(Report::new(json!({ "notices": notices.iter().map(notice).collect::<Vec<_>>() }), text))
}

/// `notice withdraw`.
pub(super) fn withdraw(context: &Context) -> Result<Report, Refusal> {
    let id = options::text(&context.args, "--id")?;
    let unknown =
        || Refusal::new("unknown_notice", format!("no notice is called {id}; `notice list` shows all"));
    let path = format!("{NOTICES_PATH}/{}/withdraw", encoded(id));
    let _: Value = context.api()?.act(&path).worded(404, unknown)?;
    Ok(Report::new(json!({ "id": id, "state": "withdrawn" }), format!("Notice {id} is withdrawn.")))
}

fn product(args: &Args) -> Result<String, Refusal> {
    required_word(args, "--product", &["cashier", "boss"])
}

fn required_word(args: &Args, name: &str, known: &[&str]) -> Result<String, Refusal> {
    args.required(name).map_err(|error: UsageError| Refusal::from(error))?;
    options::word(args, name, known).map(Option::unwrap_or_default)
}

/// The text in the file that an option names.
fn file(args: &Args, name: &str) -> Result<String, Refusal> {
    let path = options::text(args, name)?;
    let text = fs::read_to_string(path);
    let text =
        text.map_err(|error| Refusal::new("file", format!("{name}: {path} cannot be read: {error}")))?;
    if text.trim().is_empty() {
        Err(Refusal::new("file", format!("{name}: {path} is empty")))
    } else {
        Ok(text)
    }
}

fn version(text: &TextVersion) -> Value {
    json!({
        "id": text.version, "kind": text.kind, "product": text.product,
        "since": UnixMillis(text.since_ms).to_string(),
        "published_at": text.published_at_ms.map(|ms| UnixMillis(ms).to_string()), "published_by": text.published_by,
    })
}

fn notice(notice: &Notice) -> Value {
    json!({
        "id": notice.id, "product": notice.product, "level": notice.level, "ru": notice.ru, "en": notice.en,
        "from": UnixMillis(notice.from_ms).to_string(), "until": UnixMillis(notice.until_ms).to_string(),
    })
}
