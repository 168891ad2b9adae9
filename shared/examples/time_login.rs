//! Measures the XML part of a login: reading the request and writing the answer with the token. Run with
//! `--release`; prints nanoseconds per document, the best of several rounds.

use std::hint::black_box;
use std::time::{Duration, Instant};

use shared::envelope::auth::parse_request;
use shared::envelope::reply::{EnvelopeReply, serialize_token};
use shared::time::UnixMillis;
use shared::value::message_id::MessageId;

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

/// Characters of a token with the claims of the service.
const TOKEN_LENGTH: usize = 480;
const ROUNDS: u32 = 10;
const DOCUMENTS: u32 = 5_000;

#[expect(clippy::print_stdout, reason = "the result is what this program is for")]
fn main() {
    let token = "x".repeat(TOKEN_LENGTH);
    let best = (0..ROUNDS).map(|_| round(&token)).min().unwrap_or_default();
    println!("{} ns per login read and answered", (best / DOCUMENTS).as_nanos());
}

#[expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn round(token: &str) -> Duration {
    let start = Instant::now();
    for _ in 0..DOCUMENTS {
        let request = parse_request(black_box(REQUEST.as_bytes()));
        let reply = EnvelopeReply {
            message_id: MessageId::from_random([7; 16]),
            reply_to: request.ok().map(|request| request.message_id),
            time_sent: UnixMillis(1_735_689_601_000),
        };
        assert!(reply.reply_to.is_some(), "the request is refused");
        black_box(serialize_token(&reply, black_box(token)));
    }
    start.elapsed()
}
