//! What an editor shows of a file, whichever editor it is.

use crate::state::{Playground, Ui};
use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::diagnostic::Severity;
use netpol_core::view::{FixView, LensView, MarkKind, Place, ProblemView};

use super::excerpt::Excerpt;
use crate::engine::{Analyzed, Lens};
use crate::model::files::{Files, Origin};

/// Lines with a tint.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) from_line: u32,
    pub(super) to_line: u32,
    pub(super) class: &'static str,
}

/// A text that was put in place of the editor's own, rather than typed there.
#[derive(Clone, PartialEq)]
pub(super) struct Given {
    pub(super) name: String,
    pub(super) text: Arc<str>,
    pub(super) revision: u64,
    /// How many lines of the file stand before it.
    pub(super) lead: u32,
    /// What was opened last: the history of its edits begins there.
    pub(super) opened: u32,
}

/// The text when the program changed it; stands still while the user types.
pub(super) fn given(files: &Files, excerpt: Option<&Excerpt>, last: Option<&Given>) -> Given {
    let file = files.shown();
    if let Some(it) = excerpt {
        let text = Arc::clone(&it.text);
        return Given { name: file.name, text, revision: 0, lead: it.lead(), opened: files.opened };
    }
    match last {
        Some(last) if files.origin == Origin::Editor && last.name == file.name => last.clone(),
        _ => {
            let Files { revision, opened, .. } = *files;
            Given { name: file.name, text: file.text, revision, lead: 0, opened }
        }
    }
}

/// The lines of the file that is shown that decided about the chosen cell, and those that are pointed at.
pub(super) fn marks(page: Playground, ui: Ui, excerpt: Option<&Excerpt>) -> Vec<Mark> {
    let active = page.active();
    let mut out = Vec::new();
    let mut add = |place: &Place, class| {
        if place.file as usize == active {
            let mark = Mark { from_line: place.from_line, to_line: place.to_line, class };
            out.extend(excerpt.map_or(Some(mark), |it| it.mark(mark)));
        }
    };
    if let Some(it) = page.explanation.read().as_ref() {
        for it in &it.marks {
            add(&it.place, class(it.kind));
        }
    }
    if let Some(it) = ui.pointed.get() {
        add(&it, "np-point");
    }
    out
}

/// How the lines of a mark are drawn.
fn class(it: MarkKind) -> &'static str {
    match it {
        MarkKind::Allow => "np-allow",
        MarkKind::Isolate => "np-isolate",
        MarkKind::Miss => "np-miss",
    }
}

/// The problems that have a place in what is shown.
pub(super) fn problems(page: Playground, excerpt: Option<&Excerpt>) -> Vec<ProblemView> {
    let active = page.active();
    let all = page.problems.read();
    let here = |it: &&ProblemView| {
        let place = it.place.filter(|it| it.file as usize == active);
        place.is_some_and(|it| excerpt.is_none_or(|excerpt| excerpt.place(it).is_some()))
    };
    let moved = |it: &ProblemView| match excerpt {
        Some(excerpt) => excerpt.problem(it.clone()),
        None => Some(it.clone()),
    };
    all.iter().filter(here).filter_map(moved).collect()
}

/// A fix by its number among those of the problems of what is shown.
pub(super) fn fix(page: Playground, excerpt: Option<&Excerpt>, at: usize) -> Option<FixView> {
    problems(page, excerpt).into_iter().flat_map(|it| it.fixes).nth(at)
}

/// The words of a policy's lens.
pub(super) fn lens(page: Playground, policy: u32) -> Option<Lens> {
    (page.arrival.get_untracked().here()?.lens)(&page.settled.get_untracked(), policy)
}

/// The same, for the second part.
pub(crate) fn lens_of(analyzed: &Analyzed, policy: u32) -> Option<Lens> {
    let lens = analyzed.ask(move |it| it.lens(policy)).flatten()?;
    // What it would do to pods matters less than why it does nothing.
    let text = if lens.why.is_some() { format!("selects **{}**", lens.selects) } else { lens_text(&lens) };
    let text = if lens.is_last_version { format!("**last version:** {text}") } else { text };
    let (why, place) = lens.why.map_or_else(Default::default, |it| (it.text, it.place));
    Some(Lens { text, why, place })
}

/// "selects **shop/api** · isolates **ingress** · opens 1 connection", and of a cluster-wide policy "selects
/// **12 pods** · allows 3 · denies 40 connections".
fn lens_text(lens: &LensView) -> String {
    let counted = |verb: &str, n: usize| match n {
        0 => format!("{verb} nothing"),
        1 => format!("{verb} 1 connection"),
        n => format!("{verb} {n} connections"),
    };
    // Only NetworkPolicies isolate; the others do what their rules say, in either way.
    let effect = match (lens.isolates.is_empty(), lens.opens, lens.denies) {
        (false, ..) if !lens.is_counted => {
            format!("isolates **{}** · too many rules meet to count what it opens", lens.isolates)
        }
        (true, ..) if !lens.is_counted => "too many rules meet to count what it does".to_owned(),
        (false, opens, _) => format!("isolates **{}** · {}", lens.isolates, counted("opens", opens)),
        (true, 0, 0) => "changes nothing".to_owned(),
        (true, 0, denies) => counted("denies", denies),
        (true, opens, 0) => counted("allows", opens),
        (true, opens, denies) => format!("allows {opens} · {}", counted("denies", denies)),
    };
    format!("selects **{}** · {effect}", lens.selects)
}

/// Whether a problem waits for the caret: a finding that is only worth knowing speaks of a whole object mostly, and would
/// mark a line of nearly each of them.
pub(super) fn is_quiet(it: &ProblemView) -> bool {
    it.severity == Severity::Info && !it.rule.is_empty()
}

/// The message of a problem with what to do about it, and below it what the API server says.
pub(super) fn problem_text(problem: &ProblemView) -> String {
    let (own, server) = problem.parts();
    let server = if server.is_empty() { String::new() } else { format!("The API server says: {server}") };
    let lines = [own, &problem.help, &server];
    lines.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
}
