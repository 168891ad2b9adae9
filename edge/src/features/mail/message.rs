//! From a queued mail to the bytes that a transport sends: a function of its arguments, so that a second sending
//! has the same bytes.

use lettre::message::header::{Date, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};
use shared::api::account::RevealKey;
use shared::seal::SealKeys;

use super::{body, texts};
use crate::error::Internal;
use crate::ports::outbox::{MailKind, NewMail};

/// Tells mail programs not to answer by themselves (RFC 3834 section 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The bytes of a mail from this sender. Its link's token is derived here, and stands in these bytes alone.
pub fn render(mail: &NewMail, from: &str, keys: &SealKeys) -> Result<Vec<u8>, Internal> {
    let broken = |why: String| Internal::fault(format!("mail {}: {why}", mail.mail_id));
    let (texts, link) = match mail.kind {
        MailKind::TwoFactorSetUp => {
            let token =
                keys.link_token(&mail.key_id, &mail.link_id).map_err(|error| broken(error.to_string()))?;
            let link = format!("{}{}#{token}", mail.origin, RevealKey::PAGE);
            (texts::two_factor_set_up(mail), link)
        }
    };
    let from: Mailbox = from.parse().map_err(|error| broken(format!("sender: {error}")))?;
    let to: Mailbox = mail.login.as_str().parse().map_err(|error| broken(format!("address: {error}")))?;
    let domain = from.email.domain().to_owned();
    let date = Date::parse(&mail.at.mail_date()).map_err(|error| broken(format!("date: {error}")))?;
    let body = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        // No boundary of chance, so that the bytes stay the same.
        .boundary(format!("part-{}", mail.mail_id))
        .singlepart(SinglePart::plain(body::plain(&texts, &link)))
        .singlepart(SinglePart::html(body::html(&texts, mail.language.as_str(), &link)));
    let message = Message::builder()
        .from(from)
        .to(to)
        .subject(texts.subject)
        .header(date)
        .message_id(Some(format!("<{}@{domain}>", mail.mail_id)))
        .header(AutoSubmitted)
        .multipart(body)
        .map_err(|error| broken(error.to_string()))?;
    Ok(message.formatted())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;
    use shared::time::UnixMillis;
    use shared::value::agency_code::AgencyCode;
    use shared::value::language::Language;
    use shared::value::login::Login;
    use shared::value::product::Product;

    fn mail(language: Language) -> NewMail {
        NewMail {
            mail_id: "00000000-0000-4000-8000-000000000001".to_owned(),
            kind: MailKind::TwoFactorSetUp,
            agency: AgencyCode::from_number(12036).unwrap(),
            login: Login::parse("cashier@demo.mixvel.com").unwrap(),
            language,
            product: Product::Cashier,
            origin: "https://cashier.mixvel.io".to_owned(),
            link_id: "l1".to_owned(),
            key_id: "s1".to_owned(),
            at: UnixMillis(1_735_689_601_000),
        }
    }

    fn keys() -> SealKeys {
        SealKeys::parse(&format!(r#"[{{"id":"s1","secret":"{}"}}]"#, "A".repeat(43))).unwrap()
    }

    #[test]
    fn a_mail_has_the_fields_and_parts_that_the_standards_ask_for() {
        let raw = render(&mail(Language::En), "MixVel <no-reply@mixvel.com>", &keys()).unwrap();
        let parsed = MessageParser::default().parse(&raw).unwrap();
        assert_eq!(parsed.subject(), Some("Set up two-factor authentication for MixVel"));
        assert_eq!(parsed.message_id(), Some("00000000-0000-4000-8000-000000000001@mixvel.com"));
        assert_eq!(parsed.date().unwrap().to_timestamp(), 1_735_689_601);
        assert_eq!(parsed.to().unwrap().first().unwrap().address(), Some("cashier@demo.mixvel.com"));
        assert_eq!(parsed.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
        let (text, html) = (parsed.body_text(0).unwrap(), parsed.body_html(0).unwrap());
        let link = format!("https://cashier.mixvel.io/two-factor#{}", keys().link_token("s1", "l1").unwrap());
        assert!(text.contains(&link) && html.contains(&link), "{text}");
        assert!(text.contains("1. Install") && html.contains("<ol "));
        assert!(raw.is_ascii() && raw.split(|b| *b == b'\n').all(|line| line.len() <= 998));
    }

    #[test]
    fn a_second_sending_has_the_same_bytes() {
        let from = "MixVel <no-reply@mixvel.com>";
        assert_eq!(
            render(&mail(Language::Ru), from, &keys()).unwrap(),
            render(&mail(Language::Ru), from, &keys()).unwrap()
        );
    }

    #[test]
    fn both_bodies_say_the_same_and_lead_to_one_page() {
        for (language, words) in [
            (Language::En, ["MixVel Cashier", "Were you not signing in?"]),
            (Language::Ru, ["MixVel Касса", "Вы не входили"]),
        ] {
            let raw = render(&mail(language), "MixVel <no-reply@mixvel.com>", &keys()).unwrap();
            let parsed = MessageParser::default().parse(&raw).unwrap();
            let (text, html) = (parsed.body_text(0).unwrap(), parsed.body_html(0).unwrap());
            for word in words.into_iter().chain(["cashier@demo.mixvel.com", "support@mixvel.com"]) {
                assert!(text.contains(word) && html.contains(word), "{word}: {text}");
            }
            assert_eq!((text.matches("https://").count(), html.matches("<a ").count()), (1, 1));
            assert_eq!(html.matches("<li ").count(), 4);
        }
    }
}
