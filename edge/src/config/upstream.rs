//! Where the web service behind the guard is.

use super::Stand;

/// The address that the platform's requests over a service binding have; nobody looks it up.
const BOUND: &str = "https://web-service";

/// The web service behind the guard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upstream {
    /// Scheme, host and port.
    pub origin: String,
    /// What stands in front of every path; empty or begins with a slash.
    pub base_path: String,
}

/// Reads the address; a binding takes its place. Deployed, nobody on the way may read what is sent, and the web service
/// must be able to tell the guard from anybody: an address needs a key, a binding is the guard's alone.
pub(super) fn upstream(
    url: &str,
    bound: bool,
    stand: Stand,
    has_key: bool,
) -> Result<Option<Upstream>, String> {
    let url = match (url.trim_end_matches('/'), bound) {
        ("", false) => return Ok(None),
        ("", true) => BOUND,
        (_, true) => return Err("setting UPSTREAM_URL: must be empty beside the binding UPSTREAM".to_owned()),
        (url, false) if stand == Stand::Local || has_key => url,
        _ => {
            return Err(
                "setting SIGNATURE_KEYS: has no key for `web-service`, which UPSTREAM_URL needs".to_owned()
            );
        }
    };
    let plain = url.strip_prefix("http://").filter(|_| stand == Stand::Local);
    let Some(rest) = url.strip_prefix("https://").or(plain) else {
        return Err("setting UPSTREAM_URL: is not an address of https".to_owned());
    };
    let at = rest.find('/').map_or(url.len(), |at| url.len() - rest.len() + at);
    let (origin, base_path) = url.split_at(at);
    Ok(Some(Upstream { origin: origin.to_owned(), base_path: base_path.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECURE: &str = "https://web.example/base/";

    #[test]
    fn deployed_an_address_is_of_https_and_has_a_key() {
        let found = upstream(SECURE, false, Stand::Demo, true).unwrap().unwrap();
        assert_eq!((&*found.origin, &*found.base_path), ("https://web.example", "/base"));
        let refused = |url, has_key| upstream(url, false, Stand::Production, has_key).unwrap_err();
        assert!(refused(SECURE, false).contains("SIGNATURE_KEYS"));
        assert!(refused("http://web.example", true).contains("UPSTREAM_URL"));
        assert!(upstream("http://127.0.0.1:9000", false, Stand::Local, false).unwrap().is_some());
        assert_eq!(upstream("", false, Stand::Production, false), Ok(None));
    }

    #[test]
    fn a_binding_stands_for_an_address_and_not_beside_one() {
        let found = upstream("", true, Stand::Production, false).unwrap().unwrap();
        assert_eq!((&*found.origin, &*found.base_path), (BOUND, ""));
        assert!(upstream(SECURE, true, Stand::Demo, true).unwrap_err().contains("UPSTREAM_URL"));
    }
}
