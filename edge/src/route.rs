//! From method, host and path to an endpoint: a pure table, without a look at headers or bodies.

pub mod admin;
mod places;

use shared::api::account::RevealKey;
use shared::api::recovery::{Purpose, RequestReset};
use shared::code::Code;
use shared::failure::Failure;
use shared::place::Place;
use shared::texts::TextKind;
use shared::value::product::Product;

use self::admin::{Admin, AdminPath};
use self::places::Found;
pub use self::places::{SESSION_VERIFY, template};
use crate::config::{HostRole, Site};

/// How an address talks, in errors too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The envelope.
    Xml,
    /// JSON, errors as RFC 9457 problems.
    Json,
}

/// What a request is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// `POST /api/Accounts/login`.
    AgentLogin,
    /// `GET /api/Accounts/verify`.
    TokenVerify,
    /// `POST /api/Accounts/introspect` (RFC 7662).
    TokenIntrospect,
    /// Any other `/api/…`: the web service behind the guard.
    Guarded,
    /// Whatever lies under a product's `APP_URL`: its application behind the guard.
    Application(Product),
    /// `GET /api/auth/verify`.
    SessionVerify,
    /// A fixed document.
    Document(Document),
    /// The browser's API as an `OpenAPI` document (version 3.1).
    OpenApi,
    /// The script that applications of a product load.
    SessionScript,
    /// `GET /healthz`.
    Health,
    /// An endpoint of the browser's API.
    Browser(Browser),
    /// An endpoint of administration, and whom or what its path names.
    Admin(Admin, String),
    /// `GET /api/auth/notices`.
    Notices,
    /// A page of the browser application.
    Page(Page),
    /// `GET /.well-known/change-password`.
    ChangePassword,
    /// Mails that the local transport has kept.
    Dev(Dev),
}

/// The browser's API: all of it is told in `shared::api`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Where the browser stands.
    State,
    /// Login and password.
    Credentials,
    /// Consent and second factor.
    Requirements,
    /// The set-up mail once more.
    Resend,
    /// An authentication code.
    Code,
    /// A point of sale.
    PointOfSale,
    /// A seance.
    Seance,
    /// One window back.
    Back,
    /// The end of a half-done sign-in.
    Cancel,
    /// Back to the point of sale from a session.
    ChangePointOfSale,
    /// The user's own input.
    Activity,
    /// The end of a session.
    SignOut,
    /// The key behind a set-up link.
    RevealKey,
    /// The own account.
    Account,
    /// The end of one own session.
    EndSession,
    /// The end of all other own sessions.
    EndOtherSessions,
    /// The own new password.
    ChangePassword,
    /// A new QR code for a code of the old one.
    Reissue,
    /// A current code of whoever is signed in.
    StepUp,
    /// A request for a reset link.
    RequestReset,
    /// What a link to a new password is for.
    ReadLink,
    /// The new password behind such a link.
    SavePassword,
}

/// Pages of the browser application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The sign-in and what follows it.
    SignIn,
    /// The set-up of a second factor.
    TwoFactor,
    /// The restoration of a password.
    Reset,
    /// The first password of a new employee.
    Invitation,
    /// Administration, whatever of it the path names.
    Administration,
    /// The part of it where support alone works.
    Support,
    /// A text that is read before one consents.
    Text(TextKind),
}

