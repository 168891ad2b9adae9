//! Who asks: the owner of a session at Boss's host, or of an operator's key at the API host.

use shared::api::admin::employees::Role;
use shared::audit::Event;
use shared::code::Code;
use shared::failure::Failure;

use super::operators::{KEY_MS, as_actor};
use super::requester::{AdminSession, Requester, Scope};
use crate::config::Stand;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::operator_keys::OperatorKeys;
use crate::ports::{ADDRESS_PERIOD_S, Random, Shield};
use crate::rights::{Actor, Right, StepUp, right, step_up};
use crate::route::admin::Admin;
use crate::secrets::secret::SecretHash;
use crate::storage::admin::operators::{NewOperator, Operators};
use crate::storage::admin::requesters::{Requesters, SignedIn};
use crate::storage::audit::AuditLog;
use crate::visit::standing::{SESSION_IDLE_MS, SESSION_MS};

/// The operator of a developer's machine.
const LOCAL_OPERATOR: &str = "local";

/// The employee whose session this is, with the right to the endpoint.
pub async fn of_session<P: Requesters>(
    ctx: &Ctx<'_, P>,
    session: Option<SecretHash>,
    endpoint: Admin,
) -> Result<Requester, Error> {
    let secret = session.ok_or(Code::StepMismatch)?;
    let active_since = ctx.now.plus_ms(-SESSION_IDLE_MS);
    let opened_since = ctx.now.plus_ms(-SESSION_MS);
    let found = ctx.ports.signed_in(&secret, active_since, opened_since).await?.ok_or(Code::StepMismatch)?;
    let who = employee(secret, found, endpoint)?;
    if step_up(who.actor, endpoint) == StepUp::Always {
        who.require_code(ctx.now)?;
    }
    Ok(who)
}

/// The operator whose key this is. Wrong keys are counted by address, and beyond that storage is not even asked.
pub async fn of_key<P: Operators + OperatorKeys + AuditLog + Shield + Random>(
    ctx: &Ctx<'_, P>,
    key: Option<&str>,
    endpoint: Admin,
) -> Result<Requester, Error> {
    let key = key.map(SecretHash::of).ok_or_else(|| refused("the key of an operator is missing"))?;
    if !ctx.ports.admit_key(&key, ctx.address).await? {
        return Err(Failure::retry_after(Code::TooManyRequests, ADDRESS_PERIOD_S).into());
    }
    if ctx.config.stand == Stand::Local && ctx.config.local_operator.as_ref() == Some(&key) {
        let expires_at = ctx.now.plus_ms(KEY_MS);
        let local = NewOperator { name: LOCAL_OPERATOR, key: &key, at: ctx.now, expires_at };
        ctx.ports.install_operator(&local).await?;
    }
    let Some(operator) = ctx.ports.operator_of_key(&key, ctx.now).await? else {
        ctx.ports.key_was_wrong(&key);
        let row = ctx.audit(None, Event::OperatorRefused, "anonymous", "", "");
        let row = ctx.once_a_minute("operator", ctx.address, row);
        ctx.record_once(&row.audit_id, &row).await?;
        return Err(refused("the key is that of no operator, or it has ended").into());
    };
    ctx.ports.key_was_right(&key);
    let scope = scope(Actor::Operator, None, endpoint)?;
    Ok(Requester { actor: Actor::Operator, name: as_actor(&operator.name), scope, session: None })
}

fn refused(detail: &str) -> Failure {
    Failure::with_detail(Code::TokenRefused, detail)
}

fn employee(secret: SecretHash, found: SignedIn, endpoint: Admin) -> Result<Requester, Failure> {
    let actor = match found.role {
        Role::Cashier => Actor::Cashier,
        Role::Administrator => Actor::Administrator,
        Role::Support => Actor::Support,
    };
    let session = AdminSession {
        secret,
        agency: found.agency,
        login: found.login,
        code_at: found.code_at,
        has_key: found.has_key,
    };
    let scope = scope(actor, Some(&session), endpoint)?;
    Ok(Requester { actor, name: session.login.as_str().to_owned(), scope, session: Some(session) })
}

/// Whose rows the actor may see with this endpoint.
fn scope(actor: Actor, session: Option<&AdminSession>, endpoint: Admin) -> Result<Scope, Failure> {
    match (right(actor, endpoint), session) {
        (Right::EveryAgency, _) => Ok(Scope::Every),
        (Right::OwnAgency, Some(session)) => Ok(Scope::Agency(session.agency)),
        (Right::OwnAgency | Right::None, _) => Err(Code::NotAllowed.into()),
    }
}
