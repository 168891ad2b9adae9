//! Bytes from a stranger: the reader must not panic, and what it answers must hold together.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::envelope::auth::{AuthRequest, parse_request};
use shared::envelope::reply::{Reply, serialize_failure, serialize_token};
use shared::time::UnixMillis;
use shared::value::message_id::MessageId;

fuzz_target!(|body: &[u8]| match parse_request(body) {
    Ok(request) => {
        assert_eq!(parse_request(written_anew(&request).as_bytes()).as_ref(), Ok(&request));
        let answer = serialize_token(&reply(Some(request.message_id)), "a.b.c");
        assert!(roxmltree::Document::parse(&answer).is_ok(), "{answer}");
    }
    Err(rejection) => {
        let answer = serialize_failure(&reply(rejection.message_id), &rejection.failure, Some("ticket"));
        assert!(roxmltree::Document::parse(&answer).is_ok(), "{answer}");
    }
});

fn reply(reply_to: Option<MessageId>) -> Reply {
    Reply { message_id: MessageId::from_random([7; 16]), reply_to, time_sent: UnixMillis(0) }
}

/// The plainest request with the same values.
fn written_anew(request: &AuthRequest) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<e:Envelope xmlns:e='https://www.mixvel.com/API/XSD/mixvel_envelope/1_06'><Header/><Body>\
         <MessageInfo MessageId='{}' TimeSent='2025-01-01T00:00:01Z'/><AppData>\
         <a:Auth xmlns:a='https://www.mixvel.com/API/XSD/mixvel_auth/1_01'><Login>{}</Login>\
         <Password>{}</Password><StructureUnitID>{}</StructureUnitID></a:Auth></AppData></Body></e:Envelope>",
        request.message_id,
        escape(request.login.as_str()),
        escape(request.password.expose()),
        request.structure_unit,
    )
}
