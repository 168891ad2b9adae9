//! The key of a second factor between storage and use.

use shared::seal::{SealKeys, Sealed};
use shared::totp::TotpKey;
use shared::value::agency_code::AgencyCode;
use shared::value::login::Login;

use crate::error::Internal;

/// Names the account that a key is sealed for: a sealed key moved to another row does not open.
pub fn owner(agency: AgencyCode, login: &Login) -> String {
    format!("second_factor/{agency}/{login}")
}

/// Opens the key of an account.
pub fn open(
    keys: &SealKeys,
    sealed: &Sealed,
    agency: AgencyCode,
    login: &Login,
) -> Result<TotpKey, Internal> {
    let broken = |why: String| Internal::fault(format!("second_factor {agency} {login}: {why}"));
    let bytes = keys.open(sealed, &owner(agency, login)).map_err(|error| broken(error.to_string()))?;
    TotpKey::from_bytes(&bytes).ok_or_else(|| broken("the key has another length".to_owned()))
}
