//! Where a component is drawn, and what a person does to it.

use std::cell::RefCell;
use std::rc::Rc;

use frontend::api::{Problem, Refusal};
use frontend::flow::{Clock, Request};
use frontend::i18n::Language;
use frontend::pages::window::Window;
use frontend::product::Product;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventInit, HtmlElement};
use yew::prelude::*;
use yew::{AppHandle, Renderer};

/// A component on the page, which is taken away when this is dropped.
pub(crate) struct Stage<C: BaseComponent> {
    root: Element,
    app: Option<AppHandle<C>>,
}

impl<C: BaseComponent> Stage<C> {
    pub(crate) async fn draw(props: C::Properties) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&root).unwrap();
        let app = Renderer::<C>::with_root_and_props(root.clone(), props).render();
        settle().await;
        Self { root, app: Some(app) }
    }

    pub(crate) async fn change(&mut self, props: C::Properties) {
        self.app.as_mut().unwrap().update(props);
        settle().await;
    }

    /// The one element that a selector finds.
    pub(crate) fn one<T: JsCast>(&self, selector: &str) -> T {
        let found = self.root.query_selector_all(selector).unwrap();
        assert_eq!(found.length(), 1, "{selector} in {}", self.root.inner_html());
        found.get(0).unwrap().unchecked_into()
    }

    pub(crate) fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }

    pub(crate) async fn click(&self, selector: &str) {
        self.one::<HtmlElement>(selector).click();
        settle().await;
    }
}

impl<C: BaseComponent> Drop for Stage<C> {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
        self.root.remove();
    }
}

/// What a callback was called with.
pub(crate) fn calls<T: 'static>() -> (Rc<RefCell<Vec<T>>>, Callback<T>) {
    let calls = Rc::new(RefCell::new(Vec::new()));
    let callback = Callback::from({
        let calls = calls.clone();
        move |value| calls.borrow_mut().push(value)
    });
    (calls, callback)
}

/// What a window is given, after a code that was refused like this.
pub(crate) fn window(send: Callback<Request>, busy: bool, refused: Option<&str>) -> Window {
    let failed = refused.map(|code| {
        let request = Request::Code { code: "123456".to_owned(), device_now_ms: 0, who: String::new() };
        (request, Problem::Refused(Box::new(Refusal { code: code.to_owned(), ..Refusal::default() })))
    });
    let clock = Clock { edge_ms: 0, device_ms: 0 };
    Window {
        product: Product::Cashier,
        language: Language::English,
        busy,
        failed,
        clock,
        onlanguage: Callback::noop(),
        send,
    }
}

/// Id of what has the focus.
pub(crate) fn focused() -> String {
    web_sys::window().unwrap().document().unwrap().active_element().map(|it| it.id()).unwrap_or_default()
}

/// Has an event happen that bubbles and can be prevented; tells whether it was not.
pub(crate) fn happen(target: &web_sys::EventTarget, kind: &str) -> bool {
    let init = EventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    target.dispatch_event(&Event::new_with_event_init_dict(kind, &init).unwrap()).unwrap()
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..250 {
        if is_so() {
            return;
        }
        settle().await;
    }
    panic!("never: {what}");
}

/// Lets Yew draw. It goes on by timers when it has worked for long, so one alone could come before it.
pub(crate) async fn settle() {
    for _ in 0..5 {
        let promise = js_sys::Promise::new(&mut |done, _| {
            let window = web_sys::window().unwrap();
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, 4).unwrap();
        });
        wasm_bindgen_futures::JsFuture::from(promise).await.unwrap();
    }
}
