//! Which installation a command works on.

use std::path::{Path, PathBuf};

use super::refusal::Refusal;

/// An installation: the local one, or an environment of `wrangler.toml` that is deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    root: PathBuf,
    target: Target,
}

/// Local or deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// The developer's machine.
    Local,
    /// The environment of this name.
    Remote(Environment),
}

/// A deployed environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Environment {
    /// The demo stand.
    Demo,
    /// What customers use.
    Production,
}

impl Environment {
    /// The name in `wrangler.toml`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Production => "production",
        }
    }

    /// Reads the name.
    pub(crate) fn parse(text: &str) -> Result<Self, Refusal> {
        [Self::Demo, Self::Production]
            .into_iter()
            .find(|environment| environment.as_str() == text)
            .ok_or_else(|| Refusal::usage(format!("--env is demo or production, not {text:?}")))
    }
}

impl Place {
    /// The local installation of the project in this directory.
    pub(crate) fn local(root: &Path) -> Self {
        Self { root: root.to_owned(), target: Target::Local }
    }

    /// A deployed environment of the project in this directory.
    pub(crate) fn remote(root: &Path, environment: Environment) -> Self {
        Self { root: root.to_owned(), target: Target::Remote(environment) }
    }

    /// The project's directory.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Local or deployed.
    pub(crate) fn target(&self) -> Target {
        self.target
    }
}
