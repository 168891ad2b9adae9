//! The login request as a table: what `Mixvel_Auth.xsd` says of `Auth`.

use super::AUTH_NAMESPACE;
use super::data_type::DataType;
use super::schema::{Content, Element, Particle};

/// Namespace of the types that all messages of the web service share.
const COMMON_TYPES: &str = "https://www.mixvel.com/API/XSD/Mixvel/1_01";

/// The login request.
pub(super) static AUTH: Element = Element {
    name: "Auth",
    namespace: Some(AUTH_NAMESPACE),
    type_name: Some((AUTH_NAMESPACE, "AuthRQCType")),
    attributes: &[],
    content: Content::Sequence(&[
        Particle::one(&[&LOGIN]),
        Particle::one(&[&PASSWORD]),
        Particle::one(&[&STRUCTURE_UNIT_ID]),
    ]),
};

static LOGIN: Element = token("Login");
static PASSWORD: Element = token("Password");
static STRUCTURE_UNIT_ID: Element = token("StructureUnitID");

const fn token(name: &'static str) -> Element {
    Element {
        name,
        namespace: None,
        type_name: Some((COMMON_TYPES, "NotEmptyToken")),
        attributes: &[],
        content: Content::Text(DataType::NonEmptyToken),
    }
}
