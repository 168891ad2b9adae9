//! The envelope as a table: what `Mixvel_Envelope.xsd` says, except that `AppData` holds a login request and
//! nothing else, since no other message is read here.

use super::ENVELOPE_NAMESPACE;
use super::auth_schema::AUTH;
use super::data_type::DataType;
use super::schema::{Attribute, Content, Element, Particle};

const XSD: &str = "http://www.w3.org/2001/XMLSchema";
const EXCLUSIVE_C14N: DataType = DataType::OneOf(&["http://www.w3.org/2001/10/xml-exc-c14n#"]);
const GOST: DataType = DataType::OneOf(&[
    "http://www.w3.org/2001/04/xmldsig-more#gostr34102001-gostr3411",
    "http://www.w3.org/2001/04/xmldsig-more#gostr3411",
]);

/// The root element.
pub(super) static ENVELOPE: Element = Element {
    name: "Envelope",
    namespace: Some(ENVELOPE_NAMESPACE),
    type_name: None,
    attributes: &[],
    content: Content::Sequence(&[Particle::one(&[&HEADER]), Particle::one(&[&BODY])]),
};

static HEADER: Element = of_elements("Header", "MixvelHeaderCType", &[], &[Particle::optional(&[&SECURITY])]);

static SECURITY: Element =
    of_elements("Security", "MixvelSecurityCType", &[], &[Particle::many(&[&SIGNATURE], 1)]);

static SIGNATURE: Element = of_elements(
    "Signature",
    "MixvelSignatureCType",
    &[],
    &[Particle::one(&[&SIGNED_INFO]), Particle::one(&[&SIGNATURE_VALUE]), Particle::one(&[&KEY_INFO])],
);

static SIGNED_INFO: Element = of_elements(
    "SignedInfo",
    "MixvelSignedInfoCType",
    &[],
    &[
        Particle::one(&[&CANONICALIZATION_METHOD]),
        Particle::one(&[&SIGNATURE_METHOD]),
        Particle::one(&[&REFERENCE]),
    ],
);

static CANONICALIZATION_METHOD: Element = empty(
    "CanonicalizationMethod",
    "MixvelCanonicalizationMethodCType",
    &[Attribute::required("Algorithm", EXCLUSIVE_C14N)],
);

static SIGNATURE_METHOD: Element =
    empty("SignatureMethod", "MixvelSignatureMethodCType", &[Attribute::required("Algorithm", GOST)]);

static REFERENCE: Element = of_elements(
    "Reference",
    "MixvelSignatureReferenceCType",
    &[Attribute::required("URI", DataType::AnyUri)],
    &[Particle::optional(&[&TRANSFORMS]), Particle::one(&[&DIGEST_METHOD]), Particle::one(&[&DIGEST_VALUE])],
);

static TRANSFORMS: Element =
    of_elements("Transforms", "MixvelTransformsCType", &[], &[Particle::many(&[&TRANSFORM], 0)]);

static TRANSFORM: Element = of_elements(
    "Transform",
    "MixvelTransformCType",
    &[Attribute::required("Algorithm", EXCLUSIVE_C14N)],
    &[Particle::one(&[&XPATH])],
);

static XPATH: Element = of_text("XPath", (XSD, "string"), DataType::Text);

static DIGEST_METHOD: Element =
    empty("DigestMethod", "MixvelDigestMethodCType", &[Attribute::required("Algorithm", GOST)]);

static DIGEST_VALUE: Element = of_text("DigestValue", (XSD, "base64Binary"), DataType::Base64);

static SIGNATURE_VALUE: Element = of_text("SignatureValue", (XSD, "base64Binary"), DataType::Base64);

static KEY_INFO: Element = of_elements("KeyInfo", "MixvelKeyInfoCType", &[], &[Particle::one(&[&X509_DATA])]);

static X509_DATA: Element =
    of_elements("X509Data", "X509DataCType", &[], &[Particle::one(&[&X509_CERTIFICATE])]);

static X509_CERTIFICATE: Element = of_text("X509Certificate", (XSD, "base64Binary"), DataType::Base64);

static BODY: Element = of_elements(
    "Body",
    "MixvelBodyCType",
    &[Attribute::optional("id", DataType::Id)],
    &[Particle::one(&[&MESSAGE_INFO]), Particle::one(&[&APP_DATA])],
);

static MESSAGE_INFO: Element = empty(
    "MessageInfo",
    "MixvelMessageInfoCType",
    &[
        Attribute::required("MessageId", DataType::Uuid),
        Attribute::optional("ReplyTo", DataType::Uuid),
        Attribute::optional("OriginalRequestId", DataType::Uuid),
        Attribute::optional("Sequence", DataType::UnsignedShort),
        Attribute::required("TimeSent", DataType::DateTime),
    ],
);

static APP_DATA: Element = of_elements("AppData", "MixvelAppData", &[], &[Particle::one(&[&AUTH])]);

const fn of_elements(
    name: &'static str,
    type_name: &'static str,
    attributes: &'static [Attribute],
    particles: &'static [Particle],
) -> Element {
    let content = Content::Sequence(particles);
    Element { name, namespace: None, type_name: Some((ENVELOPE_NAMESPACE, type_name)), attributes, content }
}

const fn of_text(
    name: &'static str,
    type_name: (&'static str, &'static str),
    data_type: DataType,
) -> Element {
    let content = Content::Text(data_type);
    Element { name, namespace: None, type_name: Some(type_name), attributes: &[], content }
}

const fn empty(name: &'static str, type_name: &'static str, attributes: &'static [Attribute]) -> Element {
    let type_name = Some((ENVELOPE_NAMESPACE, type_name));
    Element { name, namespace: None, type_name, attributes, content: Content::Empty }
}
