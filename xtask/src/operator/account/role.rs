//! What an employee may do.

/// A role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Role {
    /// Sells.
    Cashier,
    /// Administers the agency.
    Administrator,
    /// Belongs to MixVel and helps every agency.
    Support,
}

impl Role {
    const ALL: [Self; 3] = [Self::Cashier, Self::Administrator, Self::Support];

    /// Reads the word of [`Role::as_str`].
    pub(in super::super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// The word in storage.
    pub(in super::super) fn as_str(self) -> &'static str {
        match self {
            Self::Cashier => "cashier",
            Self::Administrator => "administrator",
            Self::Support => "support",
        }
    }
}
