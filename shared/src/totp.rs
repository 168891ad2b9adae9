//! Time-based codes (RFC 6238: SHA-1, six digits, 30 seconds, one step of drift) and their keys.

use std::fmt;

use totp_rs::{Builder, Secret, Totp};

use crate::time::{SECOND_MS, UnixMillis};
use crate::value::login::Login;
use crate::value::otp_code::OtpCode;

/// Bytes of a key: 160 bits, as RFC 4226 section 4 recommends (norm T1).
pub const KEY_BYTES: usize = 20;
/// Length of a step.
pub const STEP_MS: i64 = 30 * SECOND_MS;
/// Who issues the codes, as authenticators show it.
const ISSUER: &str = "MixVel";
/// Steps before and after the current one whose codes count (norm T3).
const DRIFT: i64 = 1;
/// Steps before and after the current one that are looked at to tell a wrong clock from a wrong code.
const HINT: i64 = 20;

/// A key shared with an authenticator. It has no text form but the two its owner is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpKey([u8; KEY_BYTES]);

/// What a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right, and of this step.
    Right {
        /// The step, counted from 1970.
        step: i64,
    },
    /// Right, but not newer than the last one that was accepted (norm T2).
    Replayed,
    /// Wrong.
    Wrong {
        /// Seconds by which the device is ahead, when its clock explains why the code does not fit.
        clock_off_s: Option<i64>,
    },
}

impl TotpKey {
    /// The key made of these bytes, if they are as many as a key has.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Reads base32 (RFC 4648) of a whole key.
    pub fn parse(base32: &str) -> Option<Self> {
        Self::from_bytes(Secret::try_from_base32(base32).ok()?.as_bytes())
    }

    /// The bytes, to seal them.
    pub fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// The key in base32, as an owner types it into an authenticator.
    pub fn expose_base32(&self) -> String {
        Secret::from(self.0).to_base32()
    }

    /// The `otpauth://` URI of the key, which a QR code holds; `None` for a login that no authenticator takes.
    pub fn expose_uri(&self, login: &Login) -> Option<String> {
        self.builder().with_issuer(Some(ISSUER)).with_account_name(login.as_str()).build().ok()?.to_url().ok()
    }

    /// The code of a step.
    pub fn code(&self, step: i64) -> Option<OtpCode> {
        OtpCode::parse(&code_at(&self.totp()?, step))
    }

    /// Looks at a code at the moment `now`, when `last_step` was the last one accepted and the device's own
    /// clock showed `device_now`.
    pub fn check(&self, code: &OtpCode, last_step: i64, now: UnixMillis, device_now: UnixMillis) -> Verdict {
        let Some(totp) = self.totp() else { return Verdict::Wrong { clock_off_s: None } };
        let current = step_at(now);
        let fits = |step: &i64| code_at(&totp, *step) == code.expose();
        // The newest step that fits: two steps may have the same code.
        match (current - DRIFT..=current + DRIFT).rev().find(fits) {
            Some(step) if step > last_step => Verdict::Right { step },
            Some(_) => Verdict::Replayed,
            None => {
                let off_ms = device_now.since_ms(now);
                let explains =
                    |step: &i64| ((step - current) * STEP_MS).abs_diff(off_ms) <= STEP_MS.unsigned_abs();
                let mut near =
                    (current - HINT..=current + HINT).filter(|step| (step - current).abs() > DRIFT);
                // Clocks tell any number, and one of them has no positive counterpart.
                let is_off = off_ms.unsigned_abs() > STEP_MS.unsigned_abs();
                let explained = is_off && near.any(|step| explains(&step) && fits(&step));
                Verdict::Wrong { clock_off_s: explained.then_some(off_ms / SECOND_MS) }
            }
        }
    }

    fn builder(&self) -> Builder {
        Builder::new().with_secret(self.0)
    }

    fn totp(&self) -> Option<Totp> {
        self.builder().build().ok()
    }
}

impl fmt::Debug for TotpKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpKey(..)")
    }
}

