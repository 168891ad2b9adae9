//! Prints every mail in both languages as JSON, `[{name, language, html}]`, for `tests/browser/mails.mjs` to look at.

use edge::features::mail::{body, texts};
use edge::storage::outbox::{Cause, MailKind, NewMail};
use serde_json::json;
use shared::time::UnixMillis;
use shared::value::agency_code::AgencyCode;
use shared::value::language::Language;
use shared::value::login::Login;
use shared::value::product::Product;

#[expect(clippy::print_stdout, reason = "this is what it is for")]
fn main() {
    let mut mails = Vec::new();
    for kind in MailKind::ALL {
        for language in [Language::En, Language::Ru] {
            let Some(mail) = mail(kind, language) else { continue };
            let texts = texts::texts(&mail);
            let html =
                body::html(&texts, language.as_str(), &format!("https://cashier.mixvel.io{}", texts.page));
            mails.push(json!({ "name": kind.as_str(), "language": language.as_str(), "html": html }));
        }
    }
    println!("{}", json!(mails));
}

fn mail(kind: MailKind, language: Language) -> Option<NewMail> {
    let user_agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36";
    Some(NewMail {
        mail_id: "00000000-0000-4000-8000-000000000001".to_owned(),
        kind,
        agency: AgencyCode::from_number(12036)?,
        agency_name: "Example Travel".to_owned(),
        login: Login::parse("elizaveta.konstantinopolskaya@alpha-travel.example")?,
        language,
        product: Product::Cashier,
        origin: String::new(),
        link_id: String::new(),
        key_id: String::new(),
        cause: Some(Cause {
            address: "2001:db8:85a3:8d3::/64".to_owned(),
            country: Some("RU".to_owned()),
            user_agent: user_agent.to_owned(),
        }),
        at: UnixMillis(1_795_347_125_000),
    })
}
