//! The local environment: its keys and its database, which the worker fills with the demo data at the first request.

use std::fs;
use std::io;
use std::path::Path;

use crate::error::{OrStop as _, Stop};
use crate::port::PORT;
use crate::progress::{Stopwatch, say};
use crate::project::Project;
use crate::stamp::Stamp;
use crate::{npm, process, secrets};

/// Where the local database lives, from the root; `wrangler dev` looks there by itself.
pub(crate) const STATE: &str = ".wrangler/state";

/// The port of the server that was started last.
const LAST_PORT: &str = ".wrangler/port";

/// The demo accounts, a line each.
pub(crate) const ACCOUNTS: &str = "  \
  demo login    testUser.auth@mixvel.com / passWord1!   web service, structure unit 12036_ALPHA
  demo login    cashier@demo.mixvel.com / Demo-passw0rd   Cashier, first sign-in, two points of sale
  demo login    ready@demo.mixvel.com / Demo-passw0rd   Cashier, consent given, key JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
  demo login    admin@demo.mixvel.com / Demo-passw0rd   Boss, administrator, the same key
  demo login    support@demo.mixvel.com / Demo-passw0rd   Boss, support, the same key";

/// Makes keys and tables where they are missing.
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
    stamp.set()
}

/// Remembers the port of a server, where the command line looks for it.
pub(crate) fn remember_port(project: &Project, port: u16) -> Result<(), Stop> {
    fs::write(project.path(LAST_PORT), port.to_string())
        .or_stop(format_args!("{LAST_PORT} cannot be written"))
}

/// The ports where the server of this tree may be, the likeliest first: the one that was started last, and the one that
/// `npx wrangler dev` takes by itself.
pub(crate) fn ports(root: &Path) -> Vec<u16> {
    let remembered = fs::read_to_string(root.join(LAST_PORT)).ok().and_then(|text| text.parse().ok());
    let mut ports = vec![remembered.unwrap_or(PORT), PORT];
    ports.dedup();
    ports
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
