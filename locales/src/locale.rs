//! Reads a locale file: sections, `key = "text"` lines and comments, a small part of TOML.

use std::collections::BTreeMap;

use crate::SECTIONS;

/// Texts by key. A key with a plural has one entry a form: `attempts_left.one`.
pub(crate) type Locale = BTreeMap<String, String>;

/// The texts of these sections.
pub(crate) fn parse(text: &str, sections: &[&str]) -> Result<Locale, String> {
    let mut inside = false;
    let mut found = Locale::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let problem = |what: &str| format!("line {}: {what}", number + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            let name = name.strip_suffix(']').ok_or_else(|| problem("`]` is missing"))?;
            if !SECTIONS.contains(&name) {
                return Err(problem("there is no such section"));
            }
            inside = sections.contains(&name);
        } else if inside {
            let (key, value) = line.split_once(" = ").ok_or_else(|| problem("not `key = \"text\"`"))?;
            if !key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.')) {
                return Err(problem("a key is lower-case letters, digits, `_` and `.`"));
            }
            let value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            let value = value.ok_or_else(|| problem("a text stands in double quotes"))?;
            if value.contains(['"', '\\']) {
                return Err(problem("a text has neither double quotes nor escapes"));
            }
            if found.insert(key.to_owned(), value.to_owned()).is_some() {
                return Err(problem("this key is there already"));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_from_the_sections_that_were_asked_for() {
        let text = "# Words\n[names]\nbrand = \"MixVel\"\n\n[mails]\nlead.one = \"{count} = one\"\n[windows]\nok = \"OK\"\n";
        let found = parse(text, &["names", "mails"]).unwrap();
        let pairs: Vec<_> = found.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        assert_eq!(pairs, [("brand", "MixVel"), ("lead.one", "{count} = one")]);
    }

    #[test]
    fn what_is_no_line_of_a_locale_file_is_named_by_its_number() {
        for line in
            ["[else]", "[names", "ok", "Ok = \"OK\"", "ok = OK", "ok = \"a \\\" b\"", "brand = \"again\""]
        {
            let text = format!("[names]\nbrand = \"MixVel\"\n{line}\n");
            let problem = parse(&text, &["names"]).unwrap_err();
            assert!(problem.starts_with("line 3: "), "{line}: {problem}");
        }
    }
}
