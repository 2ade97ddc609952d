//! Asks for what reads texts that are no plain manifests, when such a text comes.

use leptos::prelude::*;

use crate::base::browser::effect;
use crate::state::Playground;

/// Asks once for each time that the files, or those of the baseline, begin to need it. Where it does not come, the page offers to try again.
pub(super) fn run(page: Playground) {
    let lacks_forms = Memo::new(move |_| page.lacks_forms() || page.baseline_lacks_forms());
    effect(move || {
        if lacks_forms.get() {
            page.ask_for_forms();
        }
    });
}
