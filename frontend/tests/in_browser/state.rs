//! What the windows' own reader makes of a state that the contract's derived writer wrote.

use frontend::api::state::read;
use shared::api::state::{ConsentText, LastSignIn, Notice, PointOfSale, Setup, SignedIn, State, Step};
use wasm_bindgen_test::wasm_bindgen_test;

fn place() -> PointOfSale {
    PointOfSale { id: "12036_ALPHA".into(), name: "Central office".into(), address: String::new() }
}

fn signed_in() -> SignedIn {
    SignedIn {
        login: "a@b.c".into(),
        employee: "Анна".into(),
        agency_code: 12036,
        agency: "Alpha \"Travel\"".into(),
        point_of_sale: Some(place()),
        seance: Some("Regular".into()),
        may_change_point_of_sale: true,
        last_sign_in: Some(LastSignIn {
            at_ms: 1_700_000_000_123,
            country: Some("RU".into()),
            address: None,
        }),
        app_url: None,
        idle_at_ms: 1_800_000_000_000,
        ends_at_ms: 1_800_000_000_001,
    }
}

#[wasm_bindgen_test]
fn every_step_is_read_as_the_contract_writes_it() {
    let who = || "a•••@b.c".to_owned();
    let setup = Setup { sent_to: who(), resend_at_ms: 60_000, just_sent: true };
    let bare = SignedIn {
        point_of_sale: None,
        seance: None,
        last_sign_in: None,
        app_url: Some("/app".into()),
        ..signed_in()
    };
    let notices = [
        None,
        Some(Notice::Idle),
        Some(Notice::Absolute),
        Some(Notice::Ended),
        Some(Notice::PointOfSaleTaken),
        Some(Notice::SignInExpired),
    ];
    let mut steps: Vec<_> = notices.map(|notice| Step::Credentials { notice }).into();
    steps.extend([
        Step::Requirements {
            who: who(),
            consent: Some(ConsentText { version: "f00".into(), operator_named: true }),
            two_factor: false,
        },
        Step::Requirements { who: who(), consent: None, two_factor: true },
        Step::Code { who: who(), attempts_left: 2, setup: Some(setup) },
        Step::Code { who: who(), attempts_left: 3, setup: None },
        Step::PointOfSale {
            who: who(),
            choices: vec![place()],
            selected: "12036_ALPHA".into(),
            fixed: true,
            changing: true,
        },
        Step::Seance {
            who: who(),
            point_of_sale: place(),
            choices: vec!["A".into()],
            selected: "A".into(),
            changing: true,
        },
        Step::Seance {
            who: who(),
            point_of_sale: place(),
            choices: vec![],
            selected: String::new(),
            changing: false,
        },
        Step::SignedIn(Box::new(signed_in())),
        Step::SignedIn(Box::new(bare)),
    ]);
    for step in steps {
        let state = State {
            product: "boss".into(),
            version: "2.3.0".into(),
            stand: "demo".into(),
            app: "c0ffee".into(),
            now_ms: 5,
            step,
        };
        assert_eq!(read(&serde_json::to_string(&state).unwrap()), Some(state));
    }
    for text in ["", "[]", "{}", r#"{"product":"boss"}"#] {
        assert_eq!(read(text), None, "{text}");
    }
}
