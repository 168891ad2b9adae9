//! The texts of mails, compiled from `locales/` into `features::mail::texts::t`.

use std::process::ExitCode;

use locales::Wanted;

fn main() -> ExitCode {
    locales::build(Wanted { sections: &["names", "mails"], languages: ["En", "Ru"] })
}
