//! The guard of the products' applications: who is signed in, and what an application is told of them.

use std::fmt::Write as _;

use shared::code::Code;
use shared::value::product::Product;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::ports::Random;
use crate::secrets::secret::SecretHash;
use crate::storage::sessions::{Session, Sessions};
use crate::visit::standing::live_session;

/// Whoever is signed in to the product, as header fields, or a refusal. Storage is asked every time, so that the end of
/// a session counts on the very next request; nothing here is the person's input, so that nothing keeps a session alive.
pub async fn identity<P: Sessions + Random>(
    ctx: &Ctx<'_, P>,
    product: Product,
    secret: Option<&SecretHash>,
) -> Result<Vec<(&'static str, String)>, Error> {
    let secret = secret.ok_or(Code::NotSignedIn)?;
    let session = live_session(ctx, product, secret).await?.ok_or(Code::NotSignedIn)?;
    Ok(fields(secret, &session))
}

/// The fields; those of a place are missing where the product has none. The session's name is the one that its owner and
/// administrators know it by: it opens nothing.
fn fields(secret: &SecretHash, session: &Session) -> Vec<(&'static str, String)> {
    let mut fields = vec![
        ("X-Auth-Employee", encoded(session.login.as_str())),
        ("X-Auth-Name", encoded(&session.employee)),
        ("X-Auth-Role", session.role.as_str().to_owned()),
        ("X-Auth-Agency", session.agency.to_string()),
    ];
    fields.extend(session.unit.as_ref().map(|(id, ..)| ("X-Auth-Structure-Unit", id.to_string())));
    fields.extend(session.seance.as_ref().map(|seance| ("X-Auth-Seance", encoded(seance))));
    fields.push(("X-Auth-Session-Id", secret.as_str().to_owned()));
    fields
}

/// A text that a header field can carry: UTF-8, whatever is not a visible character of ASCII percent-encoded (RFC 3986
/// section 2.1), and the percent sign itself.
fn encoded(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut told, byte| {
        if byte.is_ascii_graphic() && byte != b'%' {
            told.push(byte.into());
        } else {
            // Writing to a text never fails.
            let _ = write!(told, "%{byte:02X}");
        }
        told
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_script_passes_a_header_field() {
        assert_eq!(encoded("Тест 100%"), "%D0%A2%D0%B5%D1%81%D1%82%20100%25");
        assert_eq!(encoded("a+b@mixvel.com"), "a+b@mixvel.com");
        assert_eq!(encoded("a\r\nb"), "a%0D%0Ab");
    }
}
