//! What the statements of the aggregates promise.

use shared::time::{HOUR_MS, MINUTE_MS, UnixMillis};
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;

use super::endings::{A_FACTOR, A_PERMISSION, A_SESSION, A_SIGN_IN, A_TOKEN, A_UNIT, AN_APPLICATION};
use super::{AGENCY, AN_AGENCY, AN_EMPLOYEE, Case, Found, audit_row, checks, same};
use crate::counters::locks::{Counter, LockKey, Patience, Start};
use crate::secrets::secret::SecretHash;
use crate::storage::database::Database;
use crate::storage::employees::Employees;
use crate::storage::leases::Lease;
use crate::storage::outbox::{Cause, MailKind, NewNotice, Outbox, Sent};
use crate::storage::recovery::Recovery;
use crate::storage::second_factors::{Acceptance, RightCode, SecondFactors};
use crate::storage::sessions::{EndedBy, Sessions};
use crate::storage::tokens::{TokenStanding, Tokens};

checks! {
    three_looks_at_a_password_are_leased_and_no_fourth
    the_third_wrong_password_locks
    a_right_password_forgets_the_count_and_no_lock
    a_try_whose_lease_is_gone_settles_nothing
    a_code_is_accepted_once
    a_token_stands_where_its_row_says
    activity_moves_forward_while_the_session_lives
    a_session_ends_once_and_with_one_row
    a_session_that_has_run_out_ends_with_its_row
    a_mail_is_taken_once_and_settled_by_its_newest_attempt
    a_limit_is_bound_as_a_number
}

async fn a_token_stands_where_its_row_says<D: Database>(case: &Case<'_, D>) -> Found {
    let login = case.name("standing");
    case.all(&login, &[AN_AGENCY, A_UNIT, AN_APPLICATION, A_PERMISSION, A_TOKEN]).await?;
    let standing = async |jti: &str| told(case.database.token_standing(agency()?, jti).await);
    same(&standing(&login).await?, &TokenStanding::Live)?;
    same(&standing("nothing").await?, &TokenStanding::Unknown)?;
    case.all(&login, &["UPDATE token SET revoked_at = :now WHERE agency_code = :agency AND jti = :login"])
        .await?;
    same(&standing(&login).await?, &TokenStanding::Revoked)
}

async fn activity_moves_forward_while_the_session_lives<D: Database>(case: &Case<'_, D>) -> Found {
    let secret = session(case, "activity").await?;
    let (later, long_ago) = (case.now.plus_ms(MINUTE_MS), case.now.plus_ms(-HOUR_MS));
    for (at, active_since, opened_since, expected) in [
        (later, case.now, long_ago, case.now),
        (later, long_ago, case.now, case.now),
        (later, long_ago, long_ago, later),
        (case.now, long_ago, long_ago, later),
    ] {
        told(case.database.mark_active(&secret, at, active_since, opened_since, Language::Ru).await)?;
        let found = told(case.database.session(&secret, Product::Cashier).await)?;
        same(&found.map(|session| session.last_active_at), &Some(expected))?;
    }
    Ok(())
}

async fn a_session_ends_once_and_with_one_row<D: Database>(case: &Case<'_, D>) -> Found {
    let secret = session(case, "end").await?;
    for (ended_by, name) in [(EndedBy::Owner, "end-1"), (EndedBy::Idle, "end-2")] {
        let row = audit_row(case, &case.name(name), "")?;
        told(case.database.end_session(&secret, ended_by, &row).await)?;
    }
    let found = told(case.database.session(&secret, Product::Cashier).await)?;
    same(&found.and_then(|session| session.ended_by), &Some(EndedBy::Owner))?;
    same(&case.finds(&case.name("end-1"), A_ROW).await?, &true)?;
    same(&case.finds(&case.name("end-2"), A_ROW).await?, &false)
}

