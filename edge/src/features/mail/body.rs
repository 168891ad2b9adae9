//! The two bodies of a mail: plain text, and HTML that says the same.
//!
//! The HTML sets no colour of text or ground, so that it is dark where the reader's mail program is.

use super::texts::Texts;

/// Where in a mail its one link stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkPlace {
    /// Behind the lead: the mail is about the link.
    Lead,
    /// Among the steps.
    Steps,
    /// Behind the notes: the mail tells of something, and the link is for whoever does not like it.
    Notes,
}

impl LinkPlace {
    fn of(texts: &Texts) -> Self {
        match (texts.steps.is_empty(), texts.facts.is_empty()) {
            (false, _) => Self::Steps,
            (true, true) => Self::Lead,
            (true, false) => Self::Notes,
        }
    }
}

/// The plain text, lines ended as mails end them.
pub fn plain(texts: &Texts, link: &str) -> String {
    let place = LinkPlace::of(texts);
    let link =
        |here: LinkPlace| if here == place { vec![String::new(), link.to_owned()] } else { Vec::new() };
    let mut lines = vec![texts.lead.clone()];
    lines.extend(link(LinkPlace::Lead));
    if !texts.facts.is_empty() {
        lines.push(String::new());
        lines.extend(texts.facts.iter().map(|(name, value)| format!("{name}: {value}")));
    }
    if !texts.steps.is_empty() {
        lines.push(String::new());
    }
    for (index, step) in texts.steps.iter().enumerate() {
        lines.push(format!("{}. {step}", index + 1));
        if index + 1 == texts.link_after {
            lines.extend(link(LinkPlace::Steps));
            lines.push(String::new());
        }
    }
    for note in &texts.notes {
        lines.extend([String::new(), note.clone()]);
    }
    if place == LinkPlace::Notes {
        lines.extend([String::new(), format!("{}:", texts.link)]);
        lines.extend(link(LinkPlace::Notes).into_iter().skip(1));
    }
    lines.extend([String::new(), "-- ".to_owned(), texts.signature.clone(), String::new()]);
    lines.join("\r\n")
}

/// The HTML: one column, one button that is the one link, whose address stands below it.
pub fn html(texts: &Texts, language: &str, link: &str) -> String {
    let place = LinkPlace::of(texts);
    let button =
        |here: LinkPlace| if here == place { button(texts.link, link, texts.accent) } else { String::new() };
    let paragraph = |text: &str| format!("<p style=\"margin:0 0 16px\">{}</p>", escaped(text));
    let facts = listed(
        "ul",
        4,
        texts.facts.iter().map(|(name, value)| format!("{}: <b>{}</b>", escaped(name), escaped(value))),
    );
    let steps = listed(
        "ol",
        12,
        texts.steps.iter().enumerate().map(|(index, step)| {
            let here = if index + 1 == texts.link_after { button(LinkPlace::Steps) } else { String::new() };
            escaped(step) + &here
        }),
    );
    let note = |text: &String| format!("<p style=\"margin:0 0 12px;font-size:14px\">{}</p>", escaped(text));
    // What a notice asks of its reader is no small print.
    let notes: String = match place {
        LinkPlace::Notes => texts.notes.iter().map(|text| paragraph(text)).collect(),
        LinkPlace::Lead | LinkPlace::Steps => texts.notes.iter().map(note).collect(),
    };
    let rule = "<div style=\"padding-top:16px;border-top:1px solid #8a8a8a\">";
    let (above, below) =
        if place == LinkPlace::Notes { (notes, String::new()) } else { (String::new(), notes) };
    let (subject, accent) = (escaped(&texts.subject), texts.accent);
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"supported-color-schemes\" content=\"light dark\"><title>{subject}</title></head>\
         <body style=\"margin:0;padding:24px 16px;overflow-wrap:break-word;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif\">\
         <div role=\"main\" style=\"max-width:36rem;margin:0 auto\"><p style=\"margin:0 0 24px;padding:4px 0 4px 12px;border-left:6px solid {accent};font-weight:600\">{}</p>\
         <h1 style=\"margin:0 0 16px;font-size:22px;line-height:1.3\">{subject}</h1>\
         {}{}{facts}{steps}{above}{}{rule}{below}<p style=\"margin:0;font-size:14px\">{}</p>\
         </div></div></body></html>",
        escaped(&texts.sender),
        paragraph(&texts.lead),
        button(LinkPlace::Lead),
        button(LinkPlace::Notes),
        escaped(&texts.signature)
    )
}

/// The link as a button, and as text below it for programs that draw no buttons.
fn button(label: &str, link: &str, accent: &str) -> String {
    let link = escaped(link);
    format!(
        "<p style=\"margin:12px 0 8px\"><a href=\"{link}\" style=\"display:inline-block;padding:12px 20px;border-radius:8px;\
         background:{accent};color:#ffffff;font-weight:600;text-decoration:none\">{}</a></p>\
         <p style=\"margin:0 0 20px;font-size:13px;word-break:break-all\">{link}</p>",
        escaped(label)
    )
}

/// A list of HTML items, so many pixels apart; nothing where there are none.
fn listed(tag: &str, gap_px: u8, items: impl Iterator<Item = String>) -> String {
    let item = |item: String| format!("<li style=\"margin:0 0 {gap_px}px\">{item}</li>");
    let items: Vec<_> = items.map(item).collect();
    if items.is_empty() {
        return String::new();
    }
    format!("<{tag} style=\"margin:0 0 24px;padding-left:24px\">{}</{tag}>", items.concat())
}

/// Text inside HTML, in elements and in quoted attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_html_cannot_become_markup() {
        assert_eq!(escaped("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }
}
