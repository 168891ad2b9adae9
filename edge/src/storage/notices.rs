//! Notices in the windows of a product. What windows read is a copy; what is announced and withdrawn stands here.

use shared::api::admin::texts::Notice;
use shared::audit::Row;
use shared::time::UnixMillis;
use shared::value::product::Product;

use super::audit;
use super::database::Database;
use super::row::row;
use super::statement::Statement;
use crate::error::Internal;

row! {
    struct NoticeRow {
        notice_id: String,
        product: Product,
        level: String,
        ru: String,
        en: String,
        shown_from: UnixMillis,
        shown_until: UnixMillis,
    }
}

/// Notices.
pub trait Notices: Database {
    /// Notices of a product that are shown at `now` or will be, the one that begins last first.
    async fn planned_notices(&self, product: Product, now: UnixMillis) -> Result<Vec<Notice>, Internal> {
        let list = "SELECT notice_id, product, level, ru, en, shown_from, shown_until FROM notice
                    WHERE product = :product AND withdrawn_at IS NULL AND shown_until > :now
                    ORDER BY shown_from DESC, notice_id";
        let list = Statement::new(list).with("product", product).with("now", now);
        let found = self.one("notices", list).await?.all::<NoticeRow>()?;
        Ok(found.into_iter().map(Notice::from).collect())
    }

    /// Announces the notice and writes the row, together.
    async fn announce_notice(&self, product: Product, notice: &Notice, row: &Row) -> Result<(), Internal> {
        let announce = Statement::new(
            "INSERT INTO notice (notice_id, product, level, ru, en, shown_from, shown_until)
             VALUES (:id, :product, :level, :ru, :en, :from, :until)",
        );
        let announce = (announce.with("id", &notice.id).with("product", product))
            .with("level", &notice.level)
            .with("ru", &notice.ru)
            .with("en", &notice.en)
            .with("from", notice.from_ms)
            .with("until", notice.until_ms);
        self.batch("announce notice", [announce, audit::insert(row)]).await.map(drop)
    }

    /// The notice of this name, whatever has become of it.
    async fn notice(&self, id: &str) -> Result<Option<Notice>, Internal> {
        let find = "SELECT notice_id, product, level, ru, en, shown_from, shown_until FROM notice
                    WHERE notice_id = :id";
        let found = self.one("notice", Statement::new(find).with("id", id)).await?;
        Ok(found.first::<NoticeRow>()?.map(Notice::from))
    }

    /// Withdraws a notice whose time is not over, if that was not done, and writes the row, together. Says whether it did.
    async fn withdraw_notice(&self, id: &str, row: &Row) -> Result<bool, Internal> {
        let withdraw = Statement::new(
            "UPDATE notice SET withdrawn_at = :now
             WHERE notice_id = :id AND withdrawn_at IS NULL AND shown_until > :now RETURNING notice_id",
        );
        let withdraw = withdraw.with("id", id).with("now", row.at);
        let [withdrawn, _] = self.batch("withdraw notice", [withdraw, audit::insert_if_changed(row)]).await?;
        Ok(withdrawn.any())
    }
}

impl<D: Database> Notices for D {}

impl From<NoticeRow> for Notice {
    fn from(row: NoticeRow) -> Self {
        Self {
            id: row.notice_id,
            product: row.product.as_str().to_owned(),
            level: row.level,
            ru: row.ru,
            en: row.en,
            from_ms: row.shown_from.0,
            until_ms: row.shown_until.0,
        }
    }
}
