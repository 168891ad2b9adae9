//! Validity of a tree by tables that say what the XML Schema of a message says; the tables stand next door.

use roxmltree::{Attribute as TreeAttribute, Node};

use super::breach::Breach;
use super::cursor::is_space;
use super::data_type::{DataType, collapse};
use super::{AUTH_NAMESPACE, ENVELOPE_NAMESPACE};

const XSI_NAMESPACE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// An element and all that may stand in it.
pub(super) struct Element {
    /// Local name.
    pub(super) name: &'static str,
    /// Namespace; elements inside a message have none.
    pub(super) namespace: Option<&'static str>,
    /// Namespace and local name of its type; a type that stands inside the element's declaration has none.
    pub(super) type_name: Option<(&'static str, &'static str)>,
    /// Its attributes.
    pub(super) attributes: &'static [Attribute],
    /// Its content.
    pub(super) content: Content,
}

/// An attribute; none of them has a namespace.
pub(super) struct Attribute {
    name: &'static str,
    data_type: DataType,
    required: bool,
}

/// What stands between the tags of an element.
pub(super) enum Content {
    /// Nothing, not even white space.
    Empty,
    /// Text of a type.
    Text(DataType),
    /// Elements in this order; white space between them means nothing.
    Sequence(&'static [Particle]),
}

/// One place of a sequence.
pub(super) struct Particle {
    /// The elements that may stand here; a repeated place may mix them.
    one_of: &'static [&'static Element],
    /// Fewest of them.
    min: usize,
    /// Most of them.
    max: usize,
}

impl Particle {
    /// Exactly one of these.
    pub(super) const fn one(one_of: &'static [&'static Element]) -> Self {
        Self { one_of, min: 1, max: 1 }
    }

    /// One of these, or nothing.
    pub(super) const fn optional(one_of: &'static [&'static Element]) -> Self {
        Self { one_of, min: 0, max: 1 }
    }

    /// At least `min` of these.
    pub(super) const fn many(one_of: &'static [&'static Element], min: usize) -> Self {
        Self { one_of, min, max: usize::MAX }
    }
}

impl Attribute {
    /// An attribute that must be there.
    pub(super) const fn required(name: &'static str, data_type: DataType) -> Self {
        Self { name, data_type, required: true }
    }

    /// An attribute that may be left out.
    pub(super) const fn optional(name: &'static str, data_type: DataType) -> Self {
        Self { name, data_type, required: false }
    }
}

/// Checks a node and everything in it against the element that is expected in its place.
pub(super) fn check(node: Node<'_, '_>, element: &Element) -> Result<(), Breach> {
    if !is_named(node, element) {
        return Err(misplaced(node, &[element], None));
    }
    check_declared(node, element)
}

