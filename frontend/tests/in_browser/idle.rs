//! The idle watchdog, given moments that are near.

use frontend::flow::Clock;
use frontend::hooks::use_idle::use_idle;
use frontend::platform::{clock, storage};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use crate::stage::{Stage, calls, happen, settle, until};

const KEY: &str = "last-input";

#[derive(Clone, PartialEq, Properties)]
struct Props {
    ends_ms: Option<i64>,
    onend: Callback<Option<String>>,
}

/// The edge's clock is a minute behind the browser's.
#[component(Watched)]
fn watched(props: &Props) -> Html {
    let clock = Clock { edge_ms: 0, device_ms: 60_000 };
    let (left_ms, onstay) = use_idle(props.ends_ms.map(|ends_ms| (ends_ms, clock)), props.onend.clone());
    let onclick = onstay.reform(|_: MouseEvent| ());
    html! { <><button {onclick}></button>{ left_ms }</> }
}

/// A watchdog of a session that ends so many milliseconds from now.
async fn watch(left_ms: i64) -> (Stage<Watched>, Props, impl Fn() -> usize) {
    // A page that grows shorter scrolls, which the browser tells in its next frame; another test may have left it so.
    web_sys::window().unwrap().scroll_to_with_x_and_y(0.0, 0.0);
    settle().await;
    settle().await;
    storage::remove(KEY);
    let (ended, onend) = calls();
    let props = Props { ends_ms: Some(clock::now() - 60_000 + left_ms), onend: onend.reform(|_| ()) };
    (Stage::draw(props.clone()).await, props, move || ended.borrow().len())
}

fn left_ms(stage: &Stage<Watched>) -> Option<i64> {
    stage.text().parse().ok()
}

#[wasm_bindgen_test]
async fn who_is_warned_and_stays_is_warned_no_more_and_tells_the_other_tabs() {
    let (stage, _, ended) = watch(30_000).await;
    // A script is no person.
    happen(&web_sys::window().unwrap(), "keydown");
    assert_eq!(storage::read(KEY), None);
    until("the person is warned", || left_ms(&stage).is_some()).await;
    let left = left_ms(&stage).unwrap();
    assert!((20_000..=29_500).contains(&left), "{left} ms left");
    until("it counts down", || left_ms(&stage).is_some_and(|now| now < left)).await;
    let chosen = clock::now();
    stage.click("button").await;
    assert_eq!(left_ms(&stage), None);
    assert!(storage::read(KEY).unwrap().parse::<i64>().unwrap() >= chosen);
    assert_eq!(ended(), 0);
}

#[wasm_bindgen_test]
async fn a_session_whose_hour_is_over_ends_once_and_leaves_no_trace() {
    let (stage, _, ended) = watch(1500).await;
    storage::write(KEY, "1");
    until("the session ends", || ended() > 0).await;
    assert_eq!(storage::read(KEY), None);
    let last = clock::now();
    until("another tick has passed", || clock::now() > last + 1200).await;
    assert_eq!((ended(), stage.one::<web_sys::Element>("button").tag_name()), (1, "BUTTON".to_owned()));
}

#[wasm_bindgen_test]
async fn input_in_another_tab_takes_the_warning_away() {
    let (stage, _, ended) = watch(30_000).await;
    until("the person is warned", || left_ms(&stage).is_some()).await;
    storage::write(KEY, &clock::now().to_string());
    happen(&web_sys::window().unwrap(), "storage");
    settle().await;
    assert_eq!((left_ms(&stage), ended()), (None, 0));
}

#[wasm_bindgen_test]
async fn a_session_that_is_over_is_watched_no_more() {
    let (mut stage, props, ended) = watch(2500).await;
    until("the person is warned", || left_ms(&stage).is_some()).await;
    stage.change(Props { ends_ms: None, ..props }).await;
    assert_eq!(left_ms(&stage), None);
    let stopped = clock::now();
    until("its end has passed", || clock::now() > stopped + 3000).await;
    assert_eq!((left_ms(&stage), ended()), (None, 0));
}
