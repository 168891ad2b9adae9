//! What stands behind the guards of the local environment: a web application and a web service, which show what they
//! are told.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use crate::error::{OrStop as _, Stop};
use crate::group::Group;
use crate::project::Project;
use crate::{node, process, secrets};

/// Where the application lies on the hosts of the products.
const APP_URL: &str = "/app/";

/// Both, running; they end with this value.
#[derive(Debug)]
pub(crate) struct Demo {
    _running: [Group; 2],
    vars: Vec<(&'static str, String)>,
}

impl Demo {
    /// Starts both at ports of their own, behind a guard that issues tokens under this name.
    pub(crate) fn start(project: &Project, issuer: &str) -> Result<Self, Stop> {
        let (application, at) = start(project, "demo/application.mjs", issuer)?;
        let (web_service, service_at) = start(project, "demo/web_service.mjs", issuer)?;
        let vars = vec![
            ("CASHIER_APP_URL", APP_URL.to_owned()),
            ("BOSS_APP_URL", APP_URL.to_owned()),
            ("CASHIER_UPSTREAM_URL", at.clone()),
            ("BOSS_UPSTREAM_URL", at),
            ("UPSTREAM_URL", service_at),
        ];
        Ok(Self { _running: [application, web_service], vars })
    }

    /// The settings that put them behind the guards.
    pub(crate) fn vars(&self) -> &[(&'static str, String)] {
        &self.vars
    }
}

/// Starts a script, which tells its address in its first line.
fn start(project: &Project, script: &str, issuer: &str) -> Result<(Group, String), Stop> {
    let mut command = Command::new(node::path(project));
    command.arg(project.path(script)).env("ISSUER", issuer);
    command.env("SIGNATURE_KEYS", secrets::signature_keys(project.root()).or_stop(script)?);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut group = Group::start(&mut command).map_err(|error| process::cannot_start(&command, &error))?;
    let mut address = String::new();
    if let Some(output) = group.child().stdout.take() {
        BufReader::new(output).read_line(&mut address).or_stop(script)?;
    }
    match address.trim() {
        "" => Err(Stop::new(format!("{script} has ended by itself; its messages above say why"))),
        address => Ok((group, address.to_owned())),
    }
}
