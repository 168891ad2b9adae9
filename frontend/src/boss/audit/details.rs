//! What the details of a row of the audit log say: its words in the language of the reader. What is not known here, such
//! as an identifier or a name, is shown as it stands.

use shared::api::admin::employees::Role;
use shared::audit::Event;

use crate::boss::words;
use crate::i18n::{Language, t};
use crate::product::Product;

/// The details of an event.
pub(super) fn said(language: Language, event: Option<Event>, detail: &str) -> String {
    match event {
        // They name the link of the mail, for whoever follows it through the log.
        Some(Event::SetupMailQueued | Event::ResetMailQueued | Event::InvitationQueued) => {
            product(detail).map_or_else(String::new, |(product, _)| product.name(language).to_owned())
        }
        // Behind what has ended stands a reason, as somebody wrote it.
        Some(Event::EmployeeBlocked) => {
            let (ended, reason) = detail.split_once("; ").unwrap_or((detail, ""));
            match counts(language, ended) {
                Some(ended) => joined(&[&ended, reason]),
                None => detail.to_owned(),
            }
        }
        _ => detail.split("; ").map(|part| said_part(language, event, part)).collect::<Vec<_>>().join("; "),
    }
}

/// Those that say something.
fn joined(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("; ")
}

/// A part: `name was A, is B`; `may_change_point_of_sale is 1`; `role cashier`; `sessions 2, sign-ins 1`; a product and
/// more; or a word.
fn said_part(language: Language, event: Option<Event>, part: &str) -> String {
    if let Some((before, is)) = part.rsplit_once(", is ")
        && let Some((field, was)) = before.split_once(" was ")
        && let Some(label) = label(language, event, field)
    {
        return [label, ": ", &value(language, field, was), " → ", &value(language, field, is)].concat();
    }
    let Some((first, rest)) = part.split_once(' ') else { return word(language, part).to_owned() };
    if let Some((product, rest)) = product(part) {
        return [product.name(language), ", ", word(language, rest)].concat();
    }
    if matches!(first, "sessions" | "sign-ins" | "tokens") {
        return counts(language, part).unwrap_or_else(|| part.to_owned());
    }
    match label(language, event, first) {
        Some(label) if matches!(first, "role" | "products" | "units") => {
            [label, ": ", &value(language, first, rest)].concat()
        }
        Some(label) if rest == "is 1" => [label, ": ", t::change_on(language)].concat(),
        Some(label) if rest == "is 0" => [label, ": ", t::change_off(language)].concat(),
        _ => word(language, part).to_owned(),
    }
}

/// The product with which a detail begins, and the rest.
fn product(part: &str) -> Option<(Product, &str)> {
    let (first, rest) = part.split_once(' ').unwrap_or((part, ""));
    Product::ALL.into_iter().find(|it| it.word() == first).map(|product| (product, rest))
}

/// What a field is called.
fn label(language: Language, event: Option<Event>, field: &str) -> Option<&'static str> {
    Some(match field {
        "name" if event == Some(Event::EmployeeChanged) => t::person_name(language),
        "name" => t::name(language),
        "role" => t::role(language),
        "products" => t::products(language),
        "points of sale" | "units" => t::points_of_sale(language),
        "address" => t::address(language),
        "seances" => t::seances(language),
        "may_change_point_of_sale" => t::may_change_point_of_sale(language),
        "reissue_by_administrator" => t::reissue_by_administrator(language),
        _ => return None,
    })
}

/// What stands in a field.
fn value(language: Language, field: &str, value: &str) -> String {
    match (field, Role::parse(value)) {
        (_, _) if value.is_empty() => "–".to_owned(),
        ("role", Some(role)) => words::role(language, role).to_owned(),
        ("products", _) => value.split(", ").map(|it| word(language, it)).collect::<Vec<_>>().join(", "),
        _ => value.to_owned(),
    }
}

/// What has ended; nothing is said of kinds of which nothing has. `None` for what is no count.
fn counts(language: Language, part: &str) -> Option<String> {
    let mut said = Vec::new();
    for kind in part.split(", ") {
        let (kind, count) = kind.split_once(' ')?;
        let of_kind = match kind {
            "sessions" => t::ends_sessions,
            "sign-ins" => t::ends_sign_ins,
            "tokens" => t::ends_tokens,
            _ => return None,
        };
        let count = count.parse().ok()?;
        if count > 0 {
            said.push(of_kind(language, count));
        }
    }
    Some(if said.is_empty() { String::new() } else { t::has_ended(language, &said.join(", ")) })
}

