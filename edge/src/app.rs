//! From a request to its answer: route, dispatch, and render whatever went wrong, once and here.

mod admin;
mod application;
mod browser;
pub mod request_log;

use shared::code::Code;
use shared::envelope::MAX_BYTES;
use shared::envelope::reply::EnvelopeReply;
use shared::failure::Failure;
use shared::texts::TextKind;
use shared::time::UnixMillis;
use shared::value::message_id::MessageId;

use self::request_log::Asked;
use crate::config::Service;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::features::agents::login;
use crate::features::gateway::authenticate::Proof;
use crate::features::gateway::forward::{self, Forward};
use crate::features::gateway::{authenticate, introspect};
use crate::features::{notices, texts};
use crate::http::answer::Answer;
use crate::http::head::{Body, Head, Whole};
use crate::http::passage::Passage;
use crate::http::{
    authorization, cookie, document, envelope_face, form, json_face, media_type, page_face, text_page,
};
use crate::ports::{Log, Ports, Random};
use crate::route::{self, Dev, Endpoint, Face, Page, Route, route};
use crate::storage::health::Health;

/// What becomes of a request.
#[derive(Debug)]
pub enum Outcome {
    /// It is answered here.
    Answer(Answer),
    /// Its bytes go on to the web service behind the guard, as they come.
    Forward(Forward),
}

/// Answers a request. Never fails: whatever goes wrong becomes an answer in the face of the address. A request whose
/// body is read here came when that was whole, so that nobody stamps a try with a moment long gone by. What was asked for is
/// told beside, for the log.
pub async fn respond<P: Ports, B: Body>(
    ctx: &Ctx<'_, P>,
    head: &Head,
    body: &mut B,
    clock: impl Fn() -> UnixMillis,
) -> (Asked, Outcome) {
    let (face, target) = application::route(ctx, head)
        .unwrap_or_else(|| route(&head.method, ctx.config.site(&head.host), &head.path));
    let asked = Asked::of(ctx, head, &target);
    let is_read = match &target {
        Route::To(Endpoint::Guarded | Endpoint::Application(_)) | Route::Options(_) | Route::Refused(_) => {
            false
        }
        Route::To(_) => !matches!(head.method.as_str(), "GET" | "HEAD"),
    };
    let body = &mut if is_read { Whole::of(body, MAX_BYTES).await } else { Whole::unread() };
    let ctx = &Ctx { now: ctx.now.max(clock()), ..*ctx };
    let handled = match target {
        Route::To(endpoint) => shielded(ctx, endpoint, head, body).await,
        Route::Options(allow) => Ok(Outcome::Answer(Answer::empty(204).with("Allow", allow))),
        Route::Refused(failure) => Err(Refusal::from(Error::from(failure))),
    };
    let answer = match handled {
        Ok(Outcome::Answer(answer)) => answer,
        Ok(Outcome::Forward(forward)) => return (asked, Outcome::Forward(forward)),
        Err(refusal) => {
            let answer = match page_for(ctx, face, head, &refusal).await {
                Some(page) => page,
                None => render(ctx, face, head, &refusal),
            };
            Answer { refused: Some(refusal.error.code()), ..answer }
        }
    };
    (asked, Outcome::Answer(answer.finished(&head.method, ctx.request_id)))
}

/// What a person is shown instead of a document for programs.
async fn page_for<P: Ports>(ctx: &Ctx<'_, P>, face: Face, head: &Head, refusal: &Refusal) -> Option<Answer> {
    let Error::Failure(failure) = &refusal.error else { return None };
    if failure.code == Code::NotSignedIn {
        return application::to_sign_in(ctx, head);
    }
    if failure.code != Code::NotFound || !page_face::is_navigation(head) {
        return None;
    }
    let is_of_product = page_face::product(ctx, head).is_ok();
    match face {
        _ if is_of_product => page_face::missing(ctx, head).await.ok(),
        Face::Json => Some(document::missing()),
        // A client of agents may take HTML, too, and is told what it can read.
        Face::Xml => None,
    }
}

/// The answer to a guarded request that the service behind the guard did not answer.
pub async fn respond_upstream_failure<P: Ports>(
    ctx: &Ctx<'_, P>,
    head: &Head,
    service: Service,
    code: Code,
    cause: &str,
) -> Answer {
    ctx.ports.error(&format!("request {}: upstream {}: {cause}", ctx.request_id, service.audience()));
    let answer = match application::failure_page(ctx, head, service, code).await {
        Some(page) => page,
        None => render(ctx, Passage::of(service).face, head, &Refusal::from(Error::from(code))),
    };
    Answer { refused: Some(code), ..answer }.finished(&head.method, ctx.request_id)
}

/// An error, and the message it answers.
struct Refusal {
    error: Error,
    reply_to: Option<MessageId>,
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self { error: error.into(), reply_to: None }
    }
}

