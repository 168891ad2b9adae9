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

/// Reads them from HTML that Yew has drawn: attributes are quoted and `<` stands nowhere but at a tag or in the
/// comments by which hydration finds its way, which are passed over.
pub(super) fn of(html: &str) -> Texts {
    let mut texts = Texts::default();
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        if !text.is_empty() {
            texts.nodes.push(plain(text));
        }
        let end = if tag.starts_with("!--") { "-->" } else { ">" };
        let (tag, after) = tag.split_once(end).unwrap_or((tag, ""));
        if let Some((_, label)) = tag.split_once("aria-label=\"") {
            texts.labels.push(plain(label.split('"').next().unwrap_or_default()));
        }
        rest = after;
    }
    texts
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
