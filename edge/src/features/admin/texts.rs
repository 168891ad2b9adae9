//! Versions of the texts that people read before they consent: what was published, and publishing.

use shared::api::admin::Page;
use shared::api::admin::texts::{PublishText, TextVersion};
use shared::audit::Event;
use shared::code::Code;
use shared::failure::Failure;
use shared::texts::{LEAD_MS, MAX_TEXT, TextKind, is_written_in};
use shared::time::{DAY_MS, UnixMillis};
use shared::value::language::Language;
use shared::value::product::Product;

use super::fields::is_invisible;
use super::query::malformed;
use super::requester::Requester;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::ports::cache::{Cache, Key};
use crate::storage::texts::{NewText, Publication, ReadText, TextBody, TextVersions};

/// What is planned begins within a year and a week.
pub(super) const HORIZON_MS: i64 = 53 * 7 * DAY_MS;

/// All versions there ever were, the one that counts last first; those that are built in stand at the end.
pub async fn list<P: TextVersions>(ctx: &Ctx<'_, P>) -> Result<Page<TextVersion>, Error> {
    let published = ctx.ports.text_versions().await?.into_iter().map(|text| TextVersion {
        kind: text.kind.as_str().to_owned(),
        product: text.product.as_str().to_owned(),
        version: text.version,
        since_ms: text.since.0,
        published_at_ms: Some(text.published_at.0),
        published_by: text.published_by,
    });
    let built_in = TextKind::ALL.into_iter().flat_map(|kind| Product::ALL.map(|product| (kind, product)));
    let built_in = built_in.map(|(kind, product)| TextVersion {
        kind: kind.as_str().to_owned(),
        product: product.as_str().to_owned(),
        version: kind.built_in(),
        since_ms: 0,
        published_at_ms: None,
        published_by: String::new(),
    });
    Ok(Page { items: published.chain(built_in).collect(), next: None })
}

/// Publishes a version. Whoever has consented to another one is asked at the next sign-in after it begins to count.
pub async fn publish<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    request: &PublishText,
) -> Result<TextVersion, Error>
where
    P: TextVersions + Cache + Random,
{
    let kind = TextKind::parse(&request.kind).ok_or_else(|| malformed("kind is consent or policy"))?;
    let product = product(&request.product)?;
    let body =
        TextBody { ru: paragraphs(Language::Ru, &request.ru)?, en: paragraphs(Language::En, &request.en)? };
    let earliest = ctx.now.plus_ms(LEAD_MS);
    let since = request.since_ms.map_or(earliest, UnixMillis);
    if since < earliest || since > ctx.now.plus_ms(HORIZON_MS) {
        return Err(malformed("since_ms is two minutes to a year away").into());
    }
    let version = body.version();
    let new = NewText { kind, product, body, since, by: who.name.clone() };
    let subject = format!("{} {product}", kind.as_str());
    let detail = format!("{version} since {}", since.0);
    let row = ctx.audit(None, Event::TextPublished, &who.name, &subject, &detail);
    match ctx.ports.publish_text(&new, &row).await? {
        Publication::Published => {}
        Publication::Exists => return Err(Code::AlreadyExists.into()),
        Publication::Overtaken => return Err(Code::Overtaken.into()),
    }
    let read = ReadText { body: new.body, since_ms: since.0 };
    ctx.ports.cache(&Key::text(kind, &version), &read).await;
    Ok(TextVersion {
        kind: kind.as_str().to_owned(),
        product: product.as_str().to_owned(),
        version,
        since_ms: since.0,
        published_at_ms: Some(ctx.now.0),
        published_by: new.by,
    })
}

/// The product of this word.
pub(super) fn product(word: &str) -> Result<Product, Failure> {
    Product::parse(word).ok_or_else(|| malformed("product is cashier or boss"))
}

/// Paragraphs apart by one empty line, in that language.
fn paragraphs(language: Language, text: &str) -> Result<String, Failure> {
    let what = language.as_str();
    if text.chars().count() > MAX_TEXT {
        return Err(malformed(format!("{what} is longer than {MAX_TEXT} characters")));
    }
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let text = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
    let text = text.map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n");
    if text.chars().any(|c| c != '\n' && is_invisible(c)) {
        return Err(malformed(format!("{what} holds a character that nobody sees")));
    }
    if !is_written_in(language, &text) {
        return Err(malformed(format!("{what} is not in its language")));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_in_paragraphs_however_it_was_typed() {
        let typed = "\r\n One\t\r\nline.  \r\n\r\n \n\nTwo.\n\n";
        assert_eq!(paragraphs(Language::En, typed).unwrap(), "One\nline.\n\nTwo.");
    }

    #[test]
    fn a_text_in_the_wrong_place_or_that_says_nothing_is_refused() {
        for wrong in ["", " \n ", "English", "Да\u{200B}", "Да\u{7}", &"я".repeat(MAX_TEXT + 1)] {
            assert!(paragraphs(Language::Ru, wrong).is_err(), "{wrong:.20}");
        }
    }
}
