//! What can be done to one employee besides a change: each asks before it is done.

use shared::api::admin::EndSessions;
use shared::api::admin::employees::{Employee, EndSession, State};
use yew::prelude::*;

use crate::boss::desk::Desk;
use crate::boss::modal::Question;
use crate::i18n::{Language, t};

/// The end of one session.
pub(super) fn end_session(language: Language, path: &str, id: &str) -> Question {
    let body = serde_json::to_string(&EndSession { id: id.to_owned() }).unwrap_or_default();
    let heading = t::end_session_heading(language).to_owned();
    let path = [path, "/end-session"].concat();
    Question { body, ..Question::of(heading, t::end_session_lead(language), t::end_session(language), path) }
}

/// The buttons of whatever can be done to the employee as things stand.
pub(super) fn buttons(desk: &Desk, employee: &Employee, path: &str, onask: &Callback<Question>) -> Html {
    let language = desk.language;
    let name = employee.name.as_str();
    let at = |end: &str| [path, end].concat();
    let is_own = employee.login == desk.who.login;
    let mut questions = Vec::new();
    if employee.state == State::Invited {
        questions.push(Question::of(
            t::invite_again_heading(language, &employee.login),
            t::invite_again_lead(language),
            t::invite_again(language),
            at("/invite"),
        ));
    }
    if employee.has_invitation {
        questions.push(Question::of(
            t::withdraw_invitation_heading(language, &employee.login),
            t::withdraw_invitation_lead(language),
            t::withdraw_invitation(language),
            at("/withdraw"),
        ));
    }
    if employee.password_locked_at_ms.is_some() || employee.locked_devices > 0 {
        questions.push(Question::of(
            t::unlock_password_heading(language, name),
            t::unlock_password_lead(language),
            t::unlock_password(language),
            at("/unlock-password"),
        ));
    }
    if employee.code_locked_at_ms.is_some() && desk.is_support() {
        questions.push(Question::of(
            t::unlock_code_heading(language, name),
            t::unlock_code_lead(language),
            t::unlock_code(language),
            at("/unlock-code"),
        ));
    }
    if employee.two_factor != "none" && !is_own && (desk.is_support() || employee.reissue_by_administrator) {
        questions.push(Question::of(
            t::reset_two_factor_heading(language, name),
            t::reset_two_factor_lead(language),
            t::reset_two_factor(language),
            at("/reissue"),
        ));
    }
    if employee.sessions > 0 {
        let whose = EndSessions { login: Some(employee.login.clone()), ..EndSessions::default() };
        questions.push(Question {
            preview: Some(at("/ending")),
            body: serde_json::to_string(&whose).unwrap_or_default(),
            ..Question::of(
                t::end_sessions_heading(language, name),
                "",
                t::end_sessions(language),
                EndSessions::PATH.to_owned(),
            )
        });
    }
    if employee.devices > 0 {
        questions.push(Question::of(
            t::forget_browsers_heading(language, name),
            t::forget_browsers_lead(language),
            t::forget_browsers(language),
            at("/forget-devices"),
        ));
    }
    let is_blocked = employee.state == State::Blocked;
    if is_blocked || !is_own {
        let block = Question::block(language, name, t::block_employee_lead(language), path, is_blocked);
        questions.push(Question { has_reason: !is_blocked, ..block });
    }
    html! { <>{ for questions.into_iter().map(|question| question.button(onask)) }</> }
}
