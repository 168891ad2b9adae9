//! What a window says about a request that was not carried out.

use crate::api::{Problem, Refusal};
use crate::i18n::{Language, t};
use crate::product::Product;

/// Writes a moment as the local time of day; an argument, so that the words can be tested without a browser.
pub type TimeOfDay = fn(f64) -> String;

/// The words for a problem.
pub fn words(problem: &Problem, product: Product, language: Language, time_of_day: TimeOfDay) -> String {
    let Problem::Refused(refusal) = problem else {
        return t::lost(language).to_owned();
    };
    match refusal.code.as_str() {
        "invalid-credentials" => wrong_credentials(refusal, product, language, time_of_day),
        "login-locked" => locked(refusal, product, language, time_of_day),
        "code-locked" => t::account_locked(language).to_owned(),
        #[cfg(feature = "steps")]
        "reissue-unavailable" => t::reissue_unavailable(language).to_owned(),
        "no-access" => match refusal.reason.as_deref() {
            Some("blocked") => sentences(t::refused_blocked(language), help(product, language)),
            // Whoever has no access to a product works for an agency whose administrator can give it.
            Some("product") => sentences(
                &t::refused_product(language, product.name(language)),
                t::ask_administrator(language),
            ),
            Some("point-of-sale") => sentences(t::refused_point_of_sale(language), help(product, language)),
            _ => sentences(t::refused(language), help(product, language)),
        },
        "cookies-blocked" => t::cookies_blocked(language).to_owned(),
        "busy" => t::busy(language).to_owned(),
        "too-many-requests" => t::too_many(language, &span(refusal.retry_after_s.unwrap_or(60), language)),
        _ if refusal.request_id.is_empty() => t::failed_nameless(language).to_owned(),
        _ => t::failed(language, &refusal.request_id),
    }
}

/// Whether trying the same again is all that can be done about it.
pub fn can_retry(problem: &Problem) -> bool {
    const ANSWERS: [&str; 11] = [
        "invalid-credentials",
        "login-locked",
        "cookies-blocked",
        "no-access",
        "code-locked",
        "invalid-code",
        "code-replayed",
        "too-many-requests",
        "weak-password",
        "consent-missing",
        "reissue-unavailable",
    ];
    match problem {
        Problem::Lost => true,
        Problem::Refused(refusal) => !ANSWERS.contains(&refusal.code.as_str()),
    }
}

/// Why there is no mail now: the last one is too fresh, or there were too many within an hour.
#[cfg(feature = "steps")]
pub fn no_mail(retry_after_s: Option<u32>, language: Language) -> String {
    let seconds = retry_after_s.unwrap_or(60);
    let wait = span(seconds, language);
    if seconds > 60 { t::mails_too_many(language, &wait) } else { t::mail_failed(language, &wait) }
}

/// A length of time: seconds up to a minute and a half, minutes above.
pub fn span(seconds: u32, language: Language) -> String {
    if seconds < 90 { t::seconds(language, seconds) } else { t::minutes(language, seconds.div_ceil(60)) }
}

fn wrong_credentials(
    refusal: &Refusal,
    product: Product,
    language: Language,
    time_of_day: TimeOfDay,
) -> String {
    let wrong = t::wrong_credentials(language);
    match refusal.attempts_left {
        Some(0) => sentences(wrong, &locked(refusal, product, language, time_of_day)),
        Some(left) => sentences(wrong, &t::attempts_left(language, left)),
        None => wrong.to_owned(),
    }
}

/// Who can help those who work in a product.
fn help(product: Product, language: Language) -> &'static str {
    match product {
        Product::Cashier => t::ask_administrator(language),
        Product::Boss => t::ask_support(language),
    }
}

fn sentences(one: &str, other: &str) -> String {
    [one, " ", other].concat()
}

fn locked(refusal: &Refusal, product: Product, language: Language, time_of_day: TimeOfDay) -> String {
    let locked = t::login_locked(language);
    match (product, refusal.locked_until_ms) {
        (Product::Cashier, Some(until)) => sentences(locked, &t::locked_until(language, &time_of_day(until))),
        (Product::Cashier, None) => sentences(locked, t::locked_cashier(language)),
        (Product::Boss, _) => sentences(locked, t::locked_boss(language)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(product: Product, refusal: Refusal, english: &str) {
        let problem = Problem::Refused(Box::new(refusal));
        assert_eq!(words(&problem, product, Language::English, |_| "14:32".to_owned()), english);
    }

    fn refusal(code: &str) -> Refusal {
        Refusal { code: code.to_owned(), ..Refusal::default() }
    }

    #[test]
    fn a_wrong_password_says_one_thing_and_the_attempts_left() {
        let refusal = Refusal { attempts_left: Some(1), ..refusal("invalid-credentials") };
        check(Product::Cashier, refusal, "Wrong login or password. 1 attempt left.");
    }

    #[test]
    fn a_lock_says_who_helps_and_in_cashier_until_when() {
        let locked = Refusal { locked_until_ms: Some(1.0), ..refusal("login-locked") };
        let start = "Sign-in is blocked after three wrong attempts.";
        let until = format!(
            "{start} Try again at 14:32, reset the password, or contact your agency’s administrator."
        );
        check(Product::Cashier, locked.clone(), &until);
        check(
            Product::Boss,
            locked.clone(),
            &format!("{start} Reset the password or contact support@mixvel.com."),
        );
        let third = Refusal { attempts_left: Some(0), code: "invalid-credentials".to_owned(), ..locked };
        check(Product::Cashier, third, &format!("Wrong login or password. {until}"));
    }

    #[test]
    fn a_fault_names_the_request_for_support() {
        let fault = Refusal { request_id: "r-42".to_owned(), ..refusal("internal") };
        let said =
            "Something went wrong on our side. Try again; if it keeps happening, give support the code r-42.";
        check(Product::Boss, fault.clone(), said);
        assert!(can_retry(&Problem::Refused(Box::new(fault))));
    }

    #[test]
    fn a_right_password_that_opens_nothing_says_who_can_help() {
        let refused = |reason: &str| Refusal { reason: Some(reason.to_owned()), ..refusal("no-access") };
        let blocked = "The password is correct, but this account is blocked.";
        check(
            Product::Cashier,
            refused("blocked"),
            &format!("{blocked} Contact your agency’s administrator."),
        );
        check(Product::Boss, refused("blocked"), &format!("{blocked} Contact support@mixvel.com."));
        let product = "The password is correct, but this account has no access to Boss.";
        check(Product::Boss, refused("product"), &format!("{product} Contact your agency’s administrator."));
    }

    #[test]
    #[cfg(feature = "steps")]
    fn a_mail_that_is_not_sent_says_when_it_will_be() {
        assert_eq!(
            no_mail(Some(40), Language::English),
            "We cannot send another email yet. Try again in 40 seconds."
        );
        let many = no_mail(Some(2400), Language::English);
        assert!(many.ends_with("or try again in 40 minutes."), "{many}");
    }

    #[test]
    fn waits_are_told_in_seconds_then_in_minutes() {
        assert_eq!(span(1, Language::English), "1 second");
        assert_eq!(span(89, Language::Russian), "89 секунд");
        assert_eq!(span(90, Language::English), "2 minutes");
        assert_eq!(span(1260, Language::Russian), "21 минуту");
    }
}
