//! Whether a password may be chosen (norms P1 and P2).

use shared::api::problem::Problem;
use shared::code::Code;
use shared::failure::Failure;
use shared::new_password::{self, Weakness};
use shared::value::login::Login;
use shared::value::password::Password;

use crate::error::Error;

/// Refuses a password that breaks a rule, and says which one.
pub fn check(password: &Password, login: &Login) -> Result<(), Error> {
    new_password::check(password.expose(), login).map_err(refusal)
}

fn refusal(weakness: Weakness) -> Error {
    let rule = Some(weakness.as_str().to_owned());
    Failure::with_members(Code::WeakPassword, Problem { rule, ..Problem::default() }).into()
}
