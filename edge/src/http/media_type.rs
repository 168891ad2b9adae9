//! What a body says it is (RFC 9110 section 8.3), and whether an endpoint reads that.

use shared::code::Code;
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
    let mut parts = content_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    if !accepted.contains(&essence.as_str()) {
        return refuse(format!("Content-Type: send {wanted}"));
    }
    let foreign = parts.filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
        name.trim().eq_ignore_ascii_case("charset")
            && !["utf-8", "utf8"]
                .iter()
                .any(|utf_8| value.trim().trim_matches('"').eq_ignore_ascii_case(utf_8))
    });
    if foreign { refuse("Content-Type: the charset must be utf-8".to_owned()) } else { Ok(()) }
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
    fn other_types_charsets_and_compressed_bodies_are_refused() {
        check(&[], false);
        check(&[("Content-Type", "application/json")], false);
        check(&[("Content-Type", "application/soap+xml")], false);
        check(&[("Content-Type", "text/xml; charset=windows-1251")], false);
        check(&[("Content-Type", "text/xml"), ("Content-Encoding", "gzip")], false);
        check(&[("Content-Type", "text/xml"), ("Content-Type", "text/plain")], false);
    }
}
