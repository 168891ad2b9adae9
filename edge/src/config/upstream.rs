//! The services behind the guards, and where they are.

use shared::value::product::Product;

use super::{ProductSettings, Stand};
use crate::secrets::signature::{SignatureKeys, WEB_SERVICE};

/// A service behind a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The web service for agents.
    WebService,
    /// The web application of a product.
    Application(Product),
}

impl Service {
    /// All of them, in the order of [`Service::index`].
    pub const ALL: [Self; 3] =
        [Self::WebService, Self::Application(Product::Cashier), Self::Application(Product::Boss)];

    /// The audience of its signatures, and the name of its keys.
    pub fn audience(self) -> &'static str {
        match self {
            Self::WebService => WEB_SERVICE,
            Self::Application(product) => product.as_str(),
        }
    }

    /// The service binding that may take the place of its address.
    pub fn binding(self) -> &'static str {
        match self {
            Self::WebService => "UPSTREAM",
            Self::Application(Product::Cashier) => "CASHIER_UPSTREAM",
            Self::Application(Product::Boss) => "BOSS_UPSTREAM",
        }
    }

    /// Its place in lists of one for each service.
    pub fn index(self) -> usize {
        match self {
            Self::WebService => 0,
            Self::Application(Product::Cashier) => 1,
            Self::Application(Product::Boss) => 2,
        }
    }
}

/// Where a service behind a guard is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// Scheme, host and port.
    pub origin: String,
    /// What stands in front of every path; empty or begins with a slash.
    pub base_path: String,
}

/// What the settings say about where a service is.
#[derive(Clone, Debug, Default)]
pub struct UpstreamTexts {
    /// `UPSTREAM_URL`, `CASHIER_UPSTREAM_URL`, `BOSS_UPSTREAM_URL`: where its requests go; empty for nowhere.
    pub url: String,
    /// Whether the service binding `UPSTREAM`, `CASHIER_UPSTREAM` or `BOSS_UPSTREAM` is there, which takes the address's
    /// place.
    pub bound: bool,
}

/// Reads where every service is; an application without a path is nowhere.
pub(super) fn upstreams(
    texts: &[UpstreamTexts; 3],
    stand: Stand,
    keys: &SignatureKeys,
    [cashier, boss]: [&ProductSettings; 2],
) -> Result<[Option<Upstream>; 3], String> {
    let [web_service, of_cashier, of_boss] = texts;
    let read = |service: Service, texts: &UpstreamTexts| {
        upstream(service, texts, stand, keys.has(service.audience()))
    };
    let application = |product: Product, texts: &UpstreamTexts, settings: &ProductSettings| {
        let service = Service::Application(product);
        let found = read(service, texts)?;
        if found.is_some() && settings.app_url.is_none() {
            let name = service.binding().replace("UPSTREAM", "APP_URL");
            return Err(format!("setting {name}: is missing beside the application's upstream"));
        }
        Ok(found)
    };
    Ok([
        read(Service::WebService, web_service)?,
        application(Product::Cashier, of_cashier, cashier)?,
        application(Product::Boss, of_boss, boss)?,
    ])
}

/// Reads the address; a binding takes its place. Deployed, nobody on the way may read what is sent, and the service must
/// be able to tell the guard from anybody: an address needs a key, a binding is the guard's alone.
fn upstream(
    service: Service,
    texts: &UpstreamTexts,
    stand: Stand,
    has_key: bool,
) -> Result<Option<Upstream>, String> {
    let (binding, audience) = (service.binding(), service.audience());
    // The address that the platform's requests over a service binding have; nobody looks it up.
    let over_binding = format!("https://{audience}");
    let url = match (texts.url.trim_end_matches('/'), texts.bound) {
        ("", false) => return Ok(None),
        ("", true) => &over_binding,
        (_, true) => {
            return Err(format!("setting {binding}_URL: must be empty beside the binding {binding}"));
        }
        (url, false) if stand == Stand::Local || has_key => url,
        _ => {
            return Err(format!(
                "setting SIGNATURE_KEYS: has no key for `{audience}`, which {binding}_URL needs"
            ));
        }
    };
    let plain = url.strip_prefix("http://").filter(|_| stand == Stand::Local);
    let Some(rest) = url.strip_prefix("https://").or(plain) else {
        return Err(format!("setting {binding}_URL: is not an address of https"));
    };
    let at = rest.find('/').map_or(url.len(), |at| url.len() - rest.len() + at);
    let (origin, base_path) = url.split_at(at);
    Ok(Some(Upstream { origin: origin.to_owned(), base_path: base_path.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECURE: &str = "https://web.example/base/";

    fn found(url: &str, bound: bool, stand: Stand, has_key: bool) -> Result<Option<Upstream>, String> {
        upstream(Service::WebService, &UpstreamTexts { url: url.to_owned(), bound }, stand, has_key)
    }

    #[test]
    fn deployed_an_address_is_of_https_and_has_a_key() {
        let secure = found(SECURE, false, Stand::Demo, true).unwrap().unwrap();
        assert_eq!((&*secure.origin, &*secure.base_path), ("https://web.example", "/base"));
        let refused = |url, has_key| found(url, false, Stand::Production, has_key).unwrap_err();
        assert!(refused(SECURE, false).contains("SIGNATURE_KEYS"));
        assert!(refused("http://web.example", true).contains("UPSTREAM_URL"));
        assert!(found("http://127.0.0.1:9000", false, Stand::Local, false).unwrap().is_some());
        assert_eq!(found("", false, Stand::Production, false), Ok(None));
    }

    #[test]
    fn a_binding_stands_for_an_address_and_not_beside_one() {
        let bound = found("", true, Stand::Production, false).unwrap().unwrap();
        assert_eq!((&*bound.origin, &*bound.base_path), ("https://web-service", ""));
        assert!(found(SECURE, true, Stand::Demo, true).unwrap_err().contains("UPSTREAM_URL"));
    }

    #[test]
    fn each_service_has_a_place_and_settings_of_its_own() {
        for (index, service) in Service::ALL.into_iter().enumerate() {
            assert_eq!(service.index(), index);
            let texts = UpstreamTexts { url: SECURE.to_owned(), bound: false };
            let told = upstream(service, &texts, Stand::Production, false).unwrap_err();
            assert!(told.contains(&format!(" {}_URL ", service.binding())), "{told}");
            assert!(told.contains(&format!("`{}`", service.audience())), "{told}");
        }
    }
}
