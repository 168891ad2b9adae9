//! Changes at the level of the grammar. Most break the schema, some look as if they did.

use super::tree::{Element, Piece};
use super::{Chance, values};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Changes one place of a tree.
pub(super) fn break_tree(root: &mut Element, chance: &mut Chance) {
    let mut n = chance.below(root.count());
    let Some(element) = root.nth(&mut n) else { return };
    match chance.below(20) {
        0 => remove_child(element, chance),
        1 => repeat_child(element, chance),
        2 => swap_children(element, chance),
        3 => rename(element, chance),
        4 => insert(element, Piece::Child(Element::new(chance.pick(&["Extra", "Login", "Header"]))), chance),
        5 => insert(element, Piece::Text(chance.pick(&["text", "0"]).to_owned()), chance),
        6 => insert(element, Piece::Text(chance.pick(&[" ", "\n\t"]).to_owned()), chance),
        7 => insert(element, Piece::Markup(chance.pick(&["<!-- -->", "<?p q?>"]).to_owned()), chance),
        8 => insert(element, Piece::Markup(chance.pick(&["<![CDATA[x]]>", "&#120;"]).to_owned()), chance),
        9 => remove_attribute(element, chance),
        10 => add_attribute(element, chance),
        11 | 12 => change_attribute(element, chance, values::bad),
        13 => change_attribute(element, chance, values::good),
        14 | 15 => change_text(root, chance),
        16 => namespace(element, chance),
        17 => instance_attribute(element, chance),
        18 => replace_message(root, chance),
        _ => element.content.clear(),
    }
}

/// Changes one place of the text without regard to its structure.
pub(super) fn break_text(text: &str, chance: &mut Chance) -> String {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let (before, after) = text.split_at(places[chance.below(places.len())]);
    let rest = || after.chars().skip(1).collect::<String>();
    match chance.below(5) {
        0 => before.to_owned(),
        1 => format!("{before}{}", rest()),
        2 => format!(
            "{before}{}{after}",
            chance.pick(&["<", ">", "&", "\"", "'", "/", "]]>", "--", "=", ":", " "])
        ),
        3 => format!(
            "{before}{}{after}",
            chance.pick(&["<x>", "</x>", "<!--", "-->", "<?", "?>", "&#0;", "\u{1}"])
        ),
        _ => format!("{before}{}{}", chance.pick(&["<", "&", "\u{FFFF}", "x", "\u{B7}"]), rest()),
    }
}

fn remove_child(element: &mut Element, chance: &mut Chance) {
    if !element.content.is_empty() {
        element.content.remove(chance.below(element.content.len()));
    }
}

fn repeat_child(element: &mut Element, chance: &mut Chance) {
    if !element.content.is_empty() {
        let at = chance.below(element.content.len());
        let copy = element.content[at].clone();
        element.content.insert(at, copy);
    }
}

fn swap_children(element: &mut Element, chance: &mut Chance) {
    if element.content.len() > 1 {
        let at = chance.below(element.content.len() - 1);
        element.content.swap(at, at + 1);
    }
}

fn rename(element: &mut Element, chance: &mut Chance) {
    element.name = match chance.below(3) {
        0 => element.name.to_uppercase(),
        1 => element.name.rsplit(':').next().unwrap_or_default().to_owned(),
        _ => format!("{}x", element.name),
    };
}

fn insert(element: &mut Element, piece: Piece, chance: &mut Chance) {
    let at = chance.below(element.content.len() + 1);
    element.content.insert(at, piece);
}

fn remove_attribute(element: &mut Element, chance: &mut Chance) {
    if !element.attributes.is_empty() {
        element.attributes.remove(chance.below(element.attributes.len()));
    }
}

fn add_attribute(element: &mut Element, chance: &mut Chance) {
    let name = chance.pick(&["extra", "id", "Algorithm", "URI", "messageId", "xml:lang", "Sequence"]);
    let value = values::good(name, chance);
    element.attributes.push((name.to_owned(), value.to_owned()));
}

fn change_attribute(
    element: &mut Element,
    chance: &mut Chance,
    value: fn(&str, &mut Chance) -> &'static str,
) {
    let mut own: Vec<_> =
        element.attributes.iter_mut().filter(|(name, _)| !name.starts_with("xmlns")).collect();
    if !own.is_empty() {
        let at = chance.below(own.len());
        let name = own[at].0.clone();
        value(&name, chance).clone_into(&mut own[at].1);
    }
}

fn change_text(root: &mut Element, chance: &mut Chance) {
    let name = chance.pick(&[
        "Login",
        "Password",
        "StructureUnitID",
        "SignatureValue",
        "DigestValue",
        "X509Certificate",
    ]);
    if let Some(element) = root.find(name) {
        element.set_text(values::bad(name, chance));
    }
}

/// A change of what namespace something is in; the last two leave everything where it was.
fn namespace(element: &mut Element, chance: &mut Chance) {
    let own = element.attributes.iter().position(|(name, _)| name.starts_with("xmlns:"));
    match (chance.below(5), own) {
        (0, _) => element.attributes.push(("xmlns".to_owned(), "urn:other".to_owned())),
        (1, Some(at)) => element.attributes[at].1.push('x'),
        (2, Some(at)) => {
            // The commonest mistake of clients: a default declaration in the place of a prefix.
            "xmlns".clone_into(&mut element.attributes[at].0);
            element.name = element.name.rsplit(':').next().unwrap_or_default().to_owned();
        }
        (3, _) => element.attributes.push(("xmlns:unused".to_owned(), "urn:other".to_owned())),
        _ => element.attributes.push(("xmlns".to_owned(), String::new())),
    }
}

fn instance_attribute(element: &mut Element, chance: &mut Chance) {
    let (name, value) = match chance.below(5) {
        0 => ("xsi:schemaLocation", "urn:none none.xsd"),
        1 => ("xsi:noNamespaceSchemaLocation", "none.xsd"),
        2 => ("xsi:type", "xsi:other"),
        3 => ("xsi:nil", "true"),
        _ => ("xsi:other", "x"),
    };
    element.attributes.push(("xmlns:xsi".to_owned(), XSI.to_owned()));
    element.attributes.push((name.to_owned(), value.to_owned()));
}

/// Other content of `AppData`.
fn replace_message(root: &mut Element, chance: &mut Chance) {
    if let Some(data) = root.find("AppData") {
        match chance.below(3) {
            0 => data.content.clear(),
            1 => data.content.extend(data.content.clone()),
            _ => data.content.insert(0, Piece::Text("text".to_owned())),
        }
    }
}
