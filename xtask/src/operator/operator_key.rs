//! The key of an operator: 256 random bits in a file of its own. An installation knows its digest alone.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use super::ambient::random_text;
use super::refusal::Refusal;

/// What every key begins with, so that scanners of secrets and people know one.
const PREFIX: &str = "mvop_";
/// 256 bits in base64url.
const LENGTH: usize = 43;

/// A key; its text is shown nowhere but in its file.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OperatorKey(String);

impl OperatorKey {
    /// A new one.
    pub(crate) fn new() -> Result<Self, Refusal> {
        Ok(Self(format!("{PREFIX}{}", random_text::<32>()?)))
    }

    /// Reads the key in a file that nobody but its owner can read; nothing when the file is not there.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>, Refusal> {
        let refused = |why: &dyn std::fmt::Display| {
            Refusal::new("operator_key", format!("the operator key {} cannot be used: {why}", path.display()))
        };
        let mode = match fs::metadata(path) {
            Ok(metadata) => metadata.permissions().mode(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(refused(&error)),
        };
        if mode & 0o077 != 0 {
            return Err(refused(&"others may read it; `chmod 600` changes that"));
        }
        let text = fs::read_to_string(path).map_err(|error| refused(&error))?;
        Self::parse(&text).map(Some).ok_or_else(|| refused(&"it holds no key"))
    }

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let secret = text.strip_prefix(PREFIX)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (secret.len() == LENGTH && secret.bytes().all(plain)).then(|| Self(text.to_owned()))
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What an installation knows it by: SHA-256 of the text in base64url.
    pub(crate) fn digest(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::private_file;
    use super::super::scratch::Scratch;
    use super::*;

    #[test]
    fn a_key_comes_back_from_its_file_and_has_no_twin() {
        let scratch = Scratch::new();
        let path = scratch.path().join("operator.key");
        assert!(OperatorKey::read(&path).unwrap().is_none());
        let key = OperatorKey::new().unwrap();
        assert!(key != OperatorKey::new().unwrap() && key.as_str().len() == 48);
        private_file::replace(&path, &format!("{}\n", key.as_str())).unwrap();
        assert!(OperatorKey::read(&path).unwrap() == Some(key));
    }

    #[test]
    fn a_file_that_others_may_read_or_that_holds_no_key_is_refused_without_its_text() {
        let scratch = Scratch::new();
        let path = scratch.path().join("operator.key");
        fs::write(&path, OperatorKey::new().unwrap().as_str()).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let refused = || OperatorKey::read(&path).map(drop).unwrap_err().to_string();
        assert!(refused().contains("chmod 600"), "{}", refused());
        private_file::replace(&path, "hunter2").unwrap();
        assert!(refused().ends_with("it holds no key") && !refused().contains("hunter2"));
    }

    #[test]
    fn a_digest_is_sha_256_in_base64url() {
        let key = OperatorKey("mvop_".to_owned() + &"A".repeat(43));
        assert_eq!(key.digest().len(), 43);
        assert_eq!(OperatorKey(String::new()).digest(), "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
    }
}
