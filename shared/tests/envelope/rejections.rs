//! What is refused, and what the refusal tells.

use std::fmt::Write as _;

use expect_test::{Expect, expect};
use shared::code::Code;
use shared::envelope::MAX_BYTES;
use shared::envelope::auth::{Charset, Rejection, parse_request, parse_request_told};

use crate::{REQUEST, request_with};

#[test]
fn a_breach_of_the_grammar_is_told_with_its_place() {
    check(
        &[
            ("", ""),
            ("passWord1!", "pass&Word1!"),
            ("passWord1!", "pass&Word;"),
            ("passWord1!", "pass<Word1!"),
            ("passWord1!", "pass< Word1!"),
            ("passWord1!", "pass]]>Word1!"),
            ("passWord1!", "pass\u{1}Word1!"),
            ("passWord1!", "pass&#0;Word1!"),
            ("</Password>", "</password>"),
            ("</Password>", ""),
            ("</MixEnv:Envelope>", ""),
            ("</MixEnv:Envelope>", "</MixEnv:Envelope><again/>"),
            ("</MixEnv:Envelope>", "</MixEnv:Envelope> again"),
            ("<a:Auth ", "<b:Auth "),
            (" id=\"ID1\"", " id=ID1"),
            (" id=\"ID1\"", " id=\"ID1\" id=\"ID2\""),
            ("<Header/>", "<!-- a -- b -->"),
            ("UTF-8", "windows-1251"),
            ("1.0", "1.1"),
            ("<?xml", "\n<?xml"),
            ("<MixEnv:Envelope", "<!DOCTYPE e [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><MixEnv:Envelope"),
        ],
        &expect![[r#"
            line 1, column 1: the body is empty; an XML document was expected
            line 9, column 22: an & that starts no reference known in XML; write the character itself as &amp;
            line 9, column 22: an & that starts no reference known in XML; write the character itself as &amp;
            line 9, column 28: white space, > or /> was expected here; a plain < is written as &lt;
            line 9, column 22: a name was expected here; a plain < is written as &lt;
            line 9, column 22: ]]> inside text; write it as ]]&gt;
            line 9, column 22: a character that XML 1.0 does not allow
            line 9, column 22: an & that starts no reference known in XML; write the character itself as &amp;
            line 9, column 28: an end tag of another name than the start tag at line 9, column 8
            line 11, column 6: an end tag of another name than the start tag at line 9, column 8
            line 14, column 1: the body is cut off (Content-Length counts bytes, not characters): it ends without the end tag to the start tag at line 2, column 1
            line 14, column 19: a second root element
            line 14, column 20: only white space may stand outside the root element
            line 11, column 6: an end tag of another name than the start tag at line 7, column 6
            line 4, column 12: an attribute value must stand in quotes
            line 4, column 18: this attribute stands twice in one tag
            line 3, column 9: -- inside a comment
            line 1, column 21: the encoding must be "UTF-8", not "windows-1251"
            line 1, column 7: the version of XML must be "1.0"
            line 2, column 1: an XML declaration may only stand at the very start of the document
            line 2, column 1: a document type declaration (DTD) is never accepted; leave it out
        "#]],
    );
}

