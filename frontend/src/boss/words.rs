//! What roles, states, endings and refusals are called.

use shared::api::admin::Ending;
use shared::api::admin::employees::{Employee, Role, State};
use shared::api::problem::Problem;

use super::desk::Refusal;
use crate::i18n::{Language, t};
use crate::platform::clock;
use crate::product::Product;

/// A role.
pub fn role(language: Language, role: Role) -> &'static str {
    match role {
        Role::Cashier => t::role_cashier(language),
        Role::Administrator => t::role_administrator(language),
        Role::Support => t::role_support(language),
    }
}

/// What keeps an employee out, or nothing.
pub fn state(language: Language, state: State) -> &'static str {
    match state {
        State::Blocked => t::state_blocked(language),
        State::CodeLocked => t::state_code_locked(language),
        State::Invited => t::state_invited(language),
        State::PasswordLocked => t::state_password_locked(language),
        State::Active => t::state_active(language),
    }
}

/// Whether something is blocked.
pub fn blocked(language: Language, is_blocked: bool) -> &'static str {
    state(language, if is_blocked { State::Blocked } else { State::Active })
}

/// Products by their words.
pub fn products(language: Language, words: &[String]) -> String {
    words.iter().map(|word| Product::of(word).name(language)).collect::<Vec<_>>().join(", ")
}

/// What ends.
pub fn ending(language: Language, ending: &Ending) -> String {
    let parts = [
        (ending.sessions, t::ends_sessions(language, ending.sessions)),
        (ending.sign_ins, t::ends_sign_ins(language, ending.sign_ins)),
        (ending.tokens, t::ends_tokens(language, ending.tokens)),
    ];
    let parts: Vec<_> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, said)| said).collect();
    if parts.is_empty() {
        t::ends_nothing(language).to_owned()
    } else {
        t::ends_at_once(language, &parts.join(", "))
    }
}

/// A moment, short; the language's dash where there is none.
pub fn moment(language: Language, at_ms: Option<i64>) -> String {
    at_ms.map_or_else(|| "–".to_owned(), |at| clock::short(crate::pages::signed_in::ms(at), language))
}

/// A moment as files have it; nothing where there is none.
pub fn moment_in_file(at_ms: Option<i64>) -> String {
    at_ms.map_or_else(String::new, |at| clock::utc(crate::pages::signed_in::ms(at)))
}

/// What keeps an employee out; an invitation may have been withdrawn, or have run out.
pub fn standing(language: Language, employee: &Employee) -> &'static str {
    if employee.state == State::Invited && !employee.has_invitation {
        return t::state_not_invited(language);
    }
    state(language, employee.state)
}

/// What is said of a refusal, or nothing.
pub fn problem(language: Language, refusal: Option<&Refusal>) -> String {
    refusal.map_or_else(String::new, |refusal| self::refusal(language, refusal))
}

/// What is said of a refusal: what is wrong and what to do.
pub fn refusal(language: Language, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Lost => t::lost(language).to_owned(),
        Refusal::Cancelled => t::refused_without_code(language).to_owned(),
        Refusal::Told(problem) => told(language, problem),
    }
}

fn told(language: Language, problem: &Problem) -> String {
    let said = match problem.code.as_str() {
        "not-allowed" => t::refused_act(language),
        "own-account" => t::refused_own(language),
        "last-administrator" => t::refused_last(language),
        "overtaken" => t::refused_overtaken(language),
        "already-exists" => t::refused_taken(language),
        "not-found" => t::refused_missing(language),
        "malformed-request" => t::refused_malformed(language),
        "weak-password" => t::refused_weak(language),
        "busy" | "too-many-requests" => t::busy(language),
        "code-replayed" => t::code_used(language),
        "code-locked" | "login-locked" => t::account_locked(language),
        "invalid-code" => {
            return t::code_wrong(language, problem.attempts_left.unwrap_or_default());
        }
        "invalid-credentials" => {
            let left = t::attempts_left(language, problem.attempts_left.unwrap_or_default());
            return [t::current_password_wrong(language), " ", &left].concat();
        }
        _ => return t::failed(language, &problem.request_id),
    };
    said.to_owned()
}
