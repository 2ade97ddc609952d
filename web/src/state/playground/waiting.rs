//! While the matrix is not that of the files: because they are analyzed in slices, or not at all for now, or because what
//! reads them is not here.

use leptos::prelude::*;

use super::Playground;
use crate::engine::{Analyzed, Asked};
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

    /// Whether nothing is known of the files because what reads them is the third part, and that is not here.
    pub fn lacks_forms(self) -> bool {
        self.analysis.read().analysis.lacks_forms()
    }
}
