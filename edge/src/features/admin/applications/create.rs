//! New applications, and new passwords of those there are.

use shared::api::admin::applications::{CreateApplication, Rotate, WithPassword};
use shared::audit::Event;
use shared::code::Code;
use shared::failure::Failure;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::password::Password;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::fields::is_invisible;
use super::super::query::malformed;
use super::super::requester::Requester;
use super::password::choose;
use super::{find, row, tell};
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::{Breaches, Hasher, Log, Pages, Random};
use crate::storage::admin::application_changes::{ApplicationChanges, Creation, NewApplication};
use crate::storage::admin::applications::ApplicationReadings;
use crate::stored_password;

/// The longest login, in characters.
const MAX_LOGIN: usize = 254;
/// Most structure units of one application.
const MAX_UNITS: usize = 1_000;

/// Creates an application; its password is told this once.
pub async fn create<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    request: &CreateApplication,
) -> Result<WithPassword, Error>
where
    P: ApplicationChanges + Hasher + Random + Pages + Breaches + Log,
{
    let login = login(&request.login)?;
    let password = choose(ctx, &login, request.password.as_deref()).await?;
    register(ctx, who, request, password).await
}

/// Creates an application with a password that may be chosen.
pub async fn register<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    request: &CreateApplication,
    password: Password,
) -> Result<WithPassword, Error>
where
    P: ApplicationChanges + Hasher + Random,
{
    let (login, agency) = (login(&request.login)?, AgencyCode::from_number(request.agency));
    let agency = agency.ok_or_else(|| malformed("agency is 1 to 99999"))?;
    who.reach(agency)?;
    let units = units(agency, &request.units)?;
    let allowed: Vec<_> = units.iter().map(ToString::to_string).collect();
    let new = NewApplication {
        row: row(ctx, who, (agency, &login), Event::ApplicationCreated, &allowed.join(", ")),
        password_hash: stored_password::hash(ctx, &password)?,
        agency,
        login,
        units,
    };
    match ctx.ports.create_application(&new).await? {
        Creation::Made(facts) => {
            Ok(WithPassword { application: tell(&facts), password: password.expose().to_owned() })
        }
        Creation::LoginTaken => Err(Code::AlreadyExists.into()),
        Creation::UnknownAgency => Err(missing(format!("no agency {agency}"))),
        Creation::UnknownUnits(units) => {
            let named: Vec<_> = units.iter().map(|unit| format!("{agency}_{unit}")).collect();
            Err(missing(format!("no structure unit {}", named.join(", "))))
        }
    }
}

/// Gives an application another password, told this once; its tokens end.
pub async fn rotate<P>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    login: &str,
    request: &Rotate,
) -> Result<WithPassword, Error>
where
    P: ApplicationReadings + ApplicationChanges + Hasher + Random + Pages + Breaches + Log,
{
    let application = find(ctx, who, login).await?;
    let password = choose(ctx, &application.login, request.password.as_deref()).await?;
    let hash = stored_password::hash(ctx, &password)?;
    let whose = (application.agency, &application.login);
    let row = row(ctx, who, whose, Event::ApplicationPasswordRotated, "");
    let rotated = ctx.ports.rotate_password(application.agency, &application.login, &hash, &row).await?;
    let application = tell(&rotated.ok_or(Code::NotFound)?);
    Ok(WithPassword { application, password: password.expose().to_owned() })
}

/// A login as a request can carry it: an xs:token, in which white space and control characters do not survive.
fn login(text: &str) -> Result<Login, Failure> {
    let login = Login::parse(text).ok_or_else(|| malformed("login is empty"))?;
    let text = login.as_str();
    if text.chars().count() > MAX_LOGIN || text.chars().any(|c| c.is_whitespace() || is_invisible(c)) {
        return Err(malformed(format!(
            "login is longer than {MAX_LOGIN} characters, or holds white space or a character that nobody sees"
        )));
    }
    Ok(login)
}

/// The units of a request, all of the agency, each once.
fn units(agency: AgencyCode, texts: &[String]) -> Result<Vec<StructureUnitId>, Failure> {
    if texts.is_empty() || texts.len() > MAX_UNITS {
        return Err(malformed(format!("units are 1 to {MAX_UNITS}")));
    }
    let mut units = Vec::new();
    for text in texts {
        let unit = StructureUnitId::parse(text).filter(|unit| unit.agency() == agency);
        let unit =
            unit.ok_or_else(|| malformed(format!("{text:?} is no structure unit of agency {agency}")))?;
        if !units.contains(&unit) {
            units.push(unit);
        }
    }
    Ok(units)
}

fn missing(detail: String) -> Error {
    Failure::with_detail(Code::NotFound, detail).into()
}
