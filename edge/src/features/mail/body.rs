//! The two bodies of a mail: plain text, and HTML that says the same.
//!
//! The HTML sets no colour of text or ground, so that it is dark where the reader's mail program is.

use super::texts::Texts;

/// The plain text, lines ended as mails end them.
pub fn plain(texts: &Texts, link: &str) -> String {
    let mut lines = vec![texts.lead.clone(), String::new()];
    for (index, step) in texts.steps.iter().enumerate() {
        lines.push(format!("{}. {step}", index + 1));
        if index + 1 == texts.link_after {
            lines.extend([String::new(), link.to_owned(), String::new()]);
        }
    }
    for note in &texts.notes {
        lines.extend([String::new(), (*note).to_owned()]);
    }
    lines.extend([String::new(), "-- ".to_owned(), texts.signature.clone(), String::new()]);
    lines.join("\r\n")
}

/// The HTML: one column, one button that is the one link.
pub fn html(texts: &Texts, language: &str, link: &str) -> String {
    let steps: String =
        texts.steps.iter().enumerate().map(|(index, step)| item(texts, index, step, link)).collect();
    let note = |note: &&str| format!("<p style=\"margin:0 0 12px;font-size:14px\">{}</p>", escaped(note));
    let notes: String = texts.notes.iter().map(note).collect();
    let subject = escaped(texts.subject);
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"supported-color-schemes\" content=\"light dark\"><title>{subject}</title></head>\
         <body style=\"margin:0;padding:24px 16px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Arial,sans-serif\">\
         <div style=\"max-width:36rem;margin:0 auto\"><p style=\"margin:0 0 24px\">{}</p>\
         <h1 style=\"margin:0 0 16px;font-size:22px;line-height:1.3\">{subject}</h1>\
         <p style=\"margin:0 0 16px\">{}</p><ol style=\"margin:0 0 24px;padding-left:24px\">{steps}</ol>\
         <div style=\"padding-top:16px;border-top:1px solid #8a8a8a\">{notes}<p style=\"margin:0;font-size:14px\">{}</p>\
         </div></div></body></html>",
        escaped(&texts.sender),
        escaped(&texts.lead),
        escaped(&texts.signature)
    )
}

fn item(texts: &Texts, index: usize, step: &str, link: &str) -> String {
    let button = if index + 1 == texts.link_after {
        format!(
            "<br><a href=\"{}\" style=\"display:inline-block;margin:12px 0 4px;padding:12px 20px;border-radius:8px;\
             background:#1f4fd6;color:#ffffff;font-weight:600;text-decoration:none\">{}</a>",
            escaped(link),
            escaped(texts.link)
        )
    } else {
        String::new()
    };
    format!("<li style=\"margin:0 0 12px\">{}{button}</li>", escaped(step))
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
