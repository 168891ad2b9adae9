//! The end of sessions of one employee, of an agency or of everybody, without a block.

use shared::api::admin::{EndSessions, Ending};
use shared::audit::Event;
use shared::code::Code;
use shared::value::agency_code::AgencyCode;

use super::query::malformed;
use super::requester::{Requester, Scope};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::storage::admin::agencies::Agencies;
use crate::storage::admin::employees::EmployeeFacts;
use crate::storage::admin::ending::Whose;
use crate::storage::admin::live_sessions::LiveSessions;

/// Ends sessions and half-done sign-ins. Whose, exactly one member of the request says.
pub async fn end<P>(ctx: &Ctx<'_, P>, who: &Requester, request: &EndSessions) -> Result<Ending, Error>
where
    P: Agencies + EmployeeFacts + LiveSessions + Random,
{
    let (whose, agency, subject) = match (&request.login, request.agency, request.all) {
        (Some(login), None, false) => {
            let employee = super::employees::find(ctx, who, login).await?;
            let subject = employee.login.as_str().to_owned();
            (Whose::Employee(employee.agency, employee.login), Some(employee.agency), subject)
        }
        (None, Some(code), false) => {
            let agency = AgencyCode::from_number(code).ok_or_else(|| malformed("agency is 1 to 99999"))?;
            who.reach(agency)?;
            ctx.ports.agency(agency).await?.ok_or(Code::NotFound)?;
            (Whose::Agency(agency), Some(agency), agency.to_string())
        }
        (None, None, true) if who.scope == Scope::Every => (Whose::All, None, "all".to_owned()),
        (None, None, true) => return Err(Code::NotAllowed.into()),
        _ => return Err(malformed("exactly one of login, agency and all says whose").into()),
    };
    let row = ctx.audit(agency, Event::SessionEnded, &who.name, &subject, "");
    Ok(ctx.ports.end_sessions_of(&whose, &row).await?)
}
