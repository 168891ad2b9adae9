//! The secrets of the local environment: made once, kept in `.dev.vars`, read by wrangler and the command line.
//!
//! Deployed environments have secrets of their own, which nobody can read back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use shared::key_ring::KeyRing;

use crate::operator::ambient::{now, random, random_text, system_time};
use crate::operator::dev_vars::DevVars;
use crate::operator::operator_key::OperatorKey;
use crate::operator::private_file;
use crate::operator::refusal::Refusal;

/// The key ring that signs and verifies tokens.
pub(crate) const JWT_KEYS: &str = "JWT_KEYS";
const PASSWORD_PEPPERS: &str = "PASSWORD_PEPPERS";
const SEAL_KEYS: &str = "SEAL_KEYS";
const INTROSPECTION_CLIENTS: &str = "INTROSPECTION_CLIENTS";
/// What the local installation knows the key of its operator by.
const LOCAL_OPERATOR_KEY_HASH: &str = "LOCAL_OPERATOR_KEY_HASH";
const SIGNATURE_KEYS: &str = "SIGNATURE_KEYS";
/// The services behind the guards, each with keys of its own.
const AUDIENCES: [&str; 3] = ["web-service", "cashier", "boss"];

/// Makes the secrets that are missing and leaves those that are there alone. Returns the names of the new ones on which
/// stored data depend.
pub(crate) fn ensure_local(root: &Path) -> Result<Vec<&'static str>, Refusal> {
    let mut vars = read(root)?;
    let mut made = Vec::new();
    for name in [JWT_KEYS, PASSWORD_PEPPERS, SEAL_KEYS, INTROSPECTION_CLIENTS, SIGNATURE_KEYS] {
        if vars.find(name).is_none() {
            vars = vars.with(name, &fresh(name)?)?;
            made.push(name);
        }
    }
    let grown = with_audiences(vars.find(SIGNATURE_KEYS).unwrap_or_default())?;
    if let Some(keys) = &grown {
        vars = vars.with(SIGNATURE_KEYS, keys)?;
    }
    let digest = local_operator(root)?.digest();
    let known = vars.find(LOCAL_OPERATOR_KEY_HASH) == Some(&digest);
    if !known {
        vars = vars.with(LOCAL_OPERATOR_KEY_HASH, &digest)?;
    }
    if !known || grown.is_some() || !made.is_empty() {
        write(root, &vars)?;
    }
    Ok(made)
}

/// The keys that the guards sign with.
pub(crate) fn signature_keys(root: &Path) -> Result<String, Refusal> {
    required(root, SIGNATURE_KEYS)
}

/// The signature keys with one for every service that has none yet; none if nothing is missing, or if they are not of
/// our making.
fn with_audiences(text: &str) -> Result<Option<String>, Refusal> {
    let Ok(mut keys) = serde_json::from_str::<BTreeMap<String, serde_json::Value>>(text) else {
        return Ok(None);
    };
    let mut is_changed = false;
    for audience in AUDIENCES {
        if !keys.contains_key(audience) {
            let key = serde_json::json!([{ "id": "g1", "secret": random_text::<64>()? }]);
            keys.insert(audience.to_owned(), key);
            is_changed = true;
        }
    }
    Ok(is_changed.then(|| serde_json::json!(keys).to_string()))
}

/// The file of the local operator's key.
pub(crate) fn operator_key_file(root: &Path) -> PathBuf {
    root.join(".wrangler/operator.key")
}

/// The key of the local operator, which is made when it is missing.
fn local_operator(root: &Path) -> Result<OperatorKey, Refusal> {
    let file = operator_key_file(root);
    if let Some(key) = OperatorKey::read(&file)? {
        return Ok(key);
    }
    let key = OperatorKey::new()?;
    let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
    folder
        .and_then(|()| private_file::replace(&file, &format!("{}\n", key.as_str())))
        .map_err(|error| Refusal::new("secrets", format!("{} cannot be written: {error}", file.display())))?;
    Ok(key)
}

/// The local key ring.
pub(crate) fn key_ring(root: &Path) -> Result<KeyRing, Refusal> {
    KeyRing::parse(&required(root, JWT_KEYS)?).map_err(|error| unreadable(root, &error))
}

/// Keeps a changed key ring; a running server takes it up within seconds.
pub(crate) fn store_key_ring(root: &Path, ring: &KeyRing) -> Result<(), Refusal> {
    write(root, &read(root)?.with(JWT_KEYS, &ring.serialize())?)?;
    wake_server(root).map_err(|error| {
        Refusal::new("secrets", format!("the keys were changed; restart the server to use them: {error}"))
    })
}

/// A name for a new key that tells its age: the moment, as in `20250101T000000Z`.
pub(crate) fn key_name() -> String {
    now().to_string().replace(['-', ':'], "")
}

