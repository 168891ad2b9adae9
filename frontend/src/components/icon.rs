//! Small drawings, as SVG nodes: style attributes and markup from text are refused by our own policy.

use yew::prelude::*;

/// The product's mark.
pub fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect class="mark-ground" width="32" height="32" rx="9" />
            <path class="mark-line" d="M8 22V11.5l8 8 8-8V22" />
        </svg>
    }
}

/// A warning.
pub fn warning() -> Html {
    html! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d="M10 5.5v5.5M10 14.2v.1M10 2a8 8 0 1 0 0 16 8 8 0 0 0 0-16Z" />
        </svg>
    }
}

/// A tick; the style shows it where a rule is met.
#[cfg(feature = "steps")]
pub fn tick() -> Html {
    html! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <circle cx="10" cy="10" r="8" />
            <path class="tick" d="m6.2 10.3 2.6 2.6 5-5.6" />
        </svg>
    }
}

/// An eye; the style crosses it out when the password can be read.
pub fn eye() -> Html {
    html! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d="M1.8 10S4.6 4.6 10 4.6 18.2 10 18.2 10 15.4 15.4 10 15.4 1.8 10 1.8 10Z" />
            <circle cx="10" cy="10" r="2.4" />
            <path class="cross" d="M3.4 16.6 16.6 3.4" />
        </svg>
    }
}
