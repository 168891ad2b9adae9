//! `account create --login L --name X --agency N --product P … --role R [--unit U …] [--invite|--password P] …`.

use serde_json::Value;
use shared::totp::TotpKey;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::password::Password;
use shared::value::product::Product;
use shared::value::structure_unit_id::StructureUnitId;

use super::super::change;
use super::super::command::Context;
use super::super::refusal::Refusal;
use super::super::report::Report;
use super::super::sql::sql;
use super::super::{agency, database, options, password, unit};
use super::creation::{NewEmployee, creation, sealed};
use super::facts::{lock_key, look, object, units};
use super::invitation::{self, Invitation};
use super::still_kept_out;
use crate::args::Args;

/// Creates an employee, whose password is told this once, or who is invited to create one.
pub(in super::super) fn create(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    let (login, name, agency) =
        (options::mail_address(args)?, options::text(args, "--name")?, options::agency(args)?);
    let (products, role) = (options::products(args)?, options::role(args)?);
    let places = points_of_sale(args, agency, &products)?;
    let given = args.value("--password");
    let invitation = if args.has("--invite") { Some(Invitation::new()?) } else { None };
    if invitation.is_some() && given.is_some() {
        return Err(Refusal::usage("--invite leaves the password to the employee; give it or --password"));
    }
    // Nobody knows the password of an invited employee, not even this machine for long.
    let password = password::choose_for(&login, given)?;
    let key = two_factor_key(args)?.map(|key| sealed(&context.place, agency, &login, &key)).transpose()?;
    let employee = NewEmployee {
        login: &login,
        agency,
        name,
        role,
        products: &products,
        units: &places,
        password_hash: &password::stored(&context.place, &password)?,
        language: options::language(args)?.unwrap_or(Language::Ru),
        invitation: invitation.as_ref(),
        key: key.as_ref(),
        consenting: args.has("--consent"),
    };
    let (record, effects) = creation(&employee)?;
    let look = look(&login, lock_key(context, &login)?.as_ref());
    let outcome = change::make(&context.place, record, effects, look)?;
    let Some(row) = outcome.facts.first() else { return Err(missing(context, agency, &places)) };
    if !outcome.made {
        let message =
            format!("an employee with the login {login} is there already; `account show` tells more");
        return Err(Refusal::new("duplicate_login", message));
    }
    let mut answer = object(row)?;
    let way_in = if let Some(invitation) = &invitation {
        let first = products.first().copied().unwrap_or(Product::Cashier);
        let link = invitation.link(&context.place, first)?;
        let told = format!("invitation      {}", invitation::told(link.as_deref()));
        invitation::add(&mut answer, link);
        told
    } else {
        tell_password(&mut answer, &password, given.is_some())
    };
    let places = units(row)?;
    let text = format!(
        "Employee {login} was created in agency {agency}.\n  products        {}\n  points of sale  {}\n  {way_in}",
        products.iter().map(|product| product.as_str()).collect::<Vec<_>>().join(", "),
        if places.is_empty() { "none".to_owned() } else { places.join(", ") },
    );
    Ok(still_kept_out(Report::new(answer, text), row))
}

/// Puts the password into what is told to programs, and says it for people.
fn tell_password(answer: &mut Value, password: &Password, given: bool) -> String {
    if let Value::Object(fields) = answer {
        fields.insert("password".to_owned(), password.expose().into());
    }
    let note = if given { "as given" } else { "shown only this once" };
    format!("password        {}   ({note})", password.expose())
}

/// The points of sale, of this agency. Cashier is used at one; Boss needs none.
fn points_of_sale(
    args: &Args,
    agency: AgencyCode,
    products: &[Product],
) -> Result<Vec<StructureUnitId>, Refusal> {
    if !args.has("--unit") {
        return if products.contains(&Product::Cashier) {
            Err(Refusal::usage(
                "--unit is missing: Cashier is used at a point of sale; the first is the employee's own",
            ))
        } else {
            Ok(Vec::new())
        };
    }
    let units = options::units(args)?;
    match units.iter().find(|unit| unit.agency() != agency) {
        Some(unit) => Err(Refusal::usage(format!("structure unit {unit} is not one of agency {agency}"))),
        None => Ok(units),
    }
}

/// A key as an authenticator has it: base32, in groups or not.
fn two_factor_key(args: &Args) -> Result<Option<TotpKey>, Refusal> {
    let Some(text) = args.value("--two-factor-key") else { return Ok(None) };
    let base32: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let key = TotpKey::parse(&base32.to_uppercase());
    // The text is a secret, so the refusal does not quote it.
    let malformed =
        || Refusal::usage("--two-factor-key is a key of 160 bits: 32 letters A to Z and digits 2 to 7");
    key.map(Some).ok_or_else(malformed)
}

/// Says which of the agency and the units is not there.
fn missing(context: &Context, agency: AgencyCode, units: &[StructureUnitId]) -> Refusal {
    let query = sql!(
        "SELECT (SELECT group_concat(unit, {space}) FROM structure_unit WHERE agency_code = {agency}) AS units \
         FROM agency WHERE agency_code = {agency}",
        space = " ",
        agency = agency
    );
    let rows = match database::run(&context.place, &[query]) {
        Ok(mut rows) => rows.pop().unwrap_or_default(),
        Err(refusal) => return refusal,
    };
    let Some(row) = rows.first() else { return agency::unknown(agency) };
    let known = row.text("units").unwrap_or_default();
    let missing = units.iter().find(|unit| !known.split(' ').any(|known| known == unit.unit()));
    missing.map_or_else(|| Refusal::new("database", "the employee was not created"), unit::unknown)
}