#[test]
fn a_breach_of_the_schema_is_told_with_its_place_and_what_was_expected() {
    check(
        &[
            ("MixEnv:Envelope", "MixEnv:envelope"),
            ("envelope/1_06", "envelope/1_05"),
            ("<Header/>", ""),
            ("<Header/>", "<Header/><Header/>"),
            ("<Header/>", "<Header>text</Header>"),
            ("<Header/>", "<MixEnv:Header/>"),
            ("<Body id=\"ID1\">", "<Body id=\"1\">"),
            ("<Body id=\"ID1\">", "<Body ID=\"ID1\">"),
            ("<Body id=\"ID1\">", "<Body xml:lang=\"ru\">"),
            ("<MessageInfo", "<MessageInfo sequence=\"1\""),
            ("<MessageInfo", "<MessageInfo Sequence=\"65536\""),
            ("MessageId=\"", "MessageId=\" "),
            ("MessageId=\"0d92db5d-e830-46ff-8af0-9eb4bae192a9\"", ""),
            ("2025-01-01T", "2025-02-29T"),
            ("2025-01-01T", "2025-01-01 "),
            ("01Z\"/>", "01Z\"> </MessageInfo>"),
            ("<AppData>", "<AppData/><AppData>"),
            ("auth/1_01", "auth/1_02"),
            ("a:Auth", "a:AuthResponse"),
            ("<Login>testUser.auth@mixvel.com</Login>", ""),
            ("testUser.auth@mixvel.com", " \n "),
            ("testUser.auth@mixvel.com", "<Name>a</Name>"),
            ("passWord1!", ""),
            ("<Password>", "<Password type=\"plain\">"),
            ("12036_ALPHA", "12036_alpha"),
            ("12036_ALPHA", ""),
            ("</StructureUnitID>", "</StructureUnitID><Language/>"),
            ("</StructureUnitID>", "</StructureUnitID>&amp;"),
            ("<Login>", "<Login xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"false\">"),
            ("<Login>", "<Login xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:type=\"Token\">"),
        ],
        &expect![[r#"
            line 2, column 1: the root element must be <Envelope> of the namespace https://www.mixvel.com/API/XSD/mixvel_envelope/1_06
            line 2, column 1: <Envelope> must be in the namespace https://www.mixvel.com/API/XSD/mixvel_envelope/1_06
            line 4, column 3: <Header> was expected here, in <Envelope>
            line 3, column 11: <Body> was expected here, in <Envelope>
            line 3, column 10: <Header> holds elements and no text
            line 3, column 2: <Header> must be in no namespace; write it without a prefix
            line 4, column 9: id must be a name that starts with a letter or _ and has no colon
            line 4, column 9: <Body> takes only the attribute id
            line 4, column 9: <Body> takes no attribute with a prefix
            line 5, column 17: <MessageInfo> takes only the attributes MessageId, ReplyTo, OriginalRequestId, Sequence, TimeSent
            line 5, column 17: Sequence must be a whole number from 0 to 65535
            line 5, column 17: MessageId must be a UUID as in 0d92db5d-e830-46ff-8af0-9eb4bae192a9, without white space
            line 5, column 4: <MessageInfo> needs the attribute MessageId
            line 5, column 66: TimeSent must be a date and time as in 2025-01-01T00:00:01Z, or with an offset with a colon as in 2025-01-01T03:00:01+03:00
            line 5, column 66: TimeSent must be a date and time as in 2025-01-01T00:00:01Z, or with an offset with a colon as in 2025-01-01T03:00:01+03:00
            line 5, column 98: <MessageInfo> must be empty, without white space
            line 6, column 5: <AppData> ends without <Auth> of the namespace https://www.mixvel.com/API/XSD/mixvel_auth/1_01
            line 7, column 6: <Auth> must be in the namespace https://www.mixvel.com/API/XSD/mixvel_auth/1_01
            line 7, column 6: <Auth> of the namespace https://www.mixvel.com/API/XSD/mixvel_auth/1_01 was expected here, in <AppData>
            line 9, column 8: <Login> was expected here, in <Auth>
            line 8, column 8: <Login> must hold text other than white space
            line 8, column 15: <Login> holds text and no elements
            line 9, column 8: <Password> must hold text other than white space
            line 9, column 18: <Password> takes no attributes
            line 10, column 8: <StructureUnitID> must hold an agency code from 1 to 99999 without leading zeros, an underscore, and 1 to 16 letters A to Z without O, as in 12345_MNPQR
            line 10, column 8: <StructureUnitID> must hold text other than white space
            line 10, column 54: nothing more may stand in <Auth>
            line 10, column 54: <Auth> holds elements and no text
            line 8, column 67: <Login> takes no xsi:nil
            line 8, column 67: xsi:type of <Login> names another type than its own
        "#]],
    );
}

#[test]
fn a_default_namespace_that_reaches_the_children_is_explained() {
    let text = REQUEST.replace("MixEnv:", "").replace(":MixEnv", "");
    let rejection = reject(text.as_bytes());
    expect![[r#"line 3, column 2: <Header> must be in no namespace, but a default xmlns reaches it; write <MixEnv:Envelope xmlns:MixEnv="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06">, and its end tag with the prefix too"#]].assert_eq(&detail(&rejection));
    assert_eq!(rejection.message_id.unwrap().as_str(), "0d92db5d-e830-46ff-8af0-9eb4bae192a9");
}

#[test]
fn the_identifier_is_echoed_whenever_it_could_be_read() {
    let readable = reject(request_with("12036_ALPHA", "x").as_bytes());
    assert_eq!(readable.message_id.unwrap().as_str(), "0d92db5d-e830-46ff-8af0-9eb4bae192a9");
    assert_eq!(reject(request_with("\"0d92", "\"0d9").as_bytes()).message_id, None);
    assert_eq!(reject(request_with("</Login>", "").as_bytes()).message_id, None);
}

#[test]
fn other_encodings_are_refused_by_name_of_the_fault() {
    let utf_16: Vec<u8> =
        [0xFEFF].into_iter().chain(REQUEST.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    expect!["line 1, column 1: the body is in UTF-16 or UTF-32; send UTF-8"]
        .assert_eq(&detail(&reject(&utf_16)));
    let latin_1 = [REQUEST.split_at(100).0.as_bytes(), b"\xE9", REQUEST.split_at(100).1.as_bytes()].concat();
    expect!["line 2, column 62: a byte that is not UTF-8"].assert_eq(&detail(&reject(&latin_1)));
}

#[test]
fn a_label_of_utf_16_is_taken_where_the_header_says_utf_8_and_the_bytes_are() {
    let labelled = request_with("encoding=\"UTF-8\"", "encoding=\"utf-16\"");
    let told = |body: &[u8]| parse_request_told(body, Charset::Utf8);
    assert_eq!(told(labelled.as_bytes()), parse_request(REQUEST.as_bytes()));
    expect![[r#"line 1, column 21: the encoding must be "UTF-8", not "utf-16""#]]
        .assert_eq(&detail(&reject(labelled.as_bytes())));
    let wide: Vec<u8> = labelled.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(told(&wide).is_err());
}

#[test]
fn a_body_that_is_cut_off_is_said_to_be_wherever_the_cut_is() {
    let request = request_with("passWord1!", "пароль");
    let start = request.find("<Login>").unwrap();
    for end in start..request.trim_end().len() {
        let told = detail(&reject(&request.as_bytes()[..end]));
        assert!(told.contains("the body is cut off (Content-Length counts bytes"), "{end}: {told}");
    }
}

#[test]
fn a_default_namespace_is_mended_at_the_element_that_declares_it() {
    let auth = "https://www.mixvel.com/API/XSD/mixvel_auth/1_01";
    let on_auth = REQUEST.replace("a:Auth", "Auth").replace("xmlns:a=", "xmlns=");
    let on_login = REQUEST.replace("<Login>", &format!("<Login xmlns=\"{auth}\">"));
    expect![[r#"line 8, column 8: <Login> must be in no namespace, but a default xmlns reaches it; write <a:Auth xmlns:a="https://www.mixvel.com/API/XSD/mixvel_auth/1_01">, and its end tag with the prefix too"#]].assert_eq(&detail(&reject(on_auth.as_bytes())));
    expect!["line 8, column 8: <Login> must be in no namespace, but a default xmlns reaches it; leave that xmlns out"].assert_eq(&detail(&reject(on_login.as_bytes())));
}

#[test]
fn limits_stand_before_the_work() {
    let header = |content: &str| request_with("<Header/>", &format!("<Header>{content}</Header>"));
    let attributes: String = (0..33).fold(String::new(), |mut all, n| {
        write!(all, " a{n}=''").unwrap();
        all
    });
    for (text, limit) in [
        (header(&"<a>".repeat(20_000)), "elements nested deeper than 32"),
        (
            header(&format!("{}{}", "<a>".repeat(30), "</a>".repeat(30))),
            "<Security> was expected here, in <Header>",
        ),
        (header(&"<a/>".repeat(5_000)), "more than 4096 tags and comments"),
        (header(&"<!---->".repeat(5_000)), "more than 4096 tags and comments"),
        (header(&format!("<a{attributes}/>")), "more than 32 attributes in one tag"),
        (header(&"<a xmlns='u'/>".repeat(70)), "more than 64 namespace declarations"),
        (header(&format!("<!--{}-->", "<a>".repeat(20_000))), "accepted"),
        (header(&format!("<![CDATA[{}]]>", "<a b='".repeat(100))), "<Header> holds elements and no text"),
    ] {
        let told =
            parse_request(text.as_bytes()).map_or_else(|rejection| detail(&rejection), |_| "accepted".into());
        assert!(told.contains(limit), "{limit}: {told}");
    }
}

#[test]
fn a_body_over_the_limit_is_too_large_and_one_at_it_is_not() {
    let fill = |size: usize| {
        request_with("<Header/>", &format!("<Header/>{}", " ".repeat(size + 9 - REQUEST.len() - 9)))
    };
    assert_eq!(fill(MAX_BYTES).len(), MAX_BYTES);
    parse_request(fill(MAX_BYTES).as_bytes()).unwrap();
    let rejection = reject(fill(MAX_BYTES + 1).as_bytes());
    assert_eq!(rejection.failure.code, Code::PayloadTooLarge);
    expect!["the body has 65537 bytes; the limit is 65536"].assert_eq(&detail(&rejection));
}

/// Compares the details of the refusals that each replacement in the request earns.
#[track_caller]
fn check(replacements: &[(&str, &str)], expected: &Expect) {
    let told: String = replacements.iter().fold(String::new(), |mut told, (part, replacement)| {
        let text = if part.is_empty() { String::new() } else { request_with(part, replacement) };
        let rejection = reject(text.as_bytes());
        assert_eq!(rejection.failure.code, Code::MalformedRequest);
        writeln!(told, "{}", detail(&rejection)).unwrap();
        told
    });
    expected.assert_eq(&told);
}

#[track_caller]
fn reject(body: &[u8]) -> Rejection {
    parse_request(body).expect_err("accepted")
}

fn detail(rejection: &Rejection) -> String {
    rejection.failure.detail.clone().unwrap()
}
