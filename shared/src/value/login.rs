//! The name that an application or an employee signs in with.

use std::fmt;

use super::invisible::is_invisible;

/// The longest address of e-mail, in characters (RFC 5321 section 4.5.3.1).
const MAX_ADDRESS: usize = 254;
/// The longest name before the `@`, in bytes (RFC 5321 section 4.5.3.1.1): to a longer one no mail can be sent.
const MAX_LOCAL_PART: usize = 64;

/// A login: compared without regard to case, outer white space or characters that nobody sees, so kept without them
/// and in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Login(String);

impl Login {
    /// Reads a login; an empty one is none. Any other text may be asked for: an unknown login is a wrong one.
    pub fn parse(text: &str) -> Option<Self> {
        let seen: String = text.chars().filter(|letter| !is_invisible(*letter)).collect();
        let folded = seen.trim().to_lowercase();
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

    /// Whether it is written like an address that mail can reach, as the login of an employee must be: no quoted parts, no
    /// comments, and no character that nobody sees.
    pub fn is_mail_address(&self) -> bool {
        let plain = |c: char| {
            !(c.is_whitespace() || c.is_control() || is_invisible(c) || "()<>[]:;,\\\"@".contains(c))
        };
        let is_part = |part: &str| part.split('.').all(|word| !word.is_empty() && word.chars().all(plain));
        let Some((local, domain)) = self.0.split_once('@') else { return false };
        is_part(local) && is_part(domain) && local.len() <= MAX_LOCAL_PART && self.0.len() <= MAX_ADDRESS
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

    #[test]
    fn an_employee_is_called_by_an_address_that_mail_can_reach() {
        let is_address = |text: &str| Login::parse(text).is_some_and(|login| login.is_mail_address());
        assert!(
            is_address(" Anna.K@Alpha.example") && is_address(&format!("{}@alpha.example", "a".repeat(64)))
        );
        let (local, long) = (format!("{}@a.b", "a".repeat(65)), format!("a@{}.b", "c".repeat(251)));
        for bad in ["anna", "@b", "a@", "a@b@c", "a..b@c", "a@b.", "a:b@c", "a,b@c", "a b@c", &local, &long] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
