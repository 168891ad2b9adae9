//! The rules of a new password that can be told while it is typed; the edge decides on all of them.

use shared::new_password::{MAX_CHARACTERS, MIN_CHARACTERS, Weakness, check};
use shared::value::login::Login;

/// Which rules what was typed keeps so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Neither too short nor too long.
    pub length: bool,
    /// Not the login.
    pub login: bool,
    /// The same twice.
    pub same: bool,
}

impl Rules {
    /// The rules that a password, typed twice, keeps.
    pub fn of(password: &str, repeated: &str, login: &str) -> Self {
        let is_login = Login::parse(login).is_some_and(|login| password.to_lowercase() == login.as_str());
        Self {
            length: (MIN_CHARACTERS..=MAX_CHARACTERS).contains(&password.chars().count()),
            login: !password.is_empty() && !is_login,
            same: !password.is_empty() && password == repeated,
        }
    }
}

/// What has to be looked at before anything is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Nothing was typed.
    Missing,
    /// The password breaks a rule.
    Weak(Weakness),
    /// It was repeated in another way.
    Differs,
}

/// What is wrong with a password, typed twice: with it, and with its repetition.
pub fn slips(password: &str, repeated: &str, login: &str) -> [Option<Slip>; 2] {
    let first = if password.is_empty() {
        Some(Slip::Missing)
    } else {
        let weakness = Login::parse(login).and_then(|login| check(password, &login).err());
        weakness.map(Slip::Weak)
    };
    [first, (password != repeated).then_some(Slip::Differs)]
}

/// The weakness that the edge names by this word; a word from a newer edge is about the commonest.
pub fn weakness(word: &str) -> Weakness {
    use Weakness::{Breached, Common, Context, TooLong, TooShort};
    [TooShort, TooLong, Context, Breached].into_iter().find(|it| it.as_str() == word).unwrap_or(Common)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGIN: &str = "Anna@demo.mixvel.com";

    #[track_caller]
    fn kept(password: &str, repeated: &str) -> [bool; 3] {
        let Rules { length, login, same } = Rules::of(password, repeated, LOGIN);
        [length, login, same]
    }

    #[test]
    fn rules_are_ticked_off_while_somebody_types() {
        assert_eq!(kept("", ""), [false; 3], "nothing is kept by nothing");
        assert_eq!(kept("Seven-7", ""), [false, true, false]);
        assert_eq!(kept("Eight-88", "Eight-8"), [true, true, false]);
        assert_eq!(kept("Восемь-8", "Восемь-8"), [true; 3], "characters count, not bytes");
        assert_eq!(kept(&"x".repeat(129), ""), [false, true, false]);
        assert_eq!(kept("anna@DEMO.mixvel.com", ""), [true, false, false]);
    }

    #[test]
    fn all_that_is_wrong_is_told_before_anything_is_sent() {
        let (short, long) = (Slip::Weak(Weakness::TooShort), Slip::Weak(Weakness::TooLong));
        for (password, repeated, expected) in [
            ("", "", [Some(Slip::Missing), None]),
            ("", "x", [Some(Slip::Missing), Some(Slip::Differs)]),
            ("short", "short", [Some(short), None]),
            ("short", "shorter", [Some(short), Some(Slip::Differs)]),
            (&"x".repeat(129), "", [Some(long), Some(Slip::Differs)]),
            ("ANNA@demo.mixvel.com", "ANNA@demo.mixvel.com", [Some(Slip::Weak(Weakness::Context)), None]),
            ("Long-enough-1", "Long-enough-2", [None, Some(Slip::Differs)]),
            ("Long-enough-1", "Long-enough-1", [None, None]),
        ] {
            assert_eq!(slips(password, repeated, LOGIN), expected, "{password}");
        }
    }

    #[test]
    fn every_weakness_is_known_by_its_word() {
        use Weakness::{Breached, Common, Context, TooLong, TooShort};
        for it in [TooShort, TooLong, Context, Common, Breached] {
            assert_eq!(weakness(it.as_str()), it);
        }
    }
}