/// Pages for developers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dev {
    /// The list of mails, and one of them.
    Mail,
    /// All of them, for programs.
    MailJson,
    /// The checks of storage, run now.
    #[cfg(any(feature = "contract", test))]
    Contract,
    /// The end of the wasm, once in the life of its memory.
    #[cfg(any(feature = "contract", test))]
    Stop,
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
    /// The mark of Boss.
    FaviconBoss,
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
pub fn route(method: &str, site: Option<Site>, path: &str) -> (Face, Route) {
    let Some(site) = site else { return (Face::Json, Route::Refused(Failure::from(Code::NotFound))) };
    let folded = path.to_ascii_lowercase();
    let face = if site.serves_agents() { face(&folded) } else { Face::Json };
    if admin::is_reserved(&folded) {
        return (Face::Json, administration(method, site, path));
    }
    let found = (site.role.product().and_then(|_| product_endpoint(path)))
        .or_else(|| administration_page(site, path))
        .or_else(|| dev_endpoint(site, &folded))
        .or_else(|| endpoint(site, &folded));
    let Some((endpoint, allow)) = found else {
        return (face, Route::Refused(Failure::from(Code::NotFound)));
    };
    if endpoint == Endpoint::Guarded {
        return (face, Route::To(endpoint));
    }
    let target = match method {
        "OPTIONS" if allow != places::ASKED => Route::Options(allow),
        _ if allow.split(", ").any(|allowed| allowed == method) => Route::To(endpoint),
        _ => Route::Refused(Failure { allow: Some(allow), ..Failure::from(Code::MethodNotAllowed) }),
    };
    (face, target)
}

/// Where a request of administration goes: it has endpoints at Boss's host, and for operators at that of the web service.
fn administration(method: &str, site: Site, path: &str) -> Route {
    let place = AdminPath::find(path).filter(|_| site.role != HostRole::Cashier);
    let Some(place) = place else { return Route::Refused(Failure::from(Code::NotFound)) };
    let allow = place.allow();
    match (method, place.endpoint(method)) {
        ("OPTIONS", _) => Route::Options(allow),
        (_, Some(endpoint)) => Route::To(Endpoint::Admin(endpoint, place.name)),
        (_, None) => Route::Refused(Failure { allow: Some(allow), ..Failure::from(Code::MethodNotAllowed) }),
    }
}

/// A page of administration, which Boss's host has.
fn administration_page(site: Site, path: &str) -> Option<Found> {
    let place = Place::parse(path).filter(|_| site.role == HostRole::Boss)?;
    let page = if place.kind.is_of_support() { Page::Support } else { Page::Administration };
    Some((Endpoint::Page(page), places::READ))
}

/// Agents are answered in envelopes; browsers, and gateways that introspect (RFC 7662 section 2.2), in JSON. Slashes
/// too many at the start, as a base address that ends in one makes them, change no face.
fn face(path: &str) -> Face {
    let path = format!("/{}", path.trim_start_matches('/'));
    let json = !path.starts_with("/api/") || is_browser_api(&path) || path == "/api/accounts/introspect";
    if json { Face::Json } else { Face::Xml }
}

/// The endpoint at a path in lower case, and the methods it takes.
fn endpoint(site: Site, path: &str) -> Option<Found> {
    let start = if site.role == HostRole::Local { places::START } else { &[] };
    let of_agents = if site.serves_agents() { places::OF_AGENTS } else { &[] };
    let found = [places::ANYWHERE, start, of_agents].iter().find_map(|places| places::find(places, path));
    let is_guarded =
        path.starts_with("/api/") && !path.starts_with("/api/accounts/") && !is_browser_api(path);
    found.or_else(|| (site.serves_agents() && is_guarded).then_some((Endpoint::Guarded, "")))
}

/// The endpoint of a product's host at a path.
fn product_endpoint(path: &str) -> Option<Found> {
    // A mail gateway has encoded the `#` of a link: the page's script takes the token out of the address all the same.
    let path = match path.split_once("%23") {
        Some((page @ (RevealKey::PAGE | RequestReset::PAGE | Purpose::INVITATION_PAGE), _)) => page,
        _ => path,
    };
    places::find(places::OF_PRODUCTS, path)
}

fn dev_endpoint(site: Site, path: &str) -> Option<Found> {
    if site.has_dev_pages() { places::find(places::OF_DEVELOPERS, path) } else { None }
}

/// Paths kept for the browser's own API: they are never forwarded.
fn is_browser_api(path: &str) -> bool {
    path.starts_with("/api/auth/") || path == "/api/auth" || path == "/api/openapi.json"
}

#[cfg(test)]
mod tests;