fn fresh(name: &str) -> Result<String, Refusal> {
    Ok(match name {
        JWT_KEYS => KeyRing::new(&key_name(), &random()?, now()).serialize(),
        PASSWORD_PEPPERS => format!(r#"[{{"id":"p1","secret":"{}"}}]"#, random_text::<32>()?),
        SEAL_KEYS => format!(r#"[{{"id":"s1","secret":"{}"}}]"#, random_text::<32>()?),
        SIGNATURE_KEYS => with_audiences("{}")?.unwrap_or_default(),
        _ => format!(r#"[{{"client_id":"local-gateway","client_secret":"{}"}}]"#, random_text::<32>()?),
    })
}

fn required(root: &Path, name: &str) -> Result<String, Refusal> {
    let missing =
        || Refusal::new("secrets", format!("{name} is not in .dev.vars; `cargo xtask dev` makes it"));
    read(root)?.find(name).map(str::to_owned).ok_or_else(missing)
}

fn read(root: &Path) -> Result<DevVars, Refusal> {
    match std::fs::read_to_string(path(root)) {
        Ok(text) => Ok(DevVars::from_text(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(DevVars::default()),
        Err(error) => Err(unreadable(root, &error)),
    }
}

fn write(root: &Path, vars: &DevVars) -> Result<(), Refusal> {
    private_file::replace(&path(root), vars.as_str()).map_err(|error| {
        Refusal::new("secrets", format!("{} cannot be written: {error}", path(root).display()))
    })
}

/// `wrangler dev` reads the secrets again only when its configuration changes, so that file gets a new time.
fn wake_server(root: &Path) -> io::Result<()> {
    match File::options().append(true).open(root.join("wrangler.toml")) {
        Ok(configuration) => configuration.set_modified(system_time(now())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn unreadable(root: &Path, error: &impl std::fmt::Display) -> Refusal {
    Refusal::new("secrets", format!("{} cannot be used: {error}", path(root).display()))
}

fn path(root: &Path) -> PathBuf {
    root.join(".dev.vars")
}

#[cfg(test)]
mod tests {
    use shared::password_hash::Peppers;
    use shared::seal::SealKeys;

    use super::*;
    use crate::operator::scratch::Scratch;

    #[test]
    fn missing_secrets_are_made_once_and_can_be_used() {
        let scratch = Scratch::new();
        let root = scratch.path();
        assert_eq!(
            ensure_local(root),
            Ok(vec![JWT_KEYS, PASSWORD_PEPPERS, SEAL_KEYS, INTROSPECTION_CLIENTS, SIGNATURE_KEYS])
        );
        let first = scratch.read(".dev.vars");
        assert_eq!(ensure_local(root), Ok(vec![]));
        assert_eq!(scratch.read(".dev.vars"), first);

        assert!(key_ring(root).unwrap().signing().is_some());
        assert!(Peppers::parse(&required(root, PASSWORD_PEPPERS).unwrap()).unwrap().current().is_some());
        assert!(SealKeys::parse(&required(root, SEAL_KEYS).unwrap()).is_ok());
        let clients = required(root, INTROSPECTION_CLIENTS).unwrap();
        let clients: serde_json::Value = serde_json::from_str(&clients).unwrap();
        assert_eq!(clients[0]["client_id"], "local-gateway");
    }

    #[test]
    fn each_service_gets_a_signature_key_and_those_that_are_there_stay() {
        let old = r#"{"web-service":[{"id":"mine","secret":"x"}]}"#;
        let grown: serde_json::Value = serde_json::from_str(&with_audiences(old).unwrap().unwrap()).unwrap();
        assert_eq!(grown["web-service"][0]["id"], "mine");
        assert_ne!(grown["cashier"][0]["secret"], grown["boss"][0]["secret"]);
        assert_eq!(with_audiences(&grown.to_string()), Ok(None));
        assert_eq!(with_audiences("hunter2"), Ok(None));
    }

    #[test]
    fn a_secret_set_by_hand_is_kept_and_a_broken_one_is_named_without_its_text() {
        let scratch = Scratch::new();
        let root = scratch.path();
        std::fs::write(root.join(".dev.vars"), "JWT_KEYS=hunter2\nMINE=1\n").unwrap();
        assert_eq!(
            ensure_local(root),
            Ok(vec![PASSWORD_PEPPERS, SEAL_KEYS, INTROSPECTION_CLIENTS, SIGNATURE_KEYS])
        );
        assert!(scratch.read(".dev.vars").starts_with("JWT_KEYS=hunter2\nMINE=1\n"));
        let message = key_ring(root).unwrap_err().to_string();
        assert!(message.contains("cannot be used") && !message.contains("hunter2"), "{message}");
    }

    #[test]
    fn the_local_operator_has_a_key_and_the_worker_knows_its_digest_whatever_was_lost() {
        let scratch = Scratch::new();
        let known = || {
            ensure_local(scratch.path()).unwrap();
            let key = OperatorKey::read(&operator_key_file(scratch.path())).unwrap().unwrap();
            assert_eq!(required(scratch.path(), LOCAL_OPERATOR_KEY_HASH), Ok(key.digest()));
            key.digest()
        };
        let first = known();
        assert_eq!(known(), first);
        std::fs::remove_file(scratch.path().join(".dev.vars")).unwrap();
        assert_eq!(known(), first);
        std::fs::remove_file(operator_key_file(scratch.path())).unwrap();
        assert_ne!(known(), first);
    }

    #[test]
    fn a_changed_key_ring_replaces_the_old_one() {
        let scratch = Scratch::new();
        ensure_local(scratch.path()).unwrap();
        let configuration = scratch.path().join("wrangler.toml");
        File::create(&configuration).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
        let ring = KeyRing::new("other", &[7; 64], now());
        store_key_ring(scratch.path(), &ring).unwrap();
        assert!(configuration.metadata().unwrap().modified().unwrap() > std::time::UNIX_EPOCH);
        assert_eq!(key_ring(scratch.path()), Ok(ring));
        assert_eq!(scratch.read(".dev.vars").matches(JWT_KEYS).count(), 1);
    }
}
