//! One cell explained, as text.

use netpol_core::api::End;
use netpol_core::view::{Certainty, ExplanationView, NoteView, PieceView, StepView, plain};
use netpol_core::{Analysis, Probe};

use crate::text::{Text, and_more};

/// The explanation as an indented list; a line that speaks of YAML ends with its place.
pub(crate) fn text(analysis: &Analysis, from: End, to: End, probe: Probe) -> Text {
    let mut text = Text::default();
    let Some(it) = analysis.explanation(from, to, probe) else { return text };
    let (source, destination) = (analysis.end_title(from, &it.from), analysis.end_title(to, &it.to));
    let open = certainty(it.certainty, it.certainty_words);
    text.line(format_args!("{source} → {destination}: {}{open}", it.sentence));
    if it.pieces.len() > 1 {
        let chosen = it.pieces.get(it.chosen).map_or("", |it| &it.label);
        let label = |it: &PieceView| match it.certainty {
            Certainty::ImplementationDefined => format!("{} (network plugins differ)", it.label),
            Certainty::Defined | Certainty::InputDependent => it.label.clone(),
        };
        let labels: Vec<String> = it.pieces.iter().map(label).collect();
        text.line(format_args!("{} (explained: {chosen}; others with --port)", labels.join("; ")));
    }
    write_sides(&mut text, analysis, &it);
    if let Some(it) = analysis.incomplete() {
        text.line(format_args!("incomplete: {it}"));
    }
    text
}

/// Both ends, then advice and caveats.
pub(crate) fn write_sides(text: &mut Text, analysis: &Analysis, it: &ExplanationView) {
    for side in &it.sides {
        text.blank();
        text.line(format_args!("{} ({})", side.title, side.direction));
        text.line(format_args!("  {} {}", side.sign.as_str(), plain(&side.summary)));
        for step in &side.steps {
            write_step(text, analysis, step, 1);
        }
        if side.more > 0 {
            text.line(format_args!("   {}", and_more(side.more, "rule")));
        }
    }
    if !it.advice.is_empty() || !it.notes.is_empty() {
        text.blank();
    }
    for line in &it.advice {
        text.line(format_args!("{}", plain(line)));
    }
    for note in &it.notes {
        write_note(text, note);
    }
}

/// `note[own-node-egress]: … (C-04, --own-node-egress)`.
pub(crate) fn write_note(text: &mut Text, note: &NoteView) {
    let flag = note.flag();
    let known: Vec<&str> =
        [note.case, flag.as_deref().unwrap_or_default()].into_iter().filter(|it| !it.is_empty()).collect();
    let known = if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) };
    text.line(format_args!("note[{}]: {}{known}", note.code, note.text));
}

/// ` (implementation-defined: network plugins differ)`; nothing where it goes without saying.
pub(crate) fn certainty(it: Certainty, words: &str) -> String {
    if words.is_empty() { String::new() } else { format!(" ({}: {words})", it.as_str()) }
}

pub(crate) fn write_step(text: &mut Text, analysis: &Analysis, step: &StepView, depth: usize) {
    let place = step
        .place
        .map_or(String::new(), |it| format!("  [{}:{}]", analysis.file_name(it.file), it.from_line));
    let indent = "  ".repeat(depth + 1);
    text.line(format_args!("{indent}{} {}{place}", step.sign.as_str(), plain(&step.text)));
    for it in &step.children {
        write_step(text, analysis, it, depth + 1);
    }
}
