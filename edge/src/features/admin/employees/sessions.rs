//! Sessions and consents of one employee.

use shared::api::admin::employees::{Consent, EmployeeSession, EndSession};
use shared::api::admin::{Changed, Page};
use shared::audit::Event;

use super::super::requester::Requester;
use super::{find, row};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::secret::SecretHash;
use crate::storage::admin::employees::EmployeeFacts;
use crate::storage::admin::live_sessions::{LiveSession, LiveSessions, RecordedConsent};

/// The live sessions of an employee.
pub async fn sessions<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
) -> Result<Page<EmployeeSession>, Error>
where
    P: EmployeeFacts + LiveSessions,
{
    let employee = find(ctx, who, login).await?;
    let told = |session: LiveSession| EmployeeSession {
        id: session.secret_hash.as_str().to_owned(),
        product: session.product.as_str().to_owned(),
        point_of_sale: session.unit.map(|unit| format!("{}_{unit}", employee.agency)),
        opened_at_ms: session.created_at.0,
        active_at_ms: session.last_active_at.0,
        address: session.address,
        country: session.country,
        user_agent: session.user_agent,
    };
    let live = ctx.ports.live_sessions(employee.agency, &employee.login, ctx.now).await?;
    Ok(Page { items: live.into_iter().map(told).collect(), next: None })
}

/// The consents of an employee.
pub async fn consents<P>(ctx: &Ctx<'_, P>, who: &Requester, login: &str) -> Result<Page<Consent>, Error>
where
    P: EmployeeFacts + LiveSessions,
{
    let employee = find(ctx, who, login).await?;
    let told = |consent: RecordedConsent| Consent {
        product: consent.product.as_str().to_owned(),
        version: consent.version,
        language: consent.language.as_str().to_owned(),
        given_at_ms: consent.given_at.0,
        address: consent.address,
    };
    let recorded = ctx.ports.recorded_consents(employee.agency, &employee.login).await?;
    Ok(Page { items: recorded.into_iter().map(told).collect(), next: None })
}

/// Ends one session of an employee.
pub async fn end_session<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
    request: &EndSession,
) -> Result<Changed, Error>
where
    P: EmployeeFacts + LiveSessions + Random,
{
    let employee = find(ctx, who, login).await?;
    let session = SecretHash::from_stored(request.id.clone());
    let row = row(ctx, who, &employee, Event::SessionEnded, "elsewhere");
    let changed = ctx.ports.end_session_of(employee.agency, &employee.login, &session, &row).await?;
    Ok(Changed { changed })
}
