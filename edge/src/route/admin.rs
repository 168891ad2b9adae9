//! The endpoints of administration: a pure table of methods and paths, which `rights` says who may use.

use shared::api::admin::PREFIX;

/// An endpoint of administration: all of it is told in `shared::api::admin`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Admin {
    /// Lists agencies.
    Agencies,
    /// Creates an agency.
    CreateAgency,
    /// Reads an agency.
    Agency,
    /// Changes an agency.
    ChangeAgency,
    /// Counts what a block of an agency ends.
    AgencyEnding,
    /// Blocks an agency.
    BlockAgency,
    /// Lets an agency in again.
    UnblockAgency,
    /// Lists structure units.
    StructureUnits,
    /// Creates a structure unit.
    CreateStructureUnit,
    /// Suggests a free identifier.
    SuggestStructureUnit,
    /// Reads a structure unit.
    StructureUnit,
    /// Changes a structure unit.
    ChangeStructureUnit,
    /// Counts what a block of a structure unit ends.
    StructureUnitEnding,
    /// Blocks a structure unit.
    BlockStructureUnit,
    /// Lets a structure unit in again.
    UnblockStructureUnit,
    /// Lists employees.
    Employees,
    /// Creates an employee.
    CreateEmployee,
    /// Reads an employee.
    Employee,
    /// Changes an employee.
    ChangeEmployee,
    /// Counts what a block of an employee ends.
    EmployeeEnding,
    /// Lists live sessions of an employee.
    EmployeeSessions,
    /// Lists consents of an employee.
    EmployeeConsents,
    /// Blocks an employee.
    BlockEmployee,
    /// Lets an employee in again.
    UnblockEmployee,
    /// Mails one more invitation.
    Invite,
    /// Ends the invitations of an employee.
    WithdrawInvitation,
    /// Lifts the lock of wrong passwords.
    UnlockPassword,
    /// Lifts the lock of wrong codes.
    UnlockCode,
    /// Takes the key of a second factor away.
    ReissueSecondFactor,
    /// Forgets the known browsers of an employee.
    ForgetDevices,
    /// Ends one session of an employee.
    EndEmployeeSession,
    /// Lists applications.
    Applications,
    /// Creates an application.
    CreateApplication,
    /// Reads an application.
    Application,
    /// Counts what a block of an application ends.
    ApplicationEnding,
    /// Lists live tokens of an application.
    ApplicationTokens,
    /// Blocks an application.
    BlockApplication,
    /// Lets an application in again.
    UnblockApplication,
    /// Gives an application another password.
    RotatePassword,
    /// Allows an application a structure unit.
    AllowUnit,
    /// Takes a structure unit from an application.
    ForbidUnit,
    /// Ends all tokens of an application.
    RevokeTokens,
    /// Ends one token.
    RevokeToken,
    /// Ends the sessions of one, of an agency or of all.
    EndSessions,
    /// Lists rows of the audit log.
    Audit,
    /// Records a move of the key ring.
    RecordKeyMove,
    /// Lists mails that wait or were given up.
    Mails,
    /// Tries every mail that was given up once more.
    RetryMails,
    /// Tries a mail once more.
    RetryMail,
    /// Lists operators.
    Operators,
    /// Creates an operator.
    CreateOperator,
    /// Removes an operator.
    RemoveOperator,
    /// Takes a current code.
    StepUp,
    /// Tells how the installation is.
    Health,
}

