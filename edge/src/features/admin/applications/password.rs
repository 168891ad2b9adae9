//! Passwords of applications: made here, or chosen by whoever asks.

use shared::failure::Failure;
use shared::value::login::Login;
use shared::value::password::Password;

use super::super::query::malformed;
use crate::chosen_password;
use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::{Breaches, Hasher, Log, Pages, Random};

/// Letters and digits that are not mistaken for each other; 32, so that five random bits choose one evenly.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Letters of a password that is made here, hyphens apart: 25 of 5 bits each are 125 bits (norm P1).
const LENGTH: usize = 25;
/// Letters between two hyphens.
const GROUP: usize = 5;

/// The password given, if it may be one, else a new strong one.
pub(super) async fn choose<P>(ctx: &Ctx<'_, P>, login: &Login, given: Option<&str>) -> Result<Password, Error>
where
    P: Hasher + Random + Pages + Breaches + Log,
{
    let Some(text) = given else { return Ok(make(ctx.ports)) };
    let password = typed(text)?;
    chosen_password::check(ctx, &password, login).await?;
    Ok(password)
}

/// A password that a request can carry: the web service reads an xs:token, and would never see any other as it was chosen.
pub(super) fn typed(text: &str) -> Result<Password, Failure> {
    let is_token = text.split(' ').all(|part| !part.is_empty()) && !text.chars().any(char::is_control);
    if text.contains(' ') && !is_token || text.chars().any(char::is_control) {
        return Err(malformed(
            "password begins or ends with a space, holds two in a row, or holds control characters",
        ));
    }
    Ok(Password::from(text.to_owned()))
}

/// Five groups of five letters, `abcde-fghij-…`.
fn make<P: Random>(ports: &P) -> Password {
    let random: [u8; LENGTH] = ports.bytes();
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 31)).map_or('a', |byte| char::from(*byte));
    let letters: Vec<char> = random.iter().map(letter).collect();
    Password::from(letters.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;

    impl Random for Counting {
        fn bytes<const N: usize>(&self) -> [u8; N] {
            std::array::from_fn(|place| u8::try_from(place % 256).unwrap())
        }
    }

    #[test]
    fn a_made_password_is_five_groups_of_five_letters() {
        assert_eq!(make(&Counting).expose(), "abcde-fghij-kmnpq-rstuv-wxyz2");
    }

    #[test]
    fn every_random_byte_chooses_a_letter_and_each_letter_as_often() {
        for expected in 0..32 {
            assert_eq!((0..=u8::MAX).filter(|byte| byte & 31 == expected).count(), 8);
        }
    }

    #[test]
    fn a_chosen_password_reaches_the_web_service_as_it_was_chosen() {
        assert_eq!(typed("passWord1!").unwrap().expose(), "passWord1!");
        assert_eq!(typed("two words").unwrap().expose(), "two words");
        for bad in [" leading1", "trailing ", "two  spaces", "a\ttab in it", "bell\u{7}bell"] {
            assert!(typed(bad).is_err(), "{bad:?}");
        }
    }
}
