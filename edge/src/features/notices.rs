//! The notices that the windows of a product show. They come from a copy, so that nobody who opens a window asks storage.

use shared::api::notices::{Notices, ShownNotice};
use shared::value::product::Product;

use crate::ctx::Ctx;
use crate::ports::cache::{Cache, Key};

/// What is shown now; nothing while there is no copy that can be read.
pub async fn shown<P: Cache>(ctx: &Ctx<'_, P>, product: Product) -> Notices {
    let planned = ctx.ports.cached(&Key::notices(product)).await.unwrap_or_default();
    let now = ctx.now.0;
    let shown = planned.into_iter().filter(|notice| notice.from_ms <= now && now < notice.until_ms);
    let told = |notice: shared::api::admin::texts::Notice| ShownNotice {
        id: notice.id,
        level: notice.level,
        ru: notice.ru,
        en: notice.en,
    };
    Notices { notices: shown.map(told).collect() }
}