/// Every endpoint with its method and its path behind [`PREFIX`]. `{name}` stands for any one segment; of two paths that
/// fit, the first counts.
pub const ENDPOINTS: [(Admin, &str, &str); 54] = [
    (Admin::Agencies, "GET", "agencies"),
    (Admin::CreateAgency, "POST", "agencies"),
    (Admin::Agency, "GET", "agencies/{name}"),
    (Admin::ChangeAgency, "PATCH", "agencies/{name}"),
    (Admin::AgencyEnding, "GET", "agencies/{name}/ending"),
    (Admin::BlockAgency, "POST", "agencies/{name}/block"),
    (Admin::UnblockAgency, "POST", "agencies/{name}/unblock"),
    (Admin::StructureUnits, "GET", "structure-units"),
    (Admin::CreateStructureUnit, "POST", "structure-units"),
    (Admin::SuggestStructureUnit, "GET", "structure-units/suggestion"),
    (Admin::StructureUnit, "GET", "structure-units/{name}"),
    (Admin::ChangeStructureUnit, "PATCH", "structure-units/{name}"),
    (Admin::StructureUnitEnding, "GET", "structure-units/{name}/ending"),
    (Admin::BlockStructureUnit, "POST", "structure-units/{name}/block"),
    (Admin::UnblockStructureUnit, "POST", "structure-units/{name}/unblock"),
    (Admin::Employees, "GET", "employees"),
    (Admin::CreateEmployee, "POST", "employees"),
    (Admin::Employee, "GET", "employees/{name}"),
    (Admin::ChangeEmployee, "PATCH", "employees/{name}"),
    (Admin::EmployeeEnding, "GET", "employees/{name}/ending"),
    (Admin::EmployeeSessions, "GET", "employees/{name}/sessions"),
    (Admin::EmployeeConsents, "GET", "employees/{name}/consents"),
    (Admin::BlockEmployee, "POST", "employees/{name}/block"),
    (Admin::UnblockEmployee, "POST", "employees/{name}/unblock"),
    (Admin::Invite, "POST", "employees/{name}/invite"),
    (Admin::WithdrawInvitation, "POST", "employees/{name}/withdraw"),
    (Admin::UnlockPassword, "POST", "employees/{name}/unlock-password"),
    (Admin::UnlockCode, "POST", "employees/{name}/unlock-code"),
    (Admin::ReissueSecondFactor, "POST", "employees/{name}/reissue"),
    (Admin::ForgetDevices, "POST", "employees/{name}/forget-devices"),
    (Admin::EndEmployeeSession, "POST", "employees/{name}/end-session"),
    (Admin::Applications, "GET", "applications"),
    (Admin::CreateApplication, "POST", "applications"),
    (Admin::Application, "GET", "applications/{name}"),
    (Admin::ApplicationEnding, "GET", "applications/{name}/ending"),
    (Admin::ApplicationTokens, "GET", "applications/{name}/tokens"),
    (Admin::BlockApplication, "POST", "applications/{name}/block"),
    (Admin::UnblockApplication, "POST", "applications/{name}/unblock"),
    (Admin::RotatePassword, "POST", "applications/{name}/rotate"),
    (Admin::AllowUnit, "POST", "applications/{name}/allow"),
    (Admin::ForbidUnit, "POST", "applications/{name}/forbid"),
    (Admin::RevokeTokens, "POST", "applications/{name}/revoke-tokens"),
    (Admin::RevokeToken, "POST", "tokens/{name}/revoke"),
    (Admin::EndSessions, "POST", "sessions/end"),
    (Admin::Audit, "GET", "audit"),
    (Admin::RecordKeyMove, "POST", "key-moves"),
    (Admin::Mails, "GET", "mails"),
    (Admin::RetryMails, "POST", "mails/retry-all"),
    (Admin::RetryMail, "POST", "mails/{name}/retry"),
    (Admin::Operators, "GET", "operators"),
    (Admin::CreateOperator, "POST", "operators"),
    (Admin::RemoveOperator, "POST", "operators/{name}/remove"),
    (Admin::StepUp, "POST", "step-up"),
    (Admin::Health, "GET", "health"),
];

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub struct Place {
    path: &'static str,
    /// The segment that names somebody or something, still percent-encoded; empty where none does.
    pub name: String,
}

