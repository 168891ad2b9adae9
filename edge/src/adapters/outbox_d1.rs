//! The outbox of mails in D1.

use shared::time::UnixMillis;
use shared::value::language::Language;
use shared::value::product::Product;
use worker::{D1Database, D1PreparedStatement};

use super::Platform;
use super::audit_d1;
use super::d1::{self, Value, batch_of, changes, failed, find, rows, statement};
use super::row::row;
use crate::error::Internal;
use crate::ports::outbox::{Cause, DueMail, MailKind, NewMail, NewNotice, Outbox, Sent, Try};

/// Takes a mail by one statement: whoever comes at the same time finds another one.
const TAKE: &str = "\
UPDATE outbox SET attempts = attempts + 1, next_at = ?2
WHERE (agency_code, mail_id) IN (
  SELECT agency_code, mail_id FROM outbox WHERE state = 'waiting' AND next_at <= ?1 ORDER BY next_at LIMIT 1)
RETURNING agency_code, mail_id, kind, login, language, product, origin, link_id, key_id, address, country, user_agent,
          created_at, attempts";

/// What a try settles: its mail, unless another try has taken it since.
const OWN: &str = "WHERE agency_code = ?1 AND mail_id = ?2 AND attempts = ?3 AND state = 'waiting'";

/// Queues a notice for an employee, if a query finds something and none of its kind was queued lately.
const NOTIFY: &str = "\
INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, created_at, next_at, address,
                    country, user_agent)
SELECT e.agency_code, ?1, ?2, e.login, e.language, ?4, ?5, ?6, ?6, ?7, ?8, ?9 FROM employee e
WHERE e.login = ?3 AND NOT EXISTS (
  SELECT 1 FROM outbox o
  WHERE o.agency_code = e.agency_code AND o.login = e.login AND o.kind = ?2 AND o.created_at > ?10)";

row! {
    struct MailRow {
        agency_code: u32,
        mail_id: String,
        kind: String,
        login: String,
        language: String,
        product: String,
        origin: String,
        link_id: String,
        key_id: String,
        address: String,
        country: Option<String>,
        user_agent: String,
        created_at: i64,
        attempts: u32,
    }
}

row! {
    struct SentRow {
        mail_id: String,
        sent_at: i64,
        raw: String,
    }
}

/// The statement that queues the notice if the query finds something, since an earlier statement of the batch has made
/// it so. The query's own values are `?11` and so on.
pub(super) fn notify_if<const N: usize>(
    db: &D1Database,
    notice: &NewNotice,
    query: &str,
    own: [Value<'_>; N],
) -> Result<D1PreparedStatement, Internal> {
    let values = [
        Value::Text(&notice.mail_id),
        Value::Text(notice.kind.as_str()),
        Value::Text(notice.login.as_str()),
        Value::Text(notice.product.as_str()),
        Value::Text(&notice.origin),
        Value::Moment(notice.at),
        Value::Text(&notice.cause.address),
        Value::MaybeText(notice.cause.country.as_deref()),
        Value::Text(&notice.cause.user_agent),
        Value::Moment(notice.not_since),
    ];
    let values: Vec<Value<'_>> = values.into_iter().chain(own).collect();
    statement(db, &format!("{NOTIFY} AND EXISTS ({query})"), &values)
}

impl Outbox for Platform {
    async fn take_due(&self, now: UnixMillis, until: UnixMillis) -> Result<Option<DueMail>, Internal> {
        let values = [Value::Moment(now), Value::Moment(until)];
        find::<MailRow>(&self.db, "take due mail", TAKE, &values).await?.map(due).transpose()
    }

    async fn settle_mail(&self, attempt: &Try, sent: &Sent, now: UnixMillis) -> Result<bool, Internal> {
        let own = [
            Value::Number(attempt.agency.as_number()),
            Value::Text(&attempt.mail_id),
            Value::Number(attempt.tried.saturating_add(1)),
        ];
        let (changes_to, values) = match sent {
            Sent::Sent { raw } => (
                "state = 'sent', sent_at = ?4, raw = ?5",
                [Value::Moment(now), Value::MaybeText(raw.as_deref())],
            ),
            Sent::Later { next_at, error } => {
                ("next_at = ?4, error = ?5", [Value::Moment(*next_at), Value::Text(error)])
            }
            Sent::Dead { error, .. } => {
                ("state = 'dead', dead_at = ?4, error = ?5", [Value::Moment(now), Value::Text(error)])
            }
        };
        let values: Vec<Value<'_>> = own.into_iter().chain(values).collect();
        let mut statements =
            vec![statement(&self.db, &format!("UPDATE outbox SET {changes_to} {OWN}"), &values)?];
        if let Sent::Dead { row, .. } = sent {
            statements.push(audit_d1::insert_if_changed(&self.db, row)?);
        }
        let settled = batch_of(&self.db, "settle mail", statements).await?;
        let settled = settled.first().map(|result| changes("settle mail", result)).transpose()?;
        Ok(settled.unwrap_or_default() > 0)
    }

    async fn sent_mails(&self) -> Result<Vec<(String, UnixMillis, String)>, Internal> {
        let sql = "SELECT mail_id, sent_at, raw FROM outbox WHERE state = 'sent' AND raw IS NOT NULL \
                   ORDER BY created_at DESC, mail_id DESC LIMIT 1000";
        let found = statement(&self.db, sql, &[])?.all().await;
        let found = found.map_err(|error| failed("sent mails", &error))?;
        let sent = rows::<SentRow>("outbox", &found)?.into_iter();
        Ok(sent.map(|row| (row.mail_id, UnixMillis(row.sent_at), row.raw)).collect())
    }
}

fn due(row: MailRow) -> Result<DueMail, Internal> {
    Ok(DueMail {
        attempt: Try {
            agency: d1::agency("outbox", row.agency_code)?,
            mail_id: row.mail_id.clone(),
            tried: row.attempts.saturating_sub(1),
            written_at: UnixMillis(row.created_at),
        },
        login: d1::login("outbox", &row.login)?,
        mail: mail(row),
    })
}

fn mail(row: MailRow) -> Result<NewMail, Internal> {
    let unknown = |column: &str| Internal::fault(format!("outbox {}: unknown {column}", row.mail_id));
    let kind = MailKind::ALL.into_iter().find(|kind| kind.as_str() == row.kind);
    Ok(NewMail {
        kind: kind.ok_or_else(|| unknown("kind"))?,
        agency: d1::agency("outbox", row.agency_code)?,
        login: d1::login("outbox", &row.login)?,
        language: Language::parse(&row.language).ok_or_else(|| unknown("language"))?,
        product: Product::parse(&row.product).ok_or_else(|| unknown("product"))?,
        origin: row.origin,
        link_id: row.link_id,
        key_id: row.key_id,
        cause: Some(row.address).filter(|address| !address.is_empty()).map(|address| Cause {
            address,
            country: row.country,
            user_agent: row.user_agent,
        }),
        at: UnixMillis(row.created_at),
        mail_id: row.mail_id,
    })
}
