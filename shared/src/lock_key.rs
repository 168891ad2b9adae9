//! The names of counters of wrong passwords: what the edge counts by and the command line lifts a lock by.

use crate::password_hash::Peppers;
use crate::value::login::Login;

/// Names the counter of a login name, or of a browser that its account knows, without naming whom it counts: a keyed
/// hash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LockKey(String);

impl LockKey {
    /// The key of this name, known or not (norm L3).
    pub fn new(peppers: &Peppers, login: &Login) -> Self {
        Self(peppers.digest(&["password_try", login.as_str()]))
    }

    /// The key of a browser by the digest of what it held when it became known. No name has it.
    pub fn of_device(peppers: &Peppers, device: &str) -> Self {
        Self(peppers.digest(&["device_try", device]))
    }

    /// The key as storage has kept it.
    pub fn from_stored(text: String) -> Self {
        Self(text)
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
    fn no_name_has_the_key_of_a_browser() {
        let peppers = Peppers::parse(&format!(r#"[{{"id":"p1","secret":"{}"}}]"#, "A".repeat(43))).unwrap();
        let device = |text| LockKey::of_device(&peppers, text);
        assert_ne!(device("a@b.c"), key('A', "a@b.c"));
        assert_ne!(device("a"), device("b"));
    }

    #[test]
    fn the_key_of_a_name_in_storage_never_changes() {
        assert_eq!(key('A', "a@b.c").as_str(), "7UKa_H1cH5thm6mVwvrYsyLV9vJq7B5m7e8gv8G6A2M");
    }
}
