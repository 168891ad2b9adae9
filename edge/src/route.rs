//! From method, host and path to an endpoint: a pure table, without a look at headers or bodies.

use shared::code::Code;
use shared::failure::Failure;

use crate::config::HostRole;

/// How an address talks, in errors too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The envelope.
    Xml,
    /// JSON, errors as RFC 9457 problems.
    Json,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// `POST /api/Accounts/login`.
    AgentLogin,
    /// `GET /api/Accounts/verify`.
    TokenVerify,
    /// `POST /api/Accounts/introspect` (RFC 7662).
    TokenIntrospect,
    /// Any other `/api/…`: the web service behind the guard.
    Guarded,
    /// A fixed document.
    Document(Document),
    /// `GET /healthz`.
    Health,
}

/// Documents that never change while a deployment lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// The start page of a developer's machine.
    Start,
    /// Schema of the envelope.
    EnvelopeXsd,
    /// Schema of the login messages.
    AuthXsd,
    /// `robots.txt` (RFC 9309): nothing here is for search engines.
    Robots,
    /// `security.txt` (RFC 9116).
    SecurityTxt,
    /// The icon.
    Favicon,
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// To this endpoint.
    To(Endpoint),
    /// Nowhere: `OPTIONS` is answered with the methods of the address.
    Options(&'static str),
    /// Nowhere, and why.
    Refused(Failure),
}

/// Finds where a request goes and how to talk to it. Paths of agents are matched without regard to case.
pub fn route(method: &str, role: Option<HostRole>, path: &str) -> (Face, Route) {
    let Some(role) = role else { return (Face::Json, Route::Refused(Failure::from(Code::NotFound))) };
    let folded = path.to_ascii_lowercase();
    let face = face(&folded);
    let Some((endpoint, allow)) = endpoint(role, &folded) else {
        return (face, Route::Refused(Failure::from(Code::NotFound)));
    };
    if endpoint == Endpoint::Guarded {
        return (face, Route::To(endpoint));
    }
    let target = match method {
        "OPTIONS" => Route::Options(allow),
        _ if allow.split(", ").any(|allowed| allowed == method) => Route::To(endpoint),
        _ => Route::Refused(Failure { allow: Some(allow), ..Failure::from(Code::MethodNotAllowed) }),
    };
    (face, target)
}

/// Agents are answered in envelopes; browsers, and gateways that introspect (RFC 7662 section 2.2), in JSON.
fn face(path: &str) -> Face {
    let json = !path.starts_with("/api/") || is_browser_api(path) || path == "/api/accounts/introspect";
    if json { Face::Json } else { Face::Xml }
}

/// The endpoint at a path in lower case, and the methods it takes.
fn endpoint(role: HostRole, path: &str) -> Option<(Endpoint, &'static str)> {
    const READ: &str = "GET, HEAD, OPTIONS";
    const WRITE: &str = "POST, OPTIONS";
    let found = match path {
        "/api/accounts/login" => (Endpoint::AgentLogin, WRITE),
        "/api/accounts/verify" => (Endpoint::TokenVerify, READ),
        "/api/accounts/introspect" => (Endpoint::TokenIntrospect, WRITE),
        "/xsd/mixvel_envelope.xsd" => (Endpoint::Document(Document::EnvelopeXsd), READ),
        "/xsd/mixvel_auth.xsd" => (Endpoint::Document(Document::AuthXsd), READ),
        "/robots.txt" => (Endpoint::Document(Document::Robots), READ),
        "/.well-known/security.txt" => (Endpoint::Document(Document::SecurityTxt), READ),
        "/favicon.ico" | "/favicon.svg" => (Endpoint::Document(Document::Favicon), READ),
        "/healthz" => (Endpoint::Health, READ),
        "/" if role == HostRole::Local => (Endpoint::Document(Document::Start), READ),
        _ if path.starts_with("/api/accounts/") || is_browser_api(path) => return None,
        _ if path.starts_with("/api/") => (Endpoint::Guarded, ""),
        _ => return None,
    };
    Some(found)
}

/// Paths kept for the browser's own API: they are never forwarded.
fn is_browser_api(path: &str) -> bool {
    path.starts_with("/api/auth/") || path == "/api/auth" || path == "/api/openapi.json"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(method: &str, role: HostRole, path: &str, expected: Endpoint) {
        assert_eq!(route(method, Some(role), path).1, Route::To(expected), "{method} {path}");
    }

    #[track_caller]
    fn refused(method: &str, role: Option<HostRole>, path: &str, face: Face, code: Code) {
        match route(method, role, path) {
            (found, Route::Refused(failure)) => {
                assert_eq!((found, failure.code), (face, code), "{method} {path}");
            }
            other => panic!("{method} {path}: {other:?}"),
        }
    }

    #[test]
    fn agents_reach_their_endpoints_in_any_case() {
        for path in ["/api/Accounts/login", "/API/ACCOUNTS/LOGIN", "/api/accounts/login"] {
            check("POST", HostRole::Api, path, Endpoint::AgentLogin);
            check("POST", HostRole::Local, path, Endpoint::AgentLogin);
        }
        check("GET", HostRole::Api, "/api/Accounts/verify", Endpoint::TokenVerify);
        check("HEAD", HostRole::Api, "/api/Accounts/verify", Endpoint::TokenVerify);
        check("POST", HostRole::Api, "/api/Accounts/introspect", Endpoint::TokenIntrospect);
    }

    #[test]
    fn every_other_api_path_is_guarded_with_every_method() {
        for method in ["GET", "POST", "DELETE", "OPTIONS", "PROPFIND"] {
            check(method, HostRole::Api, "/api/Order/AirShopping", Endpoint::Guarded);
        }
        check("GET", HostRole::Local, "/api/get/Dictionary/cities", Endpoint::Guarded);
    }

    #[test]
    fn the_browser_api_and_unknown_accounts_methods_are_never_forwarded() {
        refused("GET", Some(HostRole::Api), "/api/Accounts/introspect", Face::Json, Code::MethodNotAllowed);
        refused("GET", Some(HostRole::Api), "/api/auth/state", Face::Json, Code::NotFound);
        refused("GET", Some(HostRole::Api), "/api/Accounts/logout", Face::Xml, Code::NotFound);
    }

    #[test]
    fn a_wrong_method_is_told_the_right_ones() {
        refused("GET", Some(HostRole::Api), "/api/Accounts/login", Face::Xml, Code::MethodNotAllowed);
        refused("HEAD", Some(HostRole::Api), "/api/Accounts/login", Face::Xml, Code::MethodNotAllowed);
        refused("POST", Some(HostRole::Api), "/xsd/Mixvel_Auth.xsd", Face::Json, Code::MethodNotAllowed);
        let (_, options) = route("OPTIONS", Some(HostRole::Api), "/api/Accounts/login");
        assert_eq!(options, Route::Options("POST, OPTIONS"));
    }

    #[test]
    fn an_unknown_host_has_nothing_and_the_start_page_is_local() {
        refused("POST", None, "/api/Accounts/login", Face::Json, Code::NotFound);
        refused("GET", Some(HostRole::Api), "/", Face::Json, Code::NotFound);
        check("GET", HostRole::Local, "/", Endpoint::Document(Document::Start));
    }
}
