//! What a new password may be (norms P1 to P3): the edge decides, the page shows the first rules while one types.

use crate::value::login::Login;

/// The fewest characters (norm P1; a second factor is mandatory).
pub const MIN_CHARACTERS: usize = 8;
/// The most characters.
pub const MAX_CHARACTERS: usize = 128;

/// The rule that a new password breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Fewer than [`MIN_CHARACTERS`].
    TooShort,
    /// More than [`MAX_CHARACTERS`].
    TooLong,
    /// It is the login, a part of it, or a name of the product.
    Context,
    /// It is one of the commonest.
    Common,
    /// It is known from a breach.
    Breached,
}

impl Weakness {
    /// The word in problems.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::TooLong => "too-long",
            Self::Context => "context",
            Self::Common => "common",
            Self::Breached => "breached",
        }
    }
}

/// The rules that need no list: what a page can tell while somebody types.
pub fn check(password: &str, login: &Login) -> Result<(), Weakness> {
    let count = password.chars().count();
    if count < MIN_CHARACTERS {
        return Err(Weakness::TooShort);
    }
    if count > MAX_CHARACTERS {
        return Err(Weakness::TooLong);
    }
    if password.to_lowercase() == login.as_str() {
        return Err(Weakness::Context);
    }
    Ok(())
}
