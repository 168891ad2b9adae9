//! The `Authorization` field: bearer tokens (RFC 6750) and basic credentials (RFC 7617).

/// Challenge for a request that brought no token (RFC 6750 section 3).
pub const BEARER_MISSING: &str = r#"Bearer realm="mixvel""#;
/// Challenge for a request whose token does not count.
pub const BEARER_INVALID: &str = r#"Bearer realm="mixvel", error="invalid_token""#;
/// Challenge for a gateway.
pub const BASIC: &str = r#"Basic realm="mixvel introspection", charset="UTF-8""#;

/// The credentials of the given scheme, whose name is matched without regard to case (RFC 9110 section 11.1).
pub fn credentials<'a>(field: Option<&'a str>, scheme: &str) -> Option<&'a str> {
    let (found, credentials) = field?.trim().split_once(' ')?;
    let credentials = credentials.trim_start();
    (found.eq_ignore_ascii_case(scheme) && !credentials.is_empty()).then_some(credentials)
}

/// Whether the field says something, and not in the given scheme.
pub fn is_of_other_scheme(field: Option<&str>, scheme: &str) -> bool {
    let found = field.unwrap_or_default().trim().split(' ').next().unwrap_or_default();
    !found.is_empty() && !found.eq_ignore_ascii_case(scheme)
}

/// Basic credentials as a client means them that form-encodes both parts (RFC 6749 section 2.3.1): `+` is a space, and
/// `%` begins a byte.
pub fn form_decoded(credentials: &[u8]) -> Vec<u8> {
    // Neither separates fields here, and the reader of forms takes both for separators.
    if credentials.iter().any(|byte| matches!(byte, b'&' | b'=')) {
        return credentials.to_vec();
    }
    form_urlencoded::parse(credentials)
        .next()
        .map_or_else(Vec::new, |(decoded, _)| decoded.into_owned().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_found_in_any_case_and_no_other_is_taken_for_it() {
        assert_eq!(credentials(Some("bearer a.b.c"), "Bearer"), Some("a.b.c"));
        assert_eq!(credentials(Some("  Bearer   a.b.c "), "Bearer"), Some("a.b.c"));
        for other in ["Basic a.b.c", "Bearer", "Bearer ", "", "a.b.c", "Bearera.b.c"] {
            assert_eq!(credentials(Some(other), "Bearer"), None, "{other:?}");
        }
        assert_eq!(credentials(None, "Bearer"), None);
    }

    #[test]
    fn another_scheme_is_told_from_none() {
        for other in ["Basic YTpi", "Token a.b.c", "a.b.c", "Bearera.b.c"] {
            assert!(is_of_other_scheme(Some(other), "Bearer"), "{other:?}");
        }
        for none in [None, Some(""), Some("bearer"), Some("Bearer "), Some(" Bearer a.b.c")] {
            assert!(!is_of_other_scheme(none, "Bearer"), "{none:?}");
        }
    }
}
