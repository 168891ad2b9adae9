//! The field of the code.

use frontend::flow::Request;
use frontend::pages::code::{Code, Props};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlButtonElement, HtmlInputElement};
use yew::prelude::*;

use crate::stage::{Stage, calls, focused, happen, settle, window};

fn props(send: &Callback<Request>, busy: bool, refused: Option<&str>) -> Props {
    Props { window: window(send.clone(), busy, refused), who: "a•••@b.c".into(), setup: None }
}

async fn enter(stage: &Stage<Code>, text: &str) -> HtmlInputElement {
    let field: HtmlInputElement = stage.one("input");
    field.set_value(text);
    happen(&field, "input");
    settle().await;
    field
}

#[wasm_bindgen_test]
async fn only_digits_stay_in_the_field_and_those_that_come_at_once_are_sent_once() {
    let (requests, send) = calls();
    let mut stage = Stage::<Code>::draw(props(&send, false, None)).await;
    let field = enter(&stage, "12 3-4x5").await;
    let confirm: HtmlButtonElement = stage.one("button[type=submit]");
    assert_eq!((field.value(), confirm.disabled(), requests.borrow().len()), ("12345".to_owned(), true, 0));
    enter(&stage, "123 456").await;
    assert_eq!((field.value(), requests.borrow().len()), ("123456".to_owned(), 0), "one digit was typed");
    enter(&stage, "").await;
    enter(&stage, "123 4567").await;
    assert_eq!((field.value(), confirm.disabled()), ("123456".to_owned(), false));
    let codes = || {
        requests
            .borrow()
            .iter()
            .filter(|it| matches!(it, Request::Code { code, .. } if code == "123456"))
            .count()
    };
    assert_eq!((codes(), requests.borrow().len()), (1, 1));
    stage.change(props(&send, true, None)).await;
    enter(&stage, "654321").await;
    assert_eq!(requests.borrow().len(), 1, "one code at a time");
}

#[wasm_bindgen_test]
async fn a_refused_code_leaves_an_empty_field_and_a_lock_leaves_the_way_out_both_with_the_focus() {
    let (_, send) = calls();
    let mut stage = Stage::<Code>::draw(props(&send, false, None)).await;
    let field = enter(&stage, "123456").await;
    stage.change(props(&send, false, Some("invalid-code"))).await;
    assert_eq!((field.value(), focused()), (String::new(), "code".to_owned()));
    assert_eq!(field.get_attribute("aria-invalid").as_deref(), Some("true"));
    enter(&stage, "123456").await;
    stage.change(props(&send, false, Some("code-locked"))).await;
    assert_eq!((field.disabled(), focused()), (true, "code-leave".to_owned()));
}
