//! The local environment: its keys, its database and the demo data in it.

use std::fs;
use std::io;
use std::path::Path;

use shared::value::product::Product;

use crate::error::{OrStop as _, Stop};
use crate::operator::demo::{self, ACCOUNTS, DemoAccount};
use crate::progress::{Stopwatch, say};
use crate::project::Project;
use crate::server::PORT;
use crate::stamp::Stamp;
use crate::{npm, process, secrets};

/// Where the local database lives, from the root; `wrangler dev` looks there by itself.
pub(crate) const STATE: &str = ".wrangler/state";

/// The port of the server that was started last.
const LAST_PORT: &str = ".wrangler/port";

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

/// Remembers the port of a server, for the links that the command line tells.
pub(crate) fn remember_port(project: &Project, port: u16) -> Result<(), Stop> {
    fs::write(project.path(LAST_PORT), port.to_string())
        .or_stop(format_args!("{LAST_PORT} cannot be written"))
}

/// Where the server of this tree serves a product, or served it last: scheme, host and port.
pub(crate) fn origin(root: &Path, product: Product) -> String {
    let remembered = fs::read_to_string(root.join(LAST_PORT)).ok();
    let port = remembered.and_then(|text| text.parse().ok()).unwrap_or(PORT);
    let host = match product {
        Product::Cashier => "cashier.localhost",
        Product::Boss => "lk.localhost",
    };
    format!("http://{host}:{port}")
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
