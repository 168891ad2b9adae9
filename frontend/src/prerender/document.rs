//! One page: head with hints, the drawn window, and what the app finds there.

use futures_executor::block_on;
use shared::api::recovery::Purpose;
use yew::{AttrValue, LocalServerRenderer};

use super::texts;
use crate::boss::shell::{Props as ShellProps, Shell};
use crate::i18n::{Language, t};
use crate::pages::legal::{Legal, Props as LegalProps, Text, Version};
use crate::pages::missing::{Missing, Props as MissingProps, Unanswered};
use crate::pages::recovery;
use crate::product::Product;
use crate::{app, links};

/// What pages there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The sign-in.
    Login,
    /// The set-up of two-factor authentication.
    TwoFactor,
    /// What the link of a mail leads to a password by, or asks for such a link.
    Password(Purpose),
    /// Administration, which Boss alone has.
    Administration,
    /// The part of it where support alone works.
    Support,
    /// A text of the law.
    Legal(Text, Version),
    /// An address that nobody has.
    Missing,
    /// An application that does not answer.
    Unanswered,
}

impl Kind {
    /// All of them.
    pub(super) const ALL: [Self; 12] = [
        Self::Login,
        Self::TwoFactor,
        Self::Password(Purpose::Reset),
        Self::Password(Purpose::Invitation),
        Self::Administration,
        Self::Support,
        Self::Legal(Text::Consent, Version::BuiltIn),
        Self::Legal(Text::Policy, Version::BuiltIn),
        Self::Legal(Text::Consent, Version::Published),
        Self::Legal(Text::Policy, Version::Published),
        Self::Missing,
        Self::Unanswered,
    ];

    /// Whether each product has its own.
    pub(super) fn has_product(self) -> bool {
        !matches!(self, Self::Legal(..))
    }

    /// The products that it is written for; of one without a product the first is not named.
    pub(super) fn products(self) -> &'static [Product] {
        match self {
            Self::Legal(..) => &[Product::Cashier],
            Self::Administration | Self::Support => &[Product::Boss],
            Self::Login | Self::TwoFactor | Self::Password(_) | Self::Missing | Self::Unanswered => {
                &Product::ALL
            }
        }
    }
}

/// Names of a module's script and wasm.
pub(super) struct Assets {
    script: String,
    wasm: String,
}

impl Assets {
    /// Reads `script,wasm`, both without extension.
    pub(super) fn of(names: &str) -> Option<Self> {
        let (script, wasm) = names.split_once(',')?;
        Some(Self { script: format!("/assets/{script}.js"), wasm: format!("/assets/{wasm}.wasm") })
    }

    /// Hints that fetch both while the page is still being read.
    fn hints(&self) -> String {
        let Self { script, wasm } = self;
        format!(
            "<link rel=\"modulepreload\" href=\"{script}\">\
             <link rel=\"preload\" as=\"fetch\" type=\"application/wasm\" crossorigin href=\"{wasm}\">"
        )
    }
}

/// What the build made before the pages.
pub struct Parts {
    pub(super) app: String,
    pub(super) style: String,
    pub(super) script: String,
    pub(super) session: String,
    pub(super) login: Assets,
    pub(super) steps: Assets,
    pub(super) links: Assets,
    pub(super) boss: Assets,
    pub(super) support: Assets,
    pub(super) boss_style: String,
}

/// Lets nothing be painted before the window has been read whole: half of it would move when the rest comes.
const WHOLE: &str = "<link rel=\"expect\" href=\"#login-root\" blocking=\"render\">";

/// Name of a page's file.
pub(super) fn file_name(kind: Kind, product: Product, language: Language) -> String {
    let (product, language) = (product.word(), language.tag());
    match kind {
        Kind::Login => format!("{product}.{language}.html"),
        Kind::TwoFactor => format!("two-factor.{product}.{language}.html"),
        Kind::Administration => format!("administration.{product}.{language}.html"),
        Kind::Support => format!("support.{product}.{language}.html"),
        Kind::Missing => format!("missing.{product}.{language}.html"),
        Kind::Unanswered => format!("unanswered.{product}.{language}.html"),
        Kind::Password(purpose) => format!("{}.{product}.{language}.html", purpose.as_str()),
        Kind::Legal(text, Version::BuiltIn) => format!("legal-{}.{language}.html", text.word()),
        Kind::Legal(text, Version::Published) => format!("published-{}.{language}.html", text.word()),
    }
}

