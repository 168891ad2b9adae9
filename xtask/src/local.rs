//! The local environment: its keys, its database and the demo data in it.

use std::fs;
use std::io;

use crate::error::{OrStop as _, Stop};
use crate::operator::demo::{self, ACCOUNTS, DemoAccount};
use crate::progress::{Stopwatch, say};
use crate::project::Project;
use crate::stamp::Stamp;
use crate::{npm, process, secrets};

/// Where the local database lives, from the root; `wrangler dev` looks there by itself.
pub(crate) const STATE: &str = ".wrangler/state";

/// Makes keys, tables and demo data where they are missing.
pub(crate) fn set_up(project: &Project, watch: Stopwatch) -> Result<(), Stop> {
    let state = project.path(STATE);
    let made = secrets::ensure_local(project.root()).or_stop("the local keys cannot be made")?;
    if !made.is_empty() && state.is_dir() {
        say(
            "new keys were made, so passwords in the local database do not match any more: start with --fresh",
        );
    }
    let stamp = Stamp::of_folder(state.join("set-up"), &project.path("edge/migrations"))?;
    if stamp.is_set() {
        return Ok(());
    }
    watch.step("applying the migrations to the local database");
    let mut migrate = npm::wrangler(project)?;
    migrate.args(["d1", "migrations", "apply", "DB", "--local", "--persist-to"]).arg(&state);
    process::read(&mut migrate)?;
    watch.step("loading the demo data");
    demo::load(project.root()).or_stop("the demo data cannot be loaded")?;
    stamp.set()
}

/// Deletes the local database.
pub(crate) fn forget(project: &Project) -> Result<(), Stop> {
    match fs::remove_dir_all(project.path(STATE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).or_stop(format_args!("{STATE} cannot be deleted"))
        }
        _ => Ok(()),
    }
}

/// The demo accounts, a line each.
pub(crate) fn accounts() -> String {
    let line = |account: &DemoAccount| {
        let DemoAccount { login, password, purpose } = account;
        format!("  demo login    {login} / {password}   {purpose}")
    };
    ACCOUNTS.iter().map(line).collect::<Vec<_>>().join("\n")
}
