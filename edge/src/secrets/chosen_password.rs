//! Whether a new password may be chosen: the one place that decides, whoever chooses it (norms P1 to P3).

use std::fmt::Write as _;

use sha1::{Digest as _, Sha1};
use shared::api::problem::Problem;
use shared::chosen_password;
use shared::code::Code;
use shared::failure::Failure;
use shared::new_password::Weakness;
use shared::value::login::Login;
use shared::value::password::Password;

use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{Breaches, Hasher, Log, Pages};
use crate::secrets::stored_password::normal;

/// The list of the commonest passwords, a file of the deployed application.
const COMMON: &str = "/pages/common_passwords.txt";
/// Hexadecimal digits of a hash that its range is asked for by.
const PREFIX: usize = 5;

/// Refuses a password that breaks a rule, and says which. A service of breached passwords that does not answer forbids
/// nothing.
pub async fn check<P: Hasher + Pages + Breaches + Log>(
    ctx: &Ctx<'_, P>,
    password: &Password,
    login: &Login,
) -> Result<(), Error> {
    let common = ctx.ports.page(COMMON).await?;
    let common = common.ok_or_else(|| Internal::fault(format!("{COMMON} is missing")))?;
    chosen_password::check(&normal(ctx, password), login, &common).map_err(weak)?;
    let breached = match &ctx.config.breached_passwords_url {
        Some(url) => is_breached(ctx, url, password).await,
        None => false,
    };
    if breached { Err(weak(Weakness::Breached)) } else { Ok(()) }
}

/// The refusal of a password that breaks this rule.
pub fn weak(weakness: Weakness) -> Error {
    let rule = Some(weakness.as_str().to_owned());
    Failure::with_members(Code::WeakPassword, Problem { rule, ..Problem::default() }).into()
}

async fn is_breached<P: Breaches + Log>(ctx: &Ctx<'_, P>, url: &str, password: &Password) -> bool {
    let hash = sha1_hex(password.expose());
    let (prefix, suffix) = hash.split_at(PREFIX);
    match ctx.ports.breached(url, prefix).await {
        Ok(lines) => is_listed(&lines, suffix),
        Err(error) => {
            ctx.ports.error(&format!("breached passwords: {error}; the new password was not looked up"));
            false
        }
    }
}

/// Whether a range lists this hash as one that was seen: padding was seen never.
fn is_listed(lines: &str, suffix: &str) -> bool {
    let mut listed = lines.lines().filter_map(|line| line.trim().split_once(':'));
    listed.any(|(found, seen)| found.eq_ignore_ascii_case(suffix) && seen.parse() != Ok(0))
}

fn sha1_hex(text: &str) -> String {
    Sha1::digest(text).iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02X}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_service() {
        assert_eq!(sha1_hex("password"), "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8");
        assert_eq!(sha1_hex(""), "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709");
    }

    #[test]
    fn a_hash_is_listed_if_it_was_ever_seen() {
        let lines =
            "1E4C9B93F3F0682250B6CF8331B7EE68FD8:3\r\n0000000000000000000000000000000000A:0\r\n:\r\nx";
        assert!(is_listed(lines, "1E4C9B93F3F0682250B6CF8331B7EE68FD8"));
        assert!(is_listed(&lines.to_lowercase(), "1E4C9B93F3F0682250B6CF8331B7EE68FD8"));
        assert!(!is_listed(lines, "0000000000000000000000000000000000A"), "padding");
        assert!(!is_listed(lines, "00000000000000000000000000000000000") && !is_listed("", ""));
    }
}
