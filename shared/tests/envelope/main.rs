//! The XML face from the outside: bytes in, values or answers out.
#![expect(clippy::needless_raw_string_hashes, reason = "snapshots are written with them, needed or not")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at what it did not expect, in its helpers too"
)]

mod agreement;
mod answers;
mod corpus;
mod generated;
mod properties;
mod rejections;
mod requests;
mod xmllint;

/// The request as the documentation prints it.
const REQUEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<MixEnv:Envelope xmlns:MixEnv="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06">
 <Header/>
  <Body id="ID1">
   <MessageInfo MessageId="0d92db5d-e830-46ff-8af0-9eb4bae192a9" TimeSent="2025-01-01T00:00:01Z"/>
    <AppData>
     <a:Auth xmlns:a="https://www.mixvel.com/API/XSD/mixvel_auth/1_01">
       <Login>testUser.auth@mixvel.com</Login>
       <Password>passWord1!</Password>
       <StructureUnitID>12036_ALPHA</StructureUnitID>
     </a:Auth>
    </AppData>
  </Body>
</MixEnv:Envelope>"#;

/// The request with one part of it replaced.
#[track_caller]
fn request_with(part: &str, replacement: &str) -> String {
    assert!(REQUEST.contains(part), "{part} is no part of the request");
    REQUEST.replace(part, replacement)
}
