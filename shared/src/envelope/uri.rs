//! `xs:anyURI`: a URI reference of RFC 3986 in which characters that a URI would have to escape may stand plain
//! (XML Schema Part 2 section 3.2.17).

/// Whether the text, without outer white space, is a URI reference; the empty one is.
pub(super) fn is_uri(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (text, query) = text.split_once('?').unwrap_or((text, ""));
    let rest = match text.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => rest,
        // Without a scheme a colon may only stand behind a slash (section 4.2).
        Some((before, _)) if !before.contains('/') => return false,
        _ => text,
    };
    let path = match rest.strip_prefix("//") {
        Some(network) => {
            let (authority, path) = network.split_once('/').unwrap_or((network, ""));
            if !is_authority(authority) {
                return false;
            }
            path
        }
        None => rest,
    };
    [fragment, query, path].into_iter().all(is_plain)
}

/// `ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`, section 3.1.
fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}

/// `[ userinfo "@" ] host [ ":" port ]`, section 3.2.
fn is_authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    let port = match host.strip_prefix('[') {
        Some(literal) => {
            let Some((address, port)) = literal.split_once(']') else {
                return false;
            };
            let digits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'.');
            if address.is_empty() || !address.bytes().all(digits) {
                return false;
            }
            port
        }
        None => host.find(':').map_or("", |at| host.split_at(at).1),
    };
    let name = host.split(':').next().unwrap_or_default();
    let port_fits =
        port.is_empty() || port.strip_prefix(':').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    port_fits && is_plain(user) && (host.starts_with('[') || is_plain(name))
}

/// Whether a part has no delimiter of another part and every `%` starts an escape.
fn is_plain(text: &str) -> bool {
    let escapes = text.split('%').skip(1).all(|tail| {
        let mut digits = tail.chars();
        digits.next().is_some_and(|c| c.is_ascii_hexdigit())
            && digits.next().is_some_and(|c| c.is_ascii_hexdigit())
    });
    escapes && !text.contains(['#', '[', ']'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_of_every_kind_are_accepted() {
        for good in [
            "",
            "#",
            "#ID1",
            "a",
            "/a/b",
            "//host/a",
            "?q",
            "a?b?c#d",
            "http://www.w3.org/2001/10/xml-exc-c14n#",
            "http://u:p@h:80/a;b=c",
            "http://[::1]:80/",
            "urn:x:y",
            "mailto:a@b",
            "a%20b",
            "./a:b",
            "путь",
            "a|b",
            "a b",
        ] {
            assert!(is_uri(good), "{good:?}");
        }
    }

    #[test]
    fn broken_references_are_refused() {
        for bad in
            ["##", "#a#b", "%", "%2", "%zz", "a%", ":a", "1a:b", "http://[::1", "http://h:x/", "[a]", "a?[b]"]
        {
            assert!(!is_uri(bad), "{bad:?}");
        }
    }
}
