//! The two ambient sources of the command line: the clock and the machine's random numbers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::time::UnixMillis;

use super::refusal::Refusal;

/// Letters and digits that are not mistaken for each other; 32, so that five random bits choose one evenly.
const PASSWORD_LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Letters of a generated password, hyphens apart: 25 of 5 bits each are 125 bits (norm P1).
const PASSWORD_LENGTH: usize = 25;

/// The present moment by this machine's clock.
#[expect(clippy::disallowed_methods, reason = "the command line is where its own time comes from")]
pub(crate) fn now() -> UnixMillis {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixMillis(i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX))
}

/// The moment as the file system writes it; one before 1970 as 1970.
pub(crate) fn system_time(moment: UnixMillis) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(u64::try_from(moment.0).unwrap_or(0))
}

/// `N` bytes from the operating system.
#[expect(clippy::disallowed_methods, reason = "the command line draws its own randomness")]
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| {
        Refusal::new("randomness", format!("this machine gives no random numbers: {error}"))
    })?;
    Ok(bytes)
}

/// `N` random bytes in base64url without padding.
pub(crate) fn random_text<const N: usize>() -> Result<String, Refusal> {
    Ok(URL_SAFE_NO_PAD.encode(random::<N>()?))
}

/// A new password: five groups of five letters, `abcde-fghij-…`.
pub(crate) fn new_password() -> Result<String, Refusal> {
    let letters: Vec<char> = random::<PASSWORD_LENGTH>()?.iter().map(|byte| letter(*byte)).collect();
    Ok(letters.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-"))
}

fn letter(random: u8) -> char {
    PASSWORD_LETTERS.get(usize::from(random & 31)).map_or('a', |byte| char::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_password_has_29_letters_and_hyphens_and_no_twin() {
        let (one, other) = (new_password().unwrap(), new_password().unwrap());
        assert_ne!(one, other);
        assert_eq!(one.len(), 29);
        assert!(one.bytes().all(|byte| byte == b'-' || PASSWORD_LETTERS.contains(&byte)), "{one}");
    }

    #[test]
    fn every_random_byte_chooses_a_letter_and_each_letter_as_often() {
        for expected in PASSWORD_LETTERS {
            let count = (0..=u8::MAX).filter(|byte| letter(*byte) == char::from(*expected)).count();
            assert_eq!(count, 8);
        }
    }
}
