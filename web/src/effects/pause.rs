//! A mark in the storage while large files are evaluated, and while they are not because the user stopped it.
//!
//! Who could only close a page that stands still finds the text again, and a page that answers.

use leptos::ev;
use leptos::prelude::*;
use netpol_core::SourceFile;

use crate::base::browser::{effect, on_window};
use crate::effects::storage;
use crate::model::embed::query;
use crate::model::practice;
use crate::model::share::{self, ShareState};
use crate::state::{Pause, Playground};

/// Holds the files of which the evaluation has not ended: their fingerprint, not their text.
const UNFINISHED: &str = "netpol-playground.unfinished";

/// Why a state that the page opens with waits to be evaluated.
pub(super) fn at_opening(state: &ShareState) -> Option<Pause> {
    if is_asked() {
        return Some(Pause::Asked);
    }
    if practice::is_prediction(state) {
        return Some(Pause::Closed);
    }
    let baseline = state.baseline.as_ref().map(|it| it.files.as_slice()).unwrap_or_default();
    let is_unfinished =
        storage::get(UNFINISHED).is_some_and(|it| it == fingerprint(&[&state.files, baseline]));
    is_unfinished.then_some(Pause::Unfinished)
}

/// Whether the address asks that nothing be evaluated.
pub(super) fn is_asked() -> bool {
    query("safe").is_some()
}

/// Keeps the mark in step.
pub(super) fn run(page: Playground) {
    effect(move || {
        let (is_large, is_behind) = (page.asked.read().source.in_slices, page.is_behind());
        let reads_baseline = page.baseline_to_read().is_some();
        let is_stopped = matches!(page.pause(), Some(Pause::Stopped | Pause::Unfinished));
        mark(page, is_stopped || is_large && is_behind || reads_baseline);
    });
    // A page that can still say goodbye has not stood still; but what was stopped stays so, as it is now.
    on_window(ev::pagehide, move |_| {
        let pause = untrack(|| page.pause());
        mark(page, matches!(pause, Some(Pause::Stopped | Pause::Unfinished)));
    });
}

fn mark(page: Playground, is_unfinished: bool) {
    let state = is_unfinished.then(|| {
        // As a link or a draft brings them back. What neither holds does not come back.
        let now = untrack(|| page.snapshot());
        let is_kept = !share::is_large(&now);
        let baseline = now.baseline.map(|it| it.files).unwrap_or_default();
        is_kept.then(|| fingerprint(&[&now.files, &baseline]))
    });
    let state = state.flatten();
    if storage::get(UNFINISHED) != state
        && let Err(refused) = storage::set(UNFINISHED, state.as_deref())
    {
        // Without the mark the files are evaluated again.
        refused.log();
    }
}

/// Tells files from others, eight bytes at a time: it is asked for with each keystroke in megabytes.
fn fingerprint(lists: &[&[SourceFile]]) -> String {
    let mut sum = 0_u64;
    let mut add = |it: u64| sum = (sum.rotate_left(5) ^ it).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let files = lists.iter().flat_map(|it| it.iter());
    for text in files.flat_map(|it| [it.name.as_str(), &it.text]) {
        let (eights, rest) = text.as_bytes().as_chunks::<8>();
        eights.iter().for_each(|it| add(u64::from_le_bytes(*it)));
        rest.iter().for_each(|it| add(u64::from(*it)));
        add(text.len() as u64);
    }
    sum.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_every_file_counts() {
        let of = |files: &[(&str, &str)]| {
            let files: Vec<SourceFile> = files.iter().map(|it| SourceFile::new(it.0, it.1)).collect();
            fingerprint(&[&files])
        };
        let one = of(&[("a.yaml", "kind: Pod, and more"), ("b.yaml", "")]);
        assert_eq!(one, of(&[("a.yaml", "kind: Pod, and more"), ("b.yaml", "")]));
        for other in
            ["kind: pod, and more", "kind: Pod, and morE", "kind: Pod, and more ", "kind: Pod, and mor"]
        {
            assert_ne!(one, of(&[("a.yaml", other), ("b.yaml", "")]), "{other}");
        }
        assert_ne!(one, of(&[("a.yaml", ""), ("b.yaml", "kind: Pod, and more")]));
    }
}
