//! Writes the checked texts as Rust: one function a text.

use std::fmt::Write as _;

use crate::rules::{FORMS, Text};

/// The whole module; `languages` is what its `Language` calls English and Russian.
pub(crate) fn module(texts: &[Text], languages: [&str; 2]) -> String {
    texts.iter().map(|text| function(text, languages)).collect()
}

fn function(text: &Text, [in_english, in_russian]: [&str; 2]) -> String {
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
    for (name, forms, values) in [(in_english, FORMS[0], english), (in_russian, FORMS[1], russian)] {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn text(key: &str, placeholders: &[&str], values: [&[&str]; 2]) -> Text {
        Text {
            key: key.to_owned(),
            placeholders: placeholders.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>(),
            values: values.map(|forms| forms.iter().map(|&form| form.to_owned()).collect()),
        }
    }

    #[test]
    fn a_text_becomes_a_function_of_language_and_placeholders() {
        let hello = text("hello", &["name"], [&["Hello {name}!"], &["Привет, {name}!"]]);
        let expected = "/// `Hello {name}!`\npub fn hello(language: Language, name: &str) -> String {\n    match language {\n        \
                        Language::En => [\"Hello \", name, \"!\"].concat(),\n        \
                        Language::Ru => [\"Привет, \", name, \"!\"].concat(),\n    }\n}\n";
        assert_eq!(module(&[hello], ["En", "Ru"]), expected);
    }

    #[test]
    fn a_plural_chooses_its_form_by_the_count() {
        let left = text(
            "left",
            &["count"],
            [&["{count} try", "{count} tries"], &["{count} раз", "{count} раза", "{count} раз"]],
        );
        let written = module(&[left], ["En", "Ru"]);
        assert!(written.contains("fn left(language: Language, count: u32) -> String"), "{written}");
        assert!(written.contains("\"one\" => [digits(count).as_str(), \" try\"].concat(),"), "{written}");
        assert!(written.contains("_ => [digits(count).as_str(), \" раз\"].concat(), }"), "{written}");
    }
}
