//! Values of the simple types, good ones and ones near the edge on either side.

use super::Chance;

const UUIDS: &[&str] = &[
    "0d92db5d-e830-46ff-8af0-9eb4bae192a9",
    "0D92DB5D-E830-46FF-8AF0-9EB4BAE192A9",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-FFFF-ffff-FFFF-ffffffffffff",
];
const BAD_UUIDS: &[&str] = &[
    "",
    " 0d92db5d-e830-46ff-8af0-9eb4bae192a9",
    "0d92db5d-e830-46ff-8af0-9eb4bae192a9\n",
    "{0d92db5d-e830-46ff-8af0-9eb4bae192a9}",
    "0d92db5de83046ff8af09eb4bae192a9",
    "0d92db5d-e830-46ff-8af0-9eb4bae192ag",
    "0d92db5d-e830-46ff-8af0-9eb4bae192a",
    "0d92db5d-e830-46ff-8af0-9eb4bae192a９",
    "0d92db5-de830-46ff-8af0-9eb4bae192a9",
];
const TIMES: &[&str] = &[
    "2025-01-01T00:00:01Z",
    "2025-01-01T00:00:01.5+03:00",
    "2025-01-01T24:00:00",
    "-0044-03-15T12:00:00-14:00",
    "12025-12-31T23:59:59.999999",
    "2024-02-29T00:00:00+14:00",
    "2000-02-29T00:00:00Z",
    "-0004-02-29T00:00:00",
];
const BAD_TIMES: &[&str] = &[
    "",
    "2025-01-01",
    "2025-01-01 00:00:01",
    "2025-02-29T00:00:00",
    "1900-02-29T00:00:00",
    "2025-04-31T00:00:00",
    "2025-13-01T00:00:00",
    "2025-00-01T00:00:00",
    "2025-01-00T00:00:00",
    "2025-01-01T24:00:01",
    "2025-01-01T24:01:00",
    "2025-01-01T00:60:00",
    "2025-01-01T00:00:60",
    "2025-01-01T00:00:01.",
    "2025-01-01T00:00:01+14:01",
    "2025-01-01T00:00:01+3:00",
    "2025-01-01T00:00:01z",
    "2025-01-01T00:00:01 Z",
    "2025-01-01t00:00:01",
    "0000-01-01T00:00:00",
    "02025-01-01T00:00:00",
    "+2025-01-01T00:00:00",
    "25-01-01T00:00:00",
    "2025-1-01T00:00:00",
    "2025-01-01T00:00",
    "2025-01-01T00:00:01Z+01:00",
    "2025-01-01T00:00:01-00:60",
];
const BASE64: &[&str] = &["", "QUJD", "QUI=", "QQ==", " QUJD\n\tQUJD ", "Q U J D", "+/+/", "QQ= ="];
const BAD_BASE64: &[&str] = &["Q", "QU", "QUJ", "QUJ=", "QR==", "Q===", "====", "QUJD=", "QQ==QUJD", "Q-_D"];
const C14N: &[&str] =
    &["http://www.w3.org/2001/10/xml-exc-c14n#", " http://www.w3.org/2001/10/xml-exc-c14n#\n"];
const GOST: &[&str] = &[
    "http://www.w3.org/2001/04/xmldsig-more#gostr34102001-gostr3411",
    "http://www.w3.org/2001/04/xmldsig-more#gostr3411",
];
const BAD_ALGORITHMS: &[&str] =
    &["", "x", "http://www.w3.org/2001/10/xml-exc-c14n", "http://www.w3.org/2000/09/xmldsig#sha1", "%"];

/// A valid value for an attribute, element or kind.
pub(super) fn good(name: &str, chance: &mut Chance) -> &'static str {
    chance.pick(match name {
        "MessageId" | "ReplyTo" | "OriginalRequestId" => UUIDS,
        "TimeSent" => TIMES,
        "Sequence" => &["0", "65535", "7", "00012"],
        "id" => &["ID1", " _a-1.b ", "Ж"],
        "URI" => &["", "#ID1", " #ID1 ", "a/b?c#d", "http://h:80/a%20b", "urn:x", "путь", "a|b"],
        "C14n" => C14N,
        "Gost" => GOST,
        "Base64" => BASE64,
        "Login" => &["testUser.auth@mixvel.com", " a ", "A\tb\n", "логин", "]]>"],
        "Password" => &["passWord1!", "a&b<c>\"'", " two  words ", "пароль\u{1F600}", "0"],
        _ => &["12036_ALPHA", " 1_A\n", "99999_ABCDEFGHIJKLMNPQ"],
    })
}

/// A value that an attribute, element or kind cannot have.
pub(super) fn bad(name: &str, chance: &mut Chance) -> &'static str {
    chance.pick(match name {
        "MessageId" | "ReplyTo" | "OriginalRequestId" => BAD_UUIDS,
        "TimeSent" => BAD_TIMES,
        "Sequence" => &["", "65536", "-1", "+1", "1.0", "0x1", "1 2", "１", "99999999999999999999999"],
        "id" => &["", "1", "a:b", "a b", "-a", "a\u{D7}"],
        "URI" => &["##", "%zz", ":a", "1a:b", "http://[::1"],
        "SignatureValue" | "DigestValue" | "X509Certificate" => BAD_BASE64,
        "Algorithm" => BAD_ALGORITHMS,
        _ => &["", " ", "\t\r\n"],
    })
}
