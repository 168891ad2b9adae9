//! Who may get in once the password is right: pure rules.

use crate::storage::applications::{Application, UnitStanding};

/// Why a right password does not help, in the words of the audit log.
pub fn refusal(application: &Application) -> Option<&'static str> {
    if application.application_blocked {
        return Some("application-blocked");
    }
    if application.agency_blocked {
        return Some("agency-blocked");
    }
    match application.unit {
        UnitStanding::Allowed => None,
        UnitStanding::NotAllowed => Some("structure-unit-not-allowed"),
        UnitStanding::Blocked => Some("structure-unit-blocked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::value::agency_code::AgencyCode;

    #[test]
    fn whatever_is_blocked_or_not_allowed_keeps_an_application_out() {
        let good = Application {
            agency: AgencyCode::from_number(12036).unwrap(),
            agency_name: "Alpha Travel".to_owned(),
            password_hash: String::new(),
            password_version: 1,
            application_blocked: false,
            agency_blocked: false,
            unit: UnitStanding::Allowed,
        };
        assert_eq!(refusal(&good), None);
        let blocked = Application { application_blocked: true, ..good.clone() };
        assert_eq!(refusal(&blocked), Some("application-blocked"));
        assert_eq!(refusal(&Application { agency_blocked: true, ..good.clone() }), Some("agency-blocked"));
        let unit = |unit| Application { unit, ..good.clone() };
        assert_eq!(refusal(&unit(UnitStanding::Blocked)), Some("structure-unit-blocked"));
        assert_eq!(refusal(&unit(UnitStanding::NotAllowed)), Some("structure-unit-not-allowed"));
    }
}
