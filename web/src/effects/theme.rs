//! The chosen colours ⇄ `data-theme` on the root element; style sheets do the rest.

use crate::base::browser::effect;
use leptos::prelude::*;

use crate::model::preferences::{Preferences, Theme};

/// Keeps the root element in step.
pub fn run(preferences: RwSignal<Preferences>) {
    effect(move || {
        let Some(root) = document().document_element() else { return };
        let _cannot_fail = match preferences.read().theme {
            Theme::System => root.remove_attribute("data-theme"),
            it @ (Theme::Light | Theme::Dark) => root.set_attribute("data-theme", it.as_str()),
        };
    });
}

/// Whether these colours are dark, by choice or by the system's word.
pub fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => {
            window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|it| it.matches())
        }
    }
}
