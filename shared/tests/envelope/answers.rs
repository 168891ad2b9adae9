//! The text of the answers, byte by byte, and that all of them are valid.

use std::path::Path;

use expect_test::expect;
use shared::code::Code;
use shared::envelope::reply::{EnvelopeReply, serialize_failure, serialize_token};
use shared::failure::Failure;
use shared::time::UnixMillis;
use shared::value::message_id::MessageId;

use crate::xmllint;

#[test]
fn a_token_stands_where_the_documentation_prints_it() {
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <MixEnv:Envelope xmlns:MixEnv="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06">
          <Header/>
          <Body id="ID1">
            <MessageInfo MessageId="703423d1-595c-49f5-98c2-5dcabe950276" ReplyTo="79b67a26-6fc3-41e3-8ac4-14e0ac0245c8" TimeSent="2025-01-01T00:00:01Z"/>
            <AppData>
              <auth:AuthResponse xmlns:auth="https://www.mixvel.com/API/XSD/mixvel_auth/1_01">
                <Token>eyJhbGciOiJIUzUxMiJ9.e30.c2ln</Token>
              </auth:AuthResponse>
            </AppData>
          </Body>
        </MixEnv:Envelope>
    "#]].assert_eq(&serialize_token(&reply(), "eyJhbGciOiJIUzUxMiJ9.e30.c2ln"));
}

#[test]
fn a_refused_login_stands_in_the_answer_to_the_login() {
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <MixEnv:Envelope xmlns:MixEnv="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06">
          <Header/>
          <Body id="ID1">
            <MessageInfo MessageId="703423d1-595c-49f5-98c2-5dcabe950276" ReplyTo="79b67a26-6fc3-41e3-8ac4-14e0ac0245c8" TimeSent="2025-01-01T00:00:01Z"/>
            <AppData>
              <auth:AuthResponse xmlns:auth="https://www.mixvel.com/API/XSD/mixvel_auth/1_01">
                <Error>
                  <ErrorType>BadRequest</ErrorType>
                  <CanRetry>false</CanRetry>
                  <Code>MIX-100100001</Code>
                  <DescText>InvalidUsernameOrPassword</DescText>
                  <DescText>The login or the password is wrong; check both in the settings of the application.</DescText>
                </Error>
              </auth:AuthResponse>
            </AppData>
          </Body>
        </MixEnv:Envelope>
    "#]].assert_eq(&serialize_failure(
        &reply(),
        &Code::InvalidCredentials.into(),
        None,
    ));
}

#[test]
fn a_malformed_request_stands_in_the_body_with_its_detail() {
    let failure = Failure::with_detail(Code::MalformedRequest, "line 3, column 14: <Login> & \"more\"");
    let reply = EnvelopeReply { reply_to: None, ..reply() };
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <MixEnv:Envelope xmlns:MixEnv="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06">
          <Header/>
          <Body id="ID1">
            <MessageInfo MessageId="703423d1-595c-49f5-98c2-5dcabe950276" TimeSent="2025-01-01T00:00:01Z"/>
            <Error>
              <ErrorType>BadRequest</ErrorType>
              <CanRetry>false</CanRetry>
              <Code>MIX-100000</Code>
              <DescText>line 3, column 14: &lt;Login&gt; &amp; &quot;more&quot;</DescText>
              <DescText>InvalidRequest</DescText>
              <DescText>The request is not what this address takes; correct what is named and send it again.</DescText>
            </Error>
          </Body>
        </MixEnv:Envelope>
    "#]].assert_eq(&serialize_failure(&reply, &failure, None));
}

#[test]
fn a_failure_that_passes_tells_when_and_a_fault_of_ours_its_ticket() {
    let failure = Failure::retry_after(Code::StorageUnavailable, 5);
    expect![[r#"
        <?xml version="1.0" encoding="UTF-8"?>
        <MixEnv:Envelope xmlns:MixEnv="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06">
          <Header/>
          <Body id="ID1">
            <MessageInfo MessageId="703423d1-595c-49f5-98c2-5dcabe950276" ReplyTo="79b67a26-6fc3-41e3-8ac4-14e0ac0245c8" TimeSent="2025-01-01T00:00:01Z"/>
            <Error>
              <ErrorType>InternalServerError</ErrorType>
              <CanRetry>true</CanRetry>
              <RetryAfter>5</RetryAfter>
              <TicketId>8f1f0e6c</TicketId>
              <Code>MIX-200002</Code>
              <DescText>StorageUnavailable</DescText>
              <DescText>Storage did not answer and nothing was changed; try again in a moment.</DescText>
            </Error>
          </Body>
        </MixEnv:Envelope>
    "#]].assert_eq(&serialize_failure(&reply(), &failure, Some("8f1f0e6c")));
}

#[test]
fn what_xml_cannot_carry_is_replaced() {
    let failure = Failure::with_detail(Code::Internal, "a\0b\u{FFFE}c\u{1F600}]]>");
    let text = serialize_failure(&reply(), &failure, None);
    assert!(text.contains("<DescText>a\u{FFFD}b\u{FFFD}c\u{1F600}]]&gt;</DescText>"), "{text}");
}

#[test]
fn every_answer_is_valid_by_the_schemas() {
    let mut answers = vec![serialize_token(&reply(), "a.b.c"), serialize_token(&reply(), "")];
    for code in Code::ALL {
        let plain = Failure::from(code);
        let full =
            Failure { retry_after_s: Some(u32::MAX), detail: Some("<&>\"'\0".into()), ..Failure::from(code) };
        answers.push(serialize_failure(&EnvelopeReply { reply_to: None, ..reply() }, &plain, None));
        answers.push(serialize_failure(&reply(), &full, Some(" <ticket> ")));
    }
    let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("xsd");
    let valid = xmllint::verdicts(&schemas, &answers);
    let invalid: Vec<_> = answers.iter().zip(valid).filter(|(_, valid)| !valid).collect();
    assert!(invalid.is_empty(), "{invalid:?}");
}

fn reply() -> EnvelopeReply {
    EnvelopeReply {
        message_id: MessageId::parse("703423d1-595c-49f5-98c2-5dcabe950276").unwrap(),
        reply_to: MessageId::parse("79b67a26-6fc3-41e3-8ac4-14e0ac0245c8"),
        time_sent: UnixMillis(1_735_689_601_000),
    }
}
