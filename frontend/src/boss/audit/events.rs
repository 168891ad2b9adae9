//! What the events of the audit log are called, and the groups in which they are chosen.

use shared::audit::Event;

use crate::boss::list::Choices;
use crate::i18n::{Language, t};

/// A heading and the events below it.
type Group = (fn(Language) -> &'static str, &'static [Event]);

/// Every event once, by what it is about.
const GROUPS: &[Group] = &[
    (
        t::group_sign_in,
        &[
            Event::PasswordAccepted,
            Event::SignInRefused,
            Event::SignInEnded,
            Event::ConsentGiven,
            Event::SessionOpened,
            Event::SessionMoved,
            Event::SessionEnded,
            Event::SessionExpired,
            Event::DeviceKnown,
            Event::PasswordLocked,
            Event::PasswordReset,
            Event::PasswordCreated,
            Event::PasswordChanged,
            Event::PasswordChangeRefused,
            Event::ResetRefused,
            Event::LinkRefused,
        ],
    ),
    (
        t::two_factor,
        &[
            Event::KeyRevealed,
            Event::SecondFactorActivated,
            Event::CodeAccepted,
            Event::CodeRefused,
            Event::CodeReplayed,
            Event::CodeLocked,
            Event::SecondFactorReissued,
            Event::SetupMailRefused,
        ],
    ),
    (
        t::employees,
        &[
            Event::EmployeeCreated,
            Event::EmployeeChanged,
            Event::EmployeeBlocked,
            Event::EmployeeUnblocked,
            Event::PasswordUnlocked,
            Event::CodeUnlocked,
            Event::DevicesForgotten,
            Event::InvitationRefused,
            Event::InvitationWithdrawn,
        ],
    ),
    (
        t::group_agencies,
        &[
            Event::AgencyCreated,
            Event::AgencyChanged,
            Event::AgencyBlocked,
            Event::AgencyUnblocked,
            Event::StructureUnitCreated,
            Event::StructureUnitChanged,
            Event::StructureUnitBlocked,
            Event::StructureUnitUnblocked,
        ],
    ),
    (
        t::group_applications,
        &[
            Event::ApplicationCreated,
            Event::ApplicationBlocked,
            Event::ApplicationUnblocked,
            Event::ApplicationPasswordRotated,
            Event::ApplicationUnitAllowed,
            Event::ApplicationUnitForbidden,
            Event::LoginRefused,
            Event::LoginGuessed,
            Event::TokenIssued,
            Event::TokenRefused,
            Event::TokenRevoked,
            Event::ClientRefused,
        ],
    ),
    (
        t::mail,
        &[
            Event::SetupMailQueued,
            Event::ResetMailQueued,
            Event::InvitationQueued,
            Event::MailDead,
            Event::MailRetried,
        ],
    ),
    (t::texts_and_notices, &[Event::TextPublished, Event::NoticeAnnounced, Event::NoticeWithdrawn]),
    (
        t::group_operation,
        &[
            Event::OperatorCreated,
            Event::OperatorRemoved,
            Event::OperatorRefused,
            Event::AuditExported,
            Event::KeyAdded,
            Event::KeyPromoted,
            Event::KeyRetired,
        ],
    ),
];

/// The event of this word.
pub(super) fn of(word: &str) -> Option<Event> {
    GROUPS.iter().flat_map(|(_, events)| *events).copied().find(|event| event.as_str() == word)
}

/// The events of each group by the alphabet, with the word of each.
pub(super) fn groups(language: Language) -> Vec<(&'static str, Choices)> {
    let group = |(heading, events): &Group| {
        let mut choices: Choices =
            events.iter().map(|event| (event.as_str(), said(language, *event))).collect();
        choices.sort_by_key(|(_, said)| *said);
        (heading(language), choices)
    };
    GROUPS.iter().map(group).collect()
}

