//! `account create` and `account invite`.

use serde_json::Value;
use shared::api::admin::employees::{CreateEmployee, Created, Invite, PATH};

use super::super::api::Worded as _;
use super::super::context::Context;
use super::super::place::Target;
use super::super::refusal::Refusal;
use super::super::report::{Report, listed};
use super::super::{ambient, options, unit};
use super::facts::{object, still_kept_out};
use super::{path, unknown};
use crate::args::Args;

/// What only a local installation does.
const LOCAL_ALONE: [&str; 3] = ["--password", "--two-factor-key", "--consent"];

/// `account create`: an employee who is invited by mail to create a password, or whose password is told this once, as
/// only a local installation does.
pub(in super::super) fn create(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    let login = options::mail_address(args)?;
    let local = context.place.target() == Target::Local;
    if let Some(option) = LOCAL_ALONE.into_iter().find(|option| args.has(option) && !local) {
        return Err(Refusal::usage(format!(
            "{option} is for a local installation: deployed, employees are invited, consent and set up their own key"
        )));
    }
    if args.has("--invite") && args.has("--password") {
        return Err(Refusal::usage("--invite leaves the password to the employee; give it or --password"));
    }
    let given = args.value("--password").map(str::to_owned);
    let password = match given.clone() {
        None if local && !args.has("--invite") => Some(ambient::new_password()?),
        given => given,
    };
    let agency = options::agency(args)?;
    let units = points_of_sale(args)?;
    unit::of_agency(&units, agency)?;
    let wanted = CreateEmployee {
        login: login.to_string(),
        agency: agency.as_number(),
        name: options::text(args, "--name")?.to_owned(),
        role: options::role(args)?.ok_or_else(|| Refusal::usage("--role is missing"))?,
        products: options::products(args)?,
        points_of_sale: units.iter().map(ToString::to_string).collect(),
        language: options::language(args)?,
        password: password.clone(),
        two_factor_key: args.value("--two-factor-key").map(str::to_owned),
        consent: args.has("--consent"),
    };
    let api = context.api()?;
    let duplicate = || {
        let message =
            format!("an employee with the login {login} is there already; `account show` tells more");
        Refusal::new("duplicate_login", message)
    };
    let made: Created = api
        .post(PATH, &wanted)
        .worded(409, duplicate)
        .map_err(|failure| unit::missing(&api, failure, agency, &units))?;
    let way_in = match &password {
        Some(password) => {
            let note = if given.is_some() { "as given" } else { "shown only this once" };
            format!("password        {password}   ({note})")
        }
        None => invitation(made.link.as_deref()),
    };
    let text = format!(
        "Employee {login} was created in agency {agency}.\n  products        {}\n  points of sale  {}\n  {way_in}",
        listed(&made.employee.products),
        listed(&made.employee.points_of_sale),
    );
    still_kept_out(&api, Report::new(answer(&made, password), text), &made.employee)
}

/// `account invite`: the invitation of an employee without a password once more; the link before it dies with that.
pub(in super::super) fn invite(context: &Context) -> Result<Report, Refusal> {
    let login = options::login(&context.args)?;
    let wanted = Invite { language: options::language(&context.args)? };
    let made: Created =
        context.api()?.post(&path(&login, "/invite"), &wanted).worded(404, || unknown(&login))?;
    let text = format!("Employee {login} is invited.\n  {}", invitation(made.link.as_deref()));
    Ok(Report::new(answer(&made, None), text))
}

/// What a report says of an invitation.
fn invitation(link: Option<&str>) -> String {
    let mail = "a mail with the link leaves within a minute; it works for 72 hours, once";
    match link {
        Some(link) => format!("invitation      {link}\n                  ({mail})"),
        None => format!("invitation      {mail}"),
    }
}

/// The object for programs, with what is told this once.
fn answer(made: &Created, password: Option<String>) -> Value {
    let mut answer = object(&made.employee);
    if let Value::Object(members) = &mut answer {
        let told = [("password", password), ("link", made.link.clone())];
        members.extend(told.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?.into()))));
    }
    answer
}

/// The points of sale. Cashier is used at one; Boss needs none.
fn points_of_sale(args: &Args) -> Result<Vec<shared::value::structure_unit_id::StructureUnitId>, Refusal> {
    args.required("--product")?;
    if options::products(args)?.iter().any(|product| product == "cashier") && !args.has("--unit") {
        return Err(Refusal::usage(
            "--unit is missing: Cashier is used at a point of sale; the first is the employee's own",
        ));
    }
    options::units(args)
}
