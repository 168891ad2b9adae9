//! Pages of the browser application: which file, in which language, under which policy.
//!
//! The files come from the build of the browser application; what stands in them is not known here.

use serde::Deserialize;

use super::answer::Answer;
use super::cookie;
use super::head::Head;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::Pages;
use crate::route::Page;
use shared::code::Code;
use shared::value::language::Language;
use shared::value::product::Product;

/// Where the build tells which scripts and styles stand in the pages themselves.
const POLICY: &str = "/pages/policy.json";

/// Where the build names the application.
pub const APP: &str = "/pages/app.txt";

/// The description of the browser's API.
const OPEN_API: &str = "/pages/openapi.json";

/// The script that applications load.
const SESSION_SCRIPT: &str = "/pages/session.js";

/// Digests of the scripts and styles that stand in the pages (CSP Level 3, `'sha256-…'`).
#[derive(Default, Deserialize)]
struct Inline {
    #[serde(default)]
    script_src: Vec<String>,
    #[serde(default)]
    style_src: Vec<String>,
}

/// The product whose host the request came to.
pub fn product<P>(ctx: &Ctx<'_, P>, head: &Head) -> Result<Product, Code> {
    ctx.config.site(&head.host).and_then(|site| site.role.product()).ok_or(Code::NotFound)
}

/// The page. A form that was sent without scripts finds it again, and its body is never looked at.
pub async fn page<P: Pages>(ctx: &Ctx<'_, P>, page: Page, head: &Head) -> Result<Answer, Error> {
    let language = cookie::language(&head.headers);
    Ok(answer(ctx, language, html(ctx, page, head).await?).await?)
}

/// The HTML of a page, as the build has written it.
pub(super) async fn html<P: Pages>(ctx: &Ctx<'_, P>, page: Page, head: &Head) -> Result<String, Error> {
    let language = cookie::language(&head.headers);
    Ok(read(ctx, &file(page, product(ctx, head)?, language)).await?)
}

/// Whether a browser asks for a page, to show it to a person.
pub fn is_navigation(head: &Head) -> bool {
    let accepts = |field: &str| field.to_ascii_lowercase().contains("text/html");
    matches!(head.method.as_str(), "GET" | "HEAD") && head.headers.all("accept").any(accepts)
}

/// Whether a browser goes to an address, and does not fetch it for a page that it has.
pub fn is_visit(head: &Head) -> bool {
    is_navigation(head) && matches!(head.headers.only("sec-fetch-mode"), None | Some("navigate"))
}

/// The page of an address that nobody has.
pub async fn missing<P: Pages>(ctx: &Ctx<'_, P>, head: &Head) -> Result<Answer, Error> {
    refusal(ctx, head, "missing", 404).await
}

/// The page of an application that has not answered.
pub async fn unanswered<P: Pages>(ctx: &Ctx<'_, P>, head: &Head, status: u16) -> Result<Answer, Error> {
    refusal(ctx, head, "unanswered", status).await
}

async fn refusal<P: Pages>(ctx: &Ctx<'_, P>, head: &Head, name: &str, status: u16) -> Result<Answer, Error> {
    let (product, language) = (product(ctx, head)?, cookie::language(&head.headers));
    let html = read(ctx, &format!("/pages/{name}.{product}.{}.html", language.as_str())).await?;
    Ok(Answer { status, ..answer(ctx, language, html).await? })
}

/// A page that leads on at once, to an address without characters that HTML has another use for.
pub fn leading_to(address: &str) -> Answer {
    let html = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>MixVel</title>\
         <meta http-equiv=\"refresh\" content=\"0;url={address}\"><a href=\"{address}\">MixVel</a>\n"
    );
    Answer::with_body(200, "text/html; charset=utf-8", html)
}

/// The answer with the HTML of a page.
pub(super) async fn answer<P: Pages>(
    ctx: &Ctx<'_, P>,
    language: Language,
    html: String,
) -> Result<Answer, Internal> {
    let inline = read(ctx, POLICY).await?;
    let inline: Inline = serde_json::from_slice(inline.as_bytes())
        .map_err(|error| Internal::fault(format!("{POLICY}: {error}")))?;
    Ok(Answer::with_body(200, "text/html; charset=utf-8", html)
        .with("Cache-Control", "no-cache")
        .with("Content-Language", language.as_str())
        .with("Content-Security-Policy", policy(&inline))
        .with("Vary", "Cookie, Accept-Language"))
}

/// The description of the browser's API.
pub async fn open_api<P: Pages>(ctx: &Ctx<'_, P>) -> Result<Answer, Internal> {
    let text = read(ctx, OPEN_API).await?;
    Ok(Answer::with_body(200, "application/json", text).with("Cache-Control", "no-cache"))
}

/// The script that applications load, of the deployment that is there now.
pub async fn session_script<P: Pages>(ctx: &Ctx<'_, P>) -> Result<Answer, Internal> {
    let text = read(ctx, SESSION_SCRIPT).await?;
    Ok(Answer::with_body(200, "text/javascript; charset=utf-8", text)
        .with("Cache-Control", "public, max-age=300"))
}

/// A file of the build.
pub(super) async fn read<P: Pages>(ctx: &Ctx<'_, P>, path: &str) -> Result<String, Internal> {
    ctx.ports.page(path).await?.ok_or_else(|| Internal::fault(format!("page {path} is missing")))
}

fn file(page: Page, product: Product, language: Language) -> String {
    let language = language.as_str();
    match page {
        Page::SignIn => format!("/pages/{product}.{language}.html"),
        Page::TwoFactor => format!("/pages/two-factor.{product}.{language}.html"),
        Page::Reset => format!("/pages/reset.{product}.{language}.html"),
        Page::Invitation => format!("/pages/invitation.{product}.{language}.html"),
        Page::Administration => format!("/pages/administration.{product}.{language}.html"),
        Page::Support => format!("/pages/support.{product}.{language}.html"),
        Page::Text(kind) => format!("/pages/legal-{}.{language}.html", kind.as_str()),
    }
}

/// Nothing but our own scripts and styles, WebAssembly among them, and nobody may frame the page (norm W1).
fn policy(inline: &Inline) -> String {
    let quoted =
        |digest: &String| if digest.starts_with('\'') { digest.clone() } else { format!("'{digest}'") };
    let list = |own: &str, digests: &[String]| {
        [own.to_owned()].into_iter().chain(digests.iter().map(quoted)).collect::<Vec<_>>().join(" ")
    };
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'",
        list("'self' 'wasm-unsafe-eval'", &inline.script_src),
        list("'self'", &inline.style_src)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_digests_of_what_stands_in_the_page() {
        let inline = Inline {
            script_src: vec!["sha256-a".to_owned(), "'sha256-b'".to_owned()],
            style_src: vec!["'sha256-c'".to_owned()],
        };
        let policy = policy(&inline);
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-a' 'sha256-b';"), "{policy}");
        assert!(policy.contains("style-src 'self' 'sha256-c';"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }
}
