//! Another state in the place of this one: what is opened, put back, and put aside for it.

use leptos::prelude::*;

use super::Playground;
use crate::model::files::Origin;
use crate::model::practice;
use crate::model::share::{self, ShareState, View};
use crate::state::Pause;

impl Playground {
    /// What is kept of the page as it was before a scenario or link replaced it.
    pub fn aside(self) -> Option<ShareState> {
        self.aside.get()
    }

    /// Puts a state in place of this one, which is not kept: for undoing, and for a state derived from this one.
    /// What is compared with stays.
    pub fn restore(self, state: ShareState) {
        self.put_in_place(state, false);
    }

    fn put_in_place(self, state: ShareState, is_opened: bool) {
        let is_prediction = practice::is_prediction(&state);
        self.change(Origin::Program, |it| {
            it.replace(&state);
            it.opened += u32::from(is_opened);
        });
        self.probe.set(state.probe);
        self.selection.set(state.selection);
        self.settings.set(state.settings);
        // Other files than those that were stopped.
        match self.pause.get_untracked() {
            Some(Pause::Closed) if is_prediction => (),
            Some(_) => self.go_on(),
            None => (),
        }
    }

    /// Nothing is told of the files until the user has predicted it.
    pub fn close(self) {
        self.pause.set(Some(Pause::Closed));
    }

    /// The same for a state that is opened: it is what later ones are compared with, unless it brings something else.
    pub fn begin(self, mut state: ShareState) {
        let baseline = state.baseline.take();
        if practice::is_prediction(&state) {
            self.close();
        }
        self.put_in_place(state, true);
        self.pin_opened(baseline);
    }

    /// A scenario or a link: as `begin`, but what was on the page `before` is put aside if it was worth keeping.
    /// Says whether it was.
    pub fn open(self, before: ShareState, state: ShareState) -> bool {
        let keep = share::is_work(&before) && before.files != state.files;
        if keep {
            self.aside.set(Some(before));
        }
        self.begin(state);
        keep
    }

    /// Notes what an earlier visit left.
    pub fn put_aside(self, state: ShareState) {
        self.aside.set(Some(state));
    }

    /// Exchanges the page as it is, `before`, with what was put aside; gives the view of that.
    pub fn take_back(self, before: ShareState) -> Option<View> {
        let state = self.aside.get_untracked()?;
        self.aside.set(share::is_work(&before).then_some(before));
        let view = state.view.clone();
        self.begin(state);
        Some(view)
    }
}
