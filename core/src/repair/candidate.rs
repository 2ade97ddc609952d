//! An edit that may do it.

use crate::diagnostic::Edit;

/// An edit that may do it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    /// What it does, as a button says it.
    pub(super) title: String,
    /// In the texts that manifests were read from, in any order.
    pub(super) edits: Vec<Edit>,
}

impl Candidate {
    pub(super) fn new(title: impl Into<String>, edits: Vec<Edit>) -> Candidate {
        Candidate { title: title.into(), edits }
    }
}

/// Each of one list with each of the other, those first that come early in both.
pub(super) fn together(some: &[Candidate], others: &[Candidate]) -> Vec<Candidate> {
    let mut pairs: Vec<(usize, usize)> =
        (0..some.len()).flat_map(|a| (0..others.len()).map(move |b| (a, b))).collect();
    crate::order::sort_by_key(&mut pairs, |it| (it.0 + it.1, it.0));
    let both = |(a, b): (usize, usize)| {
        let (one, other) = (some.get(a)?, others.get(b)?);
        let edits: Vec<Edit> = one.edits.iter().chain(&other.edits).cloned().collect();
        let title = if one.edits == other.edits {
            one.title.clone()
        } else {
            format!("{}, and {}", one.title, other.title)
        };
        // What both do is done once.
        let edits = if one.edits == other.edits { one.edits.clone() } else { edits };
        Some(Candidate { title, edits })
    };
    pairs.into_iter().filter_map(both).collect()
}
