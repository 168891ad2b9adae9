//! The applications of the products, behind the guard and beside it, and the way from them to the sign-in and back.

use shared::code::Code;
use shared::failure::Failure;
use shared::value::product::Product;
use shared::way_back;

use super::Outcome;
use crate::config::Service;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::features::gateway::{employee, forward};
use crate::http::answer::Answer;
use crate::http::head::Head;
use crate::http::{cookie, page_face, passage, same_origin};
use crate::ports::Ports;
use crate::route::{self, Endpoint, Face, Page, Route};

/// The way to the application, if the address is one of its own and it is behind the guard here.
pub(super) fn route<P>(ctx: &Ctx<'_, P>, head: &Head) -> Option<(Face, Route)> {
    let product = page_face::product(ctx, head).ok()?;
    ctx.config.upstream(Service::Application(product))?;
    let base = way_back::base(ctx.config.product(product).app_url.as_deref()?);
    let is_under = head.path.starts_with(&base) || base.trim_end_matches('/') == head.path;
    is_under.then_some((Face::Json, Route::To(Endpoint::Application(product))))
}

/// Hands a request of somebody who is signed in on to the application.
pub(super) async fn dispatch<P: Ports>(
    ctx: &Ctx<'_, P>,
    product: Product,
    head: &Head,
) -> Result<Outcome, Error> {
    let base = way_back::base(ctx.config.product(product).app_url.as_deref().unwrap_or_default());
    if !head.path.starts_with(&base) {
        let query = head.path_and_query.get(head.path.len()..).unwrap_or_default();
        return Ok(Outcome::Answer(Answer::empty(308).with("Location", format!("{base}{query}"))));
    }
    if !matches!(head.method.as_str(), "GET" | "HEAD" | "OPTIONS") {
        same_origin::require_origin(head, &ctx.config.origin(&head.host))?;
    }
    if passage::is_upgrade(&head.headers) {
        let told = "WebSocket connections do not pass the guard; use server-sent events and requests";
        return Err(Failure::with_detail(Code::MalformedRequest, told).into());
    }
    let session = cookie::secret(&head.headers, cookie::SESSION);
    let identity = employee::identity(ctx, product, session.as_ref()).await?;
    let service = Service::Application(product);
    Ok(Outcome::Forward(forward::forward(ctx, service, identity, &head.method, &head.path_and_query)?))
}

/// Tells a gateway beside the edge who is signed in; the signature is for the request that it names.
pub(super) async fn verify<P: Ports>(ctx: &Ctx<'_, P>, head: &Head) -> Result<Answer, Error> {
    let product = page_face::product(ctx, head)?;
    let session = cookie::secret(&head.headers, cookie::SESSION);
    let identity = employee::identity(ctx, product, session.as_ref()).await?;
    let told = |names: [&str; 2]| names.into_iter().find_map(|name| head.headers.only(name));
    let method = told(["x-forwarded-method", "x-original-method"]).unwrap_or(&head.method);
    let path = told([FORWARDED_URI, "x-original-uri"]).unwrap_or(&head.path_and_query);
    let fields = forward::signed(ctx, Service::Application(product), identity, method, path)?;
    Ok(fields.into_iter().fold(Answer::empty(204), |answer, (name, value)| answer.with(name, value)))
}

/// Where a gateway that can pass a redirect on says what was asked for.
const FORWARDED_URI: &str = "x-forwarded-uri";

/// The way to the sign-in for somebody who wants to see a page; none for whatever else asks.
pub(super) fn to_sign_in<P>(ctx: &Ctx<'_, P>, head: &Head) -> Option<Answer> {
    let product = page_face::product(ctx, head).ok()?;
    let is_beside = head.path == route::SESSION_VERIFY;
    let wanted = if is_beside { head.headers.only(FORWARDED_URI)? } else { head.path_and_query.as_str() };
    let is_read = matches!(head.headers.only("x-forwarded-method"), None | Some("GET" | "HEAD"));
    if !page_face::is_visit(head) || is_beside && !is_read {
        return None;
    }
    let address = way_back::sign_in(wanted, ctx.config.product(product).app_url.as_deref());
    // A gateway may call the edge by another address than the browser does.
    let address = if is_beside { ctx.config.origin(&head.host) + &address } else { address };
    // A link from another site brings no cookies along (SameSite=Strict); a page of ours that leads on does. It leads to
    // another address than this one, so that it does so once.
    let is_from_elsewhere = head.headers.only("sec-fetch-site") == Some("cross-site");
    if is_from_elsewhere && cookie::secret(&head.headers, cookie::SESSION).is_none() {
        let step = page_face::leading_to(&address);
        // A gateway lets in whomever the edge answers with 2xx, and passes this page on.
        return Some(if is_beside { Answer { status: 401, ..step } } else { step });
    }
    Some(Answer::empty(303).with("Location", address))
}

/// The way back from the sign-in page, for somebody who is signed in.
pub(super) async fn way_back<P: Ports>(
    ctx: &Ctx<'_, P>,
    page: Page,
    head: &Head,
) -> Result<Option<Answer>, Error> {
    let query = head.path_and_query.get(head.path.len()..).unwrap_or_default();
    let is_asked = page == Page::SignIn && head.path == "/" && page_face::is_visit(head) && !query.is_empty();
    let Some(session) = cookie::secret(&head.headers, cookie::SESSION).filter(|_| is_asked) else {
        return Ok(None);
    };
    let product = page_face::product(ctx, head)?;
    let app_url = ctx.config.product(product).app_url.as_deref();
    let Some(wanted) = app_url.and_then(|app_url| way_back::asked(query, app_url)) else { return Ok(None) };
    let is_signed_in = employee::identity(ctx, product, Some(&session)).await.is_ok();
    Ok(is_signed_in.then(|| Answer::empty(303).with("Location", wanted)))
}

/// What a person is shown whose application has not answered.
pub(super) async fn failure_page<P: Ports>(
    ctx: &Ctx<'_, P>,
    head: &Head,
    service: Service,
    code: Code,
) -> Option<Answer> {
    let is_for_people = matches!(service, Service::Application(_)) && page_face::is_visit(head);
    if !is_for_people {
        return None;
    }
    page_face::unanswered(ctx, head, code.spec().status).await.ok()
}
