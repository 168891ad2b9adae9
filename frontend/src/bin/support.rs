//! The fifth module: the pages of support alone, in the place of the shell that the build has drawn.

use frontend::platform::{bridge, page};
use frontend::support::Support;
use yew::Renderer;

fn main() {
    if let Some(root) = page::element(bridge::BOSS_ROOT) {
        root.set_text_content(None);
        Renderer::<Support>::with_root(root.into()).render();
        page::go_live();
    }
}
