//! The device cookie: for each account that has finished a sign-in in this browser a value that the account knows it by.
//!
//! It is one sealed text of one length, so it tells its holder neither which accounts nor how many. Pure.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::password_hash::Peppers;
use shared::seal::{NONCE_BYTES, SealError, SealKeys, Sealed};
use shared::value::login::Login;

use crate::secrets::secret::{SECRET_BYTES, Secret};

/// The most accounts of one browser; the one that was not used for the longest time makes room.
pub const ACCOUNTS: usize = 10;
/// What the text is sealed for: nothing else that is sealed opens as a device cookie, nor the other way round.
const OWNER: &str = "device_cookie";
/// Bytes of a keyed digest that names an account here: enough that no two logins of a browser share one.
const ACCOUNT_BYTES: usize = 16;
const ENTRY_BYTES: usize = ACCOUNT_BYTES + SECRET_BYTES;
/// Bytes of the tag that AES-GCM adds.
const TAG_BYTES: usize = 16;
/// Characters of the sealed text, whatever it holds.
const SEALED_LENGTH: usize = (NONCE_BYTES + ACCOUNTS * ENTRY_BYTES + TAG_BYTES).div_ceil(3) * 4
    - (3 - (NONCE_BYTES + ACCOUNTS * ENTRY_BYTES + TAG_BYTES) % 3) % 3;

type Account = [u8; ACCOUNT_BYTES];

/// What an opened cookie holds, the account that was used last first.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct DeviceCookie(Vec<(Account, [u8; SECRET_BYTES])>);

impl fmt::Debug for DeviceCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceCookie(..)")
    }
}

impl DeviceCookie {
    /// Opens the text of a cookie. Whatever is not ours, or was sealed with a key that is gone, is as if there were
    /// none.
    pub fn open(keys: &SealKeys, text: &str) -> Self {
        Self::opened(keys, text).unwrap_or_default()
    }

    /// The text of the cookie, sealed.
    pub fn seal(&self, keys: &SealKeys, nonce: [u8; NONCE_BYTES]) -> Result<String, SealError> {
        let mut bytes: Vec<u8> =
            self.0.iter().flat_map(|(account, value)| account.iter().chain(value)).copied().collect();
        bytes.resize(ACCOUNTS * ENTRY_BYTES, 0);
        let sealed = keys.seal(&bytes, OWNER, nonce)?;
        // A key may have any name, a cookie only some characters (RFC 6265 section 4.1.1).
        Ok(format!("{}.{}", URL_SAFE_NO_PAD.encode(&sealed.key_id), sealed.text))
    }

    /// The value that the account of this login knows the browser by, if it holds one.
    pub fn value(&self, peppers: &Peppers, login: &Login) -> Option<Secret> {
        let wanted = account(peppers, login);
        self.0.iter().find(|(account, _)| *account == wanted).map(|(_, value)| Secret::from_random(*value))
    }

    /// The same with a new value for the account of this login.
    #[must_use]
    pub fn with(&self, peppers: &Peppers, login: &Login, value: [u8; SECRET_BYTES]) -> Self {
        let used = account(peppers, login);
        let others = self.0.iter().filter(|(account, _)| *account != used).copied();
        Self(std::iter::once((used, value)).chain(others).take(ACCOUNTS).collect())
    }

    fn opened(keys: &SealKeys, text: &str) -> Option<Self> {
        let (key_id, text) = text.split_once('.').filter(|(_, text)| text.len() == SEALED_LENGTH)?;
        let key_id = String::from_utf8(URL_SAFE_NO_PAD.decode(key_id).ok()?).ok()?;
        let bytes = keys.open(&Sealed { key_id, text: text.to_owned() }, OWNER).ok()?;
        let (entries, _) = bytes.as_chunks::<ENTRY_BYTES>();
        let filled = entries.iter().filter(|entry| **entry != [0; ENTRY_BYTES]);
        let parts = |entry: &[u8; ENTRY_BYTES]| {
            let (account, value) = entry.split_first_chunk::<ACCOUNT_BYTES>()?;
            Some((*account, *value.first_chunk::<SECRET_BYTES>()?))
        };
        filled.map(parts).collect::<Option<_>>().map(Self)
    }
}

