//! The clients in docs/examples, where this machine has what runs them.
#![cfg(test)] // Helpers are tests, too: clippy goes by this.

use std::process::{Command, Output};

use tests::agent::{Agent, PASSWORD};
use tests::project;
use tests::server::Server;

/// Runs a client as a person of this agency does, with a folder of its own for what it keeps.
fn run(program: &str, client: &str, agent: &Agent<'_>, password: &str, unit: &str) -> Output {
    let cache = std::env::temp_dir().join(format!("mixvel-{}-{program}", agent.agency));
    let mut command = Command::new(program);
    command.arg(project::root().join("docs/examples").join(client));
    command.env("MIXVEL_URL", format!("http://127.0.0.1:{}", Server::shared().port()));
    command.envs([("MIXVEL_LOGIN", &*agent.login), ("MIXVEL_PASSWORD", password), ("MIXVEL_UNIT", unit)]);
    let output = command.env("XDG_CACHE_HOME", &cache).output().unwrap();
    let _ = std::fs::remove_dir_all(cache);
    output
}

#[track_caller]
fn check(program: &str, client: &str) {
    let agent = Agent::new(Server::shared());
    let well = run(program, client, &agent, PASSWORD, &agent.unit);
    assert!(well.status.success(), "{well:?}");
    let malformed = run(program, client, &agent, PASSWORD, "12036_HELLO");
    let told = String::from_utf8(malformed.stderr).unwrap();
    assert!(!malformed.status.success() && told.contains("InvalidRequest"), "{told}");
    assert!(told.contains("<StructureUnitID> must hold"), "what a person reads is decoded: {told}");
    let refused = run(program, client, &agent, "wrong & <password>", &agent.unit);
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && told.contains("InvalidUsernameOrPassword"), "{told}");
}

#[test]
fn the_shell_script_logs_in_and_tells_a_refusal_in_words() {
    check("sh", "login.sh");
    let agent = Agent::new(Server::shared());
    let malformed = run("sh", "login.sh", &agent, PASSWORD, "12036_HELLO");
    let told = String::from_utf8(malformed.stderr).unwrap();
    assert!(told.starts_with("login.sh: HTTP 400, MIX-100000 InvalidRequest, request "), "{told}");
}

#[test]
fn the_python_module_logs_in_and_tells_a_refusal_in_words() {
    check("python3", "mixvel_client.py");
}

#[test]
fn the_word_of_a_refusal_is_one_word_at_400_too() {
    let agent = Agent::new(Server::shared());
    let script = "import sys; sys.path.insert(0, sys.argv[1])\n\
                  from mixvel_client import MixvelClient, MixvelError\n\
                  try: MixvelClient(*sys.argv[2:]).token()\n\
                  except MixvelError as error: print(error.status, error.word)";
    let url = format!("http://127.0.0.1:{}", Server::shared().port());
    let mut command = Command::new("python3");
    command.args(["-B", "-c", script]).arg(project::root().join("docs/examples"));
    let output = command.args([&*url, &*agent.login, PASSWORD, "12036_HELLO"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), "400 InvalidRequest");
}
