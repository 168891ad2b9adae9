//! The text that employees consent to where none was published, in both languages. Changing a letter makes a new
//! version, and everybody is asked again once.

use crate::value::language::Language;

/// The text in English, paragraphs apart by an empty line.
const ENGLISH: &str = "\
By ticking the box I consent to the processing of my personal data by MixVel and by the agency that I work for, \
so that I can sign in to MixVel products and work in them.

The data are: my name, the e-mail address that is my login, my agency and points of sale, and the time, network \
address and browser of my sign-ins and of what I do in the products.

The data are collected, recorded, stored, used and deleted with and without automation, for as long as my account \
exists and for five years after, as the law on records of sales requires.

I can withdraw this consent at any time by a letter to support@mixvel.com; my account is then closed.";

/// The text in Russian, paragraphs apart by an empty line.
const RUSSIAN: &str = "\
Отмечая этот пункт, я даю согласие на обработку моих персональных данных компанией MixVel и агентством, в котором \
я работаю, чтобы я мог входить в продукты MixVel и работать в них.

Состав данных: моё имя, адрес электронной почты, который служит мне логином, моё агентство и точки продаж, а также \
время, сетевой адрес и браузер моих входов и действий в продуктах.

Данные собираются, записываются, хранятся, используются и удаляются с использованием средств автоматизации и без \
них, пока существует моя учётная запись и в течение пяти лет после, как того требуют правила хранения сведений о \
продажах.

Я могу отозвать согласие в любое время письмом на адрес support@mixvel.com; моя учётная запись тогда закрывается.";

/// The text in a language.
pub fn text(language: Language) -> &'static str {
    match language {
        Language::En => ENGLISH,
        Language::Ru => RUSSIAN,
    }
}

/// Names this text, the one that is built in.
#[cfg(feature = "server")]
pub fn version() -> String {
    crate::text_version::version(ENGLISH, RUSSIAN)
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;

    #[test]
    fn the_version_names_the_text_by_its_digest() {
        assert_eq!(version().len(), 64);
        assert!(version().bytes().all(|b| b.is_ascii_hexdigit()));
    }
}
