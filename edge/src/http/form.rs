//! Bodies of HTML forms.

/// The value of a field of an `application/x-www-form-urlencoded` body that may stand once (RFC 6749
/// appendix B); `None` if it is absent, empty or stands more than once.
pub fn field(body: &[u8], name: &str) -> Option<String> {
    let mut values = form_urlencoded::parse(body).filter(|(found, _)| found == name);
    let (_, value) = values.next()?;
    (values.next().is_none() && !value.is_empty()).then(|| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_decoded_and_must_stand_once() {
        assert_eq!(field(b"token_type_hint=x&token=a%2Eb.c", "token").as_deref(), Some("a.b.c"));
        assert_eq!(field(b"token=a&token=b", "token"), None);
        assert_eq!(field(b"token=", "token"), None);
        assert_eq!(field(b"\xff\xfe", "token"), None);
    }
}
