//! What the page of an account shows.

use shared::api::account::{Account, GivenConsent, OwnSession};

use super::own::at_hand;
use crate::ctx::{Ctx, UNKNOWN_ADDRESS};
use crate::error::{Error, Internal};
use crate::ports::Random;
use crate::storage::account::{Accounts, AtHand, LiveSession, PastConsent};
use crate::storage::sessions::Sessions;
use crate::storage::sign_ins::SignIns;
use crate::visitor::Visitor;

/// The account of whoever is signed in.
pub async fn page<P>(ctx: &Ctx<'_, P>, visitor: &Visitor) -> Result<Account, Error>
where
    P: Accounts + SignIns + Sessions + Random,
{
    let own = at_hand(ctx, visitor).await?;
    Ok(account(ctx, &own).await?)
}

/// The account as it is now.
pub(super) async fn account<P: Accounts>(ctx: &Ctx<'_, P>, own: &AtHand) -> Result<Account, Internal> {
    let facts = ctx.ports.account(own, ctx.now).await?;
    Ok(Account {
        now_ms: ctx.now.0,
        sessions: facts.sessions.into_iter().map(|session| told(session, own)).collect(),
        consents: facts.consents.into_iter().map(given).collect(),
        two_factor: facts.two_factor,
        may_reissue: facts.two_factor && !facts.reissue_by_administrator,
    })
}

fn told(session: LiveSession, own: &AtHand) -> OwnSession {
    OwnSession {
        id: session.secret.as_str().to_owned(),
        current: session.secret == own.session,
        product: session.product.as_str().to_owned(),
        opened_at_ms: session.opened_at.0,
        active_at_ms: session.active_at.0,
        country: session.country,
        address: Some(session.address).filter(|address| address != UNKNOWN_ADDRESS),
        user_agent: session.user_agent,
        point_of_sale: session.point_of_sale,
    }
}

fn given(consent: PastConsent) -> GivenConsent {
    GivenConsent {
        product: consent.product.as_str().to_owned(),
        current: consent.current,
        version: consent.version,
        given_at_ms: consent.at.0,
    }
}
