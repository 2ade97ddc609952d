//! What differs, as commands to GitHub's runner: each is a mark at the line that decides now.

use netpol_core::view::{ChangedObjectView, Fragment, Place, plain};
use netpol_core::{Changes, Probe};

use super::{groups, object};
use crate::args::FailOn;
use crate::text::{Text, and_more};

/// So many marks are made; GitHub shows ten of each level for a step.
const MARKS: usize = 50;

/// The sentence, and a mark for each group of pairs. `files` are the names of the files of now.
pub(super) fn annotations(changes: &Changes, files: &[&str], fail_on: &[FailOn]) -> Text {
    let mut text = Text::default();
    text.line(changes.sentence());
    for (at, it, objects) in groups(changes).into_iter().take(MARKS) {
        let fails = fail_on.contains(&FailOn::NewAllowed);
        let level = match it.pair.may_open {
            true if fails => "error",
            true => "warning",
            false => "notice",
        };
        let why = changes.why(at, 0, Probe::Any);
        let ends = why.iter().flat_map(|it| &it.ends);
        let deciders = ends.clone().flat_map(|it| &it.after).filter_map(|it| match it {
            Fragment::Link(_, place) => Some(*place),
            Fragment::Text(_) | Fragment::Code(_) => None,
        });
        let place = deciders.chain(objects.iter().flatten().filter_map(place_now)).next();
        let mut properties = Vec::new();
        if let Some(place) = place
            && let Some(file) = files.get(place.file as usize)
        {
            properties.push(("file", file.trim_start_matches("./").to_owned()));
            properties.push(("line", place.from_line.to_string()));
        }
        properties.push(("title", format!("{} to {} {}", it.from, it.to, it.pair.change.words())));
        let mut message = format!(
            "{}. Before {}, after {}.",
            it.pair.sentence,
            it.pair.before.words(),
            it.pair.after.words()
        );
        for end in ends {
            message.push_str(&format!(
                " {}: before {}, after {}.",
                end.title,
                plain(&end.before),
                plain(&end.after)
            ));
        }
        let because: Vec<String> = objects.iter().flatten().map(object).collect();
        if !because.is_empty() {
            message.push_str(&format!(" Because {}.", because.join(", ")));
        }
        text.annotation(level, &properties, &message);
    }
    let more = changes.group_count().saturating_sub(MARKS);
    if more > 0 {
        text.line(format_args!("{} that have no mark", and_more(more, "").trim_start()));
    }
    text
}

fn place_now(it: &ChangedObjectView) -> Option<Place> {
    it.after.as_ref()?.1
}