/// An event in words.
pub(super) fn said(language: Language, event: Event) -> &'static str {
    match event {
        Event::TokenIssued => t::event_token_issued(language),
        Event::LoginRefused => t::event_login_refused(language),
        Event::LoginGuessed => t::event_login_guessed(language),
        Event::TokenRefused => t::event_token_refused(language),
        Event::ClientRefused => t::event_client_refused(language),
        Event::TokenRevoked => t::event_token_revoked(language),
        Event::AgencyCreated => t::event_agency_created(language),
        Event::AgencyChanged => t::event_agency_changed(language),
        Event::AgencyBlocked => t::event_agency_blocked(language),
        Event::AgencyUnblocked => t::event_agency_unblocked(language),
        Event::StructureUnitCreated => t::event_structure_unit_created(language),
        Event::StructureUnitChanged => t::event_structure_unit_changed(language),
        Event::StructureUnitBlocked => t::event_structure_unit_blocked(language),
        Event::StructureUnitUnblocked => t::event_structure_unit_unblocked(language),
        Event::ApplicationCreated => t::event_application_created(language),
        Event::ApplicationBlocked => t::event_application_blocked(language),
        Event::ApplicationUnblocked => t::event_application_unblocked(language),
        Event::ApplicationPasswordRotated => t::event_application_password_rotated(language),
        Event::ApplicationUnitAllowed => t::event_application_unit_allowed(language),
        Event::ApplicationUnitForbidden => t::event_application_unit_forbidden(language),
        Event::KeyAdded => t::event_key_added(language),
        Event::KeyPromoted => t::event_key_promoted(language),
        Event::KeyRetired => t::event_key_retired(language),
        Event::PasswordAccepted => t::event_password_accepted(language),
        Event::SignInRefused => t::event_sign_in_refused(language),
        Event::SignInEnded => t::event_sign_in_ended(language),
        Event::PasswordLocked => t::event_password_locked(language),
        Event::ConsentGiven => t::event_consent_given(language),
        Event::SetupMailQueued => t::event_setup_mail_queued(language),
        Event::SetupMailRefused => t::event_setup_mail_refused(language),
        Event::KeyRevealed => t::event_key_revealed(language),
        Event::LinkRefused => t::event_link_refused(language),
        Event::SecondFactorActivated => t::event_second_factor_activated(language),
        Event::CodeAccepted => t::event_code_accepted(language),
        Event::CodeRefused => t::event_code_refused(language),
        Event::CodeReplayed => t::event_code_replayed(language),
        Event::CodeLocked => t::event_code_locked(language),
        Event::SessionOpened => t::event_session_opened(language),
        Event::SessionMoved => t::event_session_moved(language),
        Event::SessionEnded => t::event_session_ended(language),
        Event::SessionExpired => t::event_session_expired(language),
        Event::EmployeeCreated => t::event_employee_created(language),
        Event::EmployeeChanged => t::event_employee_changed(language),
        Event::EmployeeBlocked => t::event_employee_blocked(language),
        Event::EmployeeUnblocked => t::event_employee_unblocked(language),
        Event::PasswordUnlocked => t::event_password_unlocked(language),
        Event::CodeUnlocked => t::event_code_unlocked(language),
        Event::SecondFactorReissued => t::event_second_factor_reissued(language),
        Event::ResetMailQueued => t::event_reset_mail_queued(language),
        Event::ResetRefused => t::event_reset_refused(language),
        Event::InvitationQueued => t::event_invitation_queued(language),
        Event::InvitationRefused => t::event_invitation_refused(language),
        Event::InvitationWithdrawn => t::event_invitation_withdrawn(language),
        Event::PasswordReset => t::event_password_reset(language),
        Event::PasswordCreated => t::event_password_created(language),
        Event::PasswordChanged => t::event_password_changed(language),
        Event::PasswordChangeRefused => t::event_password_change_refused(language),
        Event::DeviceKnown => t::event_device_known(language),
        Event::DevicesForgotten => t::event_devices_forgotten(language),
        Event::MailDead => t::event_mail_dead(language),
        Event::MailRetried => t::event_mail_retried(language),
        Event::OperatorCreated => t::event_operator_created(language),
        Event::OperatorRemoved => t::event_operator_removed(language),
        Event::AuditExported => t::event_audit_exported(language),
        Event::OperatorRefused => t::event_operator_refused(language),
        Event::TextPublished => t::event_text_published(language),
        Event::NoticeAnnounced => t::event_notice_announced(language),
        Event::NoticeWithdrawn => t::event_notice_withdrawn(language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_chosen_in_one_group() {
        for language in Language::ALL {
            let mut chosen: Vec<_> = groups(language).into_iter().flat_map(|(_, choices)| choices).collect();
            let mut all: Vec<_> = Event::ALL.map(|event| (event.as_str(), said(language, event))).into();
            chosen.sort_unstable();
            all.sort_unstable();
            assert_eq!(chosen, all);
        }
        assert!(Event::ALL.into_iter().all(|event| of(event.as_str()) == Some(event)));
    }
}
