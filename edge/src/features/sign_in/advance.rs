//! After every step: a sign-in that needs nothing more becomes a session.

use shared::api::state::Notice;
use shared::audit::Event;
use shared::flow::demands::demands;
use shared::flow::step::{Step, step};
use shared::value::structure_unit_id::StructureUnitId;

use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::Random;
use crate::secrets::secret::{Secret, SecretHash};
use crate::storage::sessions::{NewSession, Opening, Sessions};
use crate::storage::sign_ins::{SignIn, SignIns};
use crate::visit::devices::arrival;
use crate::visit::standing::{Place, Standing, Underway, facts, reply, standing};
use crate::visit::visitor::{Keep, Reply, Visitor};

/// Reads where the browser stands and goes as far from there as needs no input.
pub async fn advance<P>(ctx: &Ctx<'_, P>, visitor: &Visitor) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let standing = standing(ctx, visitor).await?;
    go(ctx, visitor, standing).await
}

/// Goes on from a sign-in that this request has changed. It is not read again: what opens the session asks storage for
/// everything once more.
pub async fn go_on<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, at: Underway) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let step = step(&facts(ctx, visitor.product, &at.sign_in));
    let place = Place::Underway(Box::new((at.secret, at.sign_in, step)));
    go(ctx, visitor, Standing { place, session: at.session, sign_in: Keep::AsIs }).await
}

async fn go<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, standing: Standing) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let Place::Underway(underway) = &standing.place else { return Ok(reply(ctx, visitor, standing)) };
    match &**underway {
        (secret, sign_in, Step::Done { place }) => {
            finish(ctx, visitor, secret, sign_in, place.as_ref()).await
        }
        (secret, sign_in, Step::Nowhere) => {
            give_up(ctx, secret, sign_in, "no-point-of-sale").await?;
            Ok(nobody(ctx, visitor, standing))
        }
        _ => Ok(reply(ctx, visitor, standing)),
    }
}

/// Ends a half-done sign-in and says why in the audit log.
pub async fn give_up<P: SignIns + Random>(
    ctx: &Ctx<'_, P>,
    secret: &SecretHash,
    sign_in: &SignIn,
    how: &str,
) -> Result<(), Internal> {
    let login = sign_in.login.as_str();
    let row = ctx.audit(Some(sign_in.agency), Event::SignInEnded, login, login, how);
    ctx.ports.end_sign_in(secret, &row).await
}

async fn finish<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    secret: &SecretHash,
    sign_in: &SignIn,
    place: Option<&(StructureUnitId, String)>,
) -> Result<Reply, Error>
where
    P: SignIns + Sessions + Random,
{
    let login = sign_in.login.as_str();
    let product = visitor.product;
    let detail = place.map_or_else(|| product.to_string(), |(id, seance)| format!("{product} {id} {seance}"));
    if let (Some(session), Some(place)) = (&sign_in.session, place) {
        let row = ctx.audit(Some(sign_in.agency), Event::SessionMoved, login, login, &detail);
        ctx.ports.move_session(secret, session, place, &row).await?;
        // Moved or not: the session says where it is, if it still lives.
        let after = standing(ctx, &Visitor { sign_in: None, ..visitor.clone() }).await?;
        return Ok(Reply { sign_in: Keep::Drop, ..reply(ctx, visitor, after) });
    }
    let value = Secret::from_random(ctx.ports.bytes());
    let session = NewSession {
        secret: value.hash(),
        sign_in: secret.clone(),
        demands: demands(product, ctx.config.product(product).version),
        place: place.cloned(),
        at: ctx.now,
        address: ctx.address.to_owned(),
        country: visitor.country.clone(),
        user_agent: visitor.user_agent.clone(),
        language: visitor.language,
    };
    let (arrival, devices) = arrival(ctx, visitor, sign_in.agency, &sign_in.login)?;
    let row = ctx.audit(Some(sign_in.agency), Event::SessionOpened, login, login, &detail);
    let Opening::Opened { mail_queued } = ctx.ports.open_session(&session, &arrival, &row).await? else {
        // Something was blocked, taken away or changed since the step was derived: the next request sees it.
        give_up(ctx, secret, sign_in, "changed-meanwhile").await?;
        let standing = standing(ctx, &Visitor { sign_in: None, ..visitor.clone() }).await?;
        return Ok(nobody(ctx, visitor, standing));
    };
    let opened = Visitor { session: Some(session.secret), sign_in: None, ..visitor.clone() };
    let after = standing(ctx, &opened).await?;
    Ok(Reply {
        session: Keep::Set(value),
        sign_in: Keep::Drop,
        devices: Some(devices),
        mail_queued,
        ..reply(ctx, visitor, after)
    })
}

/// The half-done sign-in is over, and its owner has not asked for that.
fn nobody<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, standing: Standing) -> Reply {
    let place = Place::Nobody(Some(Notice::Ended));
    Reply { sign_in: Keep::Drop, ..reply(ctx, visitor, Standing { place, ..standing }) }
}
