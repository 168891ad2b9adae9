//! What holds for every input.

use proptest::prelude::*;
use shared::envelope::auth::parse_request;
use shared::value::login::Login;

use crate::{REQUEST, generated, request_with};

proptest! {
    #[test]
    fn bytes_never_break_the_reader(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parse_request(&body);
    }

    #[test]
    fn changed_requests_never_break_the_reader(
        changes in proptest::collection::vec((0..REQUEST.len(), any::<u8>(), 0..3_u8), 1..8),
    ) {
        let mut body = REQUEST.as_bytes().to_vec();
        for (at, byte, kind) in changes {
            let at = at.min(body.len() - 1);
            match kind {
                0 => body[at] = byte,
                1 => body.insert(at, byte),
                _ => body.truncate(at + 1),
            }
        }
        let _ = parse_request(&body);
    }

    #[test]
    fn generated_documents_never_break_the_reader(seed in any::<u64>()) {
        for text in generated::documents(seed).take(4) {
            let _ = parse_request(text.as_bytes());
        }
    }

    #[test]
    fn what_is_written_is_what_is_read(login in text(), password in text(), unit in "[1-9][0-9]{0,4}_[A-NP-Z]{1,16}") {
        let text = request_with("testUser.auth@mixvel.com", &escape(&login))
            .replace("passWord1!", &escape(&password))
            .replace("12036_ALPHA", &unit);
        let collapsed = |text: &str| text.split([' ', '\t', '\n', '\r']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
        match parse_request(text.as_bytes()) {
            Ok(request) => {
                prop_assert_eq!(Some(request.login), Login::parse(&collapsed(&login)));
                prop_assert_eq!(request.password.expose(), collapsed(&password));
                prop_assert_eq!(request.structure_unit.to_string(), unit);
            }
            Err(_) => prop_assert!(Login::parse(&login).is_none() || collapsed(&password).is_empty()),
        }
    }

    /// The words of a refusal have none of these letters next to each other.
    #[test]
    fn a_refusal_never_quotes_a_password(raw in "[QXZ<>&;/=\"' !?\\[\\]-]{1,24}", secret in "[QXZ]{3,9}") {
        for password in [format!("{raw}{secret}"), format!("{secret}{raw}"), format!("{secret}{raw}{secret}")] {
            if let Err(rejection) = parse_request(request_with("passWord1!", &password).as_bytes()) {
                let told = format!("{rejection:?}");
                prop_assert!(!told.contains(&secret), "{told}");
            }
        }
    }
}

/// Any text of characters that XML can carry.
fn text() -> impl Strategy<Value = String> {
    let legal = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    proptest::collection::vec(any::<char>().prop_filter("XML cannot carry it", legal), 1..20)
        .prop_map(|chars| chars.into_iter().collect())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}
