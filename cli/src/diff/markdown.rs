//! What differs, as the comment of a pull request.

use netpol_core::Changes;
use netpol_core::view::and_more;

use super::{groups, object};
use crate::text::{self, Text};

/// So many groups are told: a comment has 65,536 characters at most.
const TOLD: usize = 100;
/// A longer link leaves no room for them.
const LONGEST: usize = 30_000;

/// A table, and the link where there is one.
pub(super) fn comment(changes: &Changes, link: Option<Result<String, String>>) -> Text {
    let mut text = Text::default();
    text.line("## Who may reach whom");
    text.blank();
    text.line(text::markdown(&changes.sentence()));
    if changes.group_count() > 0 {
        text.blank();
        text.line("| | From | To | Before | After | Because |");
        text.line("|---|---|---|---|---|---|");
    }
    for (_, it, objects) in groups(changes).into_iter().take(TOLD) {
        let objects: Vec<String> = objects.iter().flatten().map(|it| text::markdown(&object(it))).collect();
        let cells = [&it.from, &it.to, &it.pair.before.words(), &it.pair.after.words()]
            .map(|it| text::markdown(it))
            .join(" | ");
        text.line(format_args!("| {} | {cells} | {} |", it.pair.change.sign(), objects.join("<br>")));
    }
    let more = changes.group_count().saturating_sub(TOLD);
    if more > 0 {
        text.blank();
        text.line(format_args!("And {more} more."));
    }
    for (what, ids) in [("New", changes.added()), ("Gone", changes.removed())] {
        if !ids.is_empty() {
            text.blank();
            let told: Vec<String> = ids.iter().take(TOLD).map(|it| text::markdown(it)).collect();
            text.line(format_args!("{what}: {}", and_more(&told, ids.len())));
        }
    }
    match link {
        Some(Ok(it)) if it.len() <= LONGEST => {
            text.blank();
            text.line(format_args!("[Read the changes side by side, with why]({})", address(&it)));
        }
        Some(Ok(_)) => {
            text.blank();
            text.line("The files are too large for a link to the changes.");
        }
        Some(Err(error)) => {
            text.blank();
            text.line(format_args!("There is no link to the changes: {}", text::markdown(&error)));
        }
        None => (),
    }
    text
}

/// An address as it stands between brackets.
fn address(it: &str) -> String {
    it.replace(' ', "%20").replace('(', "%28").replace(')', "%29")
}
