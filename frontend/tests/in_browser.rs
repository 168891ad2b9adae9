//! In a real browser: what the windows' own reader makes of a state that the contract's derived writer wrote, and a
//! drop-down and a message as a person meets them. Run with the test runner of wasm-bindgen and `webdriver.json`.
#![cfg(all(target_arch = "wasm32", feature = "steps"))]

use frontend::api::state::read;
use frontend::components::message::message;
use frontend::components::select::select;
use shared::api::state::{ConsentText, LastSignIn, Notice, PointOfSale, Setup, SignedIn, State, Step};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{HtmlElement, HtmlSelectElement};
use yew::prelude::*;

wasm_bindgen_test_configure!(run_in_browser);

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
    let notices =
        [None, Some(Notice::Idle), Some(Notice::Absolute), Some(Notice::Ended), Some(Notice::SignInExpired)];
    let mut steps: Vec<_> = notices.map(|notice| Step::Credentials { notice }).into();
    steps.extend([
        Step::Requirements {
            who: who(),
            consent: Some(ConsentText { version: "f00".into() }),
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

#[component(Parts)]
fn parts() -> Html {
    let chosen = use_state(|| "b".to_owned());
    let said = use_state(String::new);
    let onchoose = Callback::from({
        let (chosen, said) = (chosen.setter(), said.setter());
        move |value: String| {
            said.set(["chosen ", &value].concat());
            chosen.set(value);
        }
    });
    let choices = ["a", "b"].into_iter().map(|value| (value.to_owned(), value.to_uppercase()));
    html! {
        <>
            { select("choice", "Choice", choices, &chosen, &onchoose) }
            { message("problem", (*said).clone(), None) }
        </>
    }
}

#[wasm_bindgen_test]
async fn a_choice_is_preselected_and_its_change_is_told_in_a_region_that_was_there_before() {
    let document = web_sys::window().unwrap().document().unwrap();
    let root = document.create_element("div").unwrap();
    document.document_element().unwrap().append_child(&root).unwrap();
    yew::Renderer::<Parts>::with_root(root.clone()).render();
    settle().await;
    let select: HtmlSelectElement = root.query_selector("select").unwrap().unwrap().unchecked_into();
    let region: HtmlElement = root.query_selector("[role=alert]").unwrap().unwrap().unchecked_into();
    assert_eq!((select.value(), region.inner_text()), ("b".to_owned(), String::new()));
    select.set_value("a");
    let init = web_sys::EventInit::new();
    init.set_bubbles(true);
    select.dispatch_event(&Event::new_with_event_init_dict("change", &init).unwrap()).unwrap();
    settle().await;
    assert_eq!(region.inner_text().trim(), "chosen a");
}

/// Lets Yew draw.
async fn settle() {
    let promise = js_sys::Promise::new(&mut |done, _| {
        let window = web_sys::window().unwrap();
        window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, 20).unwrap();
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
}
