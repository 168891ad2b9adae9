//! Texts as searches compare them.

/// The words of a text in lower case. `SQLite` folds no Cyrillic letters, so texts are folded when they are written.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(str::to_lowercase)
}

/// The words with a blank before each: what is searched for is found where a word begins.
pub fn folded(text: &str) -> String {
    words(text).fold(String::new(), |text, word| text + " " + &word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_the_beginning_of_a_word_in_any_case() {
        let text = folded("12036 Альфа Travel");
        for found in ["альфа", "АЛЬ", "trav", "12", "альфа  TR"] {
            assert!(text.contains(&folded(found)), "{found}");
        }
        assert!(!text.contains(&folded("льфа")) && text.contains(&folded("")));
    }
}
