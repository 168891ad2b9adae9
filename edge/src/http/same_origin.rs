//! Whether a request comes from a page of ours (norm W3).

use shared::api::requests::{CSRF_HEADER, CSRF_VALUE};
use shared::code::Code;
use shared::failure::Failure;

use super::head::Head;

/// Refuses what a page of another site could have caused: the field that only our scripts send is missing, or
/// [`require_origin`] says so.
pub fn require(head: &Head, origin: &str) -> Result<(), Failure> {
    if head.headers.only(CSRF_HEADER) != Some(CSRF_VALUE) {
        return Err(Failure::with_detail(Code::CrossSite, "the header field X-MixVel-Auth is missing"));
    }
    require_origin(head, origin)
}

/// Refuses what does not come from a page of this host: the browser says that another site asked, or, where it does not
/// say, the origin is another one.
pub fn require_origin(head: &Head, origin: &str) -> Result<(), Failure> {
    let refuse = |detail: &str| Err(Failure::with_detail(Code::CrossSite, detail));
    match (head.headers.only("sec-fetch-site"), head.headers.only("origin")) {
        (Some("same-origin" | "none"), None) => Ok(()),
        (Some("same-origin" | "none") | None, Some(found)) if found == origin => Ok(()),
        (None, None) => refuse("neither Sec-Fetch-Site nor Origin says where the request comes from"),
        _ => refuse("the request comes from another site"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::head::Headers;

    const OURS: &str = "https://lk.mixvel.io";

    #[track_caller]
    fn check(fields: &[(&str, &str)], accepted: bool) {
        let headers: Headers = fields.iter().copied().collect();
        let head = Head {
            method: "POST".to_owned(),
            host: "lk.mixvel.io".to_owned(),
            country: None,
            path: "/".to_owned(),
            path_and_query: "/".to_owned(),
            headers,
        };
        assert_eq!(require(&head, OURS).is_ok(), accepted, "{fields:?}");
    }

    #[test]
    fn our_own_pages_are_let_through() {
        let ours = ("X-MixVel-Auth", "1");
        check(&[ours, ("Sec-Fetch-Site", "same-origin"), ("Origin", OURS)], true);
        check(&[ours, ("Sec-Fetch-Site", "same-origin")], true);
        check(&[ours, ("Origin", OURS)], true);
    }

    #[test]
    fn other_sites_and_requests_of_unknown_origin_are_refused() {
        let ours = ("X-MixVel-Auth", "1");
        check(&[("Sec-Fetch-Site", "same-origin"), ("Origin", OURS)], false);
        check(&[("X-MixVel-Auth", "0"), ("Origin", OURS)], false);
        for site in ["cross-site", "same-site", "", "SAME-ORIGIN"] {
            check(&[ours, ("Sec-Fetch-Site", site), ("Origin", OURS)], false);
        }
        check(&[ours], false);
        check(&[ours, ("Origin", "https://evil.example")], false);
        check(&[ours, ("Origin", "null")], false);
        check(&[ours, ("Sec-Fetch-Site", "same-origin"), ("Origin", "https://cashier.mixvel.io")], false);
        check(&[ours, ("Origin", OURS), ("Origin", OURS)], false);
        check(&[ours, ("Sec-Fetch-Site", "none"), ("Sec-Fetch-Site", "cross-site")], false);
    }
}
