//! The texts that people read before they consent, in any version that ever counted.

use shared::code::Code;
use shared::text_version::is_version;
use shared::texts::TextKind;
use shared::value::product::Product;

use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::cache::{Cache, Key};
use crate::storage::texts::{ReadText, TextVersions};

/// A version of a text to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The one that stands in its page.
    BuiltIn,
    /// One that was published.
    Published(ReadText),
}

/// The version that is asked for, whether it counts or not; without one, that which counts now for the product.
pub async fn read<P>(
    ctx: &Ctx<'_, P>,
    kind: TextKind,
    product: Product,
    asked: Option<&str>,
) -> Result<Text, Error>
where
    P: TextVersions + Cache,
{
    let version = match asked {
        Some(version) if !is_version(version) => return Err(Code::NotFound.into()),
        Some(version) => version.to_owned(),
        None => ctx.ports.counting_version(kind, product, ctx.now).await?,
    };
    if version == kind.built_in() {
        return Ok(Text::BuiltIn);
    }
    Ok(Text::Published(published(ctx, kind, &version).await?.ok_or(Code::NotFound)?))
}

/// A version: a copy that is what its name says, else what was published.
async fn published<P>(ctx: &Ctx<'_, P>, kind: TextKind, version: &str) -> Result<Option<ReadText>, Internal>
where
    P: TextVersions + Cache,
{
    let key = Key::text(kind, version);
    let copy = ctx.ports.cached(&key).await;
    if let Some(copy) = copy.filter(|copy: &ReadText| copy.body.version() == version) {
        return Ok(Some(copy));
    }
    let text = ctx.ports.text(kind, version).await?;
    if let Some(text) = &text {
        ctx.ports.cache(&key, text).await;
    }
    Ok(text)
}
