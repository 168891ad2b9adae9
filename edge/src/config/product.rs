//! What differs between the products.

use shared::value::version::Version;

use super::Texts;

/// Minutes after which Cashier ignores a password lock, if nothing else is set.
const PASSWORD_LOCK_MINUTES: u32 = 30;

/// The settings of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductSettings {
    /// The deployed version.
    pub version: Version,
    /// Where a finished sign-in goes, if not to our own page: a path on the same host.
    pub app_url: Option<String>,
    /// Minutes after which a password lock is ignored, if it ever is.
    pub lock_minutes: Option<u32>,
}

/// Reads those of Cashier and Boss; the error names the setting.
pub(super) fn settings(texts: &Texts) -> Result<[ProductSettings; 2], String> {
    let lock_minutes = match texts.password_lock_minutes.as_str() {
        "" => PASSWORD_LOCK_MINUTES,
        text => text.parse().map_err(|_| "setting PASSWORD_LOCK_MINUTES: is not a number of minutes")?,
    };
    let product = |name: &str, version: &str, app_url: &str, lock_minutes: Option<u32>| {
        let wrong = |setting: &str, why: &str| format!("setting {name}_{setting}: {why}");
        let version =
            Version::parse(version).ok_or_else(|| wrong("VERSION", "is not `major.minor.patch`"))?;
        let app_url = Some(app_url.to_owned()).filter(|url| !url.is_empty());
        // A path of this host, and never the start of an address elsewhere.
        if app_url.as_ref().is_some_and(|url| !url.starts_with('/') || url.starts_with("//")) {
            return Err(wrong("APP_URL", "is not a path"));
        }
        Ok(ProductSettings { version, app_url, lock_minutes })
    };
    Ok([
        product("CASHIER", &texts.cashier_version, &texts.cashier_app_url, Some(lock_minutes))?,
        product("BOSS", &texts.boss_version, &texts.boss_app_url, None)?,
    ])
}
