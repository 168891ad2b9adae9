//! The Back button.

use frontend::hooks::use_history::use_history;
use frontend::platform::{history, listener};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use crate::stage::{Stage, calls, settle, until};

/// The address of the entries.
const DEEP: &str = "/deep";

#[derive(Clone, PartialEq, Properties)]
struct Props {
    wanted: u32,
    busy: bool,
    onback: Callback<()>,
}

#[component(Deep)]
fn deep(props: &Props) -> Html {
    use_history(props.wanted, Some(DEEP), props.busy, props.onback.clone());
    Html::default()
}

#[wasm_bindgen_test]
async fn back_is_told_forward_leads_nowhere_and_what_is_under_way_moves_nothing() {
    let (backs, onback) = calls();
    let (moves, onmove) = calls();
    let _heard = listener::on_window("popstate", move |_| {
        history::arrived();
        onmove.emit(());
    });
    let props = |wanted, busy| Props { wanted, busy, onback: onback.clone() };
    let ground = history::path();
    let mut stage = Stage::<Deep>::draw(props(0, false)).await;
    stage.change(props(2, true)).await;
    assert_eq!(history::depth(), 0, "not while a request is under way");
    stage.change(props(2, false)).await;
    assert_eq!((history::depth(), history::path().as_str()), (2, DEEP));

    history::go(-1);
    until("the person is back", || backs.borrow().len() == 1).await;
    stage.change(props(1, false)).await;
    let before = moves.borrow().len();
    history::go(1);
    until("forward is taken, and taken back", || moves.borrow().len() == before + 2).await;
    settle().await;
    assert_eq!(
        (backs.borrow().len(), history::depth()),
        (1, 1),
        "the app's own way back is not the person's"
    );

    stage.change(props(0, false)).await;
    until("the entries are gone", || history::depth() == 0).await;
    settle().await;
    assert_eq!((backs.borrow().len(), history::path()), (1, ground));
}
