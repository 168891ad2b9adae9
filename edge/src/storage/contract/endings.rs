//! What ends tokens, sign-ins and sessions, whoever makes the change.

use super::{AN_AGENCY, AN_EMPLOYEE, Case, Found, checks, same};
use crate::storage::database::Database;

checks! {
    a_token_ends_with_its_application
    a_token_ends_with_its_password
    a_token_ends_with_its_permission
    a_token_ends_with_its_structure_unit
    a_session_ends_with_its_employee
    a_session_ends_with_its_password
    a_session_ends_with_its_product
    a_session_ends_with_its_structure_unit
    a_session_ends_with_its_permission
    a_sign_in_ends_with_a_lock_of_codes
    a_link_and_a_browser_end_with_the_password_and_its_counter_with_the_browser
}

/// The structure unit of all checks, whatever has become of it before.
pub(super) const A_UNIT: &str = "\
INSERT INTO structure_unit (agency_code, unit, name) VALUES (:agency, 'CNTRACT', 'Contract')
ON CONFLICT DO UPDATE SET blocked_at = NULL";

pub(super) const AN_APPLICATION: &str = "\
INSERT INTO application (agency_code, login, password_hash, created_at) VALUES (:agency, :login, '', :now)";
pub(super) const A_PERMISSION: &str =
    "INSERT INTO application_unit (agency_code, login, unit) VALUES (:agency, :login, 'CNTRACT')";
pub(super) const A_TOKEN: &str = "\
INSERT INTO token (agency_code, jti, login, unit, issued_at, expires_at)
VALUES (:agency, :login, :login, 'CNTRACT', :now, :now)";
const LIVE_TOKEN: &str =
    "SELECT 1 FROM token WHERE agency_code = :agency AND jti = :login AND revoked_at IS NULL";

/// A token lives until the change, and not beyond it.
async fn ends_token<D: Database>(case: &Case<'_, D>, what: &str, change: &'static str) -> Found {
    let login = case.name(what);
    case.all(&login, &[AN_AGENCY, A_UNIT, AN_APPLICATION, A_PERMISSION, A_TOKEN]).await?;
    same(&case.finds(&login, LIVE_TOKEN).await?, &true)?;
    case.all(&login, &[change]).await?;
    same(&case.finds(&login, LIVE_TOKEN).await?, &false)
}

async fn a_token_ends_with_its_application<D: Database>(case: &Case<'_, D>) -> Found {
    let block = "UPDATE application SET blocked_at = :now WHERE agency_code = :agency AND login = :login";
    ends_token(case, "application", block).await
}

async fn a_token_ends_with_its_password<D: Database>(case: &Case<'_, D>) -> Found {
    let rotate = "UPDATE application SET password_version = password_version + 1
                  WHERE agency_code = :agency AND login = :login";
    ends_token(case, "rotated", rotate).await
}

async fn a_token_ends_with_its_permission<D: Database>(case: &Case<'_, D>) -> Found {
    let forbid = "DELETE FROM application_unit WHERE agency_code = :agency AND login = :login";
    ends_token(case, "forbidden", forbid).await
}

async fn a_token_ends_with_its_structure_unit<D: Database>(case: &Case<'_, D>) -> Found {
    ends_token(case, "unit", BLOCK_UNIT).await
}

pub(super) const A_FACTOR: &str = "\
INSERT INTO second_factor (agency_code, login, key_id, sealed_key, created_at) VALUES (:agency, :login, '', '', :now)";
const BLOCK_UNIT: &str =
    "UPDATE structure_unit SET blocked_at = :now WHERE agency_code = :agency AND unit = 'CNTRACT'";
const A_PRODUCT: &str =
    "INSERT INTO employee_product (agency_code, login, product) VALUES (:agency, :login, 'cashier')";
const AN_ASSIGNMENT: &str =
    "INSERT INTO employee_unit (agency_code, login, unit, position) VALUES (:agency, :login, 'CNTRACT', 0)";
pub(super) const A_SIGN_IN: &str = "\
INSERT INTO sign_in (agency_code, secret_hash, login, product, created_at, touched_at, address, user_agent)
VALUES (:agency, :login, :login, 'cashier', :now, :now, '', '')";
pub(super) const A_SESSION: &str = "\
INSERT INTO session (agency_code, secret_hash, login, product, unit, created_at, last_active_at, address, user_agent)
VALUES (:agency, :login, :login, 'cashier', 'CNTRACT', :now, :now, '', '')";
const LIVE_SIGN_IN: &str =
    "SELECT 1 FROM sign_in WHERE agency_code = :agency AND secret_hash = :login AND ended_at IS NULL";
