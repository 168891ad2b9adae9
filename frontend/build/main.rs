//! Compiles the locale files into static tables: a function for each text, its placeholders as arguments.
//!
//! The build fails when a text is missing in one language, is used by no source file, has other placeholders in
//! the other language, lacks a plural form, or when a Russian text is not Russian.

mod emit;
mod locale;
mod rules;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

/// Section of the locale files that holds the windows' texts.
const SECTION: &str = "windows";

#[expect(clippy::print_stdout, reason = "a build script tells cargo by its standard output")]
fn main() -> ExitCode {
    let home = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let locales = home.join("../locales");
    for place in [home.join("build"), home.join("src"), locales.clone()] {
        println!("cargo::rerun-if-changed={}", place.display());
    }
    match compile(&home, &locales) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn compile(home: &Path, locales: &Path) -> Result<(), Vec<String>> {
    let one = |problem: String| vec![problem];
    let read = |name: &str| {
        let path = locales.join(name);
        let text = fs::read_to_string(&path).map_err(|error| one(format!("{}: {error}", path.display())))?;
        locale::parse(&text, SECTION).map_err(|problem| one(format!("locales/{name}: {problem}")))
    };
    let (english, russian) = (read("en.toml")?, read("ru.toml")?);
    let sources = sources(&home.join("src")).map_err(|error| one(error.to_string()))?;
    let texts = rules::check(&english, &russian, &sources)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("texts.rs");
    fs::write(out, emit::module(&texts)).map_err(|error| one(error.to_string()))
}

/// All source text below a folder.
fn sources(folder: &Path) -> io::Result<String> {
    let mut all = String::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all += &sources(&path)?;
        } else {
            all += &fs::read_to_string(path)?;
        }
        all.push('\n');
    }
    Ok(all)
}
