//! The browser's API: from a request of our own pages to the feature that handles it.

use shared::api::account::{ChangePassword, EndSession, Reissue, RevealKey, StepUp};
use shared::api::recovery::{PasswordSaved, ReadLink, RequestReset, SavePassword};
use shared::api::requests;
use shared::code::Code;
use shared::failure::Failure;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::features::account::{page, password, reissue, sessions, step_up};
use crate::features::recovery::{link, request, save};
use crate::features::session::keep;
use crate::features::sign_in::{advance, code, credentials, leave, place, requirements};
use crate::features::two_factor::reveal;
use crate::http::answer::Answer;
use crate::http::browser_face::{self, Nothing, read};
use crate::http::head::{Body, Head};
use crate::http::json_face;
use crate::ports::Ports;
use crate::route::Browser;

/// Answers a request to the host of a product.
pub(super) async fn dispatch<P: Ports, B: Body>(
    ctx: &Ctx<'_, P>,
    endpoint: Browser,
    head: &Head,
    body: &mut B,
) -> Result<Answer, Error> {
    let product = ctx.config.site(&head.host).and_then(|site| site.role.product()).ok_or(Code::NotFound)?;
    let origin = &ctx.config.origin(&head.host);
    let visitor = &browser_face::visitor(ctx, head, product, origin).await?;
    let reply = match endpoint {
        Browser::State => advance::advance(ctx, visitor).await?,
        Browser::Credentials => {
            let request: requests::Credentials = read(head, body, origin).await?;
            credentials::credentials(ctx, visitor, request).await?
        }
        Browser::Requirements => {
            let request: requests::Requirements = read(head, body, origin).await?;
            requirements::requirements(ctx, visitor, &request).await?
        }
        Browser::Code => {
            let request: requests::Code = read(head, body, origin).await?;
            code::code(ctx, visitor, &request).await?
        }
        Browser::PointOfSale => {
            let request: requests::SelectPointOfSale = read(head, body, origin).await?;
            place::select_point_of_sale(ctx, visitor, &request).await?
        }
        Browser::Seance => {
            let request: requests::SelectSeance = read(head, body, origin).await?;
            place::select_seance(ctx, visitor, &request).await?
        }
        Browser::Activity => {
            let request: requests::Activity = read(head, body, origin).await?;
            keep::activity(ctx, visitor, &request).await?
        }
        Browser::RevealKey => {
            let request: RevealKey = read(head, body, origin).await?;
            return Ok(json_face::value(&reveal::reveal(ctx, &request).await?));
        }
        Browser::Account => return Ok(json_face::value(&page::page(ctx, visitor).await?)),
        Browser::EndSession => {
            let request: EndSession = read(head, body, origin).await?;
            match sessions::end(ctx, visitor, &request).await? {
                Some(account) => return Ok(json_face::value(&account)),
                None => keep::sign_out(ctx, visitor, &requests::SignOut::default()).await?,
            }
        }
        Browser::EndOtherSessions => {
            nothing(head, body, origin).await?;
            return Ok(json_face::value(&sessions::end_others(ctx, visitor).await?));
        }
        Browser::ChangePassword => {
            let request: ChangePassword = read(head, body, origin).await?;
            password::change(ctx, visitor, request).await?
        }
        Browser::Reissue => {
            let request: Reissue = read(head, body, origin).await?;
            let (reissued, mail_queued) = reissue::reissue(ctx, visitor, &request).await?;
            return Ok(Answer { mail_queued, ..json_face::value(&reissued) });
        }
        Browser::StepUp => {
            let request: StepUp = read(head, body, origin).await?;
            step_up::step_up(ctx, visitor, &request).await?;
            return Ok(json_face::value(&Nothing {}));
        }
        Browser::RequestReset => {
            let reset: RequestReset = read(head, body, origin).await?;
            request::request(ctx, visitor, &reset).await?;
            // The same for every address: the request was noted, whether a mail comes of it is found out behind the answer.
            return Ok(Answer { mail_queued: true, ..json_face::value(&Nothing {}) });
        }
        Browser::ReadLink => {
            let request: ReadLink = read(head, body, origin).await?;
            return Ok(json_face::value(&link::read_link(ctx, visitor, &request).await?));
        }
        Browser::SavePassword => {
            let request: SavePassword = read(head, body, origin).await?;
            let saved = save::save(ctx, visitor, request).await?;
            let told = json_face::value(&PasswordSaved { reissued: saved.reissued });
            return Ok(Answer { mail_queued: saved.mail_queued, ..told });
        }
        Browser::Resend => {
            nothing(head, body, origin).await?;
            requirements::resend(ctx, visitor).await?
        }
        Browser::Back => {
            nothing(head, body, origin).await?;
            leave::back(ctx, visitor).await?
        }
        Browser::Cancel => {
            nothing(head, body, origin).await?;
            leave::cancel(ctx, visitor).await?
        }
        Browser::ChangePointOfSale => {
            nothing(head, body, origin).await?;
            place::change(ctx, visitor).await?
        }
        Browser::SignOut => {
            let request: requests::SignOut = read(head, body, origin).await?;
            keep::sign_out(ctx, visitor, &request).await?
        }
    };
    Ok(browser_face::reply(&reply))
}

/// Reads a request that says nothing but that it is meant.
async fn nothing<B: Body>(head: &Head, body: &mut B, origin: &str) -> Result<(), Failure> {
    let Nothing {} = read(head, body, origin).await?;
    Ok(())
}
