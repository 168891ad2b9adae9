//! The login request of an application.

use roxmltree::Node;

use super::breach::Breach;
use super::data_type::collapse;
pub use super::declaration::Charset;
use super::document::{self, Document};
use super::envelope_schema::ENVELOPE;
use super::{MAX_BYTES, schema};
use crate::code::Code;
use crate::failure::Failure;
use crate::value::login::Login;
use crate::value::message_id::MessageId;
use crate::value::password::Password;
use crate::value::structure_unit_id::StructureUnitId;

/// A valid login request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthRequest {
    /// Its own identifier, which the answer's `ReplyTo` repeats.
    pub message_id: MessageId,
    /// Who wants a token.
    pub login: Login,
    /// With what password; `xs:token`, so without outer white space.
    pub password: Password,
    /// For which structure unit.
    pub structure_unit: StructureUnitId,
}

/// A request that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// Identifier of the request, if that much could be read, for the answer's `ReplyTo`.
    pub message_id: Option<MessageId>,
    /// What is wrong, with line and column; of the request it quotes the label of the encoding alone.
    pub failure: Failure,
}

/// Reads a login request, or says what keeps it from being one: well-formedness and namespaces (XML 1.0),
/// the limits of this service, the schemas, and the form of a `StructureUnitID`.
pub fn parse_request(body: &[u8]) -> Result<AuthRequest, Rejection> {
    parse_request_told(body, Charset::Untold)
}

/// The same of a body whose encoding the transport has `told`.
pub fn parse_request_told(body: &[u8], told: Charset) -> Result<AuthRequest, Rejection> {
    if body.len() > MAX_BYTES {
        let detail = format!("the body has {} bytes; the limit is {MAX_BYTES}", body.len());
        return Err(Rejection {
            message_id: None,
            failure: Failure::with_detail(Code::PayloadTooLarge, detail),
        });
    }
    let text = document::decode(body, told).map_err(|(good, breach)| rejection(good, &breach, None))?;
    let document = document::read(text, told).map_err(|breach| rejection(text, &breach, None))?;
    let root = document.tree.root_element();
    schema::check(root, &ENVELOPE).and_then(|()| extract(root)).map_err(|breach| {
        let breach = breach.counted_from(document.base);
        rejection(text, &breach, message_id(&document))
    })
}

/// Takes the values out of a valid tree.
fn extract(root: Node<'_, '_>) -> Result<AuthRequest, Breach> {
    let info = find(root, "MessageInfo")?;
    let message_id = info.attribute("MessageId").and_then(MessageId::parse);
    let (login, password, unit) =
        (find(root, "Login")?, find(root, "Password")?, find(root, "StructureUnitID")?);
    let wrong = |node: Node<'_, '_>, what: &'static str| Breach::new(node.range().start, what);
    let unit_form = "<StructureUnitID> must hold an agency code from 1 to 99999 without leading zeros, an \
                     underscore, and 1 to 16 letters A to Z without O, as in 12345_MNPQR";
    Ok(AuthRequest {
        message_id: message_id.ok_or_else(|| wrong(info, "MessageId must be a UUID"))?,
        login: Login::parse(&token(login)).ok_or_else(|| wrong(login, "<Login> must hold a login"))?,
        password: Password::from(token(password)),
        structure_unit: StructureUnitId::parse(&token(unit)).ok_or_else(|| wrong(unit, unit_form))?,
    })
}

/// The only element of that name; the names in a valid request are all different, but for signatures.
fn find<'a, 'input>(root: Node<'a, 'input>, name: &'static str) -> Result<Node<'a, 'input>, Breach> {
    let found = root.descendants().find(|node| node.has_tag_name(name));
    found.ok_or_else(|| Breach::new(root.range().start, format!("<{name}> is missing")))
}

/// The value of a token element.
fn token(node: Node<'_, '_>) -> String {
    collapse(&schema::text_of(node)).into_owned()
}

/// The identifier of a request that is not valid, looked for without regard to namespaces.
fn message_id(document: &Document<'_>) -> Option<MessageId> {
    let mut nodes = document.tree.descendants();
    let info = nodes.find(|node| node.is_element() && node.tag_name().name() == "MessageInfo")?;
    info.attribute("MessageId").and_then(MessageId::parse)
}

fn rejection(text: &str, breach: &Breach, message_id: Option<MessageId>) -> Rejection {
    Rejection { message_id, failure: Failure::with_detail(Code::MalformedRequest, breach.describe(text)) }
}
