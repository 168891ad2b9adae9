//! `wrangler dev` as people run it: a database on disk that outlives the process, and the processes to end.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, process, thread};

use serde_json::Value;

use crate::connection::Connection;
use crate::memory::descendants;
use crate::project;
use crate::server::{Row, Worker};
use crate::settings::Settings;

/// Where wrangler, and so the command line of an operator, looks for the database of a place by itself.
const STATE: &str = ".wrangler/state";

/// A folder with a configuration, secrets and a database of its own; it goes with its owner.
#[derive(Debug)]
pub struct Place(PathBuf);

impl Place {
    /// A place whose database has its tables and what these statements put there.
    pub fn new(settings: &Settings, fixture: &[String]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = env::temp_dir().join(format!("mixvel-auth-dev-{}-{number}", process::id()));
        let place = Self(folder);
        let migrations = place.0.join("migrations");
        fs::create_dir_all(&migrations).unwrap();
        for entry in fs::read_dir(project::root().join("edge/migrations")).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, migrations.join(path.file_name().unwrap())).unwrap();
        }
        // The fixture comes as the last migration: a call of wrangler takes seconds. Its first agency is none of the
        // demo's, so the worker writes no demo data.
        let agency = "INSERT INTO agency (agency_code, name) VALUES (19999, 'Tests');\n";
        fs::write(migrations.join("9999_fixture.sql"), agency.to_owned() + &fixture.join(";\n") + ";\n")
            .unwrap();
        fs::write(place.0.join("wrangler.toml"), configuration(&migrations)).unwrap();
        let line =
            |(name, value): (String, Value)| format!("{name}='{}'\n", value.as_str().unwrap_or_default());
        fs::write(place.0.join(".dev.vars"), settings.vars().into_iter().map(line).collect::<String>())
            .unwrap();
        place.wrangler(&["d1", "migrations", "apply", "DB", "--local"]);
        place
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The rows of a query, as the command line of an operator gets them.
    pub fn query(&self, sql: &str) -> Vec<Row> {
        self.queries(sql).into_iter().next().unwrap_or_else(|| panic!("no rows: {sql}"))
    }

    /// The rows of each of several queries.
    pub fn queries(&self, sql: &str) -> Vec<Vec<Row>> {
        let answer = self.wrangler(&["d1", "execute", "DB", "--local", "--json", "--command", sql]);
        let answer: Vec<Value> =
            serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{error}: {answer:?}"));
        let rows = |of: &Value| of["results"].as_array().cloned().unwrap_or_else(|| panic!("no rows: {of}"));
        answer.iter().map(rows).collect()
    }

    /// Writes the whole database into a file of statements, as docs/operations.md says.
    pub fn export(&self, file: &Path) {
        let output = self.bare(&["d1", "export", "DB", "--local", "--output"]).arg(file).output().unwrap();
        assert!(output.status.success() && file.exists(), "{output:?}");
    }

    /// Loses the database.
    pub fn lose(&self) {
        fs::remove_dir_all(self.0.join(STATE).join("v3/d1")).unwrap();
    }

    /// Fills a database that is not there with the statements of a file.
    pub fn import(&self, file: &Path) {
        assert!(!self.refuses(file), "{} is refused", file.display());
    }

    /// Whether the statements of a file are refused.
    pub fn refuses(&self, file: &Path) -> bool {
        let output = self.bare(&["d1", "execute", "DB", "--local", "--file"]).arg(file).output().unwrap();
        !output.status.success()
    }

    fn wrangler(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stdout)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        command.arg("--persist-to").arg(self.0.join(STATE));
        command
    }

    /// Wrangler in the place, where it finds the database by itself.
    fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = project::node("node_modules/wrangler/bin/wrangler.js");
        command.current_dir(&self.0).arg("--config").arg(self.0.join("wrangler.toml")).args(arguments);
        command.env("WRANGLER_LOG", "log").stdin(Stdio::null());
        command
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Our own local environment, but for the build that is made already and for where its files are.
fn configuration(migrations: &Path) -> String {
    let ours = fs::read_to_string(project::root().join("wrangler.toml")).unwrap();
    let local = ours.split("\n[env.").next().unwrap_or_default();
    let (before, build) = local.split_once("[build]").expect("a build command to leave out");
    let after = build.split_once("\n[").expect("something after it").1;
    let main = project::build("local/index.js");
    format!("{before}[{after}")
        .replace("build/local/index.js", &main.display().to_string())
        .replace("edge/migrations", &migrations.display().to_string())
        .replace("frontend/dist", &project::root().join("frontend/dist").display().to_string())
}

/// A running `wrangler dev`.
#[derive(Debug)]
pub struct DevServer {
    child: Child,
    port: u16,
}

impl DevServer {
    /// Starts it at a place, on any port.
    pub fn start(place: &Place) -> Self {
        let mut command =
            place.command(&["dev", "--ip", "127.0.0.1", "--port", "0", "--inspector-port", "0"]);
        command.arg("--show-interactive-dev-session=false");
        // Its warnings are about what it is asked to do.
        let mut child = watched(&command).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines =
            BufReader::new(child.stdout.take().expect("its output is piped")).lines().map_while(Result::ok);
        let mut said = String::new();
        let port = lines.find_map(|line| {
            said += &line;
            line.split_once("Ready on http://127.0.0.1:").and_then(|(_, port)| port.trim().parse().ok())
        });
        // Read to the end, or the process would stop when the pipe is full.
        thread::spawn(move || lines.for_each(drop));
        let port = port.unwrap_or_else(|| panic!("wrangler dev does not start: {said}"));
        Self { child, port }
    }

    /// A connection of its own.
    pub fn connect(&self) -> Connection {
        Connection::open(self.port)
    }

    /// Ends the runtime that holds the database, in the middle of whatever it does.
    pub fn kill_runtime(&self) {
        let holds_database = |pid: &u32| {
            let open = fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
            let mut files = open.filter_map(|file| fs::read_link(file.path()).ok());
            files.any(|file| file.extension().is_some_and(|extension| extension == "sqlite"))
        };
        let runtimes = descendants(self.child.id(), "workerd");
        let runtime = runtimes.iter().find(|pid| holds_database(pid)).expect("one of them has it open");
        kill(&runtime.to_string());
    }
}

impl Worker for DevServer {
    fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for DevServer {
    fn drop(&mut self) {
        kill(&format!("-{}", self.child.id()));
        let _ = self.child.wait();
    }
}

/// The command in a group of processes that ends as a whole: with the command, when it is killed, or when its
/// input closes, which it does with the test, whatever way that ends.
fn watched(command: &Command) -> Command {
    const SCRIPT: &str = "(\"$@\" </dev/null; kill -KILL 0) & cat >/dev/null; kill -KILL 0";
    let mut shell = Command::new("sh");
    shell.args(["-c", SCRIPT, "sh"]).arg(command.get_program()).args(command.get_args());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.current_dir(project::root()).stdin(Stdio::piped()).process_group(0);
    shell
}

fn kill(target: &str) {
    let _ = Command::new("kill").args(["-KILL", "--", target]).status();
}
