//! The two answers to a login request, both in an envelope: a token, or a failure.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesStart, BytesText, Event};

use super::cursor::is_char;
use super::{AUTH_NAMESPACE, ENVELOPE_NAMESPACE};
use crate::code::{Code, EnvelopePart};
use crate::failure::Failure;
use crate::time::UnixMillis;
use crate::value::message_id::MessageId;

/// What every answer says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvelopeReply {
    /// Its own identifier.
    pub message_id: MessageId,
    /// The request that it answers, if that could be read.
    pub reply_to: Option<MessageId>,
    /// When it is sent; written with whole seconds.
    pub time_sent: UnixMillis,
}

/// Writes the answer to a login that succeeded.
pub fn serialize_token(reply: &EnvelopeReply, token: &str) -> String {
    envelope(reply, |xml| app_data(xml, |xml| text(xml, "Token", token)))
}

/// Writes a failure, at the place in the envelope that its code names. `ticket_id` is what support can find the
/// cause by. Characters that XML cannot carry become U+FFFD.
pub fn serialize_failure(reply: &EnvelopeReply, failure: &Failure, ticket_id: Option<&str>) -> String {
    let write = |xml: &mut Xml| error(xml, failure, ticket_id);
    match failure.code.spec().place {
        EnvelopePart::Body => envelope(reply, write),
        EnvelopePart::AuthResponse => envelope(reply, |xml| app_data(xml, write)),
    }
}

/// The answer if even writing fails, which a buffer in memory gives no cause for.
const FALLBACK: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<MixEnv:Envelope xmlns:MixEnv="https://www.mixvel.com/API/XSD/mixvel_envelope/1_06">
  <Header/>
  <Body id="ID1">
    <MessageInfo MessageId="00000000-0000-4000-8000-000000000000" TimeSent="1970-01-01T00:00:00Z"/>
    <Error>
      <ErrorType>InternalServerError</ErrorType>
      <CanRetry>false</CanRetry>
      <Code>MIX-200002</Code>
      <DescText>InternalError</DescText>
      <DescText>The service failed; send the ticket id to support@mixvel.com.</DescText>
    </Error>
  </Body>
</MixEnv:Envelope>
"#;

type Xml = Writer<Vec<u8>>;

/// An envelope around what `content` writes behind `MessageInfo`.
fn envelope(reply: &EnvelopeReply, content: impl FnOnce(&mut Xml) -> io::Result<()>) -> String {
    let mut xml = Writer::new_with_indent(Vec::with_capacity(2048), b' ', 2);
    let written = (|| {
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let root = BytesStart::new("MixEnv:Envelope").with_attributes([("xmlns:MixEnv", ENVELOPE_NAMESPACE)]);
        element(&mut xml, root, |xml| {
            xml.write_event(Event::Empty(BytesStart::new("Header")))?;
            element(xml, BytesStart::new("Body").with_attributes([("id", "ID1")]), |xml| {
                xml.write_event(Event::Empty(message_info(reply)))?;
                content(xml)
            })
        })
    })();
    let written = written.ok().and_then(|()| String::from_utf8(xml.into_inner()).ok());
    written.map_or_else(|| FALLBACK.to_owned(), |text| text + "\n")
}

fn message_info(reply: &EnvelopeReply) -> BytesStart<'static> {
    let mut info = BytesStart::new("MessageInfo");
    info.push_attribute(("MessageId", reply.message_id.as_str()));
    if let Some(reply_to) = &reply.reply_to {
        info.push_attribute(("ReplyTo", reply_to.as_str()));
    }
    info.push_attribute(("TimeSent", reply.time_sent.to_string().as_str()));
    info
}

/// `AppData` and `AuthResponse` around what `content` writes.
fn app_data(xml: &mut Xml, content: impl FnOnce(&mut Xml) -> io::Result<()>) -> io::Result<()> {
    element(xml, BytesStart::new("AppData"), |xml| {
        let response = BytesStart::new("auth:AuthResponse").with_attributes([("xmlns:auth", AUTH_NAMESPACE)]);
        element(xml, response, content)
    })
}

/// `Error`, the same in both places.
fn error(xml: &mut Xml, failure: &Failure, ticket_id: Option<&str>) -> io::Result<()> {
    let spec = failure.code.spec();
    element(xml, BytesStart::new("Error"), |xml| {
        text(xml, "ErrorType", spec.error_type.as_str())?;
        text(xml, "CanRetry", if spec.can_retry { "true" } else { "false" })?;
        if let Some(seconds) = failure.retry_after_s {
            text(xml, "RetryAfter", &seconds.to_string())?;
        }
        if let Some(ticket_id) = ticket_id {
            text(xml, "TicketId", ticket_id)?;
        }
        text(xml, "Code", spec.xml_code)?;
        let (word, advice, detail) = (Some(spec.word), Some(spec.advice), failure.detail.as_deref());
        // What is wrong with a message, and where, helps its sender more than any word: it comes first.
        let first = failure.code == Code::MalformedRequest;
        let texts = if first { [detail, word, advice] } else { [word, advice, detail] };
        texts.into_iter().flatten().try_for_each(|said| text(xml, "DescText", said))
    })
}

fn element(
    xml: &mut Xml,
    start: BytesStart<'_>,
    content: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    let end = start.to_end().into_owned();
    xml.write_event(Event::Start(start))?;
    content(xml)?;
    xml.write_event(Event::End(end))
}

fn text(xml: &mut Xml, name: &str, value: &str) -> io::Result<()> {
    let legal = value.replace(|c| !is_char(c), "\u{FFFD}");
    element(xml, BytesStart::new(name), |xml| xml.write_event(Event::Text(BytesText::new(&legal))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fallback_is_what_would_have_been_written() {
        let reply = EnvelopeReply {
            message_id: MessageId::from_random([0; 16]),
            reply_to: None,
            time_sent: UnixMillis(0),
        };
        assert_eq!(FALLBACK, serialize_failure(&reply, &Code::Internal.into(), None));
    }
}
