//! How statements are bound, run and read.

use shared::audit::Row as AuditRow;

use super::{AN_AGENCY, AN_EMPLOYEE, Case, Found, audit_row, checks, same};
use crate::storage::audit::{insert, insert_if_changed};
use crate::storage::database::{Database, Rows};
use crate::storage::row::row;
use crate::storage::statement::Statement;

checks! {
    numbers_are_bound_as_real_and_kept_whole
    texts_come_back_as_they_were_bound
    nothing_is_null
    a_hundred_values_are_bound_and_no_more
    the_rows_of_a_batch_come_in_the_order_of_its_statements
    a_batch_is_written_whole_or_not_at_all
    returning_tells_what_a_statement_has_written
    changes_are_those_of_the_statement_before_and_not_of_its_triggers
    foreign_keys_are_held
    constraints_are_held
    an_audit_row_is_written_once_and_stays
}

row! {
    struct NumberRow {
        kind: String,
        text: String,
        number: i64,
    }

    struct TextRow {
        text: String,
        missing: Option<String>,
    }
}

async fn numbers_are_bound_as_real_and_kept_whole<D: Database>(case: &Case<'_, D>) -> Found {
    let select = Statement::new("SELECT typeof(:n) AS kind, :n || '' AS text, :now AS number");
    let rows = case.one(select.with("n", 5_u32).with("now", case.now)).await?;
    let found = rows.first::<NumberRow>().map_err(|error| error.to_string())?;
    let found = found.map(|row| (row.kind, row.text, row.number));
    same(&found, &Some(("real".to_owned(), "5.0".to_owned(), case.now.0)))
}

async fn texts_come_back_as_they_were_bound<D: Database>(case: &Case<'_, D>) -> Found {
    for text in ["", "it's", "?1 :name", "Тверская, 1", "🧳", "5.0"] {
        let rows =
            case.one(Statement::new("SELECT :text AS text, NULL AS missing").with("text", text)).await?;
        let found = rows.first::<TextRow>().map_err(|error| error.to_string())?;
        same(&found.map(|row| (row.text, row.missing)), &Some((text.to_owned(), None)))?;
    }
    Ok(())
}

async fn nothing_is_null<D: Database>(case: &Case<'_, D>) -> Found {
    let select = Statement::new("SELECT 1 WHERE :nothing IS NULL").with("nothing", None::<i64>);
    same(&case.one(select).await?.any(), &true)
}

async fn a_hundred_values_are_bound_and_no_more<D: Database>(case: &Case<'_, D>) -> Found {
    let select = |count: usize| {
        // Each name has one letter more than the one before.
        let names: Vec<&'static str> = (1..=count).filter_map(|length| LETTERS.get(..length)).collect();
        let sql = format!("SELECT 1 WHERE '' NOT IN (:{})", names.join(", :"));
        names.into_iter().fold(Statement::new(sql), |statement, name| statement.with(name, "x"))
    };
    same(&case.one(select(100)).await?.any(), &true)?;
    same(&case.one(select(101)).await.is_err(), &true)
}

async fn the_rows_of_a_batch_come_in_the_order_of_its_statements<D: Database>(case: &Case<'_, D>) -> Found {
    let rows = case.all("", &["SELECT 1", "SELECT 1 WHERE 0", "SELECT 1 UNION ALL SELECT 2"]).await?;
    same(&rows.iter().map(Rows::any).collect::<Vec<_>>(), &vec![true, false, true])
}

async fn a_batch_is_written_whole_or_not_at_all<D: Database>(case: &Case<'_, D>) -> Found {
    let login = case.name("batch");
    let broken = case.all(&login, &[COUNTER, COUNTER]).await;
    same(&(broken.is_err(), case.finds(&login, READ_COUNTER).await?), &(true, false))?;
    case.all(&login, &[COUNTER]).await?;
    same(&case.finds(&login, READ_COUNTER).await?, &true)
}

async fn returning_tells_what_a_statement_has_written<D: Database>(case: &Case<'_, D>) -> Found {
    let login = case.name("returning");
    let update = "UPDATE password_try SET failed = 1 WHERE key = :login AND failed = 0 RETURNING key";
    let rows = case.all(&login, &[update, COUNTER, update, update]).await?;
    same(&rows.iter().map(Rows::any).collect::<Vec<_>>(), &vec![false, false, true, false])
}

async fn changes_are_those_of_the_statement_before_and_not_of_its_triggers<D: Database>(
    case: &Case<'_, D>,
) -> Found {
    let (login, nobody) = (case.name("changes"), case.name("nobody"));
    case.all(&login, &[AN_AGENCY, AN_EMPLOYEE]).await?;
    let block = "UPDATE employee SET blocked_at = :now WHERE agency_code = :agency AND login = :login";
    for (login, written) in [(&login, true), (&nobody, false)] {
        let row = audit_row(case, login, "changed")?;
        let batch = vec![case.bound(login, block), insert_if_changed(&row)];
        case.database.run("contract", batch).await.map_err(|error| error.to_string())?;
        same(&case.finds(&row.audit_id, READ_AUDIT).await?, &written)?;
    }
    Ok(())
}

async fn foreign_keys_are_held<D: Database>(case: &Case<'_, D>) -> Found {
    let orphan = "INSERT INTO structure_unit (agency_code, unit, name) VALUES (99998, 'NOBODY', 'x')";
    same(&case.all("", &[orphan]).await.is_err(), &true)
}

async fn constraints_are_held<D: Database>(case: &Case<'_, D>) -> Found {
    let shouting = case.name("LOUD");
    same(&case.all(&shouting, &[AN_AGENCY, AN_EMPLOYEE]).await.is_err(), &true)
}

async fn an_audit_row_is_written_once_and_stays<D: Database>(case: &Case<'_, D>) -> Found {
    let row = audit_row(case, &case.name("audit"), "first")?;
    same(&case.one(insert(&row)).await?.count(), &1)?;
    let second = insert(&AuditRow { detail: "second".to_owned(), ..row.clone() });
    same(&case.one(second).await?.count(), &0)?;
    let first = "SELECT 1 FROM audit WHERE agency_code = :agency AND audit_id = :login AND detail = 'first'";
    same(&case.finds(&row.audit_id, first).await?, &true)?;
    for change in [
        "UPDATE audit SET detail = 'third' WHERE agency_code = :agency AND audit_id = :login",
        "DELETE FROM audit WHERE agency_code = :agency AND audit_id = :login",
    ] {
        same(&case.all(&row.audit_id, &[change]).await.is_err(), &true)?;
    }
    Ok(())
}

const LETTERS: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const COUNTER: &str = "INSERT INTO password_try (key, taken_at) VALUES (:login, :now)";
const READ_COUNTER: &str = "SELECT 1 FROM password_try WHERE key = :login";
const READ_AUDIT: &str = "SELECT 1 FROM audit WHERE agency_code = :agency AND audit_id = :login";
