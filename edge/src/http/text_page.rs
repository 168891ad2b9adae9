//! The page of a text that is read before one consents: built in, or a shell of the build with a version put in.

use serde_json::Value;
use shared::consent::version_told;
use shared::texts::{TEXT_PLACE, TextKind, VERSION_PLACE};
use shared::value::language::Language;

use super::answer::Answer;
use super::head::Head;
use super::{cookie, form, page_face};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::features::texts::Text;
use crate::ports::Pages;
use crate::route::Page;
use crate::storage::texts::TextBody;

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
    let Text::Published { version, body } = text else {
        return page_face::page(ctx, Page::Text(kind), head).await;
    };
    let language = cookie::language(&head.headers);
    let shell = format!("/pages/published-{}.{}.html", kind.as_str(), language.as_str());
    let html = filled(&page_face::read(ctx, &shell).await?, version_told(version), body, language);
    Ok(page_face::answer(ctx, language, html).await?)
}

/// The shell with a version in it: in its own language as HTML, in the other one as JSON.
fn filled(shell: &str, version: &str, body: &TextBody, language: Language) -> String {
    let (shown, other) = match language {
        Language::Ru => (&body.ru, &body.en),
        Language::En => (&body.en, &body.ru),
    };
    let shell = shell.replace(VERSION_PLACE, version);
    let (page, swapped) = shell.split_once(OTHER_LANGUAGE).unwrap_or((&shell, ""));
    // `<` must not end the script that the JSON stands in.
    let other = Value::from(other.as_str()).to_string().replace('<', "\\u003c");
    let swapped = swapped.replacen(&format!("\"{TEXT_PLACE}\""), &other, 1);
    [page.replacen(TEXT_PLACE, &escaped(shown), 1), swapped].join(OTHER_LANGUAGE)
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
        let english = "<p>v 1234</p><p>&lt;b&gt; &amp; {version}\nnext</p><script id=\"other\">\
                       [[\"v 1234\",\"\\u003c/script>\\\"{text}\\\"\"]]</script>";
        assert_eq!(filled(shell, "1234", &body, Language::En), english);
        let russian = "<p>v 1234</p><p>&lt;/script&gt;\"{text}\"</p><script id=\"other\">\
                       [[\"v 1234\",\"\\u003cb> & {version}\\nnext\"]]</script>";
        assert_eq!(filled(shell, "1234", &body, Language::Ru), russian);
    }
}
