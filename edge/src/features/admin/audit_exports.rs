//! Old rows of the audit log move into files of the operator, part by part: handed out, confirmed, and gone a week later.

use shared::api::admin::Nothing;
use shared::api::admin::audit::{Confirmation, ExportPart, Exported, OldRows};
use shared::audit::Event;
use shared::code::Code;
use shared::time::{DAY_MS, UnixMillis};

use super::audit::tell;
use super::query::malformed;
use super::requester::Requester;
use crate::ctx::Ctx;
use crate::error::{Error, Internal};
use crate::ports::Random;
use crate::storage::admin::audit_exports::{AuditExports, NewExport, Place};

/// No row goes that is younger; the schema says the same.
pub const MIN_AGE_MS: i64 = 90 * DAY_MS;
/// Rows of one part.
const PART: u32 = 1000;

/// Hands out the oldest rows that no confirmed part holds.
pub async fn export<P: AuditExports + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    request: &OldRows,
) -> Result<Exported, Error> {
    let before = UnixMillis(request.before_ms);
    if before > ctx.now.plus_ms(-MIN_AGE_MS) {
        return Err(malformed("before_ms is at least 90 days ago: younger rows stay in the log").into());
    }
    let from = ctx.ports.exported_until().await?;
    let rows = ctx.ports.old_rows(&from, before, PART).await?;
    let Some(last) = rows.last() else { return Ok(Exported { part: None }) };
    let last = Place { at: last.at, agency: last.agency_code, id: last.audit_id.clone() };
    let count = rows.len();
    let mut text = String::new();
    for row in rows {
        let line = serde_json::to_string(&tell(row)).map_err(|error| Internal::fault(error.to_string()))?;
        text.push_str(&line);
        text.push('\n');
    }
    let id = ctx.new_id().as_str().to_owned();
    let Confirmation { digest } = Confirmation::of(&text);
    let new = NewExport {
        id: &id,
        made_by: &who.name,
        at: ctx.now,
        from: &from,
        last: &last,
        rows: count,
        digest: &digest,
    };
    ctx.ports.record_export(&new).await?;
    let rows = u32::try_from(count).unwrap_or(PART);
    Ok(Exported { part: Some(ExportPart { id, rows, text, last_at_ms: last.at.0 }) })
}

/// Takes the digest of what was written down. Confirming once more changes nothing; another digest, or a part that
/// begins elsewhere than the last confirmed one ends, is overtaken.
pub async fn confirm<P: AuditExports + Random>(
    ctx: &Ctx<'_, P>,
    who: &Requester,
    id: &str,
    request: &Confirmation,
) -> Result<Nothing, Error> {
    let export = ctx.ports.export(id).await?.filter(|export| export.made_by == who.name);
    let export = export.ok_or(Code::NotFound)?;
    if export.digest != request.digest {
        return Err(malformed("digest is not that of the rows that were handed out").into());
    }
    let detail = format!("{} rows, digest {}", export.rows, export.digest);
    let row = ctx.audit(None, Event::AuditExported, &who.name, id, &detail);
    if export.confirmed || ctx.ports.confirm_export(id, &row).await? {
        return Ok(Nothing {});
    }
    Err(Code::Overtaken.into())
}
