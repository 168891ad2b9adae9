//! A part of a page with a memory of its own. All parts are one component, since each component of its own weighs two
//! kilobytes: what differs is the hook that draws.

use std::rc::Rc;

use yew::functional::{BoxedHook, HookContext};
use yew::prelude::*;
use yew::virtual_dom::Key;

/// What draws a part.
#[derive(Clone)]
pub struct Draw(pub Rc<dyn Fn(&mut HookContext) -> Html>);

impl PartialEq for Draw {
    /// A part is drawn anew with what it stands in.
    fn eq(&self, _: &Self) -> bool {
        false
    }
}

#[derive(Properties, PartialEq)]
struct Props {
    draw: Draw,
}

#[component(Piece)]
fn piece(props: &Props) -> Html {
    use_drawn(props.draw.clone())
}

fn use_drawn(draw: Draw) -> BoxedHook<'static, Html> {
    BoxedHook::new(Box::new(move |context| (draw.0)(context)))
}

/// A part that is drawn by a hook. Parts that take each other's place have keys of their own: their memories differ.
pub fn part(key: impl Into<Key>, draw: Draw) -> Html {
    let key: Key = key.into();
    html! { <Piece {key} {draw} /> }
}

/// The part of a key that a hook draws from its values.
#[macro_export]
macro_rules! piece {
    ($key:expr, $draw:path, $values:expr) => {{
        let values = $values;
        let draw = move |context: &mut yew::functional::HookContext| {
            yew::functional::Hook::run($draw(&values), context)
        };
        $crate::boss::piece::part($key, $crate::boss::piece::Draw(std::rc::Rc::new(draw)))
    }};
}
