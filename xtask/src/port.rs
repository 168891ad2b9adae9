//! Finds out whether a port is free, and who has it otherwise.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use crate::error::Stop;
use crate::process;

/// The port that `TOKEN_ISSUER` of wrangler.toml names.
pub(crate) const PORT: u16 = 8787;

/// Stops with what to do when something listens on the port already.
pub(crate) fn ensure_free(port: u16) -> Result<(), Stop> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => {
            Err(taken(port, holder(port).as_deref()))
        }
        Err(error) => {
            Err(Stop::new(format!("port {port} cannot be used: {error}; choose another with --port N")))
        }
    }
}

fn taken(port: u16, holder: Option<&str>) -> Stop {
    let holder = holder.unwrap_or("another program");
    let next = port.checked_add(10).unwrap_or(8787);
    Stop::new(format!(
        "port {port} is taken by {holder}; stop it, or use another port: cargo xtask dev --port {next}"
    ))
}

/// The program that listens on a port, as far as this user may know.
fn holder(port: u16) -> Option<String> {
    let mut lsof = Command::new("lsof");
    lsof.args(["-nP", "-sTCP:LISTEN", "-Fpc"]).arg(format!("-iTCP:{port}"));
    let mut ss = Command::new("ss");
    ss.args(["-Hltnp", "sport", "="]).arg(format!(":{port}"));
    let by_lsof = process::read(&mut lsof).ok().and_then(|text| from_lsof(&text));
    by_lsof.or_else(|| process::read(&mut ss).ok().and_then(|text| from_ss(&text)))
}

/// `p123` and `cworkerd`, each on a line of its own.
fn from_lsof(text: &str) -> Option<String> {
    let field = |letter: char| text.lines().find_map(|line| line.strip_prefix(letter));
    Some(format!("{} (process {})", field('c')?, field('p')?))
}

/// `… users:(("workerd",pid=123,fd=20))`.
fn from_ss(text: &str) -> Option<String> {
    let (_, users) = text.split_once("users:((\"")?;
    let (name, rest) = users.split_once("\",pid=")?;
    let id: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(format!("{name} (process {id})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_names_its_holder_and_the_way_out() {
        let message = "port 8787 is taken by workerd (process 42); stop it, or use another port: \
                       cargo xtask dev --port 8797";
        assert_eq!(taken(8787, Some("workerd (process 42)")).to_string(), message);
        assert!(taken(65535, None).to_string().ends_with("--port 8787"));
    }

    #[test]
    fn holders_are_read_from_what_the_system_says() {
        assert_eq!(from_lsof("p42\ncworkerd\nf20\n").as_deref(), Some("workerd (process 42)"));
        let ss = "LISTEN 0 511 127.0.0.1:8787 0.0.0.0:* users:((\"workerd\",pid=42,fd=20))\n";
        assert_eq!(from_ss(ss).as_deref(), Some("workerd (process 42)"));
        assert_eq!(from_ss("LISTEN 0 511 127.0.0.1:8787 0.0.0.0:*\n"), None);
    }

    #[test]
    fn a_port_in_use_is_refused_and_a_free_one_is_not() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        assert!(ensure_free(port).unwrap_err().to_string().contains("is taken by"));
        drop(listener);
        assert_eq!(ensure_free(port), Ok(()));
    }
}
