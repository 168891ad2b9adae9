//! What a new password may be (norm P2), with all that only the server holds against it: names that everybody would
//! try, and the list of the commonest. Passwords known from breaches are asked for elsewhere.

use std::cmp::Reverse;

use crate::common_passwords;
use crate::new_password::{self, Weakness};
use crate::value::login::Login;
use crate::value::password::NormalPassword;

/// Names of the products and of what they are for, also typed in the other keyboard layout.
const NAMES: [&str; 19] = [
    "mixvel",
    "cashier",
    "boss",
    "gds",
    "login",
    "auth",
    "password",
    "миксвел",
    "касса",
    "кассир",
    "босс",
    "логин",
    "пароль",
    "vbrcdtk",
    "rfccf",
    "rfccbh",
    ",jcc",
    "gfhjkm",
    "ьшчмуд",
];
/// The fewest letters of a part of a login that says something of its owner.
const MIN_PART: usize = 4;

/// The rules that need no request to anybody else. `common` is the list of the commonest passwords.
pub fn check(password: &NormalPassword, login: &Login, common: &str) -> Result<(), Weakness> {
    new_password::check(password.expose(), login)?;
    let folded = password.expose().to_lowercase();
    // First what everybody uses: `password1` is no name of anybody's.
    if common_passwords::contains(common, &folded) {
        return Err(Weakness::Common);
    }
    if is_of_context(&folded, login) {
        return Err(Weakness::Context);
    }
    Ok(())
}

/// Whether the password is the login or its first half, or all its letters are such names.
fn is_of_context(folded: &str, login: &Login) -> bool {
    let login = login.as_str();
    let local = local_part(login);
    let all = letters(folded);
    let rest = words(login, local).iter().fold(all.clone(), |rest, word| rest.replace(word, ""));
    folded == login || folded == local || (!all.is_empty() && rest.is_empty())
}

/// The letters of every name, the longest first: one may begin with another.
fn words(login: &str, local: &str) -> Vec<String> {
    let parts = login.split(|c: char| !c.is_alphabetic()).filter(|part| part.chars().count() >= MIN_PART);
    let names = NAMES.into_iter().chain([login, local]).chain(parts).map(letters);
    let mut words: Vec<String> = names.filter(|word| !word.is_empty()).collect();
    words.sort_unstable_by_key(|word| Reverse(word.len()));
    words
}

fn local_part(login: &str) -> &str {
    login.rsplit_once('@').map_or(login, |(local, _)| local)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).collect()
}

#[cfg(test)]
#[cfg(feature = "nfkc")]
mod tests {
    use super::*;
    use crate::nfkc::nfkc;
    use crate::value::password::Password;
    use proptest::prelude::*;

    fn told(password: &str, login: &str) -> Option<Weakness> {
        check(
            &Password::from(password.to_owned()).normal(nfkc),
            &Login::parse(login).unwrap(),
            common_passwords::LIST,
        )
        .err()
    }

    #[test]
    fn each_rule_is_told_by_its_name_and_a_good_password_by_none() {
        let long = "ж".repeat(129);
        for (password, weakness) in [
            ("seven77", Some(Weakness::TooShort)),
            (long.as_str(), Some(Weakness::TooLong)),
            ("Anna.Petrova@Alpha.example", Some(Weakness::Context)),
            ("ANNA.PETROVA", Some(Weakness::Context)),
            ("petrova1987", Some(Weakness::Context)),
            ("Anna-Petrova!", Some(Weakness::Context)),
            ("annapetrova", Some(Weakness::Context)),
            ("alpha2026", Some(Weakness::Context)),
            ("MixVel-2026", Some(Weakness::Context)),
            ("MixVelCashier", Some(Weakness::Context)),
            ("Кассир2026", Some(Weakness::Context)),
            ("rfccbh123", Some(Weakness::Context)),
            ("pa\u{17f}sword", Some(Weakness::Common)),
            ("Sunshine", Some(Weakness::Common)),
            ("１２３４５６７８", Some(Weakness::Common)),
            ("Йцукенгшщз", Some(Weakness::Common)),
            ("Demo-passw0rd", None),
            ("petrovanna", None),
            ("my cashier is late", None),
            ("8 spaces      ", None),
            (&long[..long.len() - 2], None),
        ] {
            assert_eq!(told(password, "anna.petrova@alpha.example"), weakness, "{password}");
        }
    }

    #[test]
    fn a_login_of_digits_or_of_one_letter_is_no_password_and_forbids_nothing_else() {
        assert_eq!(told("79161234567", "79161234567@alpha.example"), Some(Weakness::Context));
        assert_eq!(told("48151623429", "79161234567@alpha.example"), None);
        assert_eq!(told("a4815162342", "a@b.c"), Some(Weakness::Context));
        assert_eq!(told("banana-tractor", "a@b.c"), None);
    }

    proptest! {
        #[test]
        fn a_name_of_the_login_with_digits_and_marks_around_it_stays_a_name(
            local in "[a-z]{2,12}", before in "[0-9!._ -]{0,6}", after in "[0-9!._ -]{8,16}"
        ) {
            let password = format!("{before}{}{after}", local.to_uppercase());
            prop_assert_eq!(told(&password, &format!("{local}@alpha.example")), Some(Weakness::Context));
        }

        #[test]
        fn any_text_is_judged_and_a_long_enough_one_with_a_letter_of_no_name_is_never_a_name(
            text in any::<String>(), login in "[a-f.]{1,20}@[a-f]{1,9}\\.example"
        ) {
            told(&text, &login);
            prop_assert_ne!(told(&format!("ψ{text}"), &login), Some(Weakness::Context));
        }

        #[test]
        fn a_common_password_is_common_in_any_case(index in 0..3_000_usize, upper in any::<bool>()) {
            let list = include_str!("../assets/common_passwords.txt");
            let common = list.lines().nth(index).unwrap();
            let typed = if upper { common.to_uppercase() } else { common.to_owned() };
            prop_assert!(told(&typed, "x@y.z").is_some(), "{}", typed);
        }
    }
}
