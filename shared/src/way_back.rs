//! The way back: the address in a product's application that somebody wanted before the sign-in came in between.
//! Edge and browser ask here alone whether one may go there.

use crate::percent::{decoded, encoded};

/// The field of the sign-in page's query that carries it.
const FIELD: &str = "to=";
/// The longest that is kept, in bytes; whoever wanted a longer one begins at the application's own page.
pub const MOST: usize = 2000;

/// The path that everything of an application lies under: `/app` and `/app/` are the same application.
pub fn base(app_url: &str) -> String {
    [app_url.trim_end_matches('/'), "/"].concat()
}

/// The address of the sign-in that remembers the way back, if that is one.
pub fn sign_in(wanted: &str, app_url: Option<&str>) -> String {
    if !app_url.is_some_and(|app_url| leads_into(wanted, app_url)) {
        return "/".to_owned();
    }
    ["/?", FIELD, &encoded(wanted)].concat()
}

/// The way back that the query of the sign-in page names, with or without its question mark; none if it leads anywhere
/// but into the application.
pub fn asked(query: &str, app_url: &str) -> Option<String> {
    let mut fields = query.trim_start_matches('?').split('&').filter_map(|field| field.strip_prefix(FIELD));
    let first = decoded(fields.next()?)?;
    (fields.next().is_none() && leads_into(&first, app_url)).then_some(first)
}

/// Whether path and query lie under the application, however a browser or a server may read them: nothing that could be
/// another host, a way out of the path, or a character that somebody drops.
pub fn leads_into(wanted: &str, app_url: &str) -> bool {
    let path = wanted.split('?').next().unwrap_or_default();
    let folded = path.to_ascii_lowercase();
    let is_plain = wanted.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#');
    let is_twofold = |at: &str| {
        let control = at.starts_with("%0") || at.starts_with("%1") || at.starts_with("%7f");
        control || at.starts_with("%2f") || at.starts_with("%5c") || at.starts_with("//")
    };
    let climbs = folded.split('/').any(|segment| matches!(&*segment.replace("%2e", "."), "." | ".."));
    wanted.len() <= MOST
        && is_plain
        && path.starts_with(&base(app_url))
        && !(0..folded.len()).any(|at| folded.get(at..).is_some_and(is_twofold))
        && !climbs
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = "/app";

    #[test]
    fn an_address_of_the_application_survives_the_sign_in_letter_by_letter() {
        for wanted in
            ["/app/", "/app/orders/7?tab=a&b=%2F%20+", "/app/%D0%96", "/app/?next=//x/../y", "/app/a..b"]
        {
            let address = sign_in(wanted, Some(APP));
            let query = address.strip_prefix('/').unwrap();
            assert_eq!(asked(query, APP).as_deref(), Some(wanted), "{address}");
            assert!(address.bytes().all(|byte| !b"\"'<>& ".contains(&byte)), "{address}");
        }
    }

    #[test]
    fn what_reads_as_another_host_or_leaves_the_application_is_no_way_back() {
        for wanted in [
            "",
            "/",
            "/app",
            "/apple/",
            "//app/",
            "https://evil.example/app/",
            "/app//evil.example",
            "/app/\\evil",
            "/app/..",
            "/app/../api/auth/state",
            "/app/%2e%2E/api",
            "/app/.%2e/x",
            "/app/./x",
            "/app/%2Fevil",
            "/app/%5cevil",
            "/app/%00",
            "/app/%0d%0aX",
            "/app/%7F",
            "/app/a b",
            "/app/\t",
            "/app/é",
            "/app/#x",
            "/api/auth/state",
            "/APP/",
            "/app/?a\\b",
        ] {
            assert!(!leads_into(wanted, APP), "{wanted}");
            assert_eq!(sign_in(wanted, Some(APP)), "/", "{wanted}");
        }
        assert!(!leads_into(&format!("/app/{}", "x".repeat(MOST)), APP));
        assert_eq!(sign_in("/app/x", None), "/");
    }

    #[test]
    fn a_query_that_names_none_or_two_or_a_broken_one_leads_nowhere() {
        for query in ["", "?", "?to=", "?to=%2", "?to=%zz", "?to=%FF", "?xto=%2Fapp%2F", "?to=/app/&to=/app/"]
        {
            assert_eq!(asked(query, APP), None, "{query}");
        }
        assert_eq!(asked("?lang=ru&to=/app/x", "/app/").as_deref(), Some("/app/x"));
    }
}
