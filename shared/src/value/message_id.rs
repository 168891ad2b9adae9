//! The identifier of one envelope.

use std::fmt;

use uuid::Uuid;

/// `MessageId`: a UUID in its 8-4-4-4-12 form (RFC 9562 section 4), echoed letter for letter as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MessageId(String);

impl MessageId {
    /// Reads the hyphenated form, of any version and in any case; braces, URN prefixes and white space are refused.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 36 && Uuid::try_parse(text).is_ok()).then(|| Self(text.to_owned()))
    }

    /// A version 4 identifier made of 16 random bytes (RFC 9562 section 5.4).
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid().to_string())
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hyphenated_form_is_accepted_in_any_case() {
        let sent = "0D92DB5D-e830-46ff-8af0-9eb4bae192a9";
        assert_eq!(MessageId::parse(sent).unwrap().as_str(), sent);
    }

    #[test]
    fn other_forms_of_a_uuid_are_refused() {
        for bad in [
            "",
            "0d92db5de83046ff8af09eb4bae192a9",
            "{0d92db5d-e830-46ff-8af0-9eb4bae192a9}",
            "urn:uuid:0d92db5d-e830-46ff-8af0-9eb4bae192a9",
            " 0d92db5d-e830-46ff-8af0-9eb4bae192a9",
            "0d92db5d-e830-46ff-8af0-9eb4bae192ag",
        ] {
            assert_eq!(MessageId::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn random_bytes_make_a_version_4_identifier() {
        assert_eq!(MessageId::from_random([0xff; 16]).as_str(), "ffffffff-ffff-4fff-bfff-ffffffffffff");
    }
}
