//! Drawings that follow the clock.

use frontend::hooks::use_ticks::use_ticks;
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use crate::stage::{Stage, until};

#[derive(Clone, PartialEq, Properties)]
struct Props {
    running: bool,
}

#[component(Clock)]
fn clock(props: &Props) -> Html {
    let now = use_ticks(props.running);
    html! { { now } }
}

#[wasm_bindgen_test]
async fn a_drawing_follows_the_clock_only_while_it_runs() {
    let mut runs = Stage::<Clock>::draw(Props { running: true }).await;
    let stands = Stage::<Clock>::draw(Props { running: false }).await;
    let (begun, still) = (runs.text(), stands.text());
    until("a second is drawn", || runs.text() != begun).await;
    assert_eq!(stands.text(), still);
    runs.change(Props { running: false }).await;
    let (stopped, mut other) = (runs.text(), stands);
    other.change(Props { running: true }).await;
    let begun = other.text();
    until("a second is drawn", || other.text() != begun).await;
    assert_eq!(runs.text(), stopped);
}
