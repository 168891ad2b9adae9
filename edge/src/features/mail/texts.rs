//! What mails say, put together from the texts in `locales/`.

use shared::value::language::Language;
use shared::value::product::Product;

use crate::ports::outbox::NewMail;

/// One function a text, compiled by the build script; placeholders are its arguments.
pub mod t {
    use shared::value::language::Language;

    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// The address of those who help.
const SUPPORT: &str = "support@mixvel.com";

/// The parts of a mail that leads to a page: they stand in its text and in its HTML alike.
pub struct Texts {
    /// Whose product it comes from.
    pub sender: String,
    /// Subject and heading.
    pub subject: &'static str,
    /// Why the mail comes.
    pub lead: String,
    /// What to do, one after the other. The link stands behind the one that [`Texts::link_after`] counts to.
    pub steps: Vec<&'static str>,
    /// How many steps stand before the link.
    pub link_after: usize,
    /// What the link is called.
    pub link: &'static str,
    /// What to know besides.
    pub notes: Vec<&'static str>,
    /// Who sends it.
    pub signature: String,
}

/// The mail that leads to the key of a second factor.
pub fn two_factor_set_up(mail: &NewMail) -> Texts {
    let language = mail.language;
    let sender = sender(mail.product, language);
    Texts {
        subject: t::set_up_subject(language),
        lead: t::set_up_lead(language, mail.login.as_str(), &sender),
        steps: vec![
            t::set_up_install(language),
            t::set_up_open(language),
            t::set_up_scan(language),
            t::set_up_enter(language),
        ],
        link_after: 2,
        link: t::set_up_link(language),
        notes: vec![t::set_up_once(language), t::set_up_not_you(language), t::never_asked(language)],
        signature: format!("{}, {SUPPORT}", t::brand(language)),
        sender,
    }
}

/// Brand and product, as in `MixVel Cashier`.
fn sender(product: Product, language: Language) -> String {
    let product = match product {
        Product::Cashier => t::product_cashier(language),
        Product::Boss => t::product_boss(language),
    };
    format!("{} {product}", t::brand(language))
}