impl Place {
    /// Finds what stands at the path; `None` for what is no path of administration.
    pub fn find(path: &str) -> Option<Self> {
        let rest = path.strip_prefix(PREFIX)?.strip_prefix('/')?;
        ENDPOINTS.iter().find_map(|(_, _, path)| {
            let name = name(path, rest)?;
            Some(Self { path, name: name.to_owned() })
        })
    }

    /// The endpoint that a method reaches here.
    pub fn endpoint(&self, method: &str) -> Option<Admin> {
        let method = if method == "HEAD" { "GET" } else { method };
        let fits = |(_, takes, path): &&(Admin, &str, &str)| *takes == method && *path == self.path;
        ENDPOINTS.iter().find(fits).map(|(endpoint, ..)| *endpoint)
    }

    /// The methods that are taken here.
    pub fn allow(&self) -> &'static str {
        let takes = |method: &str| self.endpoint(method).is_some();
        match (takes("GET"), takes("POST"), takes("PATCH")) {
            (true, true, _) => "GET, HEAD, POST, OPTIONS",
            (true, _, true) => "GET, HEAD, PATCH, OPTIONS",
            (true, ..) => "GET, HEAD, OPTIONS",
            _ => "POST, OPTIONS",
        }
    }
}

/// Whether a path, in lower case, is kept for administration: it is never forwarded.
pub fn is_reserved(path: &str) -> bool {
    path.strip_prefix(PREFIX).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The segment at the place of `{name}`, or nothing where the path has none; `None` if it does not fit.
fn name<'a>(path: &str, rest: &'a str) -> Option<&'a str> {
    let mut found = "";
    let (mut wanted, mut given) = (path.split('/'), rest.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(found),
            (Some("{name}"), Some(segment)) if !segment.is_empty() => found = segment,
            (Some(segment), Some(same)) if segment == same => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(method: &str, path: &str, expected: Option<(Admin, &str)>) {
        let place = Place::find(path);
        let found = place.as_ref().and_then(|place| Some((place.endpoint(method)?, place.name.as_str())));
        assert_eq!(found, expected, "{method} {path}");
    }

    #[test]
    fn a_path_leads_to_one_endpoint_for_each_method() {
        check("GET", "/api/admin/agencies", Some((Admin::Agencies, "")));
        check("HEAD", "/api/admin/agencies", Some((Admin::Agencies, "")));
        check("POST", "/api/admin/agencies", Some((Admin::CreateAgency, "")));
        check("PATCH", "/api/admin/agencies/12036", Some((Admin::ChangeAgency, "12036")));
        check("POST", "/api/admin/employees/a%40b.c/block", Some((Admin::BlockEmployee, "a%40b.c")));
        check("GET", "/api/admin/structure-units/suggestion", Some((Admin::SuggestStructureUnit, "")));
        check("POST", "/api/admin/mails/retry-all", Some((Admin::RetryMails, "")));
        check("POST", "/api/admin/mails/m1/retry", Some((Admin::RetryMail, "m1")));
    }

    #[test]
    fn whatever_does_not_fit_leads_nowhere() {
        for path in [
            "/api/admin",
            "/api/admin/",
            "/api/admin/agencies/",
            "/api/admin/agencies/1/2",
            "/api/administration",
        ] {
            check("GET", path, None);
        }
        check("PATCH", "/api/admin/structure-units/suggestion", None);
        check("DELETE", "/api/admin/agencies/1", None);
        check("GET", "/api/Admin/agencies", None);
    }

    #[test]
    fn a_path_tells_the_methods_it_takes() {
        let allow = |path: &str| Place::find(path).unwrap().allow();
        assert_eq!(allow("/api/admin/agencies"), "GET, HEAD, POST, OPTIONS");
        assert_eq!(allow("/api/admin/agencies/1"), "GET, HEAD, PATCH, OPTIONS");
        assert_eq!(allow("/api/admin/agencies/1/block"), "POST, OPTIONS");
        assert_eq!(allow("/api/admin/health"), "GET, HEAD, OPTIONS");
    }
}
