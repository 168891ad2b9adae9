//! A modal dialog, the browser's own.

use yew::prelude::*;

use super::toggle::toggle;
use crate::i18n::Language;
use crate::platform::HtmlDialogElement;

/// What a dialog needs.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The language at hand.
    pub language: Language,
    /// Called with the language that was chosen: the page's own toggle cannot be reached meanwhile.
    pub onlanguage: Callback<Language>,
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
        <dialog ref={node} aria-labelledby={props.heading_id.clone()} {oncancel}>
            { props.children.clone() }
            // Last, so that the focus begins at what the dialog is about.
            { toggle(props.language, &props.onlanguage) }
        </dialog>
    }
}