/// A word of the log.
fn word(language: Language, word: &str) -> &str {
    match word {
        "cashier" => t::product_cashier(language),
        "boss" => t::product_boss(language),
        "invalid-credentials" => t::cause_credentials(language),
        "locked" => t::cause_locked(language),
        "code-locked" => t::state_code_locked(language),
        "busy" => t::cause_busy(language),
        "blocked" => t::state_blocked(language),
        "product" => t::cause_product(language),
        "point-of-sale" | "no-point-of-sale" => t::cause_place(language),
        "too-many-requests" => t::cause_requests(language),
        "too-many-mails" => t::cause_mails(language),
        "many-wrong-passwords" => t::cause_guessing(language),
        "registered" => t::cause_registered(language),
        "unknown" => t::cause_unknown(language),
        "agency-blocked" => t::event_agency_blocked(language),
        "application-blocked" => t::event_application_blocked(language),
        "structure-unit-blocked" => t::event_structure_unit_blocked(language),
        "structure-unit-not-allowed" => t::cause_unit(language),
        "missing" => t::cause_no_token(language),
        "other-scheme" => t::cause_no_kind(language),
        "malformed" => t::cause_malformed(language),
        "foreign" => t::cause_foreign(language),
        "expired" => t::cause_expired(language),
        "revoked" => t::event_token_revoked(language),
        "invalid-client" => t::cause_client(language),
        "link-invalid" => t::cause_link(language),
        "invalid-code" => t::event_code_refused(language),
        "weak-password" => t::cause_weak(language),
        "changed-meanwhile" => t::cause_meanwhile(language),
        "password-reset" => t::event_password_reset(language),
        "idle" => t::cause_idle(language),
        "absolute" => t::cause_absolute(language),
        "elsewhere" => t::cause_remote(language),
        "signed-out" | "cancelled" => t::cause_cancelled(language),
        "back" => t::cause_back(language),
        "active" => t::two_factor_active(language),
        "pending" => t::two_factor_pending(language),
        "known-device" => t::cause_known_browser(language),
        "invited" => t::event_invitation_queued(language),
        "key given" => t::cause_key(language),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(event: Event, detail: &str, english: &str, russian: &str) {
        assert_eq!(said(Language::English, Some(event), detail), english);
        assert_eq!(said(Language::Russian, Some(event), detail), russian);
    }

    #[test]
    fn a_reason_is_said_in_the_words_of_the_reader() {
        let refused = Event::SignInRefused;
        check(refused, "invalid-credentials", "Wrong login or password", "Неверный логин или пароль");
        check(Event::SessionOpened, "cashier", "Cashier", "Касса");
        check(
            Event::PasswordLocked,
            "cashier known-device",
            "Cashier, known browser",
            "Касса, знакомый браузер",
        );
    }

    #[test]
    fn a_change_names_its_fields_and_what_they_were_and_are() {
        check(
            Event::EmployeeChanged,
            "name was Anna, is Vera, is Cash; role was cashier, is administrator; points of sale was , is 1_A",
            "Name: Anna, is Vera → Cash; Role: Cashier → Administrator; Points of sale: – → 1_A",
            "Имя: Anna, is Vera → Cash; Роль: Кассир → Администратор; Точки продажи: – → 1_A",
        );
        check(
            Event::AgencyChanged,
            "may_change_point_of_sale is 1",
            "Employees may change the point of sale: on",
            "Сотрудники могут менять точку продажи: включено",
        );
        check(
            Event::EmployeeCreated,
            "role cashier; products cashier, boss; units 1_A; invited",
            "Role: Cashier; Products: Cashier, Boss; Points of sale: 1_A; Invitation sent",
            "Роль: Кассир; Продукты: Касса, Boss; Точки продажи: 1_A; Приглашение отправлено",
        );
    }

    #[test]
    fn what_has_ended_is_counted_in_words() {
        let detail = "sessions 2, sign-ins 0, tokens 1";
        check(Event::AgencyBlocked, detail, "Ended: 2 sessions, 1 token", "Завершено: 2 входа, 1 токен");
        check(Event::AgencyBlocked, "sessions 0, sign-ins 0, tokens 0", "", "");
        check(
            Event::EmployeeChanged,
            "sessions 1; role was cashier, is administrator",
            "Ended: 1 session; Role: Cashier → Administrator",
            "Завершено: 1 вход; Роль: Кассир → Администратор",
        );
    }

    #[test]
    fn the_reason_of_a_block_is_shown_as_somebody_wrote_it() {
        let blocked = Event::EmployeeBlocked;
        check(blocked, "sessions 0, sign-ins 0, tokens 0; cashier", "cashier", "cashier");
        check(
            blocked,
            "sessions 1, sign-ins 0, tokens 0; sessions 5; left",
            "Ended: 1 session; sessions 5; left",
            "Завершено: 1 вход; sessions 5; left",
        );
        check(blocked, "left; blocked", "left; blocked", "left; blocked");
    }

    #[test]
    fn what_is_not_known_is_shown_as_it_stands_and_a_link_of_a_mail_is_not() {
        for detail in ["", "12036_ALPHA", "name of nobody", "sessions of all", "was , is"] {
            check(Event::TokenIssued, detail, detail, detail);
        }
        check(Event::InvitationQueued, "8w2x", "", "");
        check(Event::ResetMailQueued, "boss 8w2x", "Boss", "Boss");
    }
}
