//! Secrets with names, as one setting holds them: the first one is for new things, each goes on for what names it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

/// The fewest bytes of a secret.
const SECRET_BYTES: usize = 32;

/// One of them.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedSecret {
    /// Its name, which stands with whatever was made by it.
    pub id: String,
    /// At least 32 bytes.
    pub(crate) secret: Vec<u8>,
}

impl fmt::Debug for NamedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NamedSecret({})", self.id)
    }
}

/// All of them; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedSecrets(Vec<NamedSecret>);

impl NamedSecrets {
    /// Reads a JSON list of `{"id", "secret": base64url of at least 32 bytes}`. An entry without an id, with an id of
    /// more than `most_id_bytes` or with a shorter secret is refused with the words `entry_rule`.
    pub(crate) fn parse(
        text: &str,
        most_id_bytes: usize,
        entry_rule: &'static str,
    ) -> Result<Self, &'static str> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Entry {
            id: String,
            secret: String,
        }
        let entries: Vec<Entry> =
            serde_json::from_slice(text.as_bytes()).map_err(|_| "it is not the expected JSON list")?;
        if entries.is_empty() {
            return Err("it needs at least one entry");
        }
        let read = |entry: Entry| {
            let secret = URL_SAFE_NO_PAD.decode(&entry.secret).unwrap_or_default();
            if entry.id.is_empty() || entry.id.len() > most_id_bytes || secret.len() < SECRET_BYTES {
                return Err(entry_rule);
            }
            Ok(NamedSecret { id: entry.id, secret })
        };
        entries.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// The one for new things.
    pub(crate) fn current(&self) -> Option<&NamedSecret> {
        self.0.first()
    }

    /// The one of this name.
    pub(crate) fn find(&self, id: &str) -> Option<&NamedSecret> {
        self.0.iter().find(|it| it.id == id)
    }
}
