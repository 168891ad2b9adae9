//! The name that an application or an employee signs in with.

use std::fmt;

use super::invisible::is_invisible;
use super::punycode;

/// The longest address of e-mail, in characters (RFC 5321 section 4.5.3.1).
const MAX_ADDRESS: usize = 254;
/// The longest name before the `@`, in bytes (RFC 5321 section 4.5.3.1.1): to a longer one no mail can be sent.
const MAX_LOCAL_PART: usize = 64;

/// The longest part of a domain between two dots, in ASCII (RFC 1035 section 2.3.4).
const MAX_LABEL: usize = 63;
/// Dots that those who type other scripts have on their keys; in a domain they are dots (RFC 3490 section 3.1).
const DOTS: [char; 3] = ['\u{3002}', '\u{ff0e}', '\u{ff61}'];

/// A login: compared without regard to case, outer white space or characters that nobody sees, so kept without them
/// and in lower case. Browsers spell an international domain in ASCII (`xn--p1ai`), people in letters (`рф`): it is kept
/// in letters. What takes tables to fold is left out: letters of full width, accents that stand apart, a capital
/// sigma at the end of a word.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Login(String);

impl Login {
    /// Reads a login; an empty one is none. Any other text may be asked for: an unknown login is a wrong one.
    pub fn parse(text: &str) -> Option<Self> {
        let seen: String = text.chars().filter(|letter| !is_invisible(*letter)).collect();
        let folded = seen.trim().to_lowercase();
        (!folded.is_empty()).then(|| Self(with_domain_in_letters(folded)))
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The login with its domain in ASCII, as mail servers of every kind take it (RFC 5891 section 4.4).
    pub fn with_ascii_domain(&self) -> String {
        match self.0.rsplit_once('@') {
            Some((name, domain)) => format!("{name}@{}", punycode::to_ascii(domain)),
            None => self.0.clone(),
        }
    }

    /// Whether it is short enough to be an address, as the logins of employees are.
    pub fn fits_address(&self) -> bool {
        self.0.chars().count() <= MAX_ADDRESS
    }

    /// Whether it is written like an address that mail can reach, as the login of an employee must be: no quoted parts, no
    /// comments, no character that nobody sees, and no accent that stands apart in a domain, where browsers send another
    /// letter for both.
    pub fn is_mail_address(&self) -> bool {
        let is_part = |part: &str| part.split('.').all(|word| !word.is_empty() && word.chars().all(is_plain));
        let Some((local, domain)) = self.0.split_once('@') else { return false };
        let ascii = punycode::to_ascii(domain);
        is_part(local)
            && is_part(domain)
            && !domain.contains(|c| matches!(c, '\u{300}'..='\u{36f}'))
            && ascii.split('.').all(|label| label.len() <= MAX_LABEL)
            && local.len() <= MAX_LOCAL_PART
            && local.len() + 1 + ascii.len() <= MAX_ADDRESS
    }
}

/// Whether a character may stand in an address without quotes.
fn is_plain(c: char) -> bool {
    !(c.is_whitespace() || c.is_control() || is_invisible(c) || "()<>[]:;,\\\"@".contains(c))
}

fn with_domain_in_letters(folded: String) -> String {
    let Some((name, domain)) = folded.rsplit_once('@') else { return folded };
    // A browser would have sent no such letters, so they name nobody else.
    let is_sent = |letters: &String| {
        letters.to_lowercase() == *letters && letters.chars().all(|c| is_plain(c) && !DOTS.contains(&c))
    };
    let label = |label: &str| punycode::letters(label).filter(is_sent).unwrap_or_else(|| label.to_owned());
    let labels: Vec<String> = domain.replace(DOTS, ".").split('.').map(label).collect();
    format!("{name}@{}", labels.join("."))
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
    fn a_domain_in_letters_and_in_ascii_is_one_login() {
        let letters = Login::parse("vera@почта.рф").unwrap();
        assert_eq!(letters.as_str(), "vera@почта.рф");
        for same in ["Vera@ПОЧТА.РФ", "vera@xn--80a1acny.xn--p1ai", "vera@XN--80A1ACNY.рф", "vera@почта。рф"]
        {
            assert_eq!(Login::parse(same).as_ref(), Some(&letters), "{same}");
        }
        assert_eq!(letters.with_ascii_domain(), "vera@xn--80a1acny.xn--p1ai");
        assert!(letters.is_mail_address());
    }

    #[test]
    fn only_what_a_browser_sends_for_letters_is_read_as_letters() {
        for kept in ["anna@mixvel.com", "xn--p1ai@mixvel.com", "xn--p1ai", "a@xn--99999999"] {
            assert_eq!(Login::parse(kept).unwrap().as_str(), kept);
        }
        for never_sent in ["ПОЧТА", "по\u{3002}рф", "по\u{a0}та", "по\u{200b}та"] {
            let ascii = format!("a@{}", punycode::to_ascii(never_sent));
            assert_eq!(Login::parse(&ascii).unwrap().as_str(), ascii, "{never_sent:?}");
        }
    }

    #[test]
    fn a_login_that_is_read_again_stays_itself() {
        for text in ["Vera@xn--80a1acny.xn--p1ai", "a@b@xn--p1ai", "a@xn--xn--e-9ta.", "ΟΔΟΣ@ΟΔΟΣ.gr", "@。"]
        {
            let login = Login::parse(text).unwrap();
            assert_eq!(Login::parse(login.as_str()).as_ref(), Some(&login), "{text}");
        }
    }

    #[test]
    fn a_domain_that_no_mail_can_reach_in_ascii_is_none() {
        let is_address = |text: &str| Login::parse(text).is_some_and(|login| login.is_mail_address());
        assert!(is_address("vera@почта.рф") && is_address(&format!("a@{}.рф", "a".repeat(63))));
        assert!(!is_address(&format!("a@{}.рф", "a".repeat(64))), "a label over 63");
        assert!(!is_address("a@и\u{306}.рф"), "an accent that stands apart");
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
