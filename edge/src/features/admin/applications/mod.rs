//! Applications: lists, creation, passwords, units, blocks and their tokens.

mod changes;
mod create;
mod list;
mod password;
mod tokens;

pub use self::changes::{allow, block, ending, forbid, unblock};
pub use self::create::{create, register, rotate};
pub use self::list::{TAKES, list, read};
pub use self::tokens::{TOKENS_TAKE, revoke, revoke_all, tokens};

use shared::api::admin::applications::Application as Told;
use shared::audit::{Event, Row};
use shared::code::Code;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use super::requester::{Requester, Scope};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::storage::admin::applications::{ApplicationFacts, ApplicationReadings};

/// The application of a path, if one may be seen.
async fn find<P: ApplicationReadings>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
) -> Result<ApplicationFacts, Error> {
    let login = Login::parse(login).ok_or(Code::NotFound)?;
    Ok(ctx.ports.application_facts(&login, scope(who), ctx.now).await?.ok_or(Code::NotFound)?)
}

/// The only agency that may be seen, if there is only one.
fn scope(who: &Requester) -> Option<AgencyCode> {
    match who.scope {
        Scope::Agency(own) => Some(own),
        Scope::Every => None,
    }
}

/// A row of what the requester does to an application.
fn row<P: Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    (agency, login): (AgencyCode, &Login),
    event: Event,
    detail: &str,
) -> Row {
    ctx.audit(Some(agency), event, &who.name, login.as_str(), detail)
}

/// An application as answers tell it.
fn tell(application: &ApplicationFacts) -> Told {
    Told {
        login: application.login.as_str().to_owned(),
        agency: application.agency.as_number(),
        units: application.units.iter().map(ToString::to_string).collect(),
        blocked_at_ms: application.blocked_at.map(|at| at.0),
        agency_blocked: application.agency_blocked,
        live_tokens: application.live_tokens,
        last_login_at_ms: application.last_login_at.map(|at| at.0),
        created_at_ms: application.created_at.0,
        rotations: application.password_version.saturating_sub(1),
    }
}
