//! Writes the pages: `prerender WORK PAGES LOGIN STEPS LINKS BOSS SUPPORT STYLE`: five modules' names as `script,wasm`, and that of
//! Boss's style.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use frontend::prerender;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [work, pages, login, steps, links, boss, support, boss_style] = arguments.as_slice() else {
        eprintln!("prerender WORK PAGES LOGIN STEPS LINKS BOSS SUPPORT STYLE");
        return ExitCode::FAILURE;
    };
    let read = |name: &str| fs::read_to_string(Path::new(work).join(name));
    let written = || {
        let [style, script, session] = [read("app.css")?, read("page.js")?, read("session.js")?];
        let modules = [login, steps, links, boss, support].map(String::as_str);
        match prerender::parts(&style, &script, &session, modules, boss_style) {
            Some(parts) => prerender::write(Path::new(pages), &parts),
            None => Err(std::io::Error::other("a module's names are `script,wasm`")),
        }
    };
    match written() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the pages cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}
