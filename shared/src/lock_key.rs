//! The name of the counter of wrong passwords: what the edge counts by and the command line lifts a lock by.

use crate::password_hash::Peppers;
use crate::value::login::Login;

/// Names the counter of a login name without naming whom it counts: a keyed hash of the name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockKey(String);

impl LockKey {
    /// The key of this name, known or not (norm L3).
    pub fn new(peppers: &Peppers, login: &Login) -> Self {
        Self(peppers.digest(&["password_try", login.as_str()]))
    }

    /// The text that storage keeps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: char, login: &str) -> LockKey {
        let secret = secret.to_string().repeat(43);
        let peppers = Peppers::parse(&format!(r#"[{{"id":"p1","secret":"{secret}"}}]"#)).unwrap();
        LockKey::new(&peppers, &Login::parse(login).unwrap())
    }

    #[test]
    fn a_key_says_nothing_and_differs_by_name_and_by_pepper() {
        assert_eq!(key('A', "a@b.c"), key('A', " A@B.C"));
        assert_ne!(key('A', "a@b.c"), key('A', "b@b.c"));
        assert_ne!(key('A', "a@b.c"), key('E', "a@b.c"));
        assert!(!key('A', "a@b.c").as_str().contains('@'));
    }

    #[test]
    fn the_key_of_a_name_in_storage_never_changes() {
        assert_eq!(key('A', "a@b.c").as_str(), "7UKa_H1cH5thm6mVwvrYsyLV9vJq7B5m7e8gv8G6A2M");
    }
}
