//! What lies at which path: a row for each, found by path when a request comes and by endpoint when the log tells of it.

use std::borrow::Cow;

use shared::api::account::{
    self, ChangePassword, END_OTHER_SESSIONS_PATH, EndSession, Reissue, RevealKey, StepUp,
};
use shared::api::admin::PREFIX;
use shared::api::notices;
use shared::api::recovery::{Purpose, ReadLink, RequestReset, SavePassword};
use shared::api::requests::{
    self, Activity, BACK_PATH, CANCEL_PATH, CHANGE_POINT_OF_SALE_PATH, Credentials, RESEND_PATH,
    Requirements, SelectPointOfSale, SelectSeance, SignOut,
};
use shared::api::state;
use shared::texts::TextKind;
use shared::value::product::Product;

use super::admin::ENDPOINTS;
use super::{Browser, Dev, Document, Endpoint, Page};

/// What lies at a path, and the methods it takes.
type Place = (&'static str, Endpoint, &'static str);
/// The same without the path.
pub(super) type Found = (Endpoint, &'static str);

/// Where a gateway beside the edge asks who is signed in.
pub const SESSION_VERIFY: &str = "/api/auth/verify";

pub(super) const READ: &str = "GET, HEAD, OPTIONS";
const WRITE: &str = "POST, OPTIONS";
/// Where gateways ask: they let in whomever the answer has a 2xx for, so none tells the methods of the address.
pub(super) const ASKED: &str = "GET, HEAD";
/// A form that was sent without scripts finds the page again.
const PAGE: &str = "GET, HEAD, POST, OPTIONS";

/// At every host of ours, in lower case.
pub(super) static ANYWHERE: &[Place] = &[
    ("/robots.txt", Endpoint::Document(Document::Robots), READ),
    ("/.well-known/security.txt", Endpoint::Document(Document::SecurityTxt), READ),
    ("/favicon.svg", Endpoint::Document(Document::Favicon), READ),
    ("/favicon.ico", Endpoint::Document(Document::Favicon), READ),
    ("/favicon-boss.svg", Endpoint::Document(Document::FaviconBoss), READ),
    ("/healthz", Endpoint::Health, READ),
];

/// At a developer's machine.
pub(super) static START: &[Place] = &[("/", Endpoint::Document(Document::Start), READ)];

/// At the host of the web service, in lower case.
pub(super) static OF_AGENTS: &[Place] = &[
    ("/api/accounts/login", Endpoint::AgentLogin, WRITE),
    ("/api/accounts/verify", Endpoint::TokenVerify, ASKED),
    ("/api/accounts/introspect", Endpoint::TokenIntrospect, WRITE),
    ("/xsd/mixvel_envelope.xsd", Endpoint::Document(Document::EnvelopeXsd), READ),
    ("/xsd/mixvel_auth.xsd", Endpoint::Document(Document::AuthXsd), READ),
];

/// At the hosts of the products.
pub(super) static OF_PRODUCTS: &[Place] = &[
    (state::PATH, Endpoint::Browser(Browser::State), READ),
    (Credentials::PATH, Endpoint::Browser(Browser::Credentials), WRITE),
    (Requirements::PATH, Endpoint::Browser(Browser::Requirements), WRITE),
    (RESEND_PATH, Endpoint::Browser(Browser::Resend), WRITE),
    (requests::Code::PATH, Endpoint::Browser(Browser::Code), WRITE),
    (SelectPointOfSale::PATH, Endpoint::Browser(Browser::PointOfSale), WRITE),
    (SelectSeance::PATH, Endpoint::Browser(Browser::Seance), WRITE),
    (BACK_PATH, Endpoint::Browser(Browser::Back), WRITE),
    (CANCEL_PATH, Endpoint::Browser(Browser::Cancel), WRITE),
    (CHANGE_POINT_OF_SALE_PATH, Endpoint::Browser(Browser::ChangePointOfSale), WRITE),
    (Activity::PATH, Endpoint::Browser(Browser::Activity), WRITE),
    (SignOut::PATH, Endpoint::Browser(Browser::SignOut), WRITE),
    (RevealKey::PATH, Endpoint::Browser(Browser::RevealKey), WRITE),
    (account::PATH, Endpoint::Browser(Browser::Account), READ),
    (EndSession::PATH, Endpoint::Browser(Browser::EndSession), WRITE),
    (END_OTHER_SESSIONS_PATH, Endpoint::Browser(Browser::EndOtherSessions), WRITE),
    (ChangePassword::PATH, Endpoint::Browser(Browser::ChangePassword), WRITE),
    (Reissue::PATH, Endpoint::Browser(Browser::Reissue), WRITE),
    (StepUp::PATH, Endpoint::Browser(Browser::StepUp), WRITE),
    (RequestReset::PATH, Endpoint::Browser(Browser::RequestReset), WRITE),
    (ReadLink::PATH, Endpoint::Browser(Browser::ReadLink), WRITE),
    (SavePassword::PATH, Endpoint::Browser(Browser::SavePassword), WRITE),
    (SESSION_VERIFY, Endpoint::SessionVerify, ASKED),
    (notices::PATH, Endpoint::Notices, READ),
    ("/api/openapi.json", Endpoint::OpenApi, READ),
    ("/session.js", Endpoint::SessionScript, READ),
    // The account is a window of whoever is signed in; all others sign in there.
    ("/", Endpoint::Page(Page::SignIn), PAGE),
    ("/account", Endpoint::Page(Page::SignIn), PAGE),
    // The workspace where a finished sign-in leads to an application.
    ("/workspace", Endpoint::Page(Page::SignIn), PAGE),
    (RevealKey::PAGE, Endpoint::Page(Page::TwoFactor), READ),
    (RequestReset::PAGE, Endpoint::Page(Page::Reset), PAGE),
    (Purpose::INVITATION_PAGE, Endpoint::Page(Page::Invitation), PAGE),
    ("/legal/policy", Endpoint::Page(Page::Text(TextKind::Policy)), READ),
    ("/legal/consent", Endpoint::Page(Page::Text(TextKind::Consent)), READ),
    ("/.well-known/change-password", Endpoint::ChangePassword, READ),
];

/// On a developer's machine, in lower case.
pub(super) static OF_DEVELOPERS: &[Place] = &[
    ("/dev/mail.json", Endpoint::Dev(Dev::MailJson), READ),
    ("/dev/mail", Endpoint::Dev(Dev::Mail), READ),
    #[cfg(any(feature = "contract", test))]
    ("/dev/contract", Endpoint::Dev(Dev::Contract), READ),
    #[cfg(any(feature = "contract", test))]
    ("/dev/stop", Endpoint::Dev(Dev::Stop), READ),
];

/// What is found otherwise than by a whole path.
static BEHIND_PREFIXES: &[Place] = &[
    ("/api/{path}", Endpoint::Guarded, ""),
    ("/{application}", Endpoint::Application(Product::Cashier), ""),
    ("/{application}", Endpoint::Application(Product::Boss), ""),
    ("/{administration}", Endpoint::Page(Page::Administration), READ),
    ("/{support}", Endpoint::Page(Page::Support), READ),
];

const ALL: [&[Place]; 6] = [ANYWHERE, START, OF_AGENTS, OF_PRODUCTS, OF_DEVELOPERS, BEHIND_PREFIXES];

/// What lies at a path.
pub(super) fn find(places: &[Place], path: &str) -> Option<Found> {
    let (_, endpoint, allow) = places.iter().find(|(at, ..)| *at == path)?;
    Some((endpoint.clone(), allow))
}

/// The path of an endpoint, with words in braces where a path names somebody or something, or is not ours: it holds nothing
/// that came with a request.
pub fn template(endpoint: &Endpoint) -> Cow<'static, str> {
    if let Endpoint::Admin(admin, _) = endpoint {
        let path = ENDPOINTS.iter().find(|(endpoint, ..)| endpoint == admin).map(|(.., path)| *path);
        return format!("{PREFIX}/{}", path.unwrap_or_default()).into();
    }
    let mut places = ALL.into_iter().flatten();
    places.find(|(_, at, _)| at == endpoint).map_or("", |(path, ..)| *path).into()
}
