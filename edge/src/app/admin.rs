//! Administration: from a request of Boss's pages or of the command line to the feature that handles it.

use serde::Serialize;
use shared::api::admin::Nothing;
use shared::failure::Failure;
use shared::value::product::Product;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::features::admin::{
    agencies, applications, audit, audit_exports, employees, health, mails, notices, operators, sessions,
    step_up, structure_units, texts,
};
use crate::http::admin_face::{query, read, requester};
use crate::http::answer::Answer;
use crate::http::head::{Body, Head};
use crate::http::{browser_face, json_face};
use crate::ports::Ports;
use crate::route::admin::Admin;

/// Answers a request of whoever has the right to it. `name` is whom or what the path names.
#[expect(clippy::too_many_lines, reason = "one table, a row for each endpoint")]
pub(super) async fn dispatch<P: Ports, B: Body>(
    ctx: &Ctx<'_, P>,
    endpoint: Admin,
    name: &str,
    head: &Head,
    body: &mut B,
) -> Result<Answer, Error> {
    let who = &requester(ctx, head, endpoint).await?;
    match endpoint {
        Admin::Agencies => told(agencies::list(ctx, who, &query(head, &agencies::TAKES)?).await),
        Admin::CreateAgency => told(agencies::create(ctx, who, &read(head, body).await?).await),
        Admin::Agency => told(agencies::read(ctx, who, name).await),
        Admin::ChangeAgency => told(agencies::change(ctx, who, name, &read(head, body).await?).await),
        Admin::AgencyEnding => told(agencies::ending(ctx, who, name).await),
        Admin::BlockAgency => {
            nothing(head, body).await?;
            told(agencies::block(ctx, who, name).await)
        }
        Admin::UnblockAgency => {
            nothing(head, body).await?;
            told(agencies::unblock(ctx, who, name).await)
        }
        Admin::StructureUnits => {
            told(structure_units::list(ctx, who, &query(head, &structure_units::TAKES)?).await)
        }
        Admin::CreateStructureUnit => told(structure_units::create(ctx, who, &read(head, body).await?).await),
        Admin::SuggestStructureUnit => {
            let query = query(head, &structure_units::SUGGESTION_TAKES)?;
            told(structure_units::suggest(ctx, who, &query).await)
        }
        Admin::StructureUnit => told(structure_units::read(ctx, who, name).await),
        Admin::ChangeStructureUnit => {
            told(structure_units::change(ctx, who, name, &read(head, body).await?).await)
        }
        Admin::StructureUnitEnding => told(structure_units::ending(ctx, who, name).await),
        Admin::BlockStructureUnit => {
            nothing(head, body).await?;
            told(structure_units::block(ctx, who, name).await)
        }
        Admin::UnblockStructureUnit => {
            nothing(head, body).await?;
            told(structure_units::unblock(ctx, who, name).await)
        }
        Admin::Employees => told(employees::list(ctx, who, &query(head, &employees::TAKES)?).await),
        Admin::CreateEmployee => mailed(employees::create(ctx, who, &read(head, body).await?).await),
        Admin::Employee => told(employees::read(ctx, who, name).await),
        Admin::ChangeEmployee => told(employees::change(ctx, who, name, &read(head, body).await?).await),
        Admin::EmployeeEnding => told(employees::ending(ctx, who, name).await),
        Admin::EmployeeSessions => told(employees::sessions(ctx, who, name).await),
        Admin::EmployeeConsents => told(employees::consents(ctx, who, name).await),
        Admin::BlockEmployee => told(employees::block(ctx, who, name, &read(head, body).await?).await),
        Admin::UnblockEmployee => {
            nothing(head, body).await?;
            told(employees::unblock(ctx, who, name).await)
        }
        Admin::Invite => mailed(employees::invite(ctx, who, name, &read(head, body).await?).await),
        Admin::WithdrawInvitation => {
            nothing(head, body).await?;
            told(employees::withdraw(ctx, who, name).await)
        }
        Admin::UnlockPassword => {
            nothing(head, body).await?;
            told(employees::unlock_password(ctx, who, name).await)
        }
        Admin::UnlockCode => {
            nothing(head, body).await?;
            told(employees::unlock_code(ctx, who, name).await)
        }
        Admin::ReissueSecondFactor => {
            nothing(head, body).await?;
            mailed(employees::reissue(ctx, who, name).await)
        }
        Admin::ForgetDevices => {
            nothing(head, body).await?;
            told(employees::forget_devices(ctx, who, name).await)
        }
        Admin::EndEmployeeSession => {
            told(employees::end_session(ctx, who, name, &read(head, body).await?).await)
        }
        Admin::Applications => told(applications::list(ctx, who, &query(head, &applications::TAKES)?).await),
        Admin::CreateApplication => told(applications::create(ctx, who, &read(head, body).await?).await),
        Admin::Application => told(applications::read(ctx, who, name).await),
        Admin::ApplicationEnding => told(applications::ending(ctx, who, name).await),
        Admin::ApplicationTokens => {
            told(applications::tokens(ctx, who, name, &query(head, &applications::TOKENS_TAKE)?).await)
        }
        Admin::BlockApplication => {
            nothing(head, body).await?;
            told(applications::block(ctx, who, name).await)
        }
        Admin::UnblockApplication => {
            nothing(head, body).await?;
            told(applications::unblock(ctx, who, name).await)
        }
        Admin::RotatePassword => told(applications::rotate(ctx, who, name, &read(head, body).await?).await),
        Admin::AllowUnit => told(applications::allow(ctx, who, name, &read(head, body).await?).await),
        Admin::ForbidUnit => told(applications::forbid(ctx, who, name, &read(head, body).await?).await),
        Admin::RevokeTokens => {
            nothing(head, body).await?;
            told(applications::revoke_all(ctx, who, name).await)
        }
        Admin::RevokeToken => {
            nothing(head, body).await?;
            told(applications::revoke(ctx, who, name).await)
        }
        Admin::EndSessions => told(sessions::end(ctx, who, &read(head, body).await?).await),
        Admin::Audit => told(audit::list(ctx, who, &query(head, &audit::TAKES)?).await),
        Admin::ExportAudit => told(audit_exports::export(ctx, who, &read(head, body).await?).await),
        Admin::ConfirmExport => told(audit_exports::confirm(ctx, who, name, &read(head, body).await?).await),
        Admin::RecordKeyMove => told(audit::record_key_move(ctx, who, &read(head, body).await?).await),
        Admin::Mails => told(mails::list(ctx, who, &query(head, &mails::TAKES)?).await),
        Admin::RetryMails => {
            nothing(head, body).await?;
            mailed(mails::retry_all(ctx, who).await)
        }
        Admin::RetryMail => {
            nothing(head, body).await?;
            mailed(mails::retry(ctx, who, name).await)
        }
        Admin::Texts => told(texts::list(ctx).await),
        Admin::PublishText => told(texts::publish(ctx, who, &read(head, body).await?).await),
        Admin::Notices => told(notices::list(ctx).await),
        Admin::Announce => told(notices::announce(ctx, who, &read(head, body).await?).await),
        Admin::Withdraw => {
            nothing(head, body).await?;
            told(notices::withdraw(ctx, who, name).await)
        }
        Admin::Operators => told(operators::list(ctx).await),
        Admin::CreateOperator => told(operators::create(ctx, who, &read(head, body).await?).await),
        Admin::RemoveOperator => {
            nothing(head, body).await?;
            told(operators::remove(ctx, who, name).await)
        }
        Admin::StepUp => {
            let request = read(head, body).await?;
            let origin = ctx.config.origin(&head.host);
            let visitor = browser_face::visitor(ctx, head, Product::Boss, &origin).await?;
            told(step_up::step_up(ctx, who, &visitor, request).await)
        }
        Admin::Health => told(health::health(ctx).await),
    }
}

/// What a feature tells.
fn told<T: Serialize>(told: Result<T, Error>) -> Result<Answer, Error> {
    told.map(|told| json_face::value(&told))
}

/// The same of a feature that has mails to send behind the answer.
fn mailed<T: Serialize>(told: Result<T, Error>) -> Result<Answer, Error> {
    told.map(|told| Answer { mail_queued: true, ..json_face::value(&told) })
}

/// Reads a request that says nothing but that it is meant.
async fn nothing<B: Body>(head: &Head, body: &mut B) -> Result<(), Failure> {
    let Nothing {} = read(head, body).await?;
    Ok(())
}
