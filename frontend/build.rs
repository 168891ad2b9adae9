//! The texts of the windows, compiled from `locales/` into `i18n::t`.

use std::process::ExitCode;

use locales::Wanted;

fn main() -> ExitCode {
    locales::build(Wanted {
        sections: &["names", "windows", "administration"],
        languages: ["English", "Russian"],
    })
}
