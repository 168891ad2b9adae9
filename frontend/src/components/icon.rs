//! Small drawings, as SVG nodes: style attributes and markup from text are refused by our own policy.

use yew::prelude::*;

use crate::product::Product;

/// The mark: a journey of two legs, which is an m, on what the product is about, a ticket or a seal.
pub fn mark(product: Product) -> Html {
    let ground = match product {
        Product::Cashier => {
            "M1.2 12.9a3 3 0 0 1 2.3-3.6l20.7-4.4a3 3 0 0 1 3.5 2.3l.6 2.9a3.3 3.3 0 0 0 1.4 6.5l.6 2.5a3 3 0 0 1-2.3 3.6L7.8 27.1a3 3 0 0 1-3.5-2.3l-.6-2.9a3.3 3.3 0 0 0-1.4-6.5Z"
        }
        Product::Boss => "M16 1.5a14.5 14.5 0 1 1 0 29 14.5 14.5 0 0 1 0-29Z",
    };
    let legs = match product {
        Product::Cashier => "M8.3 21.3c-1.8-8.5 6.1-10.2 7.9-1.7-1.8-8.5 6.1-10.2 7.9-1.7",
        Product::Boss => "M8 20.5c0-9.3 8-9.3 8 0 0-9.3 8-9.3 8 0",
    };
    let end = if product == Product::Cashier { "M24.1 17.9h.01" } else { "M24 20.5h.01" };
    html! {
        <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path class="mark-ground" d={ground} />
            <path class="mark-line" d={legs} />
            <path class="mark-end" d={end} />
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
