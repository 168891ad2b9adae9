//! Header fields that belong to one connection, and those that clients may not speak to the web service with.

/// Fields of one connection (RFC 9110 section 7.6.1, with the older ones of RFC 2616 section 13.5.1, and the one
/// that comes with an upgrade to HTTP/2). `Expect` is none of them: the platform gives the interim answer to the client
/// and passes over that of the web service.
const HOP_BY_HOP: [&str; 10] = [
    "connection",
    "http2-settings",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Whether a field stays behind when a message is handed on; `connection` is the value of that field, which
/// may name more.
pub fn is_hop_by_hop(name: &str, connection: Option<&str>) -> bool {
    let listed = |list: &str| list.split(',').any(|token| token.trim().eq_ignore_ascii_case(name));
    HOP_BY_HOP.contains(&name) || connection.is_some_and(listed)
}

/// Whether a request's field stays behind because it speaks for the sender: the token is ours to read, cookies
/// belong to browsers, and who the sender is, only the guard says. Many servers read `_` and `.` in a name as `-`, so
/// names are compared as such a server reads them.
pub fn is_of_sender(name: &str) -> bool {
    let folded = name.to_ascii_lowercase().replace(['_', '.'], "-");
    matches!(folded.as_str(), "authorization" | "cookie" | "host" | "x-request-id")
        || folded == "x-auth"
        || folded.starts_with("x-auth-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_the_connection_and_those_it_names_stay_behind() {
        assert!(is_hop_by_hop("transfer-encoding", None));
        assert!(is_hop_by_hop("x-debug", Some("close, X-Debug")));
        assert!(!is_hop_by_hop("content-type", Some("close")));
    }

    #[test]
    fn a_client_cannot_say_who_it_is() {
        for name in ["authorization", "cookie", "x-auth-agency", "x-auth-anything", "x-auth-signature"] {
            assert!(is_of_sender(name), "{name}");
        }
        for name in ["accept", "x-authority", "x-own_field"] {
            assert!(!is_of_sender(name), "{name}");
        }
    }

    #[test]
    fn a_name_that_a_server_may_read_as_ours_stays_behind() {
        for name in ["X_Auth_Agency", "x-auth_agency", "x.auth.agency", "X_AUTH-Agency", "x_request_id"] {
            assert!(is_of_sender(name), "{name}");
        }
    }

    #[test]
    fn a_wish_for_an_interim_answer_goes_on() {
        assert!(!is_hop_by_hop("expect", None) && !is_of_sender("expect"));
    }
}
