//! Asks for the parts of the program that answer questions of one kind, and for what reads texts that are no plain
//! manifests, when the first such question or text comes.

use leptos::prelude::*;

use crate::base::browser::effect;
use crate::engine::Lack;
use crate::state::Playground;

/// Asks once for each time that the files, or those of the baseline, begin to need one. Where it does not come, the page offers
/// to try again.
pub(super) fn run(page: Playground) {
    for part in [Lack::Forms, Lack::Kinds] {
        let lacks = move || page.lack() == Some(part) || page.baseline_lack() == Some(part);
        when(lacks, move || page.ask_for_reader(part));
    }
    when(move || page.is_unexplained(), move || page.ask_for_reader(Lack::Kinds));
    when(move || page.lacks_lints(), move || page.ask_for_lints());
    when(move || page.lacks_comparing(), move || page.ask_for_comparing());
    when(move || page.lacks_expecting(), move || page.ask_for_expecting());
}

fn when(lacks: impl Fn() -> bool + Send + Sync + 'static, ask: impl Fn() + 'static) {
    let lacks = Memo::new(move |_| lacks());
    effect(move || {
        if lacks.get() {
            ask();
        }
    });
}