const LIVE_SESSION: &str =
    "SELECT 1 FROM session WHERE agency_code = :agency AND secret_hash = :login AND ended_at IS NULL";
const ENDED_ELSEWHERE: &str = "\
SELECT 1 FROM session WHERE agency_code = :agency AND secret_hash = :login AND ended_by = 'elsewhere'";

/// A session lives until the change, and not beyond it.
async fn ends_session<D: Database>(case: &Case<'_, D>, what: &str, change: &'static str) -> Found {
    let login = case.name(what);
    case.all(&login, &[AN_AGENCY, A_UNIT, AN_EMPLOYEE, A_PRODUCT, AN_ASSIGNMENT, A_SESSION]).await?;
    same(&case.finds(&login, LIVE_SESSION).await?, &true)?;
    case.all(&login, &[change]).await?;
    same(&case.finds(&login, ENDED_ELSEWHERE).await?, &true)
}

const BLOCK: &str = "UPDATE employee SET blocked_at = :now WHERE agency_code = :agency AND login = :login";
const NEW_PASSWORD: &str = "\
UPDATE employee SET password_version = password_version + 1 WHERE agency_code = :agency AND login = :login";

async fn a_session_ends_with_its_employee<D: Database>(case: &Case<'_, D>) -> Found {
    ends_session(case, "employee", BLOCK).await
}

async fn a_session_ends_with_its_password<D: Database>(case: &Case<'_, D>) -> Found {
    ends_session(case, "password", NEW_PASSWORD).await
}

async fn a_session_ends_with_its_product<D: Database>(case: &Case<'_, D>) -> Found {
    let take = "DELETE FROM employee_product WHERE agency_code = :agency AND login = :login";
    ends_session(case, "product", take).await
}

async fn a_session_ends_with_its_structure_unit<D: Database>(case: &Case<'_, D>) -> Found {
    ends_session(case, "place", BLOCK_UNIT).await
}

async fn a_session_ends_with_its_permission<D: Database>(case: &Case<'_, D>) -> Found {
    let take = "DELETE FROM employee_unit WHERE agency_code = :agency AND login = :login";
    ends_session(case, "assignment", take).await
}

async fn a_sign_in_ends_with_a_lock_of_codes<D: Database>(case: &Case<'_, D>) -> Found {
    let login = case.name("codes");
    case.all(&login, &[AN_AGENCY, AN_EMPLOYEE, A_FACTOR, A_SIGN_IN]).await?;
    same(&case.finds(&login, LIVE_SIGN_IN).await?, &true)?;
    let lock = "UPDATE second_factor SET locked_at = :now WHERE agency_code = :agency AND login = :login";
    case.all(&login, &[lock]).await?;
    same(&case.finds(&login, LIVE_SIGN_IN).await?, &false)
}

async fn a_link_and_a_browser_end_with_the_password_and_its_counter_with_the_browser<D: Database>(
    case: &Case<'_, D>,
) -> Found {
    let login = case.name("browser");
    let link =
        "INSERT INTO link (agency_code, link_id, token_hash, key_id, purpose, login, created_at, expires_at)
                VALUES (:agency, :login, :login, '', 'reset', :login, :now, :now)";
    let browser = "INSERT INTO device (agency_code, login, device_hash, lock_key, created_at, used_at)
                   VALUES (:agency, :login, '', :login, :now, :now)";
    let counter = "INSERT INTO password_try (key, taken_at) VALUES (:login, :now)";
    case.all(&login, &[AN_AGENCY, AN_EMPLOYEE, link, browser, counter, NEW_PASSWORD]).await?;
    for left in [
        "SELECT 1 FROM link WHERE agency_code = :agency AND link_id = :login AND used_at IS NULL",
        "SELECT 1 FROM device WHERE agency_code = :agency AND login = :login",
        "SELECT 1 FROM password_try WHERE key = :login",
    ] {
        same(&case.finds(&login, left).await?, &false)?;
    }
    Ok(())
}
