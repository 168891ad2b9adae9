//! The page of a text that is read before one consents: built in, or a shell of the build with a version put in.

use serde_json::Value;
use shared::texts::{OPERATOR_PLACE, TEXT_PLACE, TextKind, VERSION_PLACE};
use shared::time::UnixMillis;
use shared::value::language::Language;

use super::answer::Answer;
use super::head::Head;
use super::{cookie, form, page_face};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::features::mail::texts::t;
use crate::features::texts::Text;
use crate::ports::Pages;
use crate::route::Page;
use crate::storage::texts::{ReadText, TextBody};

/// What stands before the texts of the other language, which the page's own script swaps in.
const OTHER_LANGUAGE: &str = "id=\"other\">";

/// The version that a request asks for.
pub fn asked(head: &Head) -> Option<String> {
    let (_, query) = head.path_and_query.split_once('?')?;
    form::field(query.as_bytes(), "version")
}

/// The page.
pub async fn page<P: Pages>(
    ctx: &Ctx<'_, P>,
    kind: TextKind,
    text: &Text,
    head: &Head,
) -> Result<Answer, Error> {
    let language = cookie::language(&head.headers);
    let Text::Published(text) = text else {
        let html = page_face::html(ctx, Page::Text(kind), head).await?;
        return Ok(page_face::answer(ctx, language, named(ctx, &html, language)).await?);
    };
    let shell = format!("/pages/published-{}.{}.html", kind.as_str(), language.as_str());
    let html = filled(&page_face::read(ctx, &shell).await?, &named_in(ctx, text), language);
    Ok(page_face::answer(ctx, language, html).await?)
}

/// The shell with a version in it: in its own language as HTML, in the other one as JSON.
fn filled(shell: &str, text: &ReadText, language: Language) -> String {
    let ReadText { body, since_ms } = text;
    let since = UnixMillis(*since_ms);
    let (shown, other, other_language) = match language {
        Language::Ru => (&body.ru, &body.en, Language::En),
        Language::En => (&body.en, &body.ru, Language::Ru),
    };
    let (page, swapped) = shell.split_once(OTHER_LANGUAGE).unwrap_or((shell, ""));
    let page = page.replace(VERSION_PLACE, &day(since, language));
    let swapped = swapped.replace(VERSION_PLACE, &day(since, other_language));
    // `<` must not end the script that the JSON stands in.
    let other = Value::from(other.as_str()).to_string().replace('<', "\\u003c");
    let swapped = swapped.replacen(&format!("\"{TEXT_PLACE}\""), &other, 1);
    [page.replacen(TEXT_PLACE, &escaped(shown), 1), swapped].join(OTHER_LANGUAGE)
}

/// Who is responsible for the data, or that nobody is named.
fn operator<'a, P>(ctx: &Ctx<'a, P>, language: Language) -> &'a str {
    ctx.config.legal_entity(language).unwrap_or(t::nobody_named(language))
}

/// A version with who is responsible for the data, wherever it says so.
fn named_in<P>(ctx: &Ctx<'_, P>, text: &ReadText) -> ReadText {
    let named = |body: &str, language| body.replace(OPERATOR_PLACE, operator(ctx, language));
    let body = TextBody { ru: named(&text.body.ru, Language::Ru), en: named(&text.body.en, Language::En) };
    ReadText { body, since_ms: text.since_ms }
}

/// The page with who is responsible for the data: in its own language as HTML, in the other one as JSON.
fn named<P>(ctx: &Ctx<'_, P>, html: &str, language: Language) -> String {
    let other = match language {
        Language::Ru => Language::En,
        Language::En => Language::Ru,
    };
    let name = |language| operator(ctx, language);
    let Some((page, swapped)) = html.split_once(OTHER_LANGUAGE) else { return html.to_owned() };
    let json = Value::from(name(other)).to_string().replace('<', "\\u003c");
    let page = page.replace(OPERATOR_PLACE, &escaped(name(language)));
    [page, swapped.replace(OPERATOR_PLACE, json.trim_matches('"'))].join(OTHER_LANGUAGE)
}

/// The day from which on a text counts, by UTC.
fn day(since: UnixMillis, language: Language) -> String {
    let text = since.to_string();
    let day = text.split_once('T').map_or(text.as_str(), |(day, _)| day);
    match language {
        Language::En => day.to_owned(),
        Language::Ru => day.rsplit('-').collect::<Vec<_>>().join("."),
    }
}

/// A text as HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_put_in_as_html_and_for_the_other_language_as_json() {
        let shell =
            "<p>v {version}</p><p>{text}</p><script id=\"other\">[[\"v {version}\",\"{text}\"]]</script>";
        let body = TextBody { ru: "</script>\"{text}\"".to_owned(), en: "<b> & {version}\nnext".to_owned() };
        let text = ReadText { body, since_ms: 100_000_000 };
        let english = "<p>v 1970-01-02</p><p>&lt;b&gt; &amp; {version}\nnext</p><script id=\"other\">\
                       [[\"v 02.01.1970\",\"\\u003c/script>\\\"{text}\\\"\"]]</script>";
        assert_eq!(filled(shell, &text, Language::En), english);
        let russian = "<p>v 02.01.1970</p><p>&lt;/script&gt;\"{text}\"</p><script id=\"other\">\
                       [[\"v 1970-01-02\",\"\\u003cb> & {version}\\nnext\"]]</script>";
        assert_eq!(filled(shell, &text, Language::Ru), russian);
    }
}
