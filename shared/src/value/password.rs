//! A password on its way to the hash.

use std::fmt;

/// A password as typed or sent. It has no text form but [`Password::expose`], so no log can print it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// The text itself, for the hash and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Password {
    /// Its normal form, made by `nfkc`.
    pub fn normal(&self, nfkc: impl FnOnce(&str) -> String) -> NormalPassword {
        NormalPassword(nfkc(&self.0))
    }
}

/// A password in NFKC: one text for all ways of writing the same characters (norm P3), which is what is hashed.
#[derive(Clone, PartialEq, Eq)]
pub struct NormalPassword(String);

impl NormalPassword {
    /// The text itself, for the hash and the rules.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NormalPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NormalPassword(..)")
    }
}

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_printed() {
        let password = Password::from("passWord1!".to_owned());
        assert_eq!(format!("{password:?}"), "Password(..)");
        assert_eq!(format!("{:?}", password.normal(str::to_owned)), "NormalPassword(..)");
    }
}
