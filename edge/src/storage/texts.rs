//! Versions of texts: which counts since when, and their bodies. What was published never changes.

use serde::{Deserialize, Serialize};
use shared::audit::Row;
use shared::text_version::version;
use shared::texts::{LEAD_MS, TextKind};
use shared::time::UnixMillis;
use shared::value::product::Product;

use super::audit;
use super::database::Database;
use super::row::row;
use super::statement::Statement;
use crate::error::Internal;

/// The bodies of a version, paragraphs apart by an empty line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextBody {
    /// In Russian.
    pub ru: String,
    /// In English.
    pub en: String,
}

impl TextBody {
    /// Names the version that these bodies are.
    pub fn version(&self) -> String {
        version(&self.en, &self.ru)
    }
}

/// A version to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadText {
    /// The bodies.
    pub body: TextBody,
    /// From when on it counts, in milliseconds since 1970.
    pub since_ms: i64,
}

/// A version to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewText {
    /// Of which text.
    pub kind: TextKind,
    /// Of which product.
    pub product: Product,
    /// The bodies, which name it.
    pub body: TextBody,
    /// From when on it is to count.
    pub since: UnixMillis,
    /// Who publishes it.
    pub by: String,
}

/// What has become of the request to publish a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publication {
    /// It was published.
    Published,
    /// This very text was published before.
    Exists,
    /// Another one was published just now, or counts from the same moment on.
    Overtaken,
}

row! {
    /// A version that was published, without its bodies.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Published {
        /// Of which text.
        pub kind: TextKind,
        /// Of which product.
        pub product: Product,
        /// Its name.
        pub version: String,
        /// From when on it counts.
        pub since: UnixMillis,
        /// When it was published.
        pub published_at: UnixMillis,
        /// Who has published it.
        pub published_by: String,
    }

    struct TextRow {
        ru: String,
        en: String,
        since: UnixMillis,
    }

    struct VersionRow {
        version: String,
    }
}

/// Texts in versions.
pub trait TextVersions: Database {
    /// Every version that was published, the one that counts last first.
    async fn text_versions(&self) -> Result<Vec<Published>, Internal> {
        let list = "SELECT kind, product, version, since, published_at, published_by FROM text_version
                    ORDER BY since DESC, kind, product";
        self.one("text versions", Statement::new(list)).await?.all()
    }

    /// The version that counts at `now`; the one that is built in, where none was published.
    async fn counting_version(
        &self,
        kind: TextKind,
        product: Product,
        now: UnixMillis,
    ) -> Result<String, Internal> {
        let counting = counting(":kind", ":product", ":now");
        let find = Statement::new(format!("SELECT {counting} AS version"))
            .with("kind", kind)
            .with("product", product)
            .with("now", now)
            .with("built_in", kind.built_in());
        let found = self.one("counting version", find).await?.first::<VersionRow>()?;
        found.map(|row| row.version).ok_or_else(|| Internal::fault("no version counts"))
    }

    /// A version that was published, as it counts first, for whichever product.
    async fn text(&self, kind: TextKind, version: &str) -> Result<Option<ReadText>, Internal> {
        let find = "SELECT ru, en, since FROM text_version WHERE version = :version AND kind = :kind
                    ORDER BY since LIMIT 1";
        let find = Statement::new(find).with("kind", kind).with("version", version);
        let found = self.one("text", find).await?.first::<TextRow>()?;
        Ok(found.map(|row| ReadText { body: TextBody { ru: row.ru, en: row.en }, since_ms: row.since.0 }))
    }

    /// Publishes the version and writes the row, together, or does nothing. Of two at once one is published.
    async fn publish_text(&self, new: &NewText, row: &Row) -> Result<Publication, Internal> {
        let version = new.body.version();
        let of_text = |sql| Statement::new(sql).with("kind", new.kind).with("product", new.product);
        let exists = of_text(
            "SELECT version FROM text_version WHERE kind = :kind AND product = :product AND version = :version",
        );
        let publish = of_text(
            "INSERT INTO text_version (kind, product, version, since, published_at, published_by, ru, en)
             SELECT :kind, :product, :version, :since, :now, :by, :ru, :en
             WHERE NOT EXISTS (SELECT 1 FROM text_version t WHERE t.kind = :kind AND t.product = :product
                               AND t.published_at > :lately)
             ON CONFLICT DO NOTHING RETURNING version",
        );
        let publish = (publish.with("version", &version).with("since", new.since))
            .with("now", row.at)
            .with("lately", row.at.plus_ms(-LEAD_MS))
            .with("by", &new.by)
            .with("ru", &new.body.ru)
            .with("en", &new.body.en);
        let batch = [exists.with("version", &version), publish, audit::insert_if_changed(row)];
        let [exists, published, _] = self.batch("publish text", batch).await?;
        Ok(match (published.any(), exists.any()) {
            (true, _) => Publication::Published,
            (false, true) => Publication::Exists,
            (false, false) => Publication::Overtaken,
        })
    }
}

impl<D: Database> TextVersions for D {}

/// The version of the consent that counts at a moment, as an expression of a statement that says which product and moment
/// it means, and binds what [`built_in`] says.
pub(super) fn counting_consent(product: &str, now: &str) -> String {
    counting("'consent'", product, now)
}

/// The version of the consent that counts where none was published.
pub(super) fn built_in(statement: Statement) -> Statement {
    statement.with("built_in", TextKind::Consent.built_in())
}

/// The version of a text that counts at a moment, as an expression. The statement binds `:built_in`, the version that counts
/// where none was published.
fn counting(kind: &str, product: &str, now: &str) -> String {
    format!(
        "coalesce((SELECT t.version FROM text_version t
          WHERE t.kind = {kind} AND t.product = {product} AND t.since <= {now}
          ORDER BY t.since DESC LIMIT 1), :built_in)"
    )
}
