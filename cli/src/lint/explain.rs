//! What is known of the kinds of findings, without an input.

use netpol_core::diagnostic::About;
use netpol_core::{findings, lint};

use crate::text::Text;

/// Everything about one: what it finds and why that matters, and manifests in which it does and does not.
pub(super) fn one(about: &About) -> Text {
    let mut text = Text::default();
    text.line(format_args!("{} ({})", about.code, head(about)));
    text.blank();
    text.line(about.summary);
    if let Some((fixes, (fires, quiet))) = findings::examples(about) {
        let classes: Vec<&str> = fixes.iter().map(|it| it.as_str()).collect();
        let fixes = match classes.as_slice() {
            [] => "its reader must decide what to do".to_owned(),
            all => format!("it offers fixes: {}", all.join(", ")),
        };
        text.blank();
        text.line(format_args!("Fixes: {fixes}."));
        for (says, example) in [("It finds something here:", fires), ("And nothing here:", quiet)] {
            text.blank();
            text.line(says);
            text.blank();
            for line in example.lines() {
                text.line(format_args!("    {line}"));
            }
        }
    }
    text
}

/// A line for each.
pub(super) fn list() -> Text {
    let mut text = Text::default();
    let widest = findings::known().map(|it| it.code.len()).max().unwrap_or_default();
    for it in findings::known() {
        let id = if it.id.is_empty() { "-" } else { it.id };
        text.line(format_args!("{id:<6} {:<7} {:<widest$} {}", it.severity.as_str(), it.code, it.summary));
    }
    text
}

fn head(about: &About) -> String {
    let request = lint::RULES.iter().any(|it| it.meta.about.code == about.code && it.meta.on_request);
    let parts = [about.id, about.severity.as_str(), if request { "on request only" } else { "" }];
    parts.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ")
}
