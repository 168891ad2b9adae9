//! `session end`: ends sessions and half-done sign-ins and blocks nobody.

use serde_json::json;
use shared::api::admin::{EndSessions, Ending};

use super::api::Worded as _;
use super::context::Context;
use super::refusal::Refusal;
use super::report::Report;
use super::{account, agency, options};

/// `session end --login L | --agency N | --all`.
pub(super) fn end(context: &Context) -> Result<Report, Refusal> {
    let args = &context.args;
    let api = context.api()?;
    let (whose, wanted) = match (args.has("--login"), args.has("--agency"), args.has("--all")) {
        (true, false, false) => {
            let login = options::login(args)?;
            (
                format!("employee {login}"),
                EndSessions { login: Some(login.to_string()), ..EndSessions::default() },
            )
        }
        (false, true, false) => {
            let agency = options::agency(args)?;
            agency::read(&api, agency)?;
            let wanted = EndSessions { agency: Some(agency.as_number()), ..EndSessions::default() };
            (format!("agency {agency}"), wanted)
        }
        (false, false, true) => ("everybody".to_owned(), EndSessions { all: true, ..EndSessions::default() }),
        _ => {
            return Err(Refusal::usage(
                "session end takes --login, --agency or --all, and one of them alone",
            ));
        }
    };
    let unknown = || match options::login(args) {
        Ok(login) => account::unknown(&login),
        Err(refusal) => refusal,
    };
    let ended: Ending = api.post(EndSessions::PATH, &wanted).worded(404, unknown)?;
    let object = json!({ "sessions": ended.sessions, "sign_ins": ended.sign_ins });
    let text =
        format!("Ended of {whose}: sessions {}, half-done sign-ins {}.", ended.sessions, ended.sign_ins);
    Ok(Report::new(object, text))
}
