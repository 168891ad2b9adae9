//! What is accepted, and which values come out of it.

use shared::envelope::auth::{AuthRequest, parse_request};

use crate::{REQUEST, request_with};

#[test]
fn the_printed_request_is_read() {
    let request = parse(REQUEST);
    assert_eq!(request.message_id.as_str(), "0d92db5d-e830-46ff-8af0-9eb4bae192a9");
    assert_eq!(request.login.as_str(), "testuser.auth@mixvel.com");
    assert_eq!(request.password.expose(), "passWord1!");
    assert_eq!(request.structure_unit.to_string(), "12036_ALPHA");
}

#[test]
fn every_notation_of_a_value_is_the_same_value() {
    for notation in [
        "  pass Word1!\r\n",
        "pass\n\t Word1!",
        "pass<!-- a comment --> Word1!",
        "pass <?an instruction?>Word1!",
        "<![CDATA[pass Word1!]]>",
        "p<![CDATA[as]]>s<![CDATA[ ]]>Word1!",
        "&#112;ass&#x20;Word1&#33;",
        "pass&#10;Word1!",
    ] {
        let request = parse(&request_with("passWord1!", notation));
        assert_eq!(request.password.expose(), "pass Word1!", "{notation:?}");
    }
}

#[test]
fn characters_of_markup_come_through_as_themselves() {
    let request =
        parse(&request_with("passWord1!", "&lt;a&gt;&amp;amp;&quot;&apos;<![CDATA[</Password>&lt;]]>"));
    assert_eq!(request.password.expose(), "<a>&amp;\"'</Password>&lt;");
}

#[test]
fn notations_without_meaning_are_accepted() {
    let declaration = r#"<?xml version="1.0" encoding="UTF-8"?>"#;
    let info = r#"TimeSent="2025-01-01T00:00:01Z"/>"#;
    let auth = r#"xmlns:a="https://www.mixvel.com/API/XSD/mixvel_auth/1_01""#;
    for (part, replacement) in [
        (declaration, ""),
        (declaration, "\u{FEFF}<?xml version='1.0' encoding='utf-8' standalone='yes' ?>"),
        (declaration, "<!-- first --><?p?>"),
        ("MixEnv", "a"),
        ("MixEnv", "_-.·"),
        ("xmlns:a=", "xmlns:b='urn:b' xmlns:a="),
        ("<Header/>", "<Header> <!-- x --> </Header>"),
        (" id=\"ID1\"", ""),
        (" id=\"ID1\"", " id=' Ж1 '"),
        (info, "TimeSent='2025-01-01T00:00:01Z'></MessageInfo>"),
        (info, "TimeSent='2025-01-01T00:00:01Z'><!-- nothing --><![CDATA[]]></MessageInfo>"),
        (info, "TimeSent=' 2025-01-01T24:00:00.000-14:00\n' Sequence=' 065535 '/>"),
        (info, "TimeSent='-12025-01-01T00:00:01.25' ReplyTo='0D92DB5D-E830-46FF-8AF0-9EB4BAE192A9'/>"),
        ("<AppData>", "<AppData xmlns=''>"),
        ("<AppData>", "&#x20;<![CDATA[ ]]><AppData>"),
        ("</MixEnv:Envelope>", "</MixEnv:Envelope\n>\n<!-- last --><?p?>\n"),
        (
            "xmlns:MixEnv=",
            "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:schemaLocation='a b' xmlns:MixEnv=",
        ),
        (
            auth,
            &format!("{auth} xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:type=' a:AuthRQCType '"),
        ),
    ] {
        parse(&request_with(part, replacement));
    }
}

#[test]
fn an_element_may_be_qualified_by_a_default_namespace_that_its_children_leave() {
    let text = request_with("a:Auth xmlns:a", "Auth xmlns").replace("/a:Auth", "/Auth");
    let text = ["Login", "Password", "StructureUnitID"]
        .iter()
        .fold(text, |text, name| text.replace(&format!("<{name}>"), &format!("<{name} xmlns=\"\">")));
    parse(&text);
}

#[test]
fn signatures_of_any_number_are_accepted() {
    let signature = r##"<Signature>
        <SignedInfo>
            <CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>
            <SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#gostr34102001-gostr3411"/>
            <Reference URI="#ID1">
                <Transforms><Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"><XPath/></Transform></Transforms>
                <DigestMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#gostr3411"/>
                <DigestValue>QUJD REVG</DigestValue>
            </Reference>
        </SignedInfo>
        <SignatureValue>QUI=</SignatureValue>
        <KeyInfo><X509Data><X509Certificate>QQ==</X509Certificate></X509Data></KeyInfo>
    </Signature>"##;
    for count in [1, 2, 10] {
        let security = format!("<Header><Security>{}</Security></Header>", signature.repeat(count));
        parse(&request_with("<Header/>", &security));
    }
}

#[track_caller]
fn parse(text: &str) -> AuthRequest {
    match parse_request(text.as_bytes()) {
        Ok(request) => request,
        Err(rejection) => panic!("{}\n{text}", rejection.failure),
    }
}
