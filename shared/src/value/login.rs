//! The name that an application or an employee signs in with.

use std::fmt;

/// The longest address of e-mail, in characters (RFC 5321 section 4.5.3.1).
const MAX_ADDRESS: usize = 254;

/// A login: compared without regard to case or outer white space, so kept trimmed and in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Login(String);

impl Login {
    /// Reads a login; an empty one is none. Any other text may be asked for: an unknown login is a wrong one.
    pub fn parse(text: &str) -> Option<Self> {
        let folded = text.trim().to_lowercase();
        (!folded.is_empty()).then_some(Self(folded))
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is short enough to be an address, as the logins of employees are.
    pub fn fits_address(&self) -> bool {
        self.0.chars().count() <= MAX_ADDRESS
    }
}

impl fmt::Display for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_outer_space_do_not_tell_logins_apart() {
        assert_eq!(Login::parse(" TestUser.Auth@Mixvel.com "), Login::parse("testuser.auth@mixvel.com"));
        assert_eq!(Login::parse(" \t"), None);
    }
}
