//! Which installation a command works on, where it answers, and with which key.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use super::refusal::Refusal;
use crate::args::Args;
use crate::{local, secrets};

/// An installation: the local one, or an environment of `wrangler.toml` that is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    root: PathBuf,
    target: Target,
    operator: Option<PathBuf>,
}

/// Local or deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The developer's machine.
    Local,
    /// The environment of this name.
    Deployed(Environment),
}

/// A deployed environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Environment {
    /// The demo stand.
    Demo,
    /// What customers use.
    Production,
}

impl Environment {
    /// The name in `wrangler.toml`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Production => "production",
        }
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        [Self::Demo, Self::Production]
            .into_iter()
            .find(|environment| environment.as_str() == text)
            .ok_or_else(|| Refusal::usage(format!("--env is demo or production, not {text:?}")))
    }
}

impl Place {
    /// The installation that `--env` names, else the local one; `--operator` names the file of the key.
    pub(super) fn of(root: &Path, args: &Args) -> Result<Self, Refusal> {
        let target = match args.value("--env") {
            Some(name) => Target::Deployed(Environment::parse(name)?),
            None => Target::Local,
        };
        Ok(Self { root: root.to_owned(), target, operator: args.value("--operator").map(PathBuf::from) })
    }

    /// The project's directory.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Local or deployed.
    pub(super) fn target(&self) -> Target {
        self.target
    }

    /// Where it may answer, scheme, host and port, the likeliest first.
    pub(super) fn origins(&self) -> Result<Vec<String>, Refusal> {
        match self.target {
            Target::Local => {
                Ok(local::ports(&self.root).iter().map(|port| format!("http://127.0.0.1:{port}")).collect())
            }
            Target::Deployed(environment) => api_origin(&self.root, environment).map(|origin| vec![origin]),
        }
    }

    /// The file of the operator's key.
    pub(super) fn key_file(&self) -> Result<PathBuf, Refusal> {
        match (&self.operator, self.target) {
            (Some(file), _) => Ok(file.clone()),
            (None, Target::Local) => Ok(secrets::operator_key_file(&self.root)),
            (None, Target::Deployed(environment)) => own_key_file(environment),
        }
    }
}

/// Where the web service of a deployed environment answers: its tokens name it as their issuer.
fn api_origin(root: &Path, environment: Environment) -> Result<String, Refusal> {
    let unusable = |why: &dyn std::fmt::Display| {
        Refusal::new("configuration", format!("wrangler.toml does not say where the API host is: {why}"))
    };
    let text = fs::read_to_string(root.join("wrangler.toml")).map_err(|error| unusable(&error))?;
    let section = format!("[env.{}.vars]", environment.as_str());
    let lines = text.lines().map(str::trim).skip_while(|line| *line != section).skip(1);
    let issuer = lines.take_while(|line| !line.starts_with('[')).find_map(|line| {
        let value = line.strip_prefix("TOKEN_ISSUER")?.trim_start().strip_prefix('=')?;
        Some(value.trim().trim_matches('"').trim_end_matches('/').to_owned())
    });
    match issuer {
        Some(origin) if origin.starts_with("https://") => Ok(origin),
        _ => Err(unusable(&format!("TOKEN_ISSUER of {section} is no https address"))),
    }
}

/// Where an operator's own key of an environment lies.
fn own_key_file(environment: Environment) -> Result<PathBuf, Refusal> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")));
    let folder = folder
        .ok_or_else(|| Refusal::usage("neither XDG_CONFIG_HOME nor HOME is set: name --operator FILE"))?;
    Ok(folder.join(format!("mixvel-auth/operator-{}.key", environment.as_str())))
}

#[cfg(test)]
mod tests {
    use super::super::scratch::Scratch;
    use super::*;

    #[test]
    fn the_api_host_of_every_environment_is_the_issuer_of_its_tokens() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let configuration = fs::read_to_string(root.join("wrangler.toml")).unwrap();
        for (environment, origin) in [
            (Environment::Demo, "https://api-test.mixvel.com"),
            (Environment::Production, "https://api.mixvel.com"),
        ] {
            assert_eq!(api_origin(&root, environment).unwrap(), origin);
            assert!(configuration.contains(&format!("\"{}\" = \"api\"", &origin["https://".len()..])));
        }
    }

    #[test]
    fn a_key_is_never_sent_in_the_open() {
        let scratch = Scratch::new();
        for (issuer, known) in [("https://localhost:9", true), ("http://localhost:9", false), ("", false)] {
            let text = format!("[env.demo]\n[env.demo.vars]\nTOKEN_ISSUER = \"{issuer}\"\n");
            fs::write(scratch.path().join("wrangler.toml"), text).unwrap();
            assert_eq!(api_origin(scratch.path(), Environment::Demo).is_ok(), known, "{issuer}");
            assert!(api_origin(scratch.path(), Environment::Production).is_err());
        }
    }
}
