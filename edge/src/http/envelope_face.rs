//! The XML face: requests of agents to values, values and failures to envelopes.

use shared::code::{Code, EnvelopePart};
use shared::envelope::MAX_BYTES;
use shared::envelope::auth::{AuthRequest, Charset, parse_request_told};
use shared::envelope::reply::{EnvelopeReply, serialize_failure, serialize_token};
use shared::failure::Failure;
use shared::value::message_id::MessageId;

use super::answer::Answer;
use super::head::{Body, Head};
use super::media_type;

const MEDIA_TYPE: &str = "application/xml; charset=utf-8";

/// Reads a login. The failure comes with the identifier of the message, if that could be read.
pub async fn read_login<B: Body>(
    head: &Head,
    body: &mut B,
) -> Result<AuthRequest, (Option<MessageId>, Failure)> {
    media_type::require(&head.headers, media_type::XML).map_err(|failure| (None, failure))?;
    let bytes = body.read(MAX_BYTES).await.map_err(|error| (None, error.into()))?;
    let told = if media_type::says_utf_8(&head.headers) { Charset::Utf8 } else { Charset::Untold };
    parse_request_told(&bytes, told).map_err(|rejection| (rejection.message_id, rejection.failure))
}

/// An envelope with a token.
pub fn token(reply: &EnvelopeReply, token: &str) -> Answer {
    Answer::with_body(200, MEDIA_TYPE, serialize_token(reply, token))
}

/// An envelope with an error. A fault of ours carries the request's name as its ticket.
pub fn failure(reply: &EnvelopeReply, failure: &Failure, request_id: &str) -> Answer {
    let ticket = (failure.code == Code::Internal).then_some(request_id);
    let spec = failure.code.spec();
    let status = match spec.place {
        EnvelopePart::Body => spec.status,
        // Client libraries raise on any other status before they read the body.
        EnvelopePart::AuthResponse => 200,
    };
    Answer::with_body(status, MEDIA_TYPE, serialize_failure(reply, failure, ticket))
}
