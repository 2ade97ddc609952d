//! One cell explained, as text.

use std::fmt::Write;

use netpol_core::api::End;
use netpol_core::cluster::PodBody;
use netpol_core::view::{Certainty, ExplanationView, Fragment, NoteView, PieceView, Sign, StepView};
use netpol_core::{Analysis, Probe};

use crate::{explain_json, ids};

/// The explanation as an indented list; a line that speaks of YAML ends with its place.
pub(crate) fn text(analysis: &Analysis, from: End, to: End, probe: Probe) -> String {
    let mut text = String::new();
    let Some(it) = analysis.explanation(from, to, probe) else { return text };
    let title = |end: End, id: &str| {
        let row = analysis.endpoint_index(id).and_then(|row| analysis.endpoints().get(row as usize));
        let name = row.map_or("", ids::title);
        // Where a pod has addresses of both families, it matters which was asked for.
        let is_dual = |row| analysis.pod(row).is_some_and(PodBody::is_dual_stack);
        match end {
            End::Address(row, family) if is_dual(row) => format!("{name} by {}", family.as_str()),
            End::Row(_) | End::Address(..) => name.to_owned(),
            End::Itself => format!("{name} by a loopback address"),
        }
    };
    let (source, destination) = (title(from, &it.from), title(to, &it.to));
    let open = certainty(it.certainty, it.certainty_words);
    let _infallible = writeln!(text, "{source} → {destination}: {}{open}", it.sentence);
    if it.pieces.len() > 1 {
        let chosen = it.pieces.get(it.chosen).map_or("", |it| &it.label);
        let label = |it: &PieceView| match it.certainty {
            Certainty::ImplementationDefined => format!("{} (network plugins differ)", it.label),
            Certainty::Defined | Certainty::InputDependent => it.label.clone(),
        };
        let labels: Vec<String> = it.pieces.iter().map(label).collect();
        let _infallible = writeln!(text, "{} (explained: {chosen}; others with --port)", labels.join("; "));
    }
    write_sides(&mut text, analysis, &it);
    if analysis.is_incomplete() {
        let _infallible = writeln!(text, "incomplete: {}", analysis.incomplete());
    }
    text
}

/// Both ends, then advice and caveats.
pub(crate) fn write_sides(text: &mut String, analysis: &Analysis, it: &ExplanationView) {
    for side in &it.sides {
        let _infallible = writeln!(text, "\n{} ({})", side.title, side.direction);
        let _infallible = writeln!(text, "  {} {}", sign(side.sign), fragments(&side.summary));
        for step in &side.steps {
            write_step(text, analysis, step, 1);
        }
        if side.more > 0 {
            let rules = if side.more == 1 { "rule" } else { "rules" };
            let _infallible = writeln!(text, "    and {} more {rules}", side.more);
        }
    }
    if !it.advice.is_empty() || !it.notes.is_empty() {
        text.push('\n');
    }
    for line in &it.advice {
        let _infallible = writeln!(text, "{}", fragments(line));
    }
    for note in &it.notes {
        write_note(text, note);
    }
}

/// `note[own-node-egress]: … (C-04, --own-node-egress)`.
pub(crate) fn write_note(text: &mut String, note: &NoteView) {
    let flag = explain_json::flag(note);
    let known: Vec<&str> =
        [note.case, flag.as_deref().unwrap_or_default()].into_iter().filter(|it| !it.is_empty()).collect();
    let known = if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) };
    let _infallible = writeln!(text, "note[{}]: {}{known}", note.code, note.text);
}

/// ` (implementation-defined: network plugins differ)`; nothing where it goes without saying.
pub(crate) fn certainty(it: Certainty, words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(" ({}: {words})", it.as_str()) }
}

pub(crate) fn write_step(text: &mut String, analysis: &Analysis, step: &StepView, depth: usize) {
    let place = step
        .place
        .map_or(String::new(), |it| format!("  [{}:{}]", analysis.file_name(it.file), it.from_line));
    let indent = "  ".repeat(depth + 1);
    let _infallible = writeln!(text, "{indent}{} {}{place}", sign(step.sign), fragments(&step.text));
    for it in &step.children {
        write_step(text, analysis, it, depth + 1);
    }
}

fn sign(it: Sign) -> &'static str {
    match it {
        Sign::Yes => "✓",
        Sign::No => "✕",
        Sign::Unknown => "?",
        Sign::Plain => " ",
    }
}

pub(crate) fn fragments(text: &[Fragment]) -> String {
    let part = |it: &Fragment| match it {
        Fragment::Text(it) | Fragment::Link(it, _) => it.clone(),
        Fragment::Code(it) => format!("`{it}`"),
    };
    text.iter().map(part).collect()
}
