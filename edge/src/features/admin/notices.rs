//! Notices in the windows: announcing and withdrawing them, and the copy that windows read.

use shared::api::admin::texts::{Announce, Notice};
use shared::api::admin::{Changed, Page};
use shared::audit::Event;
use shared::code::Code;
use shared::texts::{MAX_NOTICE, is_written_in};
use shared::value::language::Language;
use shared::value::product::Product;

use super::fields;
use super::query::malformed;
use super::requester::Requester;
use super::texts::{HORIZON_MS, product};
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::Random;
use crate::ports::cache::{Cache, Key};
use crate::storage::notices::Notices;

/// How much a notice matters.
const LEVELS: [&str; 2] = ["information", "warning"];

/// Notices that are or will be shown, product by product, the one that begins last first.
pub async fn list<P: Notices>(ctx: &Ctx<'_, P>) -> Result<Page<Notice>, Error> {
    let mut items = Vec::new();
    for product in Product::ALL {
        items.extend(ctx.ports.planned_notices(product, ctx.now).await?);
    }
    Ok(Page { items, next: None })
}

/// Announces a notice.
pub async fn announce<P>(ctx: &Ctx<'_, P>, who: &Requester, request: &Announce) -> Result<Notice, Error>
where
    P: Notices + Cache + Random,
{
    let product = product(&request.product)?;
    if !LEVELS.contains(&request.level.as_str()) {
        return Err(malformed("level is information or warning").into());
    }
    let ru = fields::named("ru", &request.ru, MAX_NOTICE)?;
    let en = fields::named("en", &request.en, MAX_NOTICE)?;
    if !is_written_in(Language::Ru, &ru) {
        return Err(malformed("ru is not in its language").into());
    }
    let from_ms = request.from_ms.map_or(ctx.now.0, |from| from.max(ctx.now.0));
    if request.until_ms <= from_ms || request.until_ms > ctx.now.plus_ms(HORIZON_MS).0 {
        return Err(malformed("until_ms is after from_ms and at most a year away").into());
    }
    let notice = Notice {
        id: ctx.new_id().as_str().to_owned(),
        product: product.as_str().to_owned(),
        level: request.level.clone(),
        ru,
        en,
        from_ms,
        until_ms: request.until_ms,
    };
    let detail = format!("{product} {} from {from_ms} until {}", notice.level, notice.until_ms);
    let row = ctx.audit(None, Event::NoticeAnnounced, &who.name, &notice.id, &detail);
    ctx.ports.announce_notice(product, &notice, &row).await?;
    copy(ctx, product).await;
    Ok(notice)
}

/// Withdraws a notice before its time is over.
pub async fn withdraw<P>(ctx: &Ctx<'_, P>, who: &Requester, id: &str) -> Result<Changed, Error>
where
    P: Notices + Cache + Random,
{
    let notice = ctx.ports.notice(id).await?.ok_or(Code::NotFound)?;
    let row = ctx.audit(None, Event::NoticeWithdrawn, &who.name, id, &notice.product);
    let changed = ctx.ports.withdraw_notice(id, &row).await?;
    copy(ctx, product(&notice.product)?).await;
    Ok(Changed { changed })
}

/// Sees to it that the copies say what was announced: the chore of a minute.
pub async fn settle<P: Notices + Cache>(ctx: &Ctx<'_, P>) -> Result<(), Internal> {
    for product in Product::ALL {
        let (key, planned) = (Key::notices(product), ctx.ports.planned_notices(product, ctx.now).await?);
        if ctx.ports.cached(&key).await.as_ref() != Some(&planned) {
            ctx.ports.cache(&key, &planned).await;
        }
    }
    Ok(())
}

/// Writes the copy of a product. What was announced stands already: should this fail, the next minute mends it.
async fn copy<P: Notices + Cache>(ctx: &Ctx<'_, P>, product: Product) {
    match ctx.ports.planned_notices(product, ctx.now).await {
        Ok(planned) => ctx.ports.cache(&Key::notices(product), &planned).await,
        Err(error) => ctx.ports.error(&format!("request {}: {error}", ctx.request_id)),
    }
}
