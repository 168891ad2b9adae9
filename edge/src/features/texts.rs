//! The texts that people read before they consent, in any version that ever counted.

use shared::code::Code;
use shared::text_version::is_version;
use shared::texts::TextKind;
use shared::value::product::Product;

use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::cache::{Cache, Key};
use crate::storage::texts::{TextBody, TextVersions};

/// A version of a text to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The one that stands in its page.
    BuiltIn,
    /// One that was published.
    Published {
        /// Its name.
        version: String,
        /// What it says.
        body: TextBody,
    },
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
    let body = body(ctx, kind, &version).await?.ok_or(Code::NotFound)?;
    Ok(Text::Published { version, body })
}

/// The bodies of a version: a copy that is what its name says, else those that were published.
async fn body<P>(ctx: &Ctx<'_, P>, kind: TextKind, version: &str) -> Result<Option<TextBody>, Internal>
where
    P: TextVersions + Cache,
{
    let key = Key::text(kind, version);
    let copy = ctx.ports.cached(&key).await;
    if let Some(copy) = copy.filter(|copy: &TextBody| copy.version() == version) {
        return Ok(Some(copy));
    }
    let body = ctx.ports.text_body(kind, version).await?;
    if let Some(body) = &body {
        ctx.ports.cache(&key, body).await;
    }
    Ok(body)
}
