//! Small drawings in the colour of the text around them.

use leptos::prelude::*;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// The mark of the product.
    Brand,
    /// Opens downwards.
    Down,
    /// Takes away.
    Close,
    /// Adds.
    Add,
    /// Half light, half dark: as the system says.
    System,
    /// Light.
    Sun,
    /// Dark.
    Moon,
    /// Stays here.
    Lock,
    /// Seeks.
    Search,
    /// Three dots.
    More,
}

/// An icon; the button around it carries the name.
#[component]
pub fn Glyph(icon: Icon) -> impl IntoView {
    let lines = match icon {
        Icon::Brand => {
            return view! {
                <svg class="icon brand" viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M3 3h8v8H3zM13 13h8v8h-8z" />
                    <path class="pale" d="M13 3h8v8h-8zM3 13h8v8H3z" />
                </svg>
            }
            .into_any();
        }
        Icon::System => {
            return view! {
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M12 4.5a7.5 7.5 0 0 1 0 15 7.5 7.5 0 0 1 0-15z" />
                    <path class="full" d="M12 4.5a7.5 7.5 0 0 0 0 15z" />
                </svg>
            }
            .into_any();
        }
        Icon::Down => "M6 9.5l6 6 6-6",
        Icon::Close => "M6 6l12 12M18 6L6 18",
        Icon::Add => "M12 5v14M5 12h14",
        Icon::Sun => {
            "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"
        }
        Icon::Moon => "M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z",
        Icon::Lock => "M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11",
        Icon::Search => "M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15.5 15.5L20 20",
        Icon::More => "M5 12h.01M12 12h.01M19 12h.01",
    };
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d=lines />
        </svg>
    }
    .into_any()
}
