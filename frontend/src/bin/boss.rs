//! The fourth module: administration in Boss, in the place of the shell that the build has drawn.

use frontend::boss::root::Boss;
use frontend::platform::{bridge, page};
use yew::Renderer;

fn main() {
    if let Some(root) = page::element(bridge::BOSS_ROOT) {
        root.set_text_content(None);
        Renderer::<Boss>::with_root(root.into()).render();
        page::go_live();
    }
}
