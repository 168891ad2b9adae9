//! Hosts of ours: what each of them serves, and in which deployment.

use serde::Deserialize;
use shared::value::product::Product;

/// What a host serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HostRole {
    /// The web service for agents.
    Api,
    /// A developer's machine: the start page, and the web service for agents.
    Local,
    /// The sign-in to Cashier.
    Cashier,
    /// The sign-in to Boss.
    Boss,
}

/// Which deployment this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// A developer's machine; only a local build is one.
    Local,
    /// The demo stand.
    Demo,
    /// The real thing.
    Production,
}

/// A host of ours: what it serves, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Site {
    /// What it serves.
    pub role: HostRole,
    /// In which deployment.
    pub stand: Stand,
    /// Whether the name leads nowhere but to the machine at hand.
    pub loopback: bool,
}

impl HostRole {
    /// The product that employees sign in to there.
    pub fn product(self) -> Option<Product> {
        match self {
            Self::Cashier => Some(Product::Cashier),
            Self::Boss => Some(Product::Boss),
            Self::Api | Self::Local => None,
        }
    }
}

impl Stand {
    /// The word in settings and messages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Demo => "demo",
            Self::Production => "production",
        }
    }

    /// Reads the word of [`Stand::as_str`]; only a local build may be local.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let known =
            [Self::Local, Self::Demo, Self::Production].into_iter().find(|stand| stand.as_str() == text);
        // A deployed worker must never take itself for a developer's machine.
        known.filter(|stand| *stand != Self::Local || cfg!(any(feature = "local", test)))
    }
}

impl Site {
    /// Whether agents are served there.
    pub fn serves_agents(self) -> bool {
        matches!(self.role, HostRole::Api | HostRole::Local) || self.stand == Stand::Local
    }

    /// Whether the pages for developers are there: in local builds, at names of the machine at hand.
    pub fn has_dev_pages(self) -> bool {
        cfg!(any(feature = "local", test)) && self.stand == Stand::Local && self.loopback
    }
}
