//! The form of a new password: what it tells while somebody types, and what it sends.

use frontend::api::{Problem, Refusal};
use frontend::i18n::Language;
use frontend::pages::new_password::{Draft, NewPassword, Props};
use frontend::product::Product;
use shared::api::state::ConsentText;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::stage::{Stage, calls, focused, happen, settle};

fn props(onsave: Callback<Draft>) -> Props {
    Props {
        product: Product::Cashier,
        language: Language::English,
        login: "a@b.c".into(),
        asks_current: false,
        consent: None,
        may_reissue: true,
        busy: false,
        problem: None,
        onsave,
        oncancel: None,
    }
}

fn refused(code: &str, rule: Option<&str>) -> Problem {
    let (code, rule) = (code.to_owned(), rule.map(str::to_owned));
    Problem::Refused(Box::new(Refusal { code, rule, ..Refusal::default() }))
}

async fn enter(stage: &Stage<NewPassword>, id: &str, text: &str) {
    let field: HtmlInputElement = stage.one(&["#", id].concat());
    field.set_value(text);
    happen(&field, "input");
    settle().await;
}

/// Which rules are ticked, from top to bottom.
fn ticked(stage: &Stage<NewPassword>) -> String {
    let list: HtmlElement = stage.one(".rules ul");
    let items = list.children();
    let is_met = |at| items.item(at).is_some_and(|item| item.has_attribute("data-met"));
    (0..items.length()).map(|at| if is_met(at) { 'x' } else { '-' }).collect()
}

fn note(stage: &Stage<NewPassword>, id: &str) -> String {
    stage.one::<HtmlElement>(&["#", id].concat()).inner_text()
}

#[wasm_bindgen_test]
async fn rules_are_ticked_while_somebody_types() {
    let stage = Stage::<NewPassword>::draw(props(Callback::noop())).await;
    assert_eq!(ticked(&stage), "---");
    enter(&stage, "new-password", "a@b.c").await;
    assert_eq!(ticked(&stage), "---");
    enter(&stage, "new-password", "New-passw0rd").await;
    assert_eq!(ticked(&stage), "xx-");
    enter(&stage, "repeat-password", "New-passw0rd").await;
    assert_eq!(ticked(&stage), "xxx");
}

#[wasm_bindgen_test]
async fn what_is_wrong_is_told_at_its_field_before_anything_is_sent() {
    let (saved, onsave) = calls();
    let consent = Some(ConsentText { version: "f00".into(), operator_named: true });
    let stage = Stage::<NewPassword>::draw(Props { asks_current: true, consent, ..props(onsave) }).await;
    for (field, value, said) in [
        ("current-password", "Old-passw0rd", "Enter your current password"),
        ("new-password", "short", "Enter a new password"),
        ("new-password", "New-passw0rd", "The password is shorter than 8 characters"),
        ("repeat-password", "New-passw0rd", "The passwords do not match"),
    ] {
        stage.click("button[type=submit]").await;
        assert_eq!(focused(), field);
        let input: HtmlInputElement = stage.one(&["#", field].concat());
        assert_eq!(input.get_attribute("aria-invalid").as_deref(), Some("true"), "{said}");
        let notes = input.get_attribute("aria-describedby").unwrap();
        assert_eq!(note(&stage, notes.split(' ').next().unwrap()), said);
        enter(&stage, field, value).await;
        assert!(!input.has_attribute("aria-invalid"), "typing answers: {said}");
    }
    stage.click("button[type=submit]").await;
    assert_eq!((focused().as_str(), saved.borrow().len()), ("consent", 0));
    stage.click("#consent").await;
    stage.click("#reissue").await;
    stage.click("button[type=submit]").await;
    let all = Draft { current: "Old-passw0rd".into(), password: "New-passw0rd".into(), reissue: true };
    assert!(*saved.borrow() == [all]);
}

#[wasm_bindgen_test]
async fn a_refusal_keeps_what_was_typed_and_points_at_the_field() {
    let mut stage = Stage::<NewPassword>::draw(props(Callback::noop())).await;
    enter(&stage, "new-password", "password1").await;
    stage
        .change(Props { problem: Some(refused("weak-password", Some("common"))), ..props(Callback::noop()) })
        .await;
    assert_eq!(focused(), "new-password");
    assert!(note(&stage, "new-note").starts_with("This is one of the most common passwords"));
    assert_eq!(stage.one::<HtmlInputElement>("#new-password").value(), "password1");
    enter(&stage, "new-password", "password12").await;
    assert_eq!(note(&stage, "new-note"), "");
    let too_many = Props { problem: Some(refused("too-many-requests", None)), ..props(Callback::noop()) };
    stage.change(too_many).await;
    assert!(stage.one::<HtmlElement>("[role=alert]").inner_text().contains("Too many attempts"));
}

#[wasm_bindgen_test]
async fn a_text_that_has_changed_is_consented_to_anew() {
    let consent = |version: &str| Some(ConsentText { version: version.into(), operator_named: true });
    let mut stage =
        Stage::<NewPassword>::draw(Props { consent: consent("f00"), ..props(Callback::noop()) }).await;
    stage.click("#consent").await;
    let problem = Some(refused("consent-missing", None));
    stage.change(Props { consent: consent("f01"), problem, ..props(Callback::noop()) }).await;
    assert!(!stage.one::<HtmlInputElement>("#consent").checked());
    assert_eq!(focused(), "consent");
    assert!(note(&stage, "consent-note").contains("The text of the consent has changed"));
}

#[wasm_bindgen_test]
async fn an_invited_person_is_told_when_the_policy_names_nobody() {
    for operator_named in [true, false] {
        let consent = Some(ConsentText { version: "f00".into(), operator_named });
        let stage = Stage::<NewPassword>::draw(Props { consent, ..props(Callback::noop()) }).await;
        let told = stage.text().contains("The policy does not yet say who is responsible for your data.");
        assert_eq!(told, !operator_named);
    }
}

#[wasm_bindgen_test]
async fn each_password_can_be_looked_at_by_a_button_that_names_it() {
    let stage = Stage::<NewPassword>::draw(props(Callback::noop())).await;
    let shows: HtmlElement = stage.one(".with-button:has(#new-password) button");
    assert_eq!(shows.inner_text().trim(), "Show password: New password");
    let kinds = || ["#new-password", "#repeat-password"].map(|id| stage.one::<HtmlInputElement>(id).type_());
    shows.click();
    settle().await;
    assert_eq!(
        (kinds(), shows.get_attribute("aria-pressed").as_deref()),
        (["text".into(), "password".into()], Some("true"))
    );
}
