//! Notices: mails that tell the owner of an account what has happened to it (norm L4).

use shared::time::DAY_MS;
use shared::value::login::Login;

use crate::ctx::Ctx;
use crate::ports::Random;
use crate::storage::outbox::{Cause, MailKind, NewNotice};
use crate::visit::visitor::Visitor;

/// A notice of what this request has done to the account of a login. Of locks and wrong codes, which strangers can
/// cause, there is at most one a day and kind; of everything else each one is told.
pub fn notice<P: Random>(ctx: &Ctx<'_, P>, visitor: &Visitor, kind: MailKind, login: &Login) -> NewNotice {
    let not_since = match kind {
        MailKind::PasswordLocked | MailKind::WrongCode | MailKind::CodeLocked => ctx.now.plus_ms(-DAY_MS),
        // No mail is as late as this, so none is held back, not even by another one of the same moment.
        MailKind::TwoFactorSetUp
        | MailKind::PasswordReset
        | MailKind::Invitation
        | MailKind::PasswordChanged
        | MailKind::SecondFactorChanged
        | MailKind::SecondFactorRemoved
        | MailKind::NewDevice => ctx.now.plus_ms(DAY_MS),
    };
    NewNotice {
        mail_id: ctx.new_id().as_str().to_owned(),
        kind,
        login: login.clone(),
        product: visitor.product,
        origin: visitor.origin.clone(),
        cause: Cause {
            address: ctx.address.to_owned(),
            country: visitor.country.clone(),
            user_agent: visitor.user_agent.clone(),
        },
        at: ctx.now,
        not_since,
    }
}
