//! Parts of windows.

use frontend::components::button;
use frontend::components::checkbox::{Checkbox, checkbox};
use frontend::components::dialog::Dialog;
use frontend::components::message::message;
use frontend::components::select::select;
use frontend::i18n::Language;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::stage::{Stage, calls, focused, happen, settle};

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
            { message("problem", &(*said).clone(), None) }
        </>
    }
}

#[wasm_bindgen_test]
async fn a_choice_is_preselected_and_its_change_is_told_in_a_region_that_was_there_before() {
    let stage = Stage::<Parts>::draw(()).await;
    let select: HtmlSelectElement = stage.one("select");
    let region: HtmlElement = stage.one("[role=alert]");
    assert_eq!((select.value(), region.inner_text()), ("b".to_owned(), String::new()));
    select.set_value("a");
    happen(&select, "change");
    settle().await;
    assert_eq!(region.inner_text().trim(), "chosen a");
}

#[derive(Clone, PartialEq, Properties)]
struct BusyProps {
    busy: bool,
    onsubmit: Callback<()>,
    onaction: Callback<()>,
}

#[component(Buttons)]
fn buttons(props: &BusyProps) -> Html {
    let onsubmit = props.onsubmit.reform(|event: SubmitEvent| event.prevent_default());
    html! {
        <form {onsubmit}>
            { button::submit("Go", props.busy, false) }
            { button::action("Act", props.busy, &props.onaction) }
        </form>
    }
}

#[wasm_bindgen_test]
async fn a_busy_button_keeps_focus_and_takes_no_second_click() {
    let (submitted, onsubmit) = calls();
    let (acted, onaction) = calls();
    let idle = BusyProps { busy: false, onsubmit, onaction };
    let mut stage = Stage::<Buttons>::draw(idle.clone()).await;
    let button: HtmlElement = stage.one("button[type=submit]");
    button.focus().unwrap();
    for (busy, times) in [(false, 1), (true, 1), (false, 2)] {
        stage.change(BusyProps { busy, ..idle.clone() }).await;
        stage.click("button[type=submit]").await;
        stage.click("button[type=button]").await;
        assert_eq!((submitted.borrow().len(), acted.borrow().len()), (times, times), "busy: {busy}");
        assert_eq!(button.get_attribute("aria-busy"), busy.then(|| "true".to_owned()));
        assert!(button.matches(":focus").unwrap(), "busy: {busy}");
    }
}

#[component(Box)]
fn ticked_box() -> Html {
    let ticked = use_state(|| false);
    let note = if *ticked { "" } else { "Tick it" };
    let view = Checkbox {
        id: "box",
        label: "Agree",
        ticked: *ticked,
        note_id: "box-note",
        note,
        explanation: Html::default(),
    };
    let onflip = move |_: Event| ticked.set(!*ticked);
    checkbox(view, Callback::from(onflip))
}

#[wasm_bindgen_test]
async fn a_checkbox_is_ticked_by_its_label_and_described_by_what_is_wrong() {
    let stage = Stage::<Box>::draw(()).await;
    let input: HtmlInputElement = stage.one("input");
    let note: HtmlElement = stage.one(&["#", &input.get_attribute("aria-describedby").unwrap()].concat());
    for ticked in [false, true, false] {
        assert_eq!(input.checked(), ticked);
        assert_eq!(input.has_attribute("aria-invalid"), !ticked);
        assert_eq!(note.inner_text(), if ticked { "" } else { "Tick it" });
        stage.click("label span").await;
    }
}

#[derive(Clone, PartialEq, Properties)]
struct AskProps {
    open: bool,
    onescape: Callback<()>,
}

#[component(Ask)]
fn ask(props: &AskProps) -> Html {
    html! {
        <>
            <button id="behind">{ "Behind" }</button>
            if props.open {
                <Dialog language={Language::English} onlanguage={Callback::noop()} heading_id="ask" onescape={&props.onescape}>
                    <h2 id="ask">{ "Sure?" }</h2>
                    <button id="inside">{ "Yes" }</button>
                </Dialog>
            }
        </>
    }
}

#[wasm_bindgen_test]
async fn a_dialog_takes_the_focus_keeps_it_and_gives_it_back() {
    let (escaped, onescape) = calls();
    let mut stage = Stage::<Ask>::draw(AskProps { open: false, onescape: onescape.clone() }).await;
    let behind: HtmlElement = stage.one("#behind");
    behind.focus().unwrap();
    stage.change(AskProps { open: true, onescape: onescape.clone() }).await;
    assert_eq!(focused(), "inside");
    behind.focus().unwrap();
    assert_eq!(focused(), "inside", "what is behind the dialog cannot be reached");
    let dialog: HtmlElement = stage.one("dialog");
    assert!(!happen(&dialog, "cancel"), "Escape alone does not close it");
    assert_eq!(escaped.borrow().len(), 1);
    stage.change(AskProps { open: false, onescape }).await;
    assert_eq!(focused(), "behind");
}
