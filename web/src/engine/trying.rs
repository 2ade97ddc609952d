//! Edits that are tried in slices: each trial is an evaluation of all files.

use netpol_core::api::page::Trying;

use crate::base::guard::attempt;
use crate::base::timing;

/// Milliseconds that a slice takes, if none of its steps takes longer.
const SLICE: f64 = 10.0;
/// How much one step does, in bytes that could be read meanwhile: about a millisecond.
const STEP: usize = 16_384;

/// Tries all, in short tasks. `goes_on` is told before each how many were tried and of how many, and says whether the answer
/// is still asked for; where it is not, there is none. Without one inside, the evaluator failed, or found nothing to decide.
pub(crate) async fn in_slices<T: 'static>(
    trying: Trying<T>,
    goes_on: impl Fn((usize, usize)) -> bool,
) -> Option<Option<T>> {
    let mut trying = trying;
    loop {
        timing::next_task().await;
        if !goes_on(trying.count()) {
            return None;
        }
        match attempt(move || slice(trying)) {
            Ok(Slice::Going(it)) => trying = it,
            Ok(Slice::Done(it)) => return Some(it),
            Err(_) => return Some(None),
        }
    }
}

enum Slice<T> {
    Going(Trying<T>),
    Done(Option<T>),
}

fn slice<T>(mut it: Trying<T>) -> Slice<T> {
    let start = timing::now();
    loop {
        if let Some(found) = it.go_on(STEP) {
            return Slice::Done(found);
        }
        if SLICE < timing::now() - start {
            return Slice::Going(it);
        }
    }
}