/// The concatenated text of an element, without comments and instructions.
pub(super) fn text_of(node: Node<'_, '_>) -> String {
    node.children().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// Checks a node whose name is already known to be right.
fn check_declared(node: Node<'_, '_>, element: &Element) -> Result<(), Breach> {
    check_attributes(node, element)?;
    let name = element.name;
    match &element.content {
        Content::Empty => match node.children().find(|child| child.is_element() || has_characters(*child)) {
            Some(child) => {
                Err(Breach::new(start(child), format!("<{name}> must be empty, without white space")))
            }
            None => Ok(()),
        },
        Content::Text(data_type) => {
            if let Some(child) = node.children().find(Node::is_element) {
                return Err(Breach::new(start(child), format!("<{name}> holds text and no elements")));
            }
            if data_type.accepts(&text_of(node)) {
                return Ok(());
            }
            Err(Breach::new(start(node), format!("<{name}> must hold {}", data_type.expectation())))
        }
        Content::Sequence(particles) => {
            let words = node.children().find(|child| has_characters(*child) && !is_blank(*child));
            if let Some(words) = words {
                return Err(Breach::new(start(words), format!("<{name}> holds elements and no text")));
            }
            check_sequence(node, element, particles)
        }
    }
}

/// Checks the child elements against a sequence. Taking each child at the first place that fits is enough,
/// since no two neighbouring places share an element.
fn check_sequence(node: Node<'_, '_>, element: &Element, particles: &[Particle]) -> Result<(), Breach> {
    let mut children = node.children().filter(Node::is_element).peekable();
    let mut wanted: &[&Element] = &[];
    for particle in particles {
        let mut count = 0;
        while count < particle.max
            && let Some(child) = children.peek()
            && let Some(declared) = particle.one_of.iter().find(|element| is_named(*child, element))
        {
            check_declared(*child, declared)?;
            children.next();
            count += 1;
        }
        if count < particle.min {
            let Some(child) = children.peek() else {
                let expected = list(particle.one_of);
                return Err(Breach::new(start(node), format!("<{}> ends without {expected}", element.name)));
            };
            return Err(misplaced(*child, particle.one_of, Some(element.name)));
        }
        wanted = if count < particle.max { particle.one_of } else { &[] };
    }
    match children.next() {
        None => Ok(()),
        Some(child) if wanted.is_empty() => {
            Err(Breach::new(start(child), format!("nothing more may stand in <{}>", element.name)))
        }
        Some(child) => Err(misplaced(child, wanted, Some(element.name))),
    }
}

/// Checks the attributes of a node; namespace declarations are none.
fn check_attributes(node: Node<'_, '_>, element: &Element) -> Result<(), Breach> {
    let name = element.name;
    for attribute in node.attributes() {
        let at = attribute.range().start;
        match attribute.namespace() {
            Some(XSI_NAMESPACE) => check_instance_attribute(node, element, attribute)?,
            Some(_) => {
                return Err(Breach::new(at, format!("<{name}> takes no attribute with a prefix")));
            }
            None => {
                let Some(declared) = element.attributes.iter().find(|a| a.name == attribute.name()) else {
                    return Err(Breach::new(at, format!("<{name}> takes {}", attribute_list(element))));
                };
                if !declared.data_type.accepts(attribute.value()) {
                    let expectation = declared.data_type.expectation();
                    return Err(Breach::new(at, format!("{} must be {expectation}", declared.name)));
                }
            }
        }
    }
    let missing = element.attributes.iter().find(|a| a.required && !node.has_attribute(a.name));
    missing
        .map_or(Ok(()), |a| Err(Breach::new(start(node), format!("<{name}> needs the attribute {}", a.name))))
}

/// The four attributes that XML Schema Part 1 section 2.6 allows on every element.
fn check_instance_attribute(
    node: Node<'_, '_>,
    element: &Element,
    attribute: TreeAttribute<'_, '_>,
) -> Result<(), Breach> {
    let at = attribute.range().start;
    match attribute.name() {
        "schemaLocation" | "noNamespaceSchemaLocation" => Ok(()),
        "type" => {
            let value = collapse(attribute.value());
            let (prefix, local) =
                value.split_once(':').map_or((None, &*value), |(p, local)| (Some(p), local));
            let named = node.lookup_namespace_uri(prefix).map(|namespace| (namespace, local));
            if named.is_some() && named == element.type_name {
                return Ok(());
            }
            Err(Breach::new(at, format!("xsi:type of <{}> names another type than its own", element.name)))
        }
        "nil" => Err(Breach::new(at, format!("<{}> takes no xsi:nil", element.name))),
        _ => Err(Breach::new(at, "xsi: has type, nil, schemaLocation and noNamespaceSchemaLocation only")),
    }
}

/// The fault of an element that stands where others are expected, told with the likeliest cause.
fn misplaced(child: Node<'_, '_>, expected: &[&Element], parent: Option<&str>) -> Breach {
    let name = child.tag_name();
    let namesake = expected.iter().find(|element| element.name == name.name());
    let what = match namesake {
        Some(Element { name, namespace: Some(namespace), .. }) => {
            format!("<{name}> must be in the namespace {namespace}")
        }
        Some(element) if child.lookup_namespace_uri(None) == namespace(child) => {
            let cure = without_default(child);
            format!("<{}> must be in no namespace, but a default xmlns reaches it; {cure}", element.name)
        }
        Some(element) => format!("<{}> must be in no namespace; write it without a prefix", element.name),
        None => match parent {
            Some(parent) => format!("{} was expected here, in <{parent}>", list(expected)),
            None => format!("the root element must be {}", list(expected)),
        },
    };
    Breach::new(start(child), what)
}

/// How to write the element whose default namespace reaches this child.
fn without_default(child: Node<'_, '_>) -> String {
    let reaches = |node: &Node<'_, '_>| node.lookup_namespace_uri(None) == child.lookup_namespace_uri(None);
    let origin = child.ancestors().take_while(Node::is_element).take_while(reaches).last();
    match origin.map(|origin| (origin.tag_name().name(), namespace(origin))) {
        Some(("Envelope", Some(uri))) if uri == ENVELOPE_NAMESPACE => {
            format!("write <MixEnv:Envelope xmlns:MixEnv=\"{uri}\">, and its end tag with the prefix too")
        }
        Some(("Auth", Some(uri))) if uri == AUTH_NAMESPACE => {
            format!("write <a:Auth xmlns:a=\"{uri}\">, and its end tag with the prefix too")
        }
        _ => "leave that xmlns out".to_owned(),
    }
}

/// `<A>` or `<B>`, with the namespace of those that have one.
fn list(elements: &[&Element]) -> String {
    let one = |element: &&Element| match element.namespace {
        Some(namespace) => format!("<{}> of the namespace {namespace}", element.name),
        None => format!("<{}>", element.name),
    };
    elements.iter().map(one).collect::<Vec<_>>().join(" or ")
}

fn attribute_list(element: &Element) -> String {
    let names: Vec<_> = element.attributes.iter().map(|a| a.name).collect();
    match names.as_slice() {
        [] => "no attributes".to_owned(),
        [one] => format!("only the attribute {one}"),
        more => format!("only the attributes {}", more.join(", ")),
    }
}

fn is_named(node: Node<'_, '_>, element: &Element) -> bool {
    node.tag_name().name() == element.name && namespace(node) == element.namespace
}

/// The namespace of an element; the tree holds what `xmlns=""` leads back to as an empty one.
fn namespace<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.tag_name().namespace().filter(|namespace| !namespace.is_empty())
}

fn has_characters(node: Node<'_, '_>) -> bool {
    node.is_text() && node.text().is_some_and(|text| !text.is_empty())
}

fn is_blank(text: Node<'_, '_>) -> bool {
    text.text().is_none_or(|text| text.chars().all(is_space))
}

fn start(node: Node<'_, '_>) -> usize {
    node.range().start
}
