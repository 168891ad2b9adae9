//! The texts of a drawn page in document order: what the page's own script swaps when the language is changed before
//! the app is live.

/// Text nodes and accessible names, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Texts {
    /// Every text node.
    pub(super) nodes: Vec<String>,
    /// Every `aria-label`.
    pub(super) labels: Vec<String>,
}

/// Reads them from HTML that Yew has drawn: attributes are quoted and `<` stands nowhere but at a tag.
pub(super) fn of(html: &str) -> Texts {
    let mut texts = Texts::default();
    for piece in html.split('<').skip(1) {
        let (tag, text) = split_tag(piece);
        if let Some((_, label)) = tag.split_once("aria-label=\"") {
            texts.labels.push(plain(label.split('"').next().unwrap_or_default()));
        }
        if !text.is_empty() {
            texts.nodes.push(plain(text));
        }
    }
    texts
}

/// A tag or comment, and the text behind it.
fn split_tag(piece: &str) -> (&str, &str) {
    let end = if piece.starts_with("!--") { "-->" } else { ">" };
    piece.split_once(end).unwrap_or((piece, ""))
}

fn plain(text: &str) -> String {
    let text = text.replace("&#x27;", "'").replace("&#39;", "'").replace("&quot;", "\"");
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_names_are_found_in_document_order() {
        let found =
            of(r#"<!--<[]>--><div aria-label="A &amp; b"><p>One</p><b>two</b> three</div><!--</[]>-->"#);
        assert_eq!(found.nodes, ["One", "two", " three"]);
        assert_eq!(found.labels, ["A & b"]);
    }
}
