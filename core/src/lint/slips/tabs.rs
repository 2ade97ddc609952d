//! Tabs that are to indent.

use super::indentation::shifted;
use super::{Candidate, Slip, indent};

/// Blanks for the tabs at the beginning of lines: of the usual widths, or as far as the lines around begin.
pub(super) fn candidates(slip: &Slip<'_>) -> Vec<Candidate> {
    let lines = slip.lines();
    let blanks = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let has_tab = |line: &str| line.get(..blanks(line)).is_some_and(|it| it.contains('\t'));
    if !lines.iter().any(|it| has_tab(it.1)) {
        return Vec::new();
    }
    let with = |width: usize, more: isize| {
        let edits = lines.iter().filter(|it| has_tab(it.1)).map(|(start, line)| {
            let lead = line.get(..blanks(line)).unwrap_or_default();
            let width = lead.chars().map(|it| if it == '\t' { width } else { 1 }).sum::<usize>();
            (*start..start + lead.len(), " ".repeat(shifted(width, more).unwrap_or_default()))
        });
        Candidate::new("replace the tabs with spaces", edits.collect())
    };
    let widths = [2, 4, 8].map(|it| with(it, 0));
    // Beside lines with spaces the first of those with tabs stands where one of the lines above does, or one step further.
    let first = lines.iter().position(|it| has_tab(it.1)).unwrap_or_default();
    let mut places: Vec<usize> = lines.iter().take(first).map(|it| indent(it.1)).collect();
    places.extend(places.last().map(|it| it + 2));
    // Below a key that stands behind a dash.
    let above = lines.get(..first).unwrap_or_default().last().map(|it| it.1);
    let content = above.map(|it| it.len() - it.trim_start_matches([' ', '-']).len());
    places.extend(content.map(|it| it + 2));
    places.reverse();
    places.dedup();
    let lead = lines.get(first).map_or("", |it| it.1.get(..blanks(it.1)).unwrap_or_default());
    let width = lead.chars().map(|it| if it == '\t' { 2 } else { 1 }).sum::<usize>();
    let others = places.into_iter().take(12).map(|it| with(2, it as isize - width as isize));
    widths.into_iter().chain(others).collect()
}
