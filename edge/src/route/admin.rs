//! The endpoints of administration: a pure table of methods and paths, which `rights` says who may use.

use shared::api::admin::PREFIX;
use shared::percent::decoded;

/// The endpoints with their methods and their paths behind [`PREFIX`]. A segment in braces stands for any one; of two paths
/// that fit, the first counts.
macro_rules! endpoints {
    ($($(#[$doc:meta])* $name:ident = $method:ident $path:literal,)*) => {
        /// An endpoint of administration: all of it is told in `shared::api::admin`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Admin {
            $($(#[$doc])* $name,)*
        }

        /// Every endpoint with its method and its path.
        pub const ENDPOINTS: &[(Admin, &str, &str)] =
            &[$((Admin::$name, stringify!($method), $path),)*];
    };
}

endpoints! {
    /// Lists agencies.
    Agencies = GET "agencies",
    /// Creates an agency.
    CreateAgency = POST "agencies",
    /// Reads an agency.
    Agency = GET "agencies/{code}",
    /// Changes an agency.
    ChangeAgency = PATCH "agencies/{code}",
    /// Counts what a block of an agency ends.
    AgencyEnding = GET "agencies/{code}/ending",
    /// Blocks an agency.
    BlockAgency = POST "agencies/{code}/block",
    /// Lets an agency in again.
    UnblockAgency = POST "agencies/{code}/unblock",
    /// Lists structure units.
    StructureUnits = GET "structure-units",
    /// Creates a structure unit.
    CreateStructureUnit = POST "structure-units",
    /// Suggests a free identifier.
    SuggestStructureUnit = GET "structure-units/suggestion",
    /// Reads a structure unit.
    StructureUnit = GET "structure-units/{id}",
    /// Changes a structure unit.
    ChangeStructureUnit = PATCH "structure-units/{id}",
    /// Counts what a block of a structure unit ends.
    StructureUnitEnding = GET "structure-units/{id}/ending",
    /// Blocks a structure unit.
    BlockStructureUnit = POST "structure-units/{id}/block",
    /// Lets a structure unit in again.
    UnblockStructureUnit = POST "structure-units/{id}/unblock",
    /// Lists employees.
    Employees = GET "employees",
    /// Creates an employee.
    CreateEmployee = POST "employees",
    /// Reads an employee.
    Employee = GET "employees/{login}",
    /// Changes an employee.
    ChangeEmployee = PATCH "employees/{login}",
    /// Counts what a block of an employee ends.
    EmployeeEnding = GET "employees/{login}/ending",
    /// Lists live sessions of an employee.
    EmployeeSessions = GET "employees/{login}/sessions",
    /// Lists consents of an employee.
    EmployeeConsents = GET "employees/{login}/consents",
    /// Blocks an employee.
    BlockEmployee = POST "employees/{login}/block",
    /// Lets an employee in again.
    UnblockEmployee = POST "employees/{login}/unblock",
    /// Mails one more invitation.
    Invite = POST "employees/{login}/invite",
    /// Ends the invitations of an employee.
    WithdrawInvitation = POST "employees/{login}/withdraw",
    /// Lifts the lock of wrong passwords.
    UnlockPassword = POST "employees/{login}/unlock-password",
    /// Lifts the lock of wrong codes.
    UnlockCode = POST "employees/{login}/unlock-code",
    /// Takes the key of a second factor away.
    ReissueSecondFactor = POST "employees/{login}/reissue",
    /// Forgets the known browsers of an employee.
    ForgetDevices = POST "employees/{login}/forget-devices",
    /// Ends one session of an employee.
    EndEmployeeSession = POST "employees/{login}/end-session",
    /// Lists applications.
    Applications = GET "applications",
    /// Creates an application.
    CreateApplication = POST "applications",
    /// Reads an application.
    Application = GET "applications/{login}",
    /// Counts what a block of an application ends.
    ApplicationEnding = GET "applications/{login}/ending",
    /// Lists live tokens of an application.
    ApplicationTokens = GET "applications/{login}/tokens",
    /// Blocks an application.
    BlockApplication = POST "applications/{login}/block",
    /// Lets an application in again.
    UnblockApplication = POST "applications/{login}/unblock",
    /// Gives an application another password.
    RotatePassword = POST "applications/{login}/rotate",
    /// Allows an application a structure unit.
    AllowUnit = POST "applications/{login}/allow",
    /// Takes a structure unit from an application.
    ForbidUnit = POST "applications/{login}/forbid",
    /// Ends all tokens of an application.
    RevokeTokens = POST "applications/{login}/revoke-tokens",
    /// Ends one token.
    RevokeToken = POST "tokens/{jti}/revoke",
    /// Ends the sessions of one, of an agency or of all.
    EndSessions = POST "sessions/end",
    /// Lists rows of the audit log.
    Audit = GET "audit",
    /// Hands out old rows of the audit log.
    ExportAudit = POST "audit/exports",
    /// Confirms that they were written down.
    ConfirmExport = POST "audit/exports/{id}/confirm",
    /// Records a move of the key ring.
    RecordKeyMove = POST "key-moves",
    /// Lists mails that wait or were given up.
    Mails = GET "mails",
    /// Tries every mail that was given up once more.
    RetryMails = POST "mails/retry-all",
    /// Tries a mail once more.
    RetryMail = POST "mails/{id}/retry",
    /// Lists versions of texts.
    Texts = GET "texts",
    /// Publishes a version of a text.
    PublishText = POST "texts",
    /// Lists notices.
    Notices = GET "notices",
    /// Announces a notice.
    Announce = POST "notices",
    /// Withdraws a notice.
    Withdraw = POST "notices/{id}/withdraw",
    /// Lists operators.
    Operators = GET "operators",
    /// Creates an operator.
    CreateOperator = POST "operators",
    /// Removes an operator.
    RemoveOperator = POST "operators/{name}/remove",
    /// Takes a current code.
    StepUp = POST "step-up",
    /// Tells how the installation is.
    Health = GET "health",
}

/// What stands at a path.
#[derive(Debug, PartialEq, Eq)]
pub struct AdminPath {
    path: &'static str,
    /// The segment that names somebody or something, decoded; empty where none does.
    pub name: String,
}

impl AdminPath {
    /// Finds what stands at the path; `None` for what is no path of administration.
    pub fn find(path: &str) -> Option<Self> {
        let rest = path.strip_prefix(PREFIX)?.strip_prefix('/')?;
        let (path, name) = ENDPOINTS.iter().find_map(|(_, _, path)| Some((*path, name(path, rest)?)))?;
        Some(Self { path, name: decoded(name)? })
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

/// The segment at the place of the one in braces, or nothing where the path has none; `None` if it does not fit.
fn name<'a>(path: &str, rest: &'a str) -> Option<&'a str> {
    let mut found = "";
    let (mut wanted, mut given) = (path.split('/'), rest.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(found),
            (Some(wanted), Some(segment)) if wanted.starts_with('{') && !segment.is_empty() => {
                found = segment;
            }
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
        let place = AdminPath::find(path);
        let found = place.as_ref().and_then(|place| Some((place.endpoint(method)?, place.name.as_str())));
        assert_eq!(found, expected, "{method} {path}");
    }

    #[test]
    fn a_path_leads_to_one_endpoint_for_each_method() {
        check("GET", "/api/admin/agencies", Some((Admin::Agencies, "")));
        check("HEAD", "/api/admin/agencies", Some((Admin::Agencies, "")));
        check("POST", "/api/admin/agencies", Some((Admin::CreateAgency, "")));
        check("PATCH", "/api/admin/agencies/12036", Some((Admin::ChangeAgency, "12036")));
        check("POST", "/api/admin/employees/a%40b.c/block", Some((Admin::BlockEmployee, "a@b.c")));
        check("GET", "/api/admin/employees/a+%D1%8F", Some((Admin::Employee, "a+я")));
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
        for wrong in ["%", "%4", "%+1", "%zz", "%ff"] {
            check("GET", &format!("/api/admin/employees/{wrong}"), None);
        }
    }

    #[test]
    fn a_path_tells_the_methods_it_takes() {
        let allow = |path: &str| AdminPath::find(path).unwrap().allow();
        assert_eq!(allow("/api/admin/agencies"), "GET, HEAD, POST, OPTIONS");
        assert_eq!(allow("/api/admin/agencies/1"), "GET, HEAD, PATCH, OPTIONS");
        assert_eq!(allow("/api/admin/agencies/1/block"), "POST, OPTIONS");
        assert_eq!(allow("/api/admin/health"), "GET, HEAD, OPTIONS");
    }
}
