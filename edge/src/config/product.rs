//! What differs between the products.

use shared::place::Kind;
use shared::value::version::Version;
use shared::way_back;

use super::{Stand, Texts};

/// The first segments of the addresses that are ours at a product's host, in lower case. An application covers none.
pub const OURS: [&str; 21] = [
    "",
    ".well-known",
    "_headers",
    "account",
    "api",
    "assets",
    "dev",
    "favicon-boss.svg",
    "favicon.ico",
    "favicon.svg",
    "healthz",
    "index.html",
    "invitation",
    "legal",
    "pages",
    "reset",
    "robots.txt",
    "session.js",
    "two-factor",
    "workspace",
    "xsd",
];

/// Minutes after which Cashier ignores a password lock, if nothing else is set.
const PASSWORD_LOCK_MINUTES: u32 = 30;

/// The settings of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductSettings {
    /// The deployed version.
    pub version: Version,
    /// Where a finished sign-in goes, if not to our own page: a path on the same host, under which the application lies.
    pub app_url: Option<String>,
    /// Minutes after which a password lock is ignored, if it ever is.
    pub lock_minutes: Option<u32>,
}

/// Reads those of Cashier and Boss; the error names the setting.
pub(super) fn settings(texts: &Texts, stand: Stand) -> Result<[ProductSettings; 2], String> {
    let lock_minutes = match texts.password_lock_minutes.as_str() {
        "" => PASSWORD_LOCK_MINUTES,
        text => text.parse().map_err(|_| "setting PASSWORD_LOCK_MINUTES: is not a number of minutes")?,
    };
    let product = |name: &str, version: &str, app_url: &str, lock_minutes: Option<u32>| {
        let wrong = |setting: &str, why: &str| format!("setting {name}_{setting}: {why}");
        let version =
            Version::parse(version).ok_or_else(|| wrong("VERSION", "is not `major.minor.patch`"))?;
        let app_url = Some(app_url.to_owned()).filter(|url| !url.is_empty());
        if let Some(url) = &app_url {
            check_path(url).map_err(|why| wrong("APP_URL", why))?;
        }
        Ok::<_, String>(ProductSettings { version, app_url, lock_minutes })
    };
    // A script in an application has the session of whoever runs it, and Boss's administers.
    if stand == Stand::Production && !texts.boss_app_url.is_empty() {
        return Err("setting BOSS_APP_URL: must be empty in production".to_owned());
    }
    Ok([
        product("CASHIER", &texts.cashier_version, &texts.cashier_app_url, Some(lock_minutes))?,
        product("BOSS", &texts.boss_version, &texts.boss_app_url, None)?,
    ])
}

/// A path of this host, never the start of an address elsewhere, and none of ours.
fn check_path(url: &str) -> Result<(), &'static str> {
    let base = way_back::base(url);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    if !url.bytes().all(plain) || !way_back::leads_into(&base, url) || !url.starts_with('/') {
        return Err("is not a path of letters, digits and - . _ ~ such as /app/");
    }
    let first = base.split('/').nth(1).unwrap_or_default().to_ascii_lowercase();
    let is_ours = OURS.contains(&&*first) || Kind::ALL.iter().any(|kind| kind.segment() == first);
    if is_ours { Err("covers addresses of the sign-in") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_application_lies_under_a_path_that_is_not_ours() {
        for path in ["/app", "/app/", "/cashier/v2/", "/apiary"] {
            assert_eq!(check_path(path), Ok(()), "{path}");
        }
        for path in ["app/", "//evil.example", "/app//x", "/a/../api", "/app?x", "/app#", "/a%2fb", "/a\\b"] {
            assert!(check_path(path).is_err(), "{path}");
        }
        for path in [
            "/",
            "/api",
            "/API/x",
            "/account/",
            "/assets",
            "/legal/x/",
            "/.well-known/",
            "/session.js",
            "/employees/",
        ] {
            assert_eq!(check_path(path), Err("covers addresses of the sign-in"), "{path}");
        }
    }
}
