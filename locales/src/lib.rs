//! Compiles sections of the locale files into static tables: a function for each text, its placeholders as arguments.
//!
//! In scope: what build scripts need. Out of scope: who reads a text and where. The build fails when a text is missing
//! in one language, is used by no source file, has other placeholders in the other language, lacks a plural form, or
//! when a Russian text is not Russian.

mod emit;
mod locale;
mod rules;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

/// Every section there may be.
const SECTIONS: [&str; 4] = ["names", "windows", "administration", "mails"];

/// What a crate takes of the locale files.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The sections whose texts it shows: every one of them, by `t::key(…)`.
    pub sections: &'a [&'a str],
    /// What its type `Language` calls English and Russian.
    pub languages: [&'a str; 2],
}

/// The whole build script of a crate: writes `texts.rs` to where cargo wants it, or tells cargo what is wrong.
#[expect(clippy::print_stdout, reason = "a build script tells cargo by its standard output")]
pub fn build(wanted: Wanted<'_>) -> ExitCode {
    let home = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let locales = home.join("../locales");
    let files = ["en.toml", "ru.toml"].map(|name| locales.join(name));
    println!("cargo::rerun-if-changed={}", home.join("src").display());
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
    }
    match compile(wanted, &home, &files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn compile(wanted: Wanted<'_>, home: &Path, files: &[PathBuf; 2]) -> Result<(), Vec<String>> {
    let one = |problem: String| vec![problem];
    let read = |file: &PathBuf| {
        let text = fs::read_to_string(file).map_err(|error| one(format!("{}: {error}", file.display())))?;
        locale::parse(&text, wanted.sections).map_err(|problem| one(format!("{}: {problem}", file.display())))
    };
    let [english, russian] = files;
    let (english, russian) = (read(english)?, read(russian)?);
    let sources = sources(&home.join("src")).map_err(|error| one(error.to_string()))?;
    let texts = rules::check(&english, &russian, &sources)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("texts.rs");
    fs::write(out, emit::module(&texts, wanted.languages)).map_err(|error| one(error.to_string()))
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
