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
    /// Knobs on their lines.
    Knobs,
    /// Back.
    Undo,
    /// Forth again.
    Redo,
}

type Drawing = (&'static str, &'static [(&'static str, &'static str)]);

/// Its class, and its paths with theirs.
fn drawing(icon: Icon) -> Drawing {
    match icon {
        Icon::Brand => {
            ("icon brand", &[("M3 3h8v8H3zM13 13h8v8h-8z", ""), ("M13 3h8v8h-8zM3 13h8v8H3z", "pale")])
        }
        Icon::System => (
            "icon",
            &[
                ("M12 4.5a7.5 7.5 0 0 1 0 15 7.5 7.5 0 0 1 0-15z", ""),
                ("M12 4.5a7.5 7.5 0 0 0 0 15z", "full"),
            ],
        ),
        Icon::Down => ("icon", &[("M6 9.5l6 6 6-6", "")]),
        Icon::Close => ("icon", &[("M6 6l12 12M18 6L6 18", "")]),
        Icon::Add => ("icon", &[("M12 5v14M5 12h14", "")]),
        Icon::Sun => (
            "icon",
            &[(
                "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4",
                "",
            )],
        ),
        Icon::Moon => ("icon", &[("M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z", "")]),
        Icon::Lock => ("icon", &[("M6 11h12v9H6zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11", "")]),
        Icon::Undo => ("icon", &[("M8.5 5.5L4 10l4.5 4.5M4 10h10.5a5 5 0 0 1 0 10H10", "")]),
        Icon::Redo => ("icon", &[("M15.5 5.5L20 10l-4.5 4.5M20 10H9.5a5 5 0 0 0 0 10H14", "")]),
        Icon::Search => ("icon", &[("M11 5a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15.5 15.5L20 20", "")]),
        Icon::More => ("icon", &[("M5 12h.01M12 12h.01M19 12h.01", "")]),
        Icon::Knobs => (
            "icon",
            &[(
                "M4 7h8M17 7h3M4 17h3M12 17h8M14.5 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM9.5 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
                "",
            )],
        ),
    }
}

/// An icon; the button around it carries the name.
#[component]
pub fn Glyph(icon: Icon) -> impl IntoView {
    let (class, paths) = drawing(icon);
    let path = |&(lines, class): &(&'static str, &'static str)| view! { <path d=lines class=class/> };
    view! {
        <svg class=class viewBox="0 0 24 24" aria-hidden="true">
            {paths.iter().map(path).collect_view()}
        </svg>
    }
}
