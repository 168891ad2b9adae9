//! The boxes of the requirements.

use frontend::flow::Request;
use frontend::pages::requirements::{Props, Requirements};
use shared::api::state::ConsentText;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::Callback;

use crate::stage::{Stage, calls, focused, window};

#[wasm_bindgen_test]
async fn the_first_box_that_is_missing_takes_the_focus_and_nothing_is_sent_without_all() {
    let (requests, send) = calls();
    let consent = Some(ConsentText { version: "f00".into(), operator_named: true });
    let props =
        Props { window: window(send, false, None), who: "a•••@b.c".into(), consent, two_factor: true };
    let stage = Stage::<Requirements>::draw(props).await;
    for missing in ["consent", "enable-two-factor"] {
        stage.click("button[type=submit]").await;
        assert_eq!((focused().as_str(), requests.borrow().len()), (missing, 0));
        stage.click(&["#", missing].concat()).await;
    }
    stage.click("button[type=submit]").await;
    let all = Request::Requirements { consent: Some("f00".into()), two_factor: true };
    assert_eq!(*requests.borrow(), [all]);
}

#[wasm_bindgen_test]
async fn who_is_asked_to_consent_is_told_when_the_policy_names_nobody() {
    for operator_named in [true, false] {
        let consent = Some(ConsentText { version: "f00".into(), operator_named });
        let window = window(Callback::noop(), false, None);
        let stage =
            Stage::<Requirements>::draw(Props { window, who: "a@b.c".into(), consent, two_factor: false })
                .await;
        let told = stage.text().contains("The policy does not yet say who is responsible for your data.");
        assert_eq!(told, !operator_named);
    }
}
