//! New employees: invited by mail, or on a developer's machine with everything at once.

use shared::api::admin::employees::{CreateEmployee, Created, Role};
use shared::audit::Event;
use shared::code::Code;
use shared::failure::Failure;
use shared::password_hash;
use shared::seal::Sealed;
use shared::texts::TextKind;
use shared::totp::TotpKey;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::password::Password;

use super::super::query::malformed;
use super::super::requester::Requester;
use super::decide::{first_product, may_grant, particulars, summary};
use super::invite::{invitation, link};
use super::reading;
use super::told::tell;
use crate::config::Stand;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{Breaches, Hasher, Log, Pages, Random};
use crate::rights::Actor;
use crate::secrets::chosen_password;
use crate::secrets::second_factor::owner;
use crate::secrets::stored_password;
use crate::storage::admin::employee_changes::{Creation, EmployeeChanges, NewEmployee, Particulars};
use crate::storage::admin::employees::EmployeeFacts;
use crate::storage::texts::TextVersions;

/// The name of the agency that support belongs to.
const HOUSE: &str = "MixVel";

/// An employee whose request was read and may be granted.
pub struct NewAccount {
    agency: AgencyCode,
    login: Login,
    particulars: Particulars,
    language: Language,
    password: Option<Password>,
    key: Option<TotpKey>,
    consenting: bool,
}

impl NewAccount {
    /// Reads a request; only a developer's machine takes a password, a key or a consent.
    pub fn read<P>(ctx: &Ctx<'_, P>, who: &Requester, request: &CreateEmployee) -> Result<Self, Failure> {
        let agency =
            AgencyCode::from_number(request.agency).ok_or_else(|| malformed("agency is 1 to 99999"))?;
        who.reach(agency)?;
        may_grant(who.actor, request.role, agency)?;
        if who.actor == Actor::Administrator && request.role == Role::Administrator {
            who.require_code(ctx.now)?;
        }
        let login = Login::parse(&request.login).filter(Login::is_mail_address);
        let login = login.ok_or_else(|| malformed("login is no address of e-mail"))?;
        let given = request.password.is_some() || request.two_factor_key.is_some() || request.consent;
        if given && ctx.config.stand != Stand::Local {
            return Err(malformed(
                "password, two_factor_key and consent are taken by local builds alone; an employee is invited",
            ));
        }
        // The text is a secret, so the refusal does not quote it.
        let key = request.two_factor_key.as_deref().map(|text| two_factor_key(text).ok_or(()));
        let key = key.transpose().map_err(|()| malformed("two_factor_key is no base32 of 160 bits"))?;
        let language = request.language.as_deref().map_or(Some(Language::Ru), Language::parse);
        Ok(Self {
            particulars: particulars(
                agency,
                login.as_str(),
                &request.name,
                request.role,
                &request.products,
                &request.points_of_sale,
            )?,
            agency,
            login,
            language: language.ok_or_else(|| malformed("language is en or ru"))?,
            password: request.password.clone().map(Password::from),
            key,
            consenting: request.consent,
        })
    }
}

/// Creates an employee and asks for the invitation.
pub async fn create<P>(ctx: &Ctx<'_, P>, who: &Requester, request: &CreateEmployee) -> Result<Created, Error>
where
    P: EmployeeChanges + EmployeeFacts + Hasher + Random + Pages + Breaches + Log,
{
    let account = NewAccount::read(ctx, who, request)?;
    if let Some(password) = &account.password {
        chosen_password::check(ctx, password, &account.login).await?;
    }
    hire(ctx, who, account).await
}

/// Creates an employee whose password, if there is one, may be chosen.
pub async fn hire<P>(ctx: &Ctx<'_, P>, who: &Requester, account: NewAccount) -> Result<Created, Error>
where
    P: EmployeeChanges + EmployeeFacts + Hasher + Random,
{
    let (agency, login) = (account.agency, &account.login);
    let (config, about) = (ctx.config, Some(agency));
    let audit = |event, detail: &str| ctx.audit(about, event, &who.name, login.as_str(), detail);
    let (password_hash, invitation) = if let Some(password) = &account.password {
        (stored_password::hash(ctx, password)?, None)
    } else {
        // Nobody's password: it matches nothing.
        let hash = password_hash::decoy(config.cost, &config.peppers).map_err(Internal::fault)?;
        let product = first_product(&account.particulars.products);
        (hash, Some(invitation(ctx, who, product, account.language)?))
    };
    let mut consents = Vec::new();
    for product in account.particulars.products.iter().filter(|_| account.consenting) {
        let version = ctx.ports.counting_version(TextKind::Consent, *product, ctx.now).await?;
        let detail = format!("{product} {} {version}", Language::En.as_str());
        consents.push((*product, Language::En, version, audit(Event::ConsentGiven, &detail)));
    }
    let house = (account.particulars.role == Role::Support)
        .then(|| (HOUSE, ctx.audit(about, Event::AgencyCreated, &who.name, &agency.to_string(), HOUSE)));
    let detail = summary(&account.particulars, account.key.is_some(), invitation.is_some());
    let new = NewEmployee {
        agency,
        login: login.clone(),
        language: account.language,
        password_hash,
        key: account.key.as_ref().map(|key| sealed(ctx, agency, login, key)).transpose()?,
        consents,
        house,
        row: audit(Event::EmployeeCreated, &detail),
        particulars: account.particulars,
        invitation,
    };
    match ctx.ports.create_employee(&new, &reading(ctx, who)).await? {
        Creation::Made(employee) => {
            let link = new.invitation.as_ref().map(|invitation| link(ctx, invitation)).transpose()?.flatten();
            Ok(Created { employee: tell(*employee), link })
        }
        Creation::LoginTaken => Err(Code::AlreadyExists.into()),
        Creation::UnknownAgency => Err(missing(format!("no agency {agency}"))),
        Creation::UnknownUnits(units) => Err(unknown_units(agency, &units)),
    }
}

/// The refusal of units that are not there.
pub(super) fn unknown_units(agency: AgencyCode, units: &[String]) -> Error {
    let named: Vec<_> = units.iter().map(|unit| format!("{agency}_{unit}")).collect();
    missing(format!("no structure unit {}", named.join(", ")))
}

fn missing(detail: String) -> Error {
    Failure::with_detail(Code::NotFound, detail).into()
}

/// A key as an authenticator has it: base32, in groups or not.
fn two_factor_key(text: &str) -> Option<TotpKey> {
    let base32: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    TotpKey::parse(&base32.to_uppercase())
}

fn sealed<P: Random>(
    ctx: &Ctx<'_, P>,
    agency: AgencyCode,
    login: &Login,
    key: &TotpKey,
) -> Result<Sealed, Internal> {
    let seal_keys = &ctx.config.seal_keys;
    seal_keys.seal(key.bytes(), &owner(agency, login), ctx.ports.bytes()).map_err(Internal::fault)
}
