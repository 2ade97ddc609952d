//! While the matrix is not that of the files: because they are analyzed in slices, or not at all for now, or because what
//! reads them is not here.

use leptos::prelude::*;
use netpol_core::api::page::{Edit, Forms, Loaded};

use super::Playground;
use crate::engine::{Analyzed, Arrival, Asked, Engine};
use crate::model::files::{Files, Source};
use crate::state::Pause;

impl Playground {
    /// Files were analyzed in slices. An outcome for others than those of now is dropped.
    pub fn analyzed(self, what: Asked, outcome: Analyzed) {
        if what == *self.asked.read_untracked() {
            self.takes_long.set(false);
            let revision = what.source.revision;
            self.sliced.set(Some((what, outcome)));
            self.follow(revision);
        }
    }

    /// Analyzes what the page opens with, in short tasks. Nothing may have asked for the analysis yet.
    pub async fn analyze(self) {
        let what = self.asked.get_untracked();
        let outcome = Analyzed::in_tasks(&what.source).await;
        self.sliced.set(Some((what, outcome)));
    }

    /// Why nothing is analyzed for now.
    pub fn pause(self) -> Option<Pause> {
        self.pause.get()
    }

    /// Whether the page waits for an analysis long enough to say so.
    pub fn takes_long(self) -> bool {
        self.takes_long.get() && self.pause.get().is_none() && self.is_behind()
    }

    /// An analysis in slices goes on and on.
    pub fn warn(self) {
        if !self.takes_long.get_untracked() {
            self.takes_long.set(true);
        }
    }

    /// The user stopped the analysis that is under way. What follows is not analyzed either, until they ask for it.
    pub fn stop(self) {
        self.takes_long.set(false);
        self.pause.set(Some(Pause::Stopped));
    }

    /// The user asked for an analysis after all.
    pub fn go_on(self) {
        self.pause.set(None);
    }

    /// Whether the matrix is not yet that of the files.
    pub fn is_behind(self) -> bool {
        // Before what follows from it: see `Grid::scene`.
        let revision = self.asked.read().source.revision;
        let analyzed = self.analysis.read();
        analyzed.revision != revision || analyzed.analysis.is_unread()
    }

    /// Whether what reads the files is the third part, and that is not here.
    pub fn lacks_forms(self) -> bool {
        self.analysis.read().awaits_forms || self.is_unread()
    }

    /// Whether nothing is known of the files because of that.
    pub fn is_unread(self) -> bool {
        self.analysis.read().analysis.lacks_forms()
    }

    /// Asks for the second part of the program, unless it is here or loading; then for the third, if that did not come.
    pub fn ask_again(self) {
        (self.load)(self.arrival);
        if matches!(self.forms.get_untracked(), Arrival::Failed) {
            self.ask_for_forms();
        }
    }

    /// Asks for the third part of the program, unless it is here or loading.
    pub fn ask_for_forms(self) {
        if let Some(it) = self.arrival.get_untracked().here() {
            (it.load_forms)(self.forms);
        }
    }

    /// The parts of the evaluator that are here, once the second is. Without a subscription.
    pub fn loaded(self) -> Option<Loaded> {
        self.arrival.get_untracked().here().map(|it| loaded(it, self.forms))
    }
}

/// The parts of the evaluator that are here.
pub(super) fn loaded(engine: &Engine, forms: RwSignal<Arrival<Forms>>) -> Loaded {
    forms.get_untracked().here().map_or(engine.extent, |it| engine.extent.with(it))
}

/// The state before a key, which stays while the third part loads: a line that is half typed takes no matrix away.
pub(super) fn kept(
    last: Option<&Analyzed>,
    now: &Source,
    arrival: RwSignal<Arrival>,
    forms: RwSignal<Arrival<Forms>>,
) -> Option<Analyzed> {
    let loads = arrival.get_untracked().here().is_some() && !matches!(forms.get_untracked(), Arrival::Failed);
    let last = last.filter(|it| loads && now.change == Edit::Typed && !it.analysis.is_unread());
    last.map(Analyzed::awaiting_forms)
}

/// The analysis of the files once the matrix that shows it is painted: `shown` is the revision that is. What does not wait
/// for that comes at once.
pub(super) fn until(
    shown: RwSignal<u64>,
    files: RwSignal<Files>,
    analysis: Memo<Analyzed>,
) -> Memo<Analyzed> {
    Memo::new(move |last: Option<&Analyzed>| {
        let shown = shown.get();
        let files = files.read();
        match last {
            Some(last) if shown != files.revision && files.waits() => last.clone(),
            _ => analysis.get(),
        }
    })
}
