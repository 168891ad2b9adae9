//! Invitations: once more, and withdrawn. Their links are delivered as every link to a new password is.

use shared::api::admin::Changed;
use shared::api::admin::employees::{Created, Invite};
use shared::api::problem::Problem;
use shared::api::recovery::Purpose;
use shared::audit::Event;
use shared::code::Code;
use shared::failure::Failure;
use shared::value::language::Language;
use shared::value::product::Product;

use super::super::query::malformed;
use super::super::requester::Requester;
use super::decide::first_product;
use super::told::tell;
use super::{find, row};
use crate::config::Stand;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::Random;
use crate::secrets::secret::Secret;
use crate::storage::admin::employees::{Employee, EmployeeFacts};
use crate::storage::admin::invitations::{Invitation, Invitations};

/// Asks for one more invitation of an employee without a password; the link before it ends with the delivery, whose audit
/// row names who has asked.
pub async fn invite<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
    request: &Invite,
) -> Result<Created, Error>
where
    P: EmployeeFacts + Invitations + Random,
{
    let language = request.language.as_deref().map(|text| Language::parse(text).ok_or(())).transpose();
    let language = language.map_err(|()| malformed("language is en or ru"))?;
    let employee = find(ctx, who, login).await?;
    let product = first_product(&employee.products);
    let invitation = invitation(ctx, who, product, language.unwrap_or(employee.language))?;
    if !ctx.ports.request_invitation(employee.agency, &employee.login, &invitation).await? {
        return Err(not_invited(&employee));
    }
    let link = link(ctx, &invitation)?;
    Ok(Created { employee: tell(employee), link })
}

/// Ends the invitations of an employee that nobody has used.
pub async fn withdraw<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Changed, Error>
where
    P: EmployeeFacts + Invitations + Random,
{
    let employee = find(ctx, who, login).await?;
    let row = row(ctx, who, &employee, Event::InvitationWithdrawn, "");
    let changed = ctx.ports.withdraw_invitation(employee.agency, &employee.login, &row).await?;
    Ok(Changed { changed })
}

/// Why somebody is not invited: a password is there already, or nobody may get in.
fn not_invited(employee: &Employee) -> Error {
    let (code, reason, detail) = if employee.registered {
        let detail = "the employee has a password; a forgotten one is restored in the login window";
        (Code::AlreadyExists, "registered", detail)
    } else {
        (Code::NotAllowed, "blocked", "the employee or the agency is blocked")
    };
    let members = Problem { reason: Some(reason.to_owned()), ..Problem::default() };
    Failure { detail: Some(detail.to_owned()), ..Failure::with_members(code, members) }.into()
}

/// A request for an invitation.
pub(super) fn invitation<P: Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    product: Product,
    language: Language,
) -> Result<Invitation, Internal> {
    let (keys, link_id) = (&ctx.config.seal_keys, ctx.new_id().as_str().to_owned());
    Ok(Invitation {
        token: Secret::of_link(keys, keys.current_id(), &link_id)?.hash(),
        link_id,
        product,
        language,
        actor: who.name.clone(),
        address: ctx.address.to_owned(),
        request_id: ctx.request_id.to_owned(),
        at: ctx.now,
    })
}

/// Where the invitation leads; told on a developer's machine alone.
pub(super) fn link<P>(ctx: &Ctx<'_, P>, invitation: &Invitation) -> Result<Option<String>, Internal> {
    if ctx.config.stand != Stand::Local {
        return Ok(None);
    }
    let keys = &ctx.config.seal_keys;
    let token = Secret::of_link(keys, keys.current_id(), &invitation.link_id)?;
    let origin = ctx.config.product_origin(invitation.product).unwrap_or_default();
    Ok(Some(format!("{origin}{}#{}", Purpose::INVITATION_PAGE, token.expose())))
}
