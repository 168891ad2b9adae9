//! From a queued mail to the bytes that a transport sends: a function of its arguments, so that a second sending has the
//! same bytes, but for the agency of an invitation, which is called as it is called when the mail leaves.

use std::str::FromStr as _;

use email_address::EmailAddress;
use lettre::Address;
use lettre::message::header::{self, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Mailboxes, MultiPart, SinglePart};
use shared::seal::SealKeys;

use super::{body, texts};
use crate::error::Internal;
use crate::storage::outbox::NewMail;

/// The bytes of a mail from this sender; its link leads to `origin`. The link's token is derived here, and stands in
/// these bytes alone.
pub fn render(mail: &NewMail, origin: &str, from: &str, keys: &SealKeys) -> Result<Vec<u8>, Internal> {
    let broken = |why: String| Internal::fault(format!("mail {}: {why}", mail.mail_id));
    let texts = texts::texts(mail);
    let page = format!("{origin}{}", texts.page);
    let link = if mail.link_id.is_empty() {
        page
    } else {
        let token =
            keys.link_token(&mail.key_id, &mail.link_id).map_err(|error| broken(error.to_string()))?;
        format!("{page}#{token}")
    };
    let from = mailbox(from).map_err(|error| broken(format!("sender: {error}")))?;
    let to = mailbox(&mail.login.with_ascii_domain()).map_err(|error| broken(format!("address: {error}")))?;
    let message_id = format!("<{}@{}>", mail.mail_id, from.email.domain());
    // The outer part carries the fields of the whole mail: the library's builder for those would read them again,
    // for an envelope that the transport makes, and brings a large parser.
    let mut message = MultiPart::alternative()
        // No boundary of chance, so that the bytes stay the same.
        .boundary(format!("part-{}", mail.mail_id))
        .singlepart(SinglePart::plain(body::plain(&texts, &link)))
        .singlepart(SinglePart::html(body::html(&texts, mail.language.as_str(), &link)));
    let fields = message.headers_mut();
    fields.set(header::From::from(Mailboxes::from(from)));
    fields.set(header::To::from(Mailboxes::from(to)));
    fields.set(header::Subject::from(texts.subject.clone()));
    fields.set(header::MessageId::from(message_id));
    fields.set(header::MIME_VERSION_1_0);
    fields.insert_raw(field("Date", mail.at.mail_date()));
    // Tells mail programs not to answer by themselves (RFC 3834 section 5).
    fields.insert_raw(field("Auto-Submitted", "auto-generated".to_owned()));
    Ok(message.formatted())
}

/// Reads `name@domain` or `Name <name@domain>` by the rules of lettre, but for its second look at a wrong domain in
/// the tables of internationalised names, which the bundle would carry for that alone.
fn mailbox(text: &str) -> Result<Mailbox, email_address::Error> {
    let parsed = EmailAddress::from_str(text)?;
    let name = Some(parsed.display_part()).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name.map(str::to_owned), Address::new_dangerous(parsed.local_part(), parsed.domain())))
}