/// A whole page.
pub(super) fn html(kind: Kind, product: Product, language: Language, parts: &Parts) -> String {
    let other = match language {
        Language::English => Language::Russian,
        Language::Russian => Language::English,
    };
    let window = draw(kind, product, language);
    let swapped = texts::of(&draw(kind, product, other));
    let swapped = serde_json::json!([swapped.nodes, swapped.labels, title(kind, product, other)]);
    let swapped = swapped.to_string().replace('<', "\\u003c");
    let needs: String =
        Language::ALL.map(|it| format!("<p lang=\"{}\">{}</p>", it.tag(), t::needs(it))).concat();
    let (page, hints, roots, start) = match kind {
        Kind::Login => (
            "login",
            [parts.login.hints().as_str(), WHOLE].concat(),
            format!(
                "<div id=\"login-root\" data-swap>{window}</div>\
                 <div id=\"steps-root\" data-module=\"{}\" hidden></div>",
                parts.steps.script
            ),
            parts.login.script.as_str(),
        ),
        Kind::TwoFactor | Kind::Password(_) => (
            if let Kind::Password(purpose) = kind { purpose.as_str() } else { "two-factor" },
            parts.links.hints(),
            format!("<div id=\"links-root\" data-swap>{window}</div>"),
            parts.links.script.as_str(),
        ),
        Kind::Administration => (
            "administration",
            parts.boss.hints(),
            format!("<div id=\"boss-root\" data-swap>{window}</div>"),
            parts.boss.script.as_str(),
        ),
        Kind::Support => (
            "administration",
            parts.support.hints(),
            format!("<div id=\"boss-root\" data-swap>{window}</div>"),
            parts.support.script.as_str(),
        ),
        Kind::Legal(..) => ("legal", String::new(), format!("<div data-swap>{window}</div>"), ""),
        Kind::Unanswered => ("unanswered", String::new(), format!("<div data-swap>{window}</div>"), ""),
        Kind::Missing => ("missing", String::new(), format!("<div data-swap>{window}</div>"), ""),
    };
    let noscript = if start.is_empty() {
        String::new()
    } else {
        format!("<noscript><div class=\"needs\">{needs}</div></noscript>")
    };
    let needs = if start.is_empty() { String::new() } else { needs };
    let lost = if start.is_empty() { String::new() } else { Language::ALL.map(lost).concat() };
    let start = if start.is_empty() {
        String::new()
    } else {
        format!("<script type=\"module\" src=\"{start}\"></script>")
    };
    // Behind the style of all pages, so that it has the last word.
    let more_style = if matches!(kind, Kind::Administration | Kind::Support) {
        format!("<link rel=\"stylesheet\" href=\"{}\">", parts.boss_style)
    } else {
        String::new()
    };
    let Parts { app, style, script, .. } = parts;
    let icon = if product == Product::Boss { "favicon-boss" } else { "favicon" };
    let (title, language, product) = (title(kind, product, language), language.tag(), product.word());
    format!(
        "<!doctype html>\n<html lang=\"{language}\" data-language=\"{language}\" data-product=\"{product}\" \
         data-app=\"{app}\" data-page=\"{page}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">\
         <title>{title}</title><link rel=\"icon\" href=\"/{icon}.svg\" type=\"image/svg+xml\">{hints}\
         <style>{style}</style>{more_style}</head><body>{roots}<div id=\"notices\" role=\"status\"></div>{noscript}<div id=\"needs\" class=\"needs\" role=\"alert\" hidden>{needs}</div>\
         <div id=\"lost\" role=\"alert\" hidden>{lost}</div>\
         <script type=\"application/json\" id=\"other\">{swapped}</script><script>{script}</script>{start}</body></html>\n"
    )
}

/// What is said in a language when the app does not come, with the button that asks for it again.
fn lost(language: Language) -> String {
    let (tag, said, retry) = (language.tag(), t::lost(language), t::retry(language));
    format!("<p lang=\"{tag}\">{said} <button type=\"button\" class=\"link\">{retry}</button></p>")
}

/// The window as it stands before anything is known.
fn draw(kind: Kind, product: Product, language: Language) -> String {
    match kind {
        Kind::Login => {
            let renderer = LocalServerRenderer::<app::App>::with_props(app::Props {
                product,
                language,
                shown: false,
                login: AttrValue::default(),
                password: AttrValue::default(),
            });
            block_on(renderer.hydratable(false).render())
        }
        Kind::TwoFactor => {
            let props = links::two_factor::Props { product, language };
            block_on(
                LocalServerRenderer::<links::two_factor::TwoFactor>::with_props(props)
                    .hydratable(false)
                    .render(),
            )
        }
        Kind::Password(purpose) => {
            let (token, address) = (None, AttrValue::default());
            let props = links::recovery::Props { product, language, purpose, token, address };
            block_on(
                LocalServerRenderer::<links::recovery::Recovery>::with_props(props)
                    .hydratable(false)
                    .render(),
            )
        }
        Kind::Unanswered => {
            let renderer = LocalServerRenderer::<Unanswered>::with_props(MissingProps { product, language });
            block_on(renderer.render())
        }
        Kind::Administration | Kind::Support => {
            let renderer = LocalServerRenderer::<Shell>::with_props(ShellProps { language });
            block_on(renderer.hydratable(false).render())
        }
        Kind::Missing => {
            let renderer = LocalServerRenderer::<Missing>::with_props(MissingProps { product, language });
            block_on(renderer.hydratable(false).render())
        }
        Kind::Legal(text, version) => {
            let renderer = LocalServerRenderer::<Legal>::with_props(LegalProps { text, version, language });
            block_on(renderer.hydratable(false).render())
        }
    }
}

fn title(kind: Kind, product: Product, language: Language) -> String {
    let heading = match kind {
        Kind::Login => t::authorization(language),
        Kind::TwoFactor => t::two_factor(language),
        Kind::Unanswered => t::unanswered(language),
        Kind::Administration | Kind::Support => t::administration(language),
        Kind::Missing => t::missing(language),
        Kind::Password(purpose) => recovery::heading(purpose, product, language),
        Kind::Legal(text, _) => text.title(language),
    };
    let brand = t::brand(language);
    if kind.has_product() {
        format!("{heading} · {brand} {}", product.name(language))
    } else {
        format!("{heading} · {brand}")
    }
}
