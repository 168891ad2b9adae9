//! Documents that never change while a deployment lives.

use shared::envelope::{AUTH_XSD, ENVELOPE_XSD};

use super::answer::Answer;
use crate::route::Document;

const START: &str = include_str!("start.html");
/// What a person finds at a host of no product where nothing is: nobody knows which product was meant.
const MISSING: &str = include_str!("missing.html");
const FAVICON: &str = include_str!("favicon.svg");
const FAVICON_BOSS: &str = include_str!("favicon_boss.svg");
const ROBOTS: &str = "User-agent: *\nDisallow: /\n";
/// RFC 9116; the date in `Expires` is moved on once a year.
const SECURITY_TXT: &str =
    "Contact: mailto:support@mixvel.com\nExpires: 2027-11-01T00:00:00Z\nPreferred-Languages: en, ru\n";
/// Policy of the start page: its one style block, named by its digest, and nothing else.
const START_POLICY: &str = "default-src 'none'; style-src 'sha256-nQ8guhP9c4w4cmJ5mo2HzN0iI+wmej2GTA0Ilui1EFg='; img-src 'self'; base-uri 'none'; \
                            form-action 'none'; frame-ancestors 'none'";

/// Policy of the page of an address that nobody has, as [`START_POLICY`].
const MISSING_POLICY: &str = "default-src 'none'; style-src 'sha256-i9e2DEoNKmVW+ve8pFRJ7MvoOSsYhOo44saMngEwCD0='; img-src 'self'; base-uri 'none'; \
                              form-action 'none'; frame-ancestors 'none'";

/// The page of an address that nobody has, at a host of no product: in both languages at once.
pub fn missing() -> Answer {
    Answer::with_body(404, "text/html; charset=utf-8", MISSING.to_owned())
        .with("Cache-Control", "no-cache")
        .with("Content-Security-Policy", MISSING_POLICY)
}

/// The document with its media type, as it reads at this host.
pub fn document(document: Document, host: &str) -> Answer {
    if document == Document::Start {
        // The products answer at the port of this page.
        let port = host.rsplit_once(':').map_or("", |(_, port)| port);
        let text = START.replace(":PORT", &if port.is_empty() { String::new() } else { format!(":{port}") });
        return Answer::with_body(200, "text/html; charset=utf-8", text)
            .with("Cache-Control", "no-cache")
            .with("Content-Security-Policy", START_POLICY);
    }
    let (media_type, text) = match document {
        Document::Start => ("text/html; charset=utf-8", START),
        Document::EnvelopeXsd => ("application/xml; charset=utf-8", ENVELOPE_XSD),
        Document::AuthXsd => ("application/xml; charset=utf-8", AUTH_XSD),
        Document::Robots => ("text/plain; charset=utf-8", ROBOTS),
        Document::SecurityTxt => ("text/plain; charset=utf-8", SECURITY_TXT),
        Document::Favicon => ("image/svg+xml", FAVICON),
        Document::FaviconBoss => ("image/svg+xml", FAVICON_BOSS),
    };
    Answer::with_body(200, media_type, text).with("Cache-Control", "no-cache")
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256};

    #[test]
    fn the_policy_of_a_page_names_the_digest_of_its_style() {
        for (page, policy) in [(START, START_POLICY), (MISSING, MISSING_POLICY)] {
            let style =
                page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>")).unwrap().0;
            let digest = STANDARD.encode(Sha256::digest(style));
            assert!(policy.contains(&digest), "expected {digest}");
        }
    }
}
