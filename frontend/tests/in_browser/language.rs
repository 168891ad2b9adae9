//! The language of all tabs, and the words between them.

use std::cell::RefCell;
use std::rc::Rc;

use frontend::components::toggle::toggle;
use frontend::hooks::use_language::use_language;
use frontend::i18n::Language;
use frontend::platform::channel::{Channel, Word};
use frontend::platform::{language, storage};
use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;

use crate::stage::{Stage, happen, settle, until};

#[component(Speaks)]
fn speaks() -> Html {
    let (language, onlanguage) = use_language(Language::English);
    html! { <><p>{ language.tag() }</p>{ toggle(language, &onlanguage) }</> }
}

#[wasm_bindgen_test]
async fn a_language_is_chosen_for_all_tabs_and_remembered() {
    storage::remove("language");
    let here = Stage::<Speaks>::draw(()).await;
    let there = Stage::<Speaks>::draw(()).await;
    let speak = |tag: &str| here.text().starts_with(tag) && there.text().starts_with(tag);
    assert!(speak("en"));
    here.click("[data-language=ru]").await;
    until("both speak Russian", || speak("ru")).await;
    assert_eq!(language::current(), Language::Russian);
    let document = web_sys::window().unwrap().document().unwrap();
    let cookies = js_sys::Reflect::get(&document, &"cookie".into()).unwrap().as_string().unwrap();
    assert!(cookies.contains("language=ru"), "{cookies}");
    // Where no channel reaches, the storage says so.
    storage::write("language", "en");
    happen(&web_sys::window().unwrap(), "storage");
    until("both speak English", || speak("en")).await;
    here.click("[data-language=ru]").await;
    let later = Stage::<Speaks>::draw(()).await;
    assert!(later.text().starts_with("ru"), "the choice stays");
    storage::remove("language");
}

#[wasm_bindgen_test]
async fn a_channel_hears_the_words_of_others_until_it_is_dropped() {
    let listen = || {
        let heard = Rc::new(RefCell::new(Vec::new()));
        let words = heard.clone();
        (heard, Channel::hear(move |word| words.borrow_mut().push(word)).unwrap())
    };
    let (own, speaker) = listen();
    let (kept, _listener) = listen();
    let (lost, dropped) = listen();
    drop(dropped);
    let stranger = web_sys::BroadcastChannel::new("mixvel-auth").unwrap();
    stranger.post_message(&"no word of ours".into()).unwrap();
    speaker.say(Word::Moved);
    speaker.say(Word::Language);
    until("two words are heard", || kept.borrow().len() == 2).await;
    settle().await;
    assert_eq!(*kept.borrow(), [Word::Moved, Word::Language]);
    assert_eq!((own.borrow().len(), lost.borrow().len()), (0, 0));
}