/// Refuses an address that has proved nothing too often within a minute before storage is asked, and counts what proves
/// nothing now. Tokens that are ours go on, since a gateway asks for everybody, and so do cookies that have counted here
/// before, since an office shares one address. Keys of operators have a limit of their own.
async fn shielded<P: Ports, B: Body>(
    ctx: &Ctx<'_, P>,
    endpoint: Endpoint,
    head: &Head,
    body: &mut B,
) -> Result<Outcome, Refusal> {
    let failures = ctx.ports.failures();
    let cookies: Vec<_> = [cookie::SESSION, cookie::SIGN_IN]
        .iter()
        .filter_map(|name| cookie::secret(&head.headers, name))
        .collect();
    let asks_for_a_token = matches!(endpoint, Endpoint::TokenVerify | Endpoint::Guarded);
    let is_administration = matches!(endpoint, Endpoint::Admin(..));
    // These have a limit of their address of their own.
    let is_limited =
        matches!(endpoint, Endpoint::Browser(route::Browser::Credentials | route::Browser::RequestReset));
    let is_of_application = matches!(endpoint, Endpoint::Application(_) | Endpoint::SessionVerify);
    let is_of_a_browser = matches!(endpoint, Endpoint::Browser(_)) && !is_limited
        || is_of_application && !cookies.is_empty()
        || is_administration && bearer(head).is_none();
    // These answer nothing but a refusal to a cookie that counts for nothing.
    let proves = matches!(
        endpoint,
        Endpoint::Browser(route::Browser::State | route::Browser::Account)
            | Endpoint::Admin(..)
            | Endpoint::Application(_)
            | Endpoint::SessionVerify
    );
    let is_proven = cookies.iter().any(|value| failures.is_proven(value.as_str()));
    if let Some(wait_s) = failures.wait_s(ctx.address, ctx.now)
        && (asks_for_a_token && !authenticate::is_ours(ctx, bearer(head)) || is_of_a_browser && !is_proven)
    {
        return Err(Error::from(Failure::retry_after(Code::TooManyRequests, wait_s)).into());
    }
    let outcome = dispatch(ctx, endpoint, head, body).await;
    let is_unproven = !cookies.is_empty() && !is_proven;
    let is_nothing = match &outcome {
        Err(Refusal { error: Error::Failure(failure), .. }) => {
            matches!(failure.code, Code::TokenRefused | Code::LinkInvalid)
                || is_unproven && matches!(failure.code, Code::StepMismatch | Code::NotSignedIn)
        }
        Ok(Outcome::Answer(answer)) => is_unproven && answer.drops_cookies(),
        Ok(Outcome::Forward(_)) | Err(_) => false,
    };
    if is_nothing {
        failures.count(ctx.address, ctx.now);
    } else if is_of_a_browser && proves && outcome.is_ok() {
        for value in &cookies {
            failures.prove(value.as_str());
        }
    }
    if let Ok(Outcome::Answer(answer)) = &outcome {
        for value in cookie::given(answer) {
            failures.prove(value.as_str());
        }
    }
    outcome
}

async fn dispatch<P: Ports, B: Body>(
    ctx: &Ctx<'_, P>,
    endpoint: Endpoint,
    head: &Head,
    body: &mut B,
) -> Result<Outcome, Refusal> {
    let answer = match endpoint {
        Endpoint::AgentLogin => agent_login(ctx, head, body).await?,
        Endpoint::TokenVerify => {
            let claims = authenticate::authenticate(ctx, proof(head)).await?;
            forward::identity(&claims)
                .into_iter()
                .fold(Answer::empty(204), |answer, (name, value)| answer.with(name, value))
        }
        Endpoint::TokenIntrospect => token_introspect(ctx, head, body).await?,
        Endpoint::Guarded => {
            let claims = authenticate::authenticate(ctx, proof(head)).await?;
            let (service, identity) = (Service::WebService, forward::identity(&claims));
            let forward = forward::forward(ctx, service, identity, &head.method, &head.path_and_query)?;
            return Ok(Outcome::Forward(forward));
        }
        Endpoint::Application(product) => return Ok(application::dispatch(ctx, product, head).await?),
        Endpoint::SessionVerify => application::verify(ctx, head).await?,
        Endpoint::Browser(endpoint) => browser::dispatch(ctx, endpoint, head, body).await?,
        Endpoint::Admin(endpoint, name) => admin::dispatch(ctx, endpoint, &name, head, body).await?,
        Endpoint::Notices => shown_notices(ctx, head).await?,
        Endpoint::Page(Page::Text(kind)) => read_text(ctx, kind, head).await?,
        Endpoint::Page(page) => match application::way_back(ctx, page, head).await? {
            Some(onward) => onward,
            None => page_face::page(ctx, page, head).await?,
        },
        Endpoint::ChangePassword => Answer::empty(303).with("Location", "/account"),
        Endpoint::Dev(dev) => dev_page(ctx, dev, head).await?,
        Endpoint::Document(document) => document::document(document, &head.host),
        Endpoint::OpenApi => page_face::open_api(ctx).await?,
        Endpoint::SessionScript => page_face::session_script(ctx).await?,
        Endpoint::Health => health(ctx).await?,
    };
    Ok(Outcome::Answer(answer))
}

