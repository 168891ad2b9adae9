//! The first step: login and password.

use shared::api::problem::Problem;
use shared::api::requests::Credentials;
use shared::audit::{Event, Row};
use shared::code::Code;
use shared::failure::Failure;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;
use shared::value::password::Password;

use super::advance::advance;
use super::decide::{self, NoAccess};
use crate::counters::password_check::{self, PasswordTry, Right};
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::{AddressLimit, Hasher, Random, Shield};
use crate::secrets::secret::Secret;
use crate::secrets::stored_password;
use crate::storage::audit::AuditLog;
use crate::storage::devices::Devices;
use crate::storage::employees::{Employee, Employees, NewSignIn, SignInOpening};
use crate::storage::leases::Lease;
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::SignIns;
use crate::visit::standing::{BUSY_S, Place, retry, standing};
use crate::visit::visitor::{Keep, Reply, Visitor};

/// Checks the password and opens a sign-in, or says why not. In this order: the address's limit, the tries of this
/// login name (or of the browser, if the account knows it), the password, and only then whether its owner may sign in
/// here.
pub async fn credentials<P>(ctx: &Ctx<'_, P>, visitor: &Visitor, request: Credentials) -> Result<Reply, Error>
where
    P: Employees + SignIns + Sessions + Devices + AddressLimit + AuditLog + Shield + Hasher + Random,
{
    if !matches!(standing(ctx, visitor).await?.place, Place::Nobody(_)) {
        return Err(Code::StepMismatch.into());
    }
    let Some(login) = Login::parse(&request.login).filter(Login::fits_address) else {
        return Err(Failure::with_detail(Code::MalformedRequest, "`login` is empty or too long").into());
    };
    let password = Password::from(request.password);
    let one = PasswordTry { login: &login, password: &password, refused: Event::SignInRefused };
    let Right { lease, employee, outdated } = password_check::check(ctx, visitor, one).await?;
    if let Some(reason) = decide::no_access(&employee, visitor.product) {
        let refused = row(ctx, employee.agency, Event::SignInRefused, &login, reason.as_str());
        return Err(settle(ctx, &lease, &refused, reason).await?);
    }
    open(ctx, visitor, &lease, login, &password, &employee, outdated).await
}

async fn open<P>(
    ctx: &Ctx<'_, P>,
    visitor: &Visitor,
    lease: &Lease,
    login: Login,
    password: &Password,
    employee: &Employee,
    outdated: bool,
) -> Result<Reply, Error>
where
    P: Employees + SignIns + Sessions + Hasher + Random,
{
    let rehash =
        if outdated { Some(stored_password::rehash(ctx, password, &employee.password_hash)?) } else { None };
    let secret = Secret::from_random(ctx.ports.bytes());
    let accepted = row(ctx, employee.agency, Event::PasswordAccepted, &login, visitor.product.as_str());
    let sign_in = NewSignIn {
        secret: secret.hash(),
        agency: employee.agency,
        login,
        product: visitor.product,
        at: ctx.now,
        address: ctx.address.to_owned(),
        user_agent: visitor.user_agent.clone(),
    };
    let version = employee.password_version;
    match ctx.ports.open_sign_in(lease, &sign_in, version, rehash.as_ref(), &accepted).await? {
        SignInOpening::Opened => {}
        SignInOpening::Changed => {
            let refused =
                row(ctx, employee.agency, Event::SignInRefused, &sign_in.login, "changed-meanwhile");
            return Err(settle(ctx, lease, &refused, NoAccess::Blocked).await?);
        }
        SignInOpening::Lapsed => return Err(retry(Code::Busy, BUSY_S)),
    }
    let opened = Visitor { sign_in: Some(secret.hash()), session: None, ..visitor.clone() };
    let reply = advance(ctx, &opened).await?;
    let sign_in = if reply.sign_in == Keep::AsIs { Keep::Set(secret) } else { Keep::Drop };
    // What is left of a session is of no use any more.
    let left_over = visitor.session.is_some() && reply.session == Keep::AsIs;
    let session = if left_over { Keep::Drop } else { reply.session };
    Ok(Reply { session, sign_in, ..reply })
}

/// Settles a right password that opens nothing, and says why, or that its lease was gone.
async fn settle<P: Employees>(
    ctx: &Ctx<'_, P>,
    lease: &Lease,
    refused: &Row,
    reason: NoAccess,
) -> Result<Error, Internal> {
    let settled = ctx.ports.settle_no_access(lease, refused).await?;
    Ok(if settled { no_access(reason) } else { retry(Code::Busy, BUSY_S) })
}

fn no_access(reason: NoAccess) -> Error {
    if reason == NoAccess::CodeLocked {
        return Code::CodeLocked.into();
    }
    let reason = Some(reason.as_str().to_owned());
    Failure::with_members(Code::NoAccess, Problem { reason, ..Problem::default() }).into()
}

fn row<P: Random>(ctx: &Ctx<'_, P>, agency: AgencyCode, event: Event, login: &Login, detail: &str) -> Row {
    ctx.audit(Some(agency), event, login.as_str(), login.as_str(), detail)
}
