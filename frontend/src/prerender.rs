//! Writes the pages as static HTML, one a product and language, the list of what their policy has to allow, and the
//! name of the application.

mod document;
mod session;
mod texts;

use std::path::Path;
use std::{fs, io};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::i18n::Language;
use document::{Kind, Parts};

/// Writes every page into `folder`.
pub fn write(folder: &Path, parts: &Parts) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for language in Language::ALL {
        for kind in Kind::ALL {
            for product in kind.products() {
                let name = document::file_name(kind, *product, language);
                fs::write(folder.join(name), document::html(kind, *product, language, parts))?;
            }
        }
    }
    fs::write(folder.join("app.txt"), &parts.app)?;
    fs::write(folder.join("session.js"), session::script(&parts.session))?;
    fs::write(folder.join("policy.json"), policy(parts))
}

/// What the build made before.
pub fn parts(
    style: &str,
    script: &str,
    session: &str,
    [login, steps, links, boss, support]: [&str; 5],
    boss_style: &str,
) -> Option<Parts> {
    let (style, script) = (style.trim().to_owned(), script.trim().to_owned());
    let app = app(&[&style, &script, login, steps, links, boss, support, boss_style]);
    Some(Parts {
        app,
        style,
        script,
        session: session.trim().to_owned(),
        login: document::Assets::of(login)?,
        steps: document::Assets::of(steps)?,
        links: document::Assets::of(links)?,
        boss: document::Assets::of(boss)?,
        support: document::Assets::of(support)?,
        boss_style: format!("/assets/{boss_style}"),
    })
}

/// Names an application by all that a page loads or carries, so that a page can tell that it is old.
fn app(contents: &[&str]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(contents.join("\0"))).chars().take(16).collect()
}

/// The hashes of the inline style and script, as source expressions of a content security policy.
fn policy(parts: &Parts) -> String {
    let source = |text: &str| ["'sha256-", &STANDARD.encode(Sha256::digest(text)), "'"].concat();
    let sources = serde_json::json!({
        "script_src": [source(&parts.script)],
        "style_src": [source(&parts.style)],
    });
    format!("{sources:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::product::Product;

    fn parts_of(login: &str) -> Parts {
        let modules = [login, "steps-1,steps-2", "links-1,links-2", "boss-1,boss-2", "support-1,support-2"];
        parts("a{}", "f()", "", modules, "boss-3.css").unwrap()
    }

    #[test]
    fn another_module_makes_another_application() {
        let app = |login| parts_of(login).app;
        assert_eq!(app("login-1,login-2").len(), 16);
        assert_eq!(app("login-1,login-2"), app("login-1,login-2"));
        assert_ne!(app("login-1,login-2"), app("login-1,login-3"));
    }

    #[test]
    fn the_shell_of_a_text_has_one_place_for_it_in_each_language() {
        use crate::pages::legal::{Text, Version};
        let parts = parts_of("login-1,login-2");
        for text in [Text::Consent, Text::Policy] {
            let kind = Kind::Legal(text, Version::Published);
            let html = document::html(kind, Product::Cashier, Language::English, &parts);
            let (page, other) = html.split_once("id=\"other\">").unwrap();
            assert_eq!((page.matches("{text}").count(), page.matches("Version {version}").count()), (1, 1));
            assert_eq!(
                (other.matches("\"{text}\"").count(), other.matches("Редакция {version}").count()),
                (1, 1)
            );
        }
    }
}
