//! One cell explained, as text.

use std::fmt::Write;

use netpol_core::api::End;
use netpol_core::view::{Certainty, ExplanationView, NoteView, PieceView, StepView, plain};
use netpol_core::{Analysis, Probe};

/// The explanation as an indented list; a line that speaks of YAML ends with its place.
pub(crate) fn text(analysis: &Analysis, from: End, to: End, probe: Probe) -> String {
    let mut text = String::new();
    let Some(it) = analysis.explanation(from, to, probe) else { return text };
    let (source, destination) = (analysis.end_title(from, &it.from), analysis.end_title(to, &it.to));
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
    if let Some(it) = analysis.incomplete() {
        let _infallible = writeln!(text, "incomplete: {it}");
    }
    text
}

/// Both ends, then advice and caveats.
pub(crate) fn write_sides(text: &mut String, analysis: &Analysis, it: &ExplanationView) {
    for side in &it.sides {
        let _infallible = writeln!(text, "\n{} ({})", side.title, side.direction);
        let _infallible = writeln!(text, "  {} {}", side.sign.as_str(), plain(&side.summary));
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
        let _infallible = writeln!(text, "{}", plain(line));
    }
    for note in &it.notes {
        write_note(text, note);
    }
}

/// `note[own-node-egress]: … (C-04, --own-node-egress)`.
pub(crate) fn write_note(text: &mut String, note: &NoteView) {
    let flag = note.flag();
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
    let _infallible = writeln!(text, "{indent}{} {}{place}", step.sign.as_str(), plain(&step.text));
    for it in &step.children {
        write_step(text, analysis, it, depth + 1);
    }
}
