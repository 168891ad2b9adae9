//! A modal dialog, the browser's own.

use yew::prelude::*;

use crate::platform::HtmlDialogElement;

/// What a dialog needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Id of the heading that names it.
    pub heading_id: AttrValue,
    /// What is in it.
    pub children: Html,
    /// Called when Escape is pressed.
    pub onescape: Callback<()>,
}

/// Draws it, open from its first moment; whoever draws it no more has closed it.
#[component(Dialog)]
pub fn dialog(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                let _ = dialog.show_modal();
            }
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    let oncancel = props.onescape.reform(|event: Event| event.prevent_default());
    html! {
        <dialog ref={node} aria-labelledby={props.heading_id.clone()} {oncancel}>{ props.children.clone() }</dialog>
    }
}
