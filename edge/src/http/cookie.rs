//! Cookies (RFC 6265bis): what browsers bring along, and what they are told to keep.

use shared::seal::SealKeys;
use shared::time::SECOND_MS;
use shared::value::language::Language;

use super::answer::Answer;
use super::head::Headers;
use crate::secrets::secret::{Secret, SecretHash};
use crate::visit::device_cookie::DeviceCookie;
use crate::visit::devices::FORGET_MS;
use crate::visit::visitor::Keep;

/// The session; the prefix binds it to this host and to secure connections.
pub const SESSION: &str = "__Host-session";
/// The half-done sign-in.
pub const SIGN_IN: &str = "__Host-sign-in";
/// What the browser holds for the accounts that know it.
pub const DEVICE: &str = "__Host-device";
/// The language of the windows, which scripts set and read too.
const LANGUAGE: &str = "language";
/// Of every cookie that is a secret (norm S5). It ends with the browser unless an age is added; storage ends it earlier.
const ATTRIBUTES: &str = "Path=/; Secure; HttpOnly; SameSite=Strict";

/// Seconds that a browser keeps the device cookie: the most that one may ask for (RFC 6265bis section 5.5).
const DEVICE_MAX_AGE_S: i64 = FORGET_MS / SECOND_MS;

/// The value of a cookie; `None` if it is absent or stands more than once.
fn only<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    let mut values = headers
        .all("cookie")
        .flat_map(|field| field.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(found, _)| *found == name)
        .map(|(_, value)| value);
    let first = values.next()?;
    if values.next().is_some() { None } else { Some(first) }
}

/// The digest of a secret that the browser holds.
pub fn secret(headers: &Headers, name: &str) -> Option<SecretHash> {
    only(headers, name).and_then(Secret::parse).map(|secret| secret.hash())
}

/// The digests of the secrets that an answer gives the browser.
pub fn given(answer: &Answer) -> impl Iterator<Item = SecretHash> {
    let told = answer.headers.iter().filter(|(name, _)| *name == "Set-Cookie").map(|(_, field)| field);
    told.filter_map(|field| {
        let (name, rest) = field.split_once('=')?;
        let value = rest.split(';').next().filter(|_| [SESSION, SIGN_IN].contains(&name))?;
        Secret::parse(value).map(|secret| secret.hash())
    })
}

/// What the browser holds for the accounts that know it, opened.
pub fn devices(headers: &Headers, keys: &SealKeys) -> DeviceCookie {
    only(headers, DEVICE).map(|text| DeviceCookie::open(keys, text)).unwrap_or_default()
}

/// The field that gives the browser a new device cookie.
pub fn keep_devices(text: &str) -> String {
    format!("{DEVICE}={text}; {ATTRIBUTES}; Max-Age={DEVICE_MAX_AGE_S}")
}

/// The language of the windows: the chosen one, else the one that the browser prefers.
pub fn language(headers: &Headers) -> Language {
    let chosen = only(headers, LANGUAGE).and_then(Language::parse);
    chosen.unwrap_or_else(|| Language::preferred(headers.only("accept-language").unwrap_or_default()))
}

/// The field that tells the browser what to keep, if it has to be told.
pub fn keep(name: &str, keep: &Keep) -> Option<String> {
    match keep {
        Keep::AsIs => None,
        Keep::Set(secret) => Some(format!("{name}={}; {ATTRIBUTES}", secret.expose())),
        Keep::Drop => Some(format!("{name}=; Max-Age=0; {ATTRIBUTES}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(fields: &[(&str, &str)]) -> Headers {
        fields.iter().copied().collect()
    }

    #[test]
    fn a_secret_is_found_among_other_cookies_and_must_stand_once() {
        let value = "A".repeat(43);
        let found = |cookie: &str| secret(&headers(&[("Cookie", cookie)]), SESSION);
        let expected = Secret::parse(&value).map(|secret| secret.hash());
        assert_eq!(found(&format!("a=b; __Host-session={value}; c=d")), expected);
        assert_eq!(found(&format!("__Host-session={value}; __Host-session={value}")), None);
        assert_eq!(found("__Host-session=short"), None);
        assert_eq!(found(&format!("X__Host-session={value}")), None);
    }

    #[test]
    fn the_chosen_language_goes_before_the_preferred_one() {
        let found = |cookie: &str, accept: &str| {
            language(&headers(&[("Cookie", cookie), ("Accept-Language", accept)]))
        };
        assert_eq!(found("language=en", "ru"), Language::En);
        assert_eq!(found("language=tlh", "ru"), Language::Ru);
        assert_eq!(found("", "de"), Language::En);
    }

    #[test]
    fn what_the_browser_keeps_is_out_of_reach_of_scripts_and_other_sites() {
        let secret = Secret::from_random([0; 32]);
        let field = keep(SESSION, &Keep::Set(secret)).unwrap();
        assert_eq!(
            field,
            format!("__Host-session={}; Path=/; Secure; HttpOnly; SameSite=Strict", "A".repeat(43))
        );
        assert!(
            keep(SIGN_IN, &Keep::Drop).unwrap().starts_with("__Host-sign-in=; Max-Age=0; Path=/; Secure;")
        );
        assert_eq!(keep(SESSION, &Keep::AsIs), None);
        assert_eq!(
            keep_devices("czE.AAAA"),
            "__Host-device=czE.AAAA; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=34560000"
        );
    }
}
