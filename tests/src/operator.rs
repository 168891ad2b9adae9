//! The command line of an operator, `cargo xtask`, at work on a running installation.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::{env, path};

use serde_json::Value;

use crate::certificate::certificate;
use crate::dev_server::Place;
use crate::project;
use crate::server::Worker;
use crate::settings::OPERATOR_KEY;
use crate::tls_front::TlsFront;

/// An operator in a folder, who adds these words to every command.
#[derive(Clone, Debug)]
pub struct Operator {
    folder: PathBuf,
    words: Vec<String>,
    trusted: Option<PathBuf>,
}

impl Operator {
    /// The operator `local` of a place whose server runs.
    pub fn new(place: &Place, server: &dyn Worker) -> Self {
        let folder = place.folder().to_owned();
        link_tools(&folder, "node_modules", "node_modules");
        fs::create_dir_all(folder.join(".wrangler")).unwrap();
        fs::write(folder.join(".wrangler/port"), server.port().to_string()).unwrap();
        write_key(&folder.join(".wrangler/operator.key"), OPERATOR_KEY);
        Self { folder, words: Vec::new(), trusted: None }
    }

    /// An operator at a desk of his own below a place, whose demo stand is behind this front. What goes through wrangler
    /// is written down in `told` and done to the place's database.
    pub fn at_desk(place: &Place, front: &TlsFront) -> Self {
        let folder = place.folder().join("desk");
        fs::create_dir_all(folder.join("node_modules/wrangler/bin")).unwrap();
        let configuration = format!("[env.demo.vars]\nTOKEN_ISSUER = \"{}\"\n", front.origin());
        fs::write(folder.join("wrangler.toml"), configuration).unwrap();
        link_tools(&folder, "node_modules/.bin", "node_modules/.bin");
        let real = project::root().join("node_modules/wrangler/bin/wrangler.js");
        let script = include_str!("../wrangler_stub.mjs").replace("REAL", &real.display().to_string());
        fs::write(folder.join("node_modules/wrangler/bin/wrangler.js"), script).unwrap();
        let trusted = Some(certificate().join("cert.pem"));
        Self { folder, words: ["--env", "demo"].map(str::to_owned).to_vec(), trusted }.with_key(OPERATOR_KEY)
    }

    /// The same with this key.
    #[must_use]
    pub fn with_key(self, key: &str) -> Self {
        write_key(&self.folder.join("operator.key"), key);
        self.with_key_file("operator.key")
    }

    /// The same with the key of this file in the folder.
    #[must_use]
    pub fn with_key_file(mut self, name: &str) -> Self {
        if let Some(at) = self.words.iter().position(|word| word == "--operator") {
            self.words.truncate(at);
        }
        let file = path::absolute(self.folder.join(name)).unwrap().display().to_string();
        self.words.extend(["--operator".to_owned(), file]);
        self
    }

    /// The same on a machine that does not know the certificate.
    #[must_use]
    pub fn distrusting(self) -> Self {
        Self { trusted: None, ..self }
    }

    /// A file of the folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Runs a command that succeeds, and returns what it tells programs.
    #[track_caller]
    pub fn done(&self, line: &str) -> Value {
        let (done, mut told) = self.run(line);
        assert!(done && told.len() == 1, "{line}: {told:?}");
        told.remove(0)
    }

    /// Runs a command that is refused, and returns its slug.
    #[track_caller]
    pub fn refused(&self, line: &str) -> String {
        let (done, told) = self.run(line);
        assert!(!done && told.len() == 1, "{line}: {told:?}");
        told[0]["error"].as_str().unwrap().to_owned()
    }

    /// The audit rows about a login as "who event detail", sorted; the time of many is the same.
    #[track_caller]
    pub fn audit(&self, login: &str) -> Vec<String> {
        let (done, rows) = self.run(&format!("audit --login {login} --limit 1000"));
        assert!(done, "{rows:?}");
        let text = |row: &Value, column: &str| row[column].as_str().unwrap().to_owned();
        let told = |row| format!("{} {} {}", text(row, "actor"), text(row, "event"), text(row, "detail"));
        let mut told: Vec<_> = rows.iter().map(told).map(|row| row.trim_end().to_owned()).collect();
        told.sort();
        told
    }

    fn run(&self, line: &str) -> (bool, Vec<Value>) {
        let mut command = Command::new(xtask());
        command.args(line.split_whitespace()).args(&self.words).arg("--json").current_dir(&self.folder);
        command.envs(self.trusted.iter().map(|file| ("NODE_EXTRA_CA_CERTS", file)));
        // Cargo names the tree that a program belongs to; here it is the folder.
        let output = command.env("CARGO_MANIFEST_DIR", &self.folder).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let object = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        (output.status.success(), text.lines().map(object).collect())
    }
}

/// Puts the tools of the project where a command looks for them.
fn link_tools(folder: &Path, tools: &str, place: &str) {
    let link = folder.join(place);
    if !link.exists() {
        symlink(project::root().join(tools), link).unwrap();
    }
}

fn write_key(file: &Path, key: &str) {
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(file).unwrap();
    writeln!(file, "{key}").unwrap();
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