fn field(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::outbox::{Cause, MailKind};
    use mail_parser::MessageParser;
    use shared::time::UnixMillis;
    use shared::value::agency_code::AgencyCode;
    use shared::value::language::Language;
    use shared::value::login::Login;
    use shared::value::product::Product;

    const ORIGIN: &str = "https://cashier.mixvel.io";

    fn mail(language: Language) -> NewMail {
        NewMail {
            mail_id: "00000000-0000-4000-8000-000000000001".to_owned(),
            kind: MailKind::TwoFactorSetUp,
            agency: AgencyCode::from_number(12036).unwrap(),
            agency_name: "R&M Travel".to_owned(),
            login: Login::parse("cashier@demo.mixvel.com").unwrap(),
            language,
            product: Product::Cashier,
            origin: String::new(),
            link_id: "l1".to_owned(),
            key_id: "s1".to_owned(),
            cause: None,
            at: UnixMillis(1_735_689_601_000),
        }
    }

    fn keys() -> SealKeys {
        SealKeys::parse(&format!(r#"[{{"id":"s1","secret":"{}"}}]"#, "A".repeat(43))).unwrap()
    }

    #[test]
    fn a_mail_has_the_fields_and_parts_that_the_standards_ask_for() {
        let raw = render(&mail(Language::En), ORIGIN, "MixVel <no-reply@mixvel.com>", &keys()).unwrap();
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
            render(&mail(Language::Ru), ORIGIN, from, &keys()).unwrap(),
            render(&mail(Language::Ru), ORIGIN, from, &keys()).unwrap()
        );
    }

    #[test]
    fn mailboxes_are_written_as_the_standards_ask_and_what_is_none_is_refused() {
        let sent = |from: &str, to: &str| {
            let mail = NewMail { login: Login::parse(to).unwrap(), ..mail(Language::En) };
            let raw = render(&mail, ORIGIN, from, &keys()).map_err(|error| error.to_string())?;
            Ok::<_, String>(String::from_utf8(raw).unwrap())
        };
        let raw = sent("Привет <a@mixvel.com>", "kassir@почта.рф").unwrap();
        assert!(raw.contains("\r\nFrom: =?utf-8?b?0J/RgNC40LLQtdGC?= <a@mixvel.com>\r\n"), "{raw}");
        assert!(raw.contains("\r\nTo: kassir@xn--80a1acny.xn--p1ai\r\n"), "{raw}");
        assert!(sent("a@mixvel.com", "b@mixvel.com").unwrap().contains("\r\nFrom: a@mixvel.com\r\n"));
        for none in ["cashier", "a@b c", "a@b\r\nBcc: c@d", "a,b@c", "@c", "a@"] {
            assert!(sent("a@mixvel.com", none).is_err(), "{none:?}");
        }
    }

    #[test]
    fn both_bodies_say_the_same_and_lead_to_one_page() {
        for (language, words) in
            [(Language::En, ["MixVel Cashier", "Not you?"]), (Language::Ru, ["MixVel Касса", "Это не вы?"])]
        {
            let raw = render(&mail(language), ORIGIN, "MixVel <no-reply@mixvel.com>", &keys()).unwrap();
            let parsed = MessageParser::default().parse(&raw).unwrap();
            let (text, html) = (parsed.body_text(0).unwrap(), parsed.body_html(0).unwrap());
            for word in words.into_iter().chain(["cashier@demo.mixvel.com", "support@mixvel.com"]) {
                assert!(text.contains(word) && html.contains(word), "{word}: {text}");
            }
            assert_eq!((text.matches("https://").count(), html.matches("<a ").count()), (1, 1));
            assert_eq!(html.matches("<li ").count(), 4);
        }
    }

    #[test]
    fn every_kind_tells_who_is_meant_what_to_do_and_leads_to_one_page_in_both_languages() {
        let cause = Cause {
            address: "203.0.113.7".to_owned(),
            country: Some("RU".to_owned()),
            user_agent: "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36".to_owned(),
        };
        for (kind, page) in [
            (MailKind::PasswordReset, "/reset#"),
            (MailKind::Invitation, "/invitation#"),
            (MailKind::PasswordLocked, "/reset"),
            (MailKind::WrongCode, "/reset"),
            (MailKind::CodeLocked, "/reset"),
            (MailKind::PasswordChanged, "/reset"),
            (MailKind::SecondFactorChanged, "/reset"),
            (MailKind::SecondFactorRemoved, "/reset"),
            (MailKind::NewDevice, "/reset"),
        ] {
            for language in [Language::En, Language::Ru] {
                let is_notice = !page.ends_with('#');
                let mail = NewMail {
                    kind,
                    link_id: if is_notice { String::new() } else { "l1".to_owned() },
                    cause: is_notice.then(|| cause.clone()),
                    ..mail(language)
                };
                let raw = render(&mail, ORIGIN, "a@mixvel.com", &keys()).unwrap();
                let parsed = MessageParser::default().parse(&raw).unwrap();
                let (text, html) = (parsed.body_text(0).unwrap(), parsed.body_html(0).unwrap());
                let link = text.split_whitespace().find(|word| word.starts_with("https://")).unwrap();
                let token = link.strip_prefix(&format!("{ORIGIN}{page}")).unwrap();
                assert_eq!(token.len(), if is_notice { 0 } else { 43 });
                assert_eq!((text.matches("https://").count(), html.matches("<a ").count()), (1, 1));
                let expected = ["cashier@demo.mixvel.com", "support@mixvel.com"];
                let told = ["203.0.113.7 (RU)", "Chrome", "Windows"];
                for word in expected.into_iter().chain(told.into_iter().filter(|_| is_notice)) {
                    assert!(text.contains(word) && html.contains(word), "{kind:?} {word}: {text}");
                }
            }
        }
    }

    #[test]
    fn an_invitation_says_which_agency_it_comes_from() {
        for (language, lead) in [
            (
                Language::En,
                "The agency “R&M Travel” has given you access to MixVel Cashier as cashier@demo.mixvel.com.",
            ),
            (Language::Ru, "Агентство «R&M Travel» открыло вам доступ к продукту MixVel Касса."),
        ] {
            let mail = NewMail { kind: MailKind::Invitation, ..mail(language) };
            let raw = render(&mail, ORIGIN, "a@mixvel.com", &keys()).unwrap();
            let parsed = MessageParser::default().parse(&raw).unwrap();
            let (text, html) = (parsed.body_text(0).unwrap(), parsed.body_html(0).unwrap());
            assert!(text.contains(lead), "{text}");
            assert!(html.contains("R&amp;M Travel"), "{html}");
        }
    }

    #[test]
    fn an_agency_whose_name_a_mail_program_would_make_a_link_of_is_called_by_its_code() {
        for name in [
            "Your account is blocked: https://evil.example/mixvel",
            "See www.evil.example now",
            "evil.example",
            "Write to help@evil",
            "Call +7 495 123-45-67",
            "evil。example",
        ] {
            let mail =
                NewMail { kind: MailKind::Invitation, agency_name: name.to_owned(), ..mail(Language::En) };
            let raw = render(&mail, ORIGIN, "a@mixvel.com", &keys()).unwrap();
            let text = MessageParser::default().parse(&raw).unwrap().body_text(0).unwrap().into_owned();
            assert!(text.contains("The agency 12036 has given you access"), "{text}");
            assert!(!text.contains("evil") && !text.contains("495"), "{text}");
        }
    }

    #[test]
    fn what_a_mail_asks_for_is_called_as_in_the_windows_of_its_product() {
        let telling = [
            MailKind::PasswordLocked,
            MailKind::WrongCode,
            MailKind::CodeLocked,
            MailKind::PasswordChanged,
            MailKind::SecondFactorChanged,
            MailKind::SecondFactorRemoved,
            MailKind::NewDevice,
        ];
        for (product, language, press, label) in [
            (Product::Cashier, Language::En, "press “Reset password”", "Reset password"),
            (Product::Boss, Language::En, "press “Reset Password”", "Reset Password"),
            (Product::Cashier, Language::Ru, "нажмите «Восстановить пароль»", "Восстановить пароль"),
            (Product::Boss, Language::Ru, "нажмите «Сбросить пароль»", "Сбросить пароль"),
        ] {
            for kind in telling {
                let mail = NewMail { kind, product, link_id: String::new(), ..mail(language) };
                let raw = render(&mail, ORIGIN, "a@mixvel.com", &keys()).unwrap();
                let parsed = MessageParser::default().parse(&raw).unwrap();
                let (text, html) = (parsed.body_text(0).unwrap(), parsed.body_html(0).unwrap());
                let has =
                    |body: &str| body.to_lowercase().contains(&press.to_lowercase()) && body.contains(label);
                assert!(has(&text) && has(&html), "{kind:?} {press}: {text}");
                assert!(html.contains(&format!(">{label}</a>")), "{kind:?} {label}: {html}");
            }
        }
    }

    #[test]
    fn what_a_browser_calls_itself_cannot_become_a_field_or_markup() {
        let cause = Cause {
            address: "<b>\r\nBcc: x@y".to_owned(),
            country: None,
            user_agent: "Chrome/1 \r\nSubject: y <script>".to_owned(),
        };
        let mail = NewMail { kind: MailKind::NewDevice, cause: Some(cause), ..mail(Language::En) };
        let raw = render(&mail, ORIGIN, "a@mixvel.com", &keys()).unwrap();
        let parsed = MessageParser::default().parse(&raw).unwrap();
        assert_eq!((parsed.bcc(), parsed.subject()), (None, Some("New sign-in to MixVel Cashier")));
        let html = parsed.body_html(0).unwrap();
        assert!(!html.contains("<script>") && !html.contains("From: <b><b>"), "{html}");
    }
}
