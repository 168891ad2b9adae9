//! Writes the checked texts as Rust: one function a text.

use std::fmt::Write as _;

use crate::rules::{FORMS, Text};

/// The whole module.
pub(crate) fn module(texts: &[Text]) -> String {
    texts.iter().map(function).collect()
}

fn function(text: &Text) -> String {
    let mut code = String::new();
    let [english, russian] = &text.values;
    let first = english.last().map_or("", String::as_str);
    let arguments: String = text.placeholders.iter().map(|name| argument(name)).collect();
    let returned = if text.placeholders.is_empty() { "&'static str" } else { "String" };
    // Writing to a string cannot fail.
    let _ = writeln!(code, "/// `{first}`");
    let _ = writeln!(code, "pub fn {}(language: Language{arguments}) -> {returned} {{", text.key);
    if english == russian {
        let _ = writeln!(code, "    let _ = language;\n    {}\n}}", value(text, first));
        return code;
    }
    let _ = writeln!(code, "    match language {{");
    for (name, forms, values) in [("English", FORMS[0], english), ("Russian", FORMS[1], russian)] {
        let body = if let [only] = values.as_slice() {
            value(text, only)
        } else {
            let arms = forms.iter().zip(values).rev().enumerate().map(|(position, (form, text_of_form))| {
                let pattern = if position == 0 { "_".to_owned() } else { format!("{form:?}") };
                format!("{pattern} => {},", value(text, text_of_form))
            });
            let mut arms: Vec<_> = arms.collect();
            arms.reverse();
            format!("match language.plural(count) {{ {} }}", arms.concat())
        };
        let _ = writeln!(code, "        Language::{name} => {body},");
    }
    code + "    }\n}\n"
}

fn argument(name: &str) -> String {
    let kind = if name == "count" { "u32" } else { "&str" };
    format!(", {name}: {kind}")
}

/// An expression for one text: a literal, or pieces put together without the weight of `format!`.
fn value(text: &Text, value: &str) -> String {
    if text.placeholders.is_empty() {
        return format!("{value:?}");
    }
    let mut pieces = Vec::new();
    for (position, part) in value.split('{').enumerate() {
        let literal = if position == 0 {
            part
        } else {
            let (name, rest) = part.split_once('}').unwrap_or((part, ""));
            pieces.push(if name == "count" { "digits(count).as_str()".to_owned() } else { name.to_owned() });
            rest
        };
        if !literal.is_empty() {
            pieces.push(format!("{literal:?}"));
        }
    }
    format!("[{}].concat()", pieces.join(", "))
}