/// The step at a moment, counted from 1970.
pub fn step_at(now: UnixMillis) -> i64 {
    now.0.div_euclid(STEP_MS)
}

fn code_at(totp: &Totp, step: i64) -> String {
    let seconds = u64::try_from(step.saturating_mul(STEP_MS / SECOND_MS)).unwrap_or_default();
    totp.generate(seconds).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_735_689_601_000);

    /// The key of RFC 6238 appendix B.
    fn key() -> TotpKey {
        TotpKey::from_bytes(b"12345678901234567890").unwrap()
    }

    fn code(key: &TotpKey, at: UnixMillis) -> OtpCode {
        key.code(step_at(at)).unwrap()
    }

    #[test]
    fn the_codes_of_the_standard_come_out() {
        for (seconds, eight_digits) in
            [(59, "94287082"), (1_111_111_109, "07081804"), (20_000_000_000, "65353130")]
        {
            let at = UnixMillis::from_seconds(seconds);
            assert_eq!(code(&key(), at).expose(), &eight_digits[2..], "{seconds}");
        }
    }

    #[test]
    fn a_code_counts_one_step_before_and_after_its_own() {
        for (drift, right) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let sent = code(&key(), NOW.plus_ms(drift * STEP_MS));
            let verdict = key().check(&sent, 0, NOW, NOW);
            assert_eq!(
                verdict == Verdict::Right { step: step_at(NOW) + drift },
                right,
                "{drift}: {verdict:?}"
            );
        }
    }

    #[test]
    fn a_code_that_is_not_newer_than_the_last_one_is_replayed() {
        let last = step_at(NOW);
        for drift in [-1, 0] {
            let sent = code(&key(), NOW.plus_ms(drift * STEP_MS));
            assert_eq!(key().check(&sent, last, NOW, NOW), Verdict::Replayed);
        }
        let next = code(&key(), NOW.plus_ms(STEP_MS));
        assert_eq!(key().check(&next, last, NOW, NOW), Verdict::Right { step: last + 1 });
    }

    #[test]
    fn a_clock_that_explains_the_code_is_told_and_one_that_does_not_is_not() {
        let ahead = NOW.plus_ms(5 * 60 * SECOND_MS);
        let sent = code(&key(), ahead);
        assert_eq!(key().check(&sent, 0, NOW, ahead), Verdict::Wrong { clock_off_s: Some(300) });
        assert_eq!(key().check(&sent, 0, NOW, NOW), Verdict::Wrong { clock_off_s: None });
        let hour = NOW.plus_ms(3_600 * SECOND_MS);
        assert_eq!(key().check(&code(&key(), hour), 0, NOW, hour), Verdict::Wrong { clock_off_s: None });
        let garbage = OtpCode::parse("000000").unwrap();
        assert_eq!(key().check(&garbage, 0, NOW, ahead), Verdict::Wrong { clock_off_s: None });
    }

    #[test]
    fn a_clock_that_shows_nonsense_explains_nothing() {
        let garbage = OtpCode::parse("000000").unwrap();
        for shown in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX] {
            let verdict = key().check(&garbage, 0, NOW, UnixMillis(shown));
            assert_eq!(verdict, Verdict::Wrong { clock_off_s: None }, "{shown}");
        }
    }

    #[test]
    fn the_owner_sees_the_key_as_text_and_as_a_uri() {
        let key = TotpKey::parse("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").unwrap();
        assert_eq!(key.expose_base32(), "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
        let login = Login::parse("ready@demo.mixvel.com").unwrap();
        let uri = key.expose_uri(&login).unwrap();
        assert!(uri.starts_with("otpauth://totp/MixVel:ready%40demo.mixvel.com?secret=JBSWY3DP"), "{uri}");
        assert!(uri.contains("issuer=MixVel"), "{uri}");
        assert_eq!(format!("{key:?}"), "TotpKey(..)");
        assert_eq!(TotpKey::parse("JBSWY3DP"), None);
    }
}