async fn agent_login<P: Ports, B: Body>(
    ctx: &Ctx<'_, P>,
    head: &Head,
    body: &mut B,
) -> Result<Answer, Refusal> {
    let request = envelope_face::read_login(head, body)
        .await
        .map_err(|(reply_to, failure)| Refusal { error: failure.into(), reply_to })?;
    let reply_to = Some(request.message_id.clone());
    match login::login(ctx, &request).await {
        Ok(token) => Ok(envelope_face::token(&reply(ctx, reply_to), &token)),
        Err(error) => Err(Refusal { error, reply_to }),
    }
}

async fn token_introspect<P: Ports, B: Body>(
    ctx: &Ctx<'_, P>,
    head: &Head,
    body: &mut B,
) -> Result<Answer, Refusal> {
    let basic = authorization::credentials(head.headers.only("authorization"), "Basic");
    introspect::admit(ctx, basic).await?;
    media_type::require(&head.headers, media_type::FORM).map_err(Error::from)?;
    let bytes = body.read(MAX_BYTES).await.map_err(Failure::from)?;
    let token = form::field(&bytes, "token").ok_or_else(|| {
        Error::from(Failure::with_detail(Code::MalformedRequest, "the form needs one field `token`"))
    })?;
    Ok(json_face::value(&introspect::introspect(ctx, &token).await?))
}

/// The pages for developers; no deployed worker has them.
#[cfg(any(feature = "local", test))]
async fn dev_page<P: Ports>(ctx: &Ctx<'_, P>, dev: Dev, head: &Head) -> Result<Answer, Error> {
    crate::http::dev_face::dev(ctx, dev, head).await
}

/// Never reached: the route to these pages does not exist in this build.
#[cfg(not(any(feature = "local", test)))]
#[expect(clippy::unused_async, reason = "it stands where the other one stands")]
async fn dev_page<P: Ports>(_ctx: &Ctx<'_, P>, _dev: Dev, _head: &Head) -> Result<Answer, Error> {
    Err(Code::NotFound.into())
}

/// A text that is read before one consents, in the version that the query names.
async fn read_text<P: Ports>(ctx: &Ctx<'_, P>, kind: TextKind, head: &Head) -> Result<Answer, Error> {
    let product = page_face::product(ctx, head)?;
    let text = texts::read(ctx, kind, product, text_page::asked(head).as_deref()).await?;
    text_page::page(ctx, kind, &text, head).await
}

/// The notices of a product: the same for everybody, and worth a minute.
async fn shown_notices<P: Ports>(ctx: &Ctx<'_, P>, head: &Head) -> Result<Answer, Error> {
    let shown = notices::shown(ctx, page_face::product(ctx, head)?).await;
    Ok(json_face::value(&shown).with("Cache-Control", "public, max-age=60"))
}

async fn health<P: Health>(ctx: &Ctx<'_, P>) -> Result<Answer, Refusal> {
    ctx.ports.ping().await?;
    Ok(Answer::with_body(200, "text/plain; charset=utf-8", "ok\n"))
}

fn bearer(head: &Head) -> Option<&str> {
    authorization::credentials(head.headers.only("authorization"), "Bearer")
}

fn proof(head: &Head) -> Proof<'_> {
    match bearer(head) {
        Some(token) => Proof::Token(token),
        None if authorization::is_of_other_scheme(head.headers.only("authorization"), "Bearer") => {
            Proof::OtherScheme
        }
        None => Proof::Missing,
    }
}

fn reply<P: Random>(ctx: &Ctx<'_, P>, reply_to: Option<MessageId>) -> EnvelopeReply {
    EnvelopeReply { message_id: ctx.new_id(), reply_to, time_sent: ctx.now }
}

/// The one place where failures become answers and faults reach the log.
fn render<P: Random + Log>(ctx: &Ctx<'_, P>, face: Face, head: &Head, refusal: &Refusal) -> Answer {
    let (failure, mail_queued) = match &refusal.error {
        Error::Failure(failure) => (failure.clone(), false),
        Error::Noticed(failure) => (failure.clone(), true),
        Error::Internal(internal) => {
            ctx.ports.error(&format!("request {}: {internal}", ctx.request_id));
            (internal.as_failure(), false)
        }
    };
    let answer = match face {
        Face::Xml => envelope_face::failure(&reply(ctx, refusal.reply_to.clone()), &failure, ctx.request_id),
        Face::Json => json_face::failure(&failure, ctx.request_id),
    };
    let answer = Answer { mail_queued, ..answer };
    let answer = match challenge(failure.code, head) {
        Some(challenge) => answer.with("WWW-Authenticate", challenge),
        None => answer,
    };
    let answer = match failure.retry_after_s {
        Some(seconds) => answer.with("Retry-After", seconds.to_string()),
        None => answer,
    };
    match failure.allow {
        Some(allow) => answer.with("Allow", allow),
        None => answer,
    }
}

/// What a caller who did not prove who it is has to send (RFC 9110 section 11.6.1).
fn challenge(code: Code, head: &Head) -> Option<&'static str> {
    if code == Code::ClientRefused {
        return Some(authorization::BASIC);
    }
    let token =
        if bearer(head).is_some() { authorization::BEARER_INVALID } else { authorization::BEARER_MISSING };
    (code == Code::TokenRefused).then_some(token)
}