async fn a_session_that_has_run_out_ends_with_its_row<D: Database>(case: &Case<'_, D>) -> Found {
    let secret = session(case, "idle").await?;
    let name = format!("expired-{}", secret.as_str());
    let long_ago = case.now.plus_ms(-HOUR_MS);
    told(case.database.expire_sessions(case.now, long_ago, long_ago).await)?;
    same(&case.finds(&name, A_ROW).await?, &false)?;
    case.all(
        &case.name("idle"),
        &["UPDATE session SET last_active_at = 0, created_at = 1 WHERE secret_hash = :login"],
    )
    .await?;
    for _ in 0..2 {
        told(case.database.expire_sessions(case.now, long_ago, UnixMillis(0)).await)?;
    }
    let found = told(case.database.session(&secret, Product::Cashier).await)?;
    same(&found.and_then(|session| session.ended_by), &Some(EndedBy::Idle))?;
    same(&case.finds(&name, A_ROW).await?, &true)
}

async fn a_mail_is_taken_once_and_settled_by_its_newest_attempt<D: Database>(case: &Case<'_, D>) -> Found {
    let login = case.name("mail");
    // It is due before all others.
    let mail = "INSERT INTO outbox (agency_code, mail_id, kind, login, language, product, origin, created_at, next_at)
                VALUES (:agency, :login, 'new-device', :login, 'en', 'cashier', '', :now, 0)";
    case.all(&login, &[AN_AGENCY, AN_EMPLOYEE, mail]).await?;
    let start = UnixMillis(0);
    let take = async || told(case.database.take_due(start, start).await);
    let settle = async |attempt, sent: Sent| told(case.database.settle_mail(attempt, &sent, case.now).await);
    let first = take().await?.ok_or("no mail was due")?.attempt;
    let second = take().await?.ok_or("a mail that was put off until now is not due")?.attempt;
    same(&(&second.mail_id, second.earlier), &(&login, first.earlier.saturating_add(1)))?;
    same(&settle(&first, Sent::Sent { raw: None }).await?, &false)?;
    same(&settle(&second, Sent::Sent { raw: None }).await?, &true)?;
    same(&settle(&second, Sent::Sent { raw: None }).await?, &false)?;
    same(&take().await?.map(|due| due.attempt.mail_id), &None)
}

async fn a_limit_is_bound_as_a_number<D: Database>(case: &Case<'_, D>) -> Found {
    let waiting = told(case.database.waiting_requests(1).await)?;
    same(&(waiting.len() <= 1), &true)
}

async fn three_looks_at_a_password_are_leased_and_no_fourth<D: Database>(case: &Case<'_, D>) -> Found {
    let mut started = Vec::new();
    for number in 1..=4 {
        started.push(begin(case, "looks", &number.to_string()).await?.1);
    }
    same(&started, &vec![Start::Granted, Start::Granted, Start::Granted, Start::Busy])
}

async fn the_third_wrong_password_locks<D: Database>(case: &Case<'_, D>) -> Found {
    let mut left = Vec::new();
    for number in 1..=3 {
        let lease = begin(case, "wrong", &number.to_string()).await?.0;
        left.push(settle_wrong(case, "wrong", &lease).await?);
    }
    same(&left, &vec![Some(2), Some(1), Some(0)])?;
    let until = Some(case.now.plus_ms(HOUR_MS / 2));
    same(&begin(case, "wrong", "4").await?.1, &Start::Locked { until })
}

async fn a_right_password_forgets_the_count_and_no_lock<D: Database>(case: &Case<'_, D>) -> Found {
    let name = case.name("right");
    let counter = "INSERT INTO password_try (key, failed, taken_at, locked_at)
                   VALUES (:login, 2, :now, :now - 3600000)";
    case.all(&name, &[counter]).await?;
    let (lease, start) = begin(case, "right", "1").await?;
    same(&start, &Start::Granted)?;
    let row = audit_row(case, &name, "")?;
    same(&told(case.database.settle_no_access(&lease, &row).await)?, &true)?;
    let lock = "SELECT 1 FROM password_try WHERE key = :login AND failed = 0 AND locked_at IS NOT NULL";
    same(&case.finds(&name, lock).await?, &true)
}

