//! What mails say, put together from the texts in `locales/`.

use shared::api::account::RevealKey;
use shared::api::recovery::{Purpose, RequestReset};
use shared::user_agent;
use shared::value::language::Language;
use shared::value::product::Product;

use super::moment::moment;
use crate::ctx::UNKNOWN_ADDRESS;
use crate::storage::outbox::{MailKind, NewMail};

/// One function a text, compiled by the build script; placeholders are its arguments.
pub mod t {
    use shared::value::language::Language;

    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// The address of those who help.
const SUPPORT: &str = "support@mixvel.com";
/// So many digits are a telephone number to the mail programs of telephones.
const DIALLED: usize = 7;

/// The parts of a mail: they stand in its text and in its HTML alike.
pub struct Texts {
    /// The colour of the product.
    pub accent: &'static str,
    /// Whose product it comes from.
    pub sender: String,
    /// Subject and heading.
    pub subject: String,
    /// Why the mail comes.
    pub lead: String,
    /// When and where it happened: what each line is called, and what it says.
    pub facts: Vec<(&'static str, String)>,
    /// What to do, one after the other.
    pub steps: Vec<&'static str>,
    /// How many steps stand before the link.
    pub link_after: usize,
    /// What the link is called.
    pub link: &'static str,
    /// The page that it leads to.
    pub page: &'static str,
    /// What to know besides.
    pub notes: Vec<String>,
    /// Who sends it.
    pub signature: String,
}

/// What a mail says.
pub fn texts(mail: &NewMail) -> Texts {
    let language = mail.language;
    let sender = sender(mail.product, language);
    let texts = match mail.kind {
        MailKind::TwoFactorSetUp => two_factor_set_up(mail, &sender),
        MailKind::PasswordReset | MailKind::Invitation => password_link(mail, &sender),
        MailKind::PasswordLocked
        | MailKind::WrongCode
        | MailKind::CodeLocked
        | MailKind::PasswordChanged
        | MailKind::SecondFactorChanged
        | MailKind::SecondFactorRemoved
        | MailKind::NewDevice => notice(mail, &sender),
    };
    let accent = match mail.product {
        Product::Cashier => "#1f4fd6",
        Product::Boss => "#0b5f66",
    };
    Texts { accent, signature: format!("{}, {SUPPORT}", t::brand(language)), sender, ..texts }
}

/// The mail that leads to the key of a second factor.
fn two_factor_set_up(mail: &NewMail, sender: &str) -> Texts {
    let language = mail.language;
    Texts {
        subject: t::set_up_subject(language).to_owned(),
        lead: t::set_up_lead(language, mail.login.as_str(), sender),
        steps: vec![
            t::set_up_install(language),
            t::set_up_open(language),
            t::set_up_scan(language),
            t::set_up_enter(language),
        ],
        link_after: 2,
        link: t::set_up_link(language),
        page: RevealKey::PAGE,
        notes: owned(&[t::set_up_once(language), t::set_up_not_you(language), t::never_asked(language)]),
        ..Texts::empty()
    }
}

/// The mails that lead to a new password.
fn password_link(mail: &NewMail, sender: &str) -> Texts {
    let (language, login) = (mail.language, mail.login.as_str());
    if mail.kind == MailKind::Invitation {
        return Texts {
            subject: t::invitation_subject(language, sender),
            lead: t::invitation_lead(language, &called(mail), login, sender),
            link: t::invitation_link(language),
            page: Purpose::INVITATION_PAGE,
            notes: owned(&[
                t::invitation_once(language),
                t::invitation_next(language),
                t::invitation_not_you(language),
                t::never_asked(language),
            ]),
            ..Texts::empty()
        };
    }
    Texts {
        subject: t::reset_subject(language, sender),
        lead: t::reset_lead(language, login, sender),
        link: t::reset_link(language),
        page: RequestReset::PAGE,
        notes: owned(&[t::reset_once(language), t::reset_not_you(language), t::never_asked(language)]),
        ..Texts::empty()
    }
}

/// What the agency is called to somebody who may never have heard of it: by its code where mail programs would make a
/// link of its name, since its administrator writes that, and the mail is ours.
fn called(mail: &NewMail) -> String {
    let name = &mail.agency_name;
    let is_joined =
        |(dot, next): (char, char)| matches!(dot, '.' | '。' | '．' | '｡') && next.is_alphanumeric();
    let reads_as_link = name.contains(['@', '/', '\\', ':'])
        || name.chars().zip(name.chars().skip(1)).any(is_joined)
        || name.chars().filter(|c| c.is_numeric()).count() >= DIALLED;
    match mail.language {
        _ if reads_as_link => mail.agency.to_string(),
        Language::En => format!("“{name}”"),
        Language::Ru => format!("«{name}»"),
    }
}

/// The mails that tell what has happened to an account (norm L4); each leads to where its owner can help himself.
fn notice(mail: &NewMail, sender: &str) -> Texts {
    let (language, login) = (mail.language, mail.login.as_str());
    // As the product's window says it.
    let action = match mail.product {
        Product::Cashier => t::reset_password(language),
        Product::Boss => t::reset_password_boss(language),
    };
    let (you, not_you) = (t::was_you(language).to_owned(), t::was_not_you(language, action));
    let (subject, lead, notes) = match mail.kind {
        MailKind::PasswordLocked => (
            t::password_locked_subject(language, sender),
            t::password_locked_lead(language, login),
            [t::password_locked_you(language, action), t::password_locked_not_you(language).to_owned()],
        ),
        MailKind::WrongCode => (
            t::wrong_code_subject(language, sender),
            t::wrong_code_lead(language, login),
            [t::wrong_code_you(language).to_owned(), t::wrong_code_not_you(language, action)],
        ),
        MailKind::CodeLocked => (
            t::code_locked_subject(language).to_owned(),
            t::code_locked_lead(language, login),
            [t::code_locked_you(language).to_owned(), t::wrong_code_not_you(language, action)],
        ),
        MailKind::PasswordChanged => (
            t::password_changed_subject(language).to_owned(),
            t::password_changed_lead(language, login),
            [you, not_you],
        ),
        MailKind::SecondFactorChanged => (
            t::second_factor_changed_subject(language).to_owned(),
            t::second_factor_changed_lead(language, login),
            [you, not_you],
        ),
        MailKind::SecondFactorRemoved => (
            t::second_factor_changed_subject(language).to_owned(),
            t::second_factor_removed_lead(language, login),
            [t::second_factor_removed_you(language).to_owned(), not_you],
        ),
        MailKind::NewDevice | MailKind::TwoFactorSetUp | MailKind::PasswordReset | MailKind::Invitation => {
            (t::new_device_subject(language, sender), t::new_device_lead(language, login), [you, not_you])
        }
    };
    Texts {
        subject,
        lead,
        facts: facts(mail),
        link: action,
        page: RequestReset::PAGE,
        notes: notes.to_vec(),
        ..Texts::empty()
    }
}

/// Sentences that say the same in every product.
fn owned(notes: &[&str]) -> Vec<String> {
    notes.iter().map(|&note| note.to_owned()).collect()
}

/// When it happened, and who did it as far as that is known.
fn facts(mail: &NewMail) -> Vec<(&'static str, String)> {
    let language = mail.language;
    let mut facts = vec![(t::when(language), moment(mail.at, language))];
    let Some(cause) = &mail.cause else { return facts };
    if cause.address != UNKNOWN_ADDRESS {
        let place = match &cause.country {
            Some(country) => format!("{} ({country})", cause.address),
            None => cause.address.clone(),
        };
        facts.push((t::from(language), place));
    }
    let device = user_agent::device(&cause.user_agent);
    let browser = match (device.browser, device.system) {
        (Some(browser), Some(system)) => Some(t::browser_on(language, browser, system)),
        (one, other) => one.or(other).map(str::to_owned),
    };
    facts.extend(browser.map(|browser| (t::browser(language), browser)));
    facts
}

/// Brand and product, as in `MixVel Cashier`.
fn sender(product: Product, language: Language) -> String {
    let product = match product {
        Product::Cashier => t::product_cashier(language),
        Product::Boss => t::product_boss(language),
    };
    format!("{} {product}", t::brand(language))
}

impl Texts {
    /// Says nothing yet.
    fn empty() -> Self {
        Self {
            accent: "",
            sender: String::new(),
            subject: String::new(),
            lead: String::new(),
            facts: Vec::new(),
            steps: Vec::new(),
            link_after: 0,
            link: "",
            page: "",
            notes: Vec::new(),
            signature: String::new(),
        }
    }
}
