//! Reads a locale file: sections, `key = "text"` lines and comments, a small part of TOML.

use std::collections::BTreeMap;

/// Texts by key. A key with a plural has one entry a form: `attempts_left.one`.
pub(crate) type Locale = BTreeMap<String, String>;

/// The texts of one section.
pub(crate) fn parse(text: &str, section: &str) -> Result<Locale, String> {
    let mut inside = false;
    let mut found = Locale::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let problem = |what: &str| format!("line {}: {what}", number + 1);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            inside = name.strip_suffix(']').ok_or_else(|| problem("`]` is missing"))? == section;
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