async fn a_try_whose_lease_is_gone_settles_nothing<D: Database>(case: &Case<'_, D>) -> Found {
    let lease = begin(case, "gone", "1").await?.0;
    case.all(&case.name("gone"), &["DELETE FROM lease WHERE key = :login"]).await?;
    same(&settle_wrong(case, "gone", &lease).await?, &None)?;
    let counted = "SELECT 1 FROM password_try WHERE key = :login AND failed > 0";
    same(&case.finds(&case.name("gone"), counted).await?, &false)
}

async fn a_code_is_accepted_once<D: Database>(case: &Case<'_, D>) -> Found {
    let name = case.name("code");
    case.all(&name, &[AN_AGENCY, AN_EMPLOYEE, A_FACTOR, A_SIGN_IN]).await?;
    let login = login(case, "code")?;
    let mut accepted = Vec::new();
    for (number, step) in [("1", 5), ("2", 5), ("3", 6)] {
        let lease = Lease::of_code(format!("{name} {number}"), agency()?, &login);
        let begun = told(case.database.begin_code(&lease, agency()?, &login, case.now).await)?;
        let (_, key) = begun.ok_or("there is no key")?;
        let code = RightCode {
            sign_in: SecretHash::from_stored(name.clone()),
            agency: agency()?,
            login: login.clone(),
            key: key.sealed,
            step,
            lease,
            attempt: format!("{name} {number}"),
            at: case.now,
        };
        let row = audit_row(case, &format!("{name} {number}"), "")?;
        accepted.push(told(case.database.accept_code(&code, &row, &row).await)?);
    }
    same(&accepted, &vec![Acceptance::Accepted, Acceptance::Refused, Acceptance::Accepted])
}

/// Begins a try of a password of the name, which nobody has, where locks end after half an hour.
async fn begin<D: Database>(case: &Case<'_, D>, what: &str, number: &str) -> Result<(Lease, Start), String> {
    let lease =
        Lease::of_password(format!("{} {number}", case.name(what)), &LockKey::from_stored(case.name(what)));
    let (login, patience) = (login(case, what)?, Patience::password(Some(30)));
    let begun = case.database.begin_sign_in(&lease, &login, Product::Boss, case.now, patience).await;
    Ok((lease, told(begun)?.start))
}

/// Settles the try as wrong, and says how many are left; `None` if nothing was done.
async fn settle_wrong<D: Database>(
    case: &Case<'_, D>,
    what: &str,
    lease: &Lease,
) -> Result<Option<u32>, String> {
    let (login, row) = (login(case, what)?, audit_row(case, &case.name(what), "")?);
    let notice = NewNotice {
        mail_id: case.name(what),
        kind: MailKind::PasswordLocked,
        login: login.clone(),
        product: Product::Boss,
        origin: String::new(),
        cause: Cause { address: String::new(), country: None, user_agent: String::new() },
        at: case.now,
        not_since: case.now,
    };
    let settled = case.database.settle_wrong_password(lease, &login, case.now, &row, &row, &notice).await;
    Ok(told(settled)?.map(Counter::attempts_left))
}

fn login<D: Database>(case: &Case<'_, D>, what: &str) -> Result<Login, String> {
    Login::parse(&case.name(what)).ok_or_else(|| "no such login".to_owned())
}

const A_ROW: &str = "SELECT 1 FROM audit WHERE agency_code = :agency AND audit_id = :login";

fn told<T>(result: Result<T, crate::error::Internal>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}

fn agency() -> Result<AgencyCode, String> {
    AgencyCode::from_number(AGENCY).ok_or_else(|| "no such agency".to_owned())
}

/// A live session that was opened at the moment of the run.
async fn session<D: Database>(case: &Case<'_, D>, what: &str) -> Result<SecretHash, String> {
    let login = case.name(what);
    case.all(&login, &[AN_AGENCY, AN_EMPLOYEE, A_UNIT, A_SESSION]).await?;
    Ok(SecretHash::from_stored(login))
}
