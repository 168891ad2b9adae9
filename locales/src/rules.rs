//! What must hold between the two locale files and the sources.

use std::collections::{BTreeMap, BTreeSet};

use crate::locale::Locale;

/// Plural forms of English and of Russian (CLDR), the last one for every other number.
pub(crate) const FORMS: [&[&str]; 2] = [&["one", "other"], &["one", "few", "many"]];

/// Texts that are the same in both languages, since they are names.
const NAMES: [&str; 2] = ["brand", "product_boss"];

/// A text in both languages, English first.
pub(crate) struct Text {
    pub(crate) key: String,
    /// Placeholders, in the order of the alphabet; `count` is the number of a plural.
    pub(crate) placeholders: BTreeSet<String>,
    /// One text, or one a form of [`FORMS`].
    pub(crate) values: [Vec<String>; 2],
}

impl Text {
    pub(crate) fn is_plural(&self) -> bool {
        self.values.iter().any(|forms| forms.len() > 1)
    }
}

/// Joins the two languages, or says everything that is wrong.
pub(crate) fn check(english: &Locale, russian: &Locale, sources: &str) -> Result<Vec<Text>, Vec<String>> {
    let mut problems = Vec::new();
    let grouped = [group(english), group(russian)];
    let keys: BTreeSet<_> = grouped.iter().flat_map(BTreeMap::keys).collect();
    let mut texts = Vec::new();
    for key in keys {
        match text(key, &grouped) {
            Ok(text) => texts.push(text),
            Err(problem) => problems.push(format!("locales: `{key}` {problem}")),
        }
        let uses = [format!("t::{key}("), format!("t::{key},"), format!("t::{key})"), format!("t::{key};")];
        if !uses.iter().any(|used| sources.contains(used)) {
            problems.push(format!("locales: `{key}` is used nowhere in the sources"));
        }
    }
    if problems.is_empty() { Ok(texts) } else { Err(problems) }
}

type Grouped = BTreeMap<String, BTreeMap<String, String>>;

/// Forms by key; a text without forms stands under the empty one.
fn group(locale: &Locale) -> Grouped {
    let mut grouped = Grouped::new();
    for (key, value) in locale {
        let (key, form) = key.split_once('.').unwrap_or((key, ""));
        grouped.entry(key.to_owned()).or_default().insert(form.to_owned(), value.clone());
    }
    grouped
}

fn text(key: &str, grouped: &[Grouped; 2]) -> Result<Text, String> {
    let mut values = [Vec::new(), Vec::new()];
    let mut placeholders = None;
    for (index, (file, forms)) in ["en", "ru"].into_iter().zip(FORMS).enumerate() {
        let found = grouped.get(index).and_then(|texts| texts.get(key));
        let found = found.ok_or(format!("is missing in {file}.toml"))?;
        let wanted: &[&str] = if found.contains_key("") { &[""] } else { forms };
        if found.len() != wanted.len() || !wanted.iter().all(|form| found.contains_key(*form)) {
            return Err(format!("needs in {file}.toml one text, or exactly the forms {forms:?}"));
        }
        for value in wanted.iter().filter_map(|form| found.get(*form)) {
            let here = names(value)?;
            if *placeholders.get_or_insert_with(|| here.clone()) != here {
                return Err("has not the same placeholders everywhere".to_owned());
            }
            if file == "ru" && !NAMES.contains(&key) && !value.chars().any(|c| ('А'..='я').contains(&c)) {
                return Err(format!("is not Russian in ru.toml: {value:?}"));
            }
            if let Some(list) = values.get_mut(index) {
                list.push(value.clone());
            }
        }
    }
    let placeholders = placeholders.unwrap_or_default();
    let text = Text { key: key.to_owned(), placeholders, values };
    if text.is_plural() && !text.placeholders.contains("count") {
        return Err("has plural forms and no {count}".to_owned());
    }
    Ok(text)
}

/// Names of the placeholders in a text.
fn names(value: &str) -> Result<BTreeSet<String>, String> {
    let mut found = BTreeSet::new();
    for part in value.split('{').skip(1) {
        let (name, _) = part.split_once('}').ok_or("has a `{` without its `}`")?;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            return Err(format!("has the placeholder {name:?}, which is no name"));
        }
        found.insert(name.to_owned());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(texts: &[(&str, &str)]) -> Locale {
        texts.iter().map(|&(key, text)| (key.to_owned(), text.to_owned())).collect()
    }

    /// The first problem of two files whose texts are all used.
    #[track_caller]
    fn check_pair(english: &[(&str, &str)], russian: &[(&str, &str)], expected: &str) {
        let keys = english.iter().chain(russian).map(|(key, _)| key.split('.').next().unwrap());
        let sources: Vec<_> = keys.map(|key| format!("t::{key}(language)")).collect();
        let sources = sources.join("\n");
        let problems = check(&locale(english), &locale(russian), &sources).err().unwrap_or_default();
        assert_eq!(problems.first().map(String::as_str), Some(expected).filter(|it| !it.is_empty()));
    }

    #[test]
    fn a_text_is_there_in_both_languages_or_the_build_fails() {
        check_pair(&[("ok", "OK")], &[("ok", "ОК")], "");
        check_pair(&[("ok", "OK")], &[], "locales: `ok` is missing in ru.toml");
        check_pair(&[], &[("ok", "ОК")], "locales: `ok` is missing in en.toml");
    }

    #[test]
    fn a_text_that_nobody_shows_fails_the_build() {
        let texts = locale(&[("ok", "ОК")]);
        let problems = check(&texts, &texts, "t::okay(language)").err().unwrap_or_default();
        assert_eq!(problems, ["locales: `ok` is used nowhere in the sources"]);
    }

    #[test]
    fn a_russian_text_is_russian_unless_it_is_a_name() {
        check_pair(&[("ok", "OK")], &[("ok", "OK")], "locales: `ok` is not Russian in ru.toml: \"OK\"");
        check_pair(&[("brand", "MixVel")], &[("brand", "MixVel")], "");
    }

    #[test]
    fn placeholders_are_the_same_in_both_languages() {
        let differ = "locales: `to` has not the same placeholders everywhere";
        check_pair(&[("to", "To {name}")], &[("to", "Кому: {login}")], differ);
        check_pair(&[("to", "To {name")], &[("to", "Кому")], "locales: `to` has a `{` without its `}`");
        let nameless = "locales: `to` has the placeholder \"\", which is no name";
        check_pair(&[("to", "To {}")], &[("to", "Кому")], nameless);
    }

    #[test]
    fn a_plural_has_every_form_of_its_language_and_a_count() {
        let english = [("left.one", "{count} try"), ("left.other", "{count} tries")];
        let russian =
            [("left.one", "{count} раз"), ("left.few", "{count} раза"), ("left.many", "{count} раз")];
        check_pair(&english, &russian, "");
        let forms =
            "locales: `left` needs in ru.toml one text, or exactly the forms [\"one\", \"few\", \"many\"]";
        check_pair(&english, &russian[..2], forms);
        let uncounted = [("left.one", "a try"), ("left.other", "tries")];
        check_pair(&uncounted, &[("left", "раз")], "locales: `left` has plural forms and no {count}");
    }
}
