//! What a body says it is (RFC 9110 section 8.3), and whether an endpoint reads that.

use shared::code::Code;
use shared::envelope::is_label;
use shared::failure::Failure;

use super::head::Headers;

/// Media types of an XML document (RFC 7303).
pub const XML: &[&str] = &["application/xml", "text/xml"];
/// Media type of a JSON document (RFC 8259).
pub const JSON: &[&str] = &["application/json"];
/// Media type of an HTML form, which RFC 7662 section 2.1 asks for.
pub const FORM: &[&str] = &["application/x-www-form-urlencoded"];

/// Refuses a body that is of another type, in another charset than UTF-8, or compressed.
pub fn require(headers: &Headers, accepted: &[&str]) -> Result<(), Failure> {
    let refuse = |detail: String| Err(Failure::with_detail(Code::UnsupportedMediaType, detail));
    let encoding = headers.only("content-encoding").unwrap_or("identity").trim();
    if !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity") {
        return refuse("Content-Encoding: send the body as it is, not compressed".to_owned());
    }
    let wanted = accepted.join(" or ");
    let Some(content_type) = headers.only("content-type") else {
        return refuse(format!("Content-Type is missing; send {wanted}"));
    };
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !accepted.contains(&essence.as_str()) {
        return refuse(format!("Content-Type: send {wanted}"));
    }
    match charsets(content_type).find(|charset| !is_utf_8(charset)) {
        Some(foreign) if is_label(foreign) => {
            refuse(format!("Content-Type: the charset must be utf-8, not {foreign}"))
        }
        Some(_) => refuse("Content-Type: the charset must be utf-8".to_owned()),
        None => Ok(()),
    }
}

/// Whether the field says that the body is UTF-8.
pub fn says_utf_8(headers: &Headers) -> bool {
    headers.only("content-type").is_some_and(|content_type| charsets(content_type).any(is_utf_8))
}

fn charsets(content_type: &str) -> impl Iterator<Item = &str> {
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let charsets = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    charsets.map(|(_, value)| value.trim().trim_matches('"'))
}

fn is_utf_8(charset: &str) -> bool {
    ["utf-8", "utf8"].iter().any(|utf_8| charset.eq_ignore_ascii_case(utf_8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(fields: &[(&str, &str)], accepted: bool) {
        let headers: Headers = fields.iter().copied().collect();
        assert_eq!(require(&headers, XML).is_ok(), accepted, "{fields:?}");
    }

    #[test]
    fn xml_in_utf_8_is_read() {
        check(&[("Content-Type", "application/xml")], true);
        check(&[("Content-Type", "text/xml; charset=utf-8")], true);
        check(&[("Content-Type", "TEXT/XML ;charset=\"UTF-8\"")], true);
        check(&[("Content-Type", "text/xml; charset=utf8")], true);
        check(&[("Content-Type", "text/xml; boundary=x")], true);
        check(&[("Content-Type", "text/xml"), ("Content-Encoding", "identity")], true);
    }

    #[test]
    fn a_charset_that_is_not_taken_is_named_if_it_is_written_like_one() {
        let told = |content_type: &str| {
            let headers = [("Content-Type", content_type)].into_iter().collect();
            require(&headers, XML).unwrap_err().detail.unwrap()
        };
        assert_eq!(
            told("text/xml; charset=windows-1251"),
            "Content-Type: the charset must be utf-8, not windows-1251"
        );
        assert_eq!(told("text/xml; charset=<b>"), "Content-Type: the charset must be utf-8");
    }

    #[test]
    fn a_field_says_utf_8_only_where_it_has_a_charset() {
        for (content_type, says) in
            [("text/xml", false), ("text/xml; charset=UTF-8", true), ("text/xml;Charset=\"utf8\"", true)]
        {
            let headers = [("Content-Type", content_type)].into_iter().collect();
            assert_eq!(says_utf_8(&headers), says, "{content_type}");
        }
    }

    #[test]
    fn other_types_charsets_and_compressed_bodies_are_refused() {
        check(&[], false);
        check(&[("Content-Type", "application/json")], false);
        check(&[("Content-Type", "application/soap+xml")], false);
        check(&[("Content-Type", "text/xml; charset=windows-1251")], false);
        check(&[("Content-Type", "text/xml"), ("Content-Encoding", "gzip")], false);
        check(&[("Content-Type", "text/xml"), ("Content-Type", "text/plain")], false);
    }
}
