//! What differs between two inputs, for people: a line for each group of pairs that changed alike, why, and which objects
//! brought it about.

mod github;
mod markdown;

use std::sync::Arc;

use netpol_core::api::Change;
use netpol_core::view::{ChangeGroupView, ChangedObjectView, plain};
use netpol_core::{Changes, Probe, compare};

use crate::args::{DiffArguments, DiffFormat, FailOn};
use crate::json;
use crate::link;
use crate::most;
use crate::output::Output;
use crate::problems;
use crate::sides;
use crate::text::Text;

/// For so many groups the objects that bring them about are searched for: each attempt is an evaluation.
const SEARCHED: usize = 20;

/// What to print, and the status: 0 the same, 1 it differs, 2 something is missing, of an input or of what is printed, and
/// no difference was found that counts.
pub(crate) fn run(it: &DiffArguments) -> Result<(Output, u8), String> {
    let inputs = it.both.inputs();
    let [old_input, _] = &inputs;
    let options = it.options.to_options(old_input)?;
    let read = sides::read(&inputs, &options)?;
    let [(old, _), (new, _)] = &read;
    let given = it.link_base.as_ref().map(|base| (base, old.files.clone(), new.files.clone()));
    let [(_, before), (new, after)] = sides::alike(read, &options);
    let is_incomplete = before.is_incomplete() || after.is_incomplete();
    if it.output != DiffFormat::Json {
        problems::to_stderr(&before);
        problems::to_stderr(&after);
    }
    let changes = compare(&Arc::new(before), &Arc::new(after));
    let fails = match it.fail_on.as_slice() {
        [] => !changes.is_empty(),
        named => named.iter().any(|it| match it {
            FailOn::NewAllowed => changes.totals().may_open > 0,
        }),
    };
    let mut is_cut = false;
    let output = match it.output {
        DiffFormat::Text => told(&changes).into(),
        DiffFormat::Markdown => {
            let link = match given {
                Some((base, before, now)) if !changes.is_empty() => {
                    Some(link::of_changes(base, before, now, it.options.to_settings(old_input)?))
                }
                _ => None,
            };
            markdown::comment(&changes, link).into()
        }
        DiffFormat::Github => {
            let names: Vec<&str> = new.files.iter().map(|it| it.name.as_str()).collect();
            github::annotations(&changes, &names, &it.fail_on).into()
        }
        DiffFormat::Json => {
            is_cut = written(&changes, it.most.written());
            Output::Nothing
        }
    };
    Ok((output, if fails { 1 } else { u8::from(is_incomplete || is_cut) * 2 }))
}

/// Writes the changes as JSON, no more pairs than `limit`. Leaves whether some are left out.
fn written(changes: &Changes, limit: u64) -> bool {
    let mut report = changes.report();
    report.keep_pairs(limit);
    // A reader that closed the pipe has seen enough.
    let _closed = json::write_lines(&report, std::io::stdout().lock());
    if let Some(left) = report.left_out {
        let all = left.saturating_add(limit);
        let words = format!("{left} of {all} changed pairs are not printed: `--limit-cells` is {limit}");
        most::to_stderr(&words, "");
    }
    report.left_out.is_some()
}

/// The groups, with what brings the first of them about.
fn groups(changes: &Changes) -> Vec<(usize, ChangeGroupView, Option<Vec<ChangedObjectView>>)> {
    let searched: Vec<usize> = (0..changes.group_count().min(SEARCHED)).collect();
    let mut causes = changes.causes(&searched).into_iter();
    let group = |at| changes.group(at).map(|it| (at, it));
    (0..changes.group_count()).filter_map(group).map(|(at, it)| (at, it, causes.next().flatten())).collect()
}

pub(crate) fn told(changes: &Changes) -> Text {
    let mut text = Text::default();
    text.line(changes.sentence());
    for (at, it, objects) in groups(changes) {
        text.blank();
        let change: Change = it.pair.change;
        let count = if it.pairs > 1 { format!(" ({} pairs)", it.pairs) } else { String::new() };
        text.line(format_args!("{} {} to {}: {}{count}", change.sign(), it.from, it.to, it.pair.sentence));
        text.line(format_args!("    before {}, after {}", it.pair.before.words(), it.pair.after.words()));
        if let Some(why) = changes.why(at, 0, Probe::Any) {
            for end in &why.ends {
                text.line(format_args!("    {}, {}:", end.title, why.port));
                text.line(format_args!("      before {}", plain(&end.before)));
                text.line(format_args!("      after {}", plain(&end.after)));
            }
        }
        for it in objects.iter().flatten() {
            text.line(format_args!("    because {}", object(it)));
        }
    }
    for (what, ids) in [("new", changes.added()), ("gone", changes.removed())] {
        if !ids.is_empty() {
            text.blank();
            text.line(format_args!("{what}: {}", ids.join(", ")));
        }
    }
    text
}

/// "NetworkPolicy shop/web changed (old.yaml:3, new.yaml:5)".
fn object(it: &ChangedObjectView) -> String {
    let places: Vec<&str> = [&it.before, &it.after]
        .into_iter()
        .flatten()
        .map(|it| it.0.as_str())
        .filter(|it| !it.is_empty())
        .collect();
    let at = if places.is_empty() { String::new() } else { format!(" ({})", places.join(", ")) };
    format!("{} {}{at}", it.name, it.change.as_str())
}
