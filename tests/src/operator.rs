//! The command line of an operator, `cargo xtask`, at work on a place while its server runs.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::dev_server::Place;
use crate::project;

/// An operator of a place.
#[derive(Clone, Copy, Debug)]
pub struct Operator<'a>(&'a Place);

impl<'a> Operator<'a> {
    /// An operator, who has wrangler at hand.
    pub fn new(place: &'a Place) -> Self {
        let modules = place.folder().join("node_modules");
        if !modules.exists() {
            std::os::unix::fs::symlink(project::root().join("node_modules"), modules).unwrap();
        }
        Self(place)
    }

    /// Runs a command that succeeds, and returns what it tells programs.
    #[track_caller]
    pub fn done(self, line: &str) -> Value {
        let (done, mut told) = self.run(line);
        assert!(done && told.len() == 1, "{line}: {told:?}");
        told.remove(0)
    }

    /// Runs a command that is refused, and returns its slug.
    #[track_caller]
    pub fn refused(self, line: &str) -> String {
        let (done, told) = self.run(line);
        assert!(!done && told.len() == 1, "{line}: {told:?}");
        told[0]["error"].as_str().unwrap().to_owned()
    }

    /// The audit rows about a login as "who event detail", sorted; the time of many is the same.
    #[track_caller]
    pub fn audit(self, login: &str) -> Vec<String> {
        let (done, rows) = self.run(&format!("audit --login {login} --limit 1000"));
        assert!(done, "{rows:?}");
        let text = |row: &Value, column: &str| row[column].as_str().unwrap().to_owned();
        let told = |row| format!("{} {} {}", text(row, "actor"), text(row, "event"), text(row, "detail"));
        let mut told: Vec<_> = rows.iter().map(told).map(|row| row.trim_end().to_owned()).collect();
        told.sort();
        told
    }

    fn run(self, line: &str) -> (bool, Vec<Value>) {
        let mut command = Command::new(xtask());
        command.args(line.split_whitespace()).arg("--json").current_dir(self.0.folder());
        // Cargo names the tree that a program belongs to; here it is the place.
        let output = command.env("CARGO_MANIFEST_DIR", self.0.folder()).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let object = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        (output.status.success(), text.lines().map(object).collect())
    }
}

/// The program, as it is built from the sources at hand.
fn xtask() -> &'static PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut build = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        build.args(["build", "--package", "xtask", "--quiet", "--message-format", "json"]);
        let output = build.current_dir(project::root()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let messages = String::from_utf8(output.stdout).unwrap();
        let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let program =
            messages.filter_map(|message| Some(PathBuf::from(message["executable"].as_str()?))).next_back();
        program.expect("cargo says where the program is")
    })
}
