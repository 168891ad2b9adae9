//! The texts of mails in both languages.

use shared::value::language::Language;
use shared::value::product::Product;

/// The parts of a mail that leads to a page: they stand in its text and in its HTML alike.
pub struct Texts {
    /// Subject and heading.
    pub subject: &'static str,
    /// Why the mail comes; `{product}` and `{login}` are filled in.
    pub lead: &'static str,
    /// What to do, one after the other. The link stands behind the one that [`Texts::link_after`] counts to.
    pub steps: &'static [&'static str],
    /// How many steps stand before the link.
    pub link_after: usize,
    /// What the link is called.
    pub link: &'static str,
    /// What to know besides.
    pub notes: &'static [&'static str],
    /// Who sends it.
    pub signature: &'static str,
}

const SET_UP_ENGLISH: Texts = Texts {
    subject: "Set up two-factor authentication for MixVel",
    lead: "You have turned on two-factor authentication for {login} at {product}. It takes a phone and two minutes:",
    steps: &[
        "Install an authenticator app on your phone: Google Authenticator, Microsoft Authenticator, FreeOTP or any other.",
        "Open the page behind this link and press \"Show QR code\":",
        "Scan the QR code with the app, or type the key that stands under it.",
        "Return to the sign-in window and enter the six digits that the app shows for MixVel.",
    ],
    link_after: 2,
    link: "Open the set-up page",
    notes: &[
        "The link works once and for 24 hours. A newer mail replaces this one; \"Send the mail again\" in the sign-in window brings one.",
        "MixVel never asks for your codes by phone or mail. If it was not you who signed in, somebody knows your password: write to support@mixvel.com at once.",
    ],
    signature: "MixVel, support@mixvel.com",
};

const SET_UP_RUSSIAN: Texts = Texts {
    subject: "Настройка двухфакторной аутентификации MixVel",
    lead: "Вы включили двухфакторную аутентификацию для {login} в {product}. Понадобятся телефон и две минуты:",
    steps: &[
        "Установите на телефон приложение-аутентификатор: Google Authenticator, Microsoft Authenticator, FreeOTP или любое другое.",
        "Откройте страницу по этой ссылке и нажмите «Показать QR-код»:",
        "Отсканируйте QR-код приложением или введите ключ, который стоит под ним.",
        "Вернитесь в окно входа и введите шесть цифр, которые приложение показывает для MixVel.",
    ],
    link_after: 2,
    link: "Открыть страницу настройки",
    notes: &[
        "Ссылка действует один раз и в течение 24 часов. Новое письмо заменяет это; его отправит кнопка «Отправить письмо ещё раз» в окне входа.",
        "MixVel никогда не спрашивает коды по телефону или почте. Если входили не вы, ваш пароль кому-то известен: сразу напишите на support@mixvel.com.",
    ],
    signature: "MixVel, support@mixvel.com",
};

/// The mail that leads to the key of a second factor.
pub fn two_factor_set_up(language: Language) -> &'static Texts {
    match language {
        Language::En => &SET_UP_ENGLISH,
        Language::Ru => &SET_UP_RUSSIAN,
    }
}

/// Fills in who and where.
pub fn filled(text: &str, product: Product, login: &str) -> String {
    text.replace("{product}", product.name()).replace("{login}", login)
}