/// Names an account without naming it: even with the seal key nobody learns a login from a cookie.
fn account(peppers: &Peppers, login: &Login) -> Account {
    let digest =
        URL_SAFE_NO_PAD.decode(peppers.digest(&["device_cookie", login.as_str()])).unwrap_or_default();
    digest.first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(ids: &[&str]) -> SealKeys {
        let secret = |id: &str| URL_SAFE_NO_PAD.encode([id.as_bytes()[0]; 32]);
        let entry = |id: &&str| format!(r#"{{"id":"{id}","secret":"{}"}}"#, secret(id));
        SealKeys::parse(&format!("[{}]", ids.iter().map(entry).collect::<Vec<_>>().join(","))).unwrap()
    }

    fn peppers() -> Peppers {
        Peppers::parse(&format!(r#"[{{"id":"p1","secret":"{}"}}]"#, "A".repeat(43))).unwrap()
    }

    fn login(number: u8) -> Login {
        Login::parse(&format!("a{number}@b.c")).unwrap()
    }

    fn of(numbers: impl IntoIterator<Item = u8>) -> DeviceCookie {
        let known = |cookie: DeviceCookie, n| cookie.with(&peppers(), &login(n), [n; 32]);
        numbers.into_iter().fold(DeviceCookie::default(), known)
    }

    fn held(cookie: &DeviceCookie) -> Vec<u8> {
        (1..=20).filter(|n| cookie.value(&peppers(), &login(*n)).is_some()).collect()
    }

    #[test]
    fn what_was_sealed_opens_with_every_account_and_its_value() {
        for count in [0, 1, 3, 10] {
            let cookie = of(1..=count);
            let opened = DeviceCookie::open(&keys(&["s1"]), &cookie.seal(&keys(&["s1"]), [7; 12]).unwrap());
            assert_eq!(opened, cookie);
            assert_eq!(held(&opened), (1..=count).collect::<Vec<_>>());
        }
        assert_eq!(of([3]).value(&peppers(), &login(3)), Some(Secret::from_random([3; 32])));
    }

    #[test]
    fn the_eleventh_account_makes_the_one_go_that_was_not_used_for_the_longest_time() {
        assert_eq!(held(&of(1..=11)), (2..=11).collect::<Vec<_>>());
        assert_eq!(held(&of((1..=10).chain([1, 11]))), [vec![1], (3..=11).collect()].concat());
    }

    #[test]
    fn a_new_value_takes_the_place_of_the_old_one() {
        let cookie = of([1, 2]).with(&peppers(), &login(1), [9; 32]);
        assert_eq!(cookie.value(&peppers(), &login(1)), Some(Secret::from_random([9; 32])));
        assert_eq!(cookie.0.len(), 2);
    }

    #[test]
    fn a_cookie_is_as_long_for_ten_accounts_as_for_none_and_names_none() {
        let sealed = |cookie: DeviceCookie| cookie.seal(&keys(&["s1"]), [7; 12]).unwrap();
        let texts = [0, 1, 10].map(|count| sealed(of(1..=count)));
        for text in &texts {
            assert_eq!(text.len(), "czE.".len() + SEALED_LENGTH);
            assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)), "{text}");
        }
        assert_ne!(texts[0], texts[1]);
        assert_eq!(format!("{:?}", of([1])), "DeviceCookie(..)");
    }

    #[test]
    fn what_is_tampered_with_foreign_too_long_or_sealed_by_an_unknown_key_is_as_if_there_were_none() {
        let good = of([1]).seal(&keys(&["s1"]), [7; 12]).unwrap();
        let (id, text) = good.split_once('.').unwrap();
        let opened = |text: &str| DeviceCookie::open(&keys(&["s1"]), text);
        assert_eq!(held(&opened(&good)), [1]);
        for at in [0, 1, text.len() / 2, text.len() - 1] {
            let mut tampered = text.as_bytes().to_vec();
            tampered[at] = if tampered[at] == b'A' { b'B' } else { b'A' };
            let tampered = format!("{id}.{}", String::from_utf8(tampered).unwrap());
            assert_eq!(opened(&tampered), DeviceCookie::default(), "at {at}");
        }
        let foreign =
            |owner: &str| keys(&["s1"]).seal(&[1; ACCOUNTS * ENTRY_BYTES], owner, [7; 12]).unwrap().text;
        assert_ne!(opened(&format!("{id}.{}", foreign(OWNER))), DeviceCookie::default());
        let eleven = keys(&["s1"]).seal(&[1; (ACCOUNTS + 1) * ENTRY_BYTES], OWNER, [7; 12]).unwrap().text;
        for bad in [
            format!("{id}.{}", foreign("second_factor/12036/a@b.c")),
            format!("{id}.{eleven}"),
            format!("{good}A"),
            format!("{id}.{text}{}", "A".repeat(10_000)),
            text.to_owned(),
            format!("*.{text}"),
            format!("{}.{text}", URL_SAFE_NO_PAD.encode("s2")),
            format!("{}.{text}", URL_SAFE_NO_PAD.encode([255])),
            String::new(),
            ".".to_owned(),
        ] {
            assert_eq!(opened(&bad), DeviceCookie::default(), "{bad:.80}");
        }
    }

    #[test]
    fn an_older_seal_key_still_opens_and_one_that_is_gone_does_not() {
        let old = of([1]).seal(&keys(&["s1"]), [7; 12]).unwrap();
        assert_eq!(held(&DeviceCookie::open(&keys(&["new", "s1"]), &old)), [1]);
        assert_eq!(held(&DeviceCookie::open(&keys(&["new"]), &old)), Vec::<u8>::new());
    }

    #[test]
    fn device_cookie_format_unchanged() {
        use sha2::{Digest as _, Sha256};
        let text = of([1]).seal(&keys(&["s1"]), [7; 12]).unwrap();
        assert_eq!(text.len(), 682);
        assert_eq!(
            URL_SAFE_NO_PAD.encode(Sha256::digest(&text)),
            "Pwu-jH2jtuWskLnKa3WD3xGkn1n_rfKTZRoSLQGrcqA"
        );
    }
}
