//! What a link holds of the view, and the page with its view as one state.

use leptos::prelude::*;

use super::{BRING_BACK, Folding, Pane, Tab, TabPlace, Ui, tab_of};
use crate::model::embed::framed;
use crate::model::share::{self, Excess, ShareError, ShareState, View};

impl Ui {
    /// Everything a link restores; with a subscription to it.
    pub fn snapshot(self) -> ShareState {
        ShareState { view: self.view(), ..self.page.snapshot() }
    }

    /// The state as the fragment of a link; without the baseline where both together are too much for one.
    pub fn link(self) -> Result<String, ShareError> {
        let mut state = untrack(|| self.snapshot());
        if share::is_large(&state) {
            return Err(ShareError::More(Excess::Text));
        }
        let link = share::encode(&state);
        if link.is_err() && state.baseline.take().is_some() { share::encode(&state) } else { link }
    }

    /// A scenario or a link in place of what is on the page, which is put aside if it was worth keeping. Says whether
    /// something is to be offered: it was, or what was put aside before is still on offer under the name of what was
    /// opened then.
    pub fn open(self, state: ShareState) -> bool {
        let view = state.view.clone();
        let kept = self.page.open(untrack(|| self.snapshot()), state);
        self.show(&view);
        self.withdraw(BRING_BACK) || kept
    }

    /// The same of a state that is not put aside: an earlier one of this page.
    pub fn begin(self, state: ShareState) {
        let view = state.view.clone();
        self.page.begin(state);
        self.show(&view);
    }

    /// Puts a state in place of this one, which is not kept.
    pub fn restore(self, state: ShareState) {
        let view = state.view.clone();
        self.page.restore(state);
        self.look(&view);
    }

    /// Exchanges the page with what was put aside.
    pub fn take_back(self) {
        let view = self.page.take_back(untrack(|| self.snapshot()));
        self.withdraw(BRING_BACK);
        self.show(&view.unwrap_or_default());
    }

    /// Shows what a link says. Words that this page does not know are ignored and fall back to the default, because links
    /// outlive the version that made them.
    pub fn show(self, view: &View) {
        self.commands.set(view.commands.clone());
        self.opened.update(|it| *it += 1);
        // Where it stands in the text of now is not known before it moves.
        self.caret.set((usize::MAX, 0));
        self.look(view);
    }

    /// The terminal's commands that a link keeps are these from now on.
    pub fn keep_commands(self, commands: Vec<String>) {
        if *self.commands.read_untracked() != commands {
            self.commands.set(commands);
        }
    }

    /// The same for another state of what is open: the terminal goes on.
    fn look(self, view: &View) {
        // What is opened is to be seen.
        self.catalogue.set(false);
        let opened = self.tabs.restore(&view.tab, untrack(|| self.default_tab()));
        if is_small() {
            self.pane.set(pane(&view.pane, opened, self.has_task_pane()));
        }
        self.filter.set(view.filter.clone());
        self.only_changed.set(false);
        self.folding.set(Folding { all: view.folded, others: view.turned.clone() });
    }

    /// Shows the tab that the chosen cell is in.
    pub fn show_chosen(self) {
        self.tabs.open(untrack(|| self.default_tab()));
    }

    /// What is shown, with a subscription to it.
    fn view(self) -> View {
        let pane = self.pane.get();
        let is_under_editor = self.tabs.at(TabPlace::UnderEditor).is_some();
        let Folding { all, others } = self.folding.get();
        View {
            tab: self.tabs.words(self.default_tab()),
            // Where all panes are on screen, the one that a small screen would show is chance.
            pane: if is_small() { word(pane, is_under_editor || self.has_task_pane()) } else { "" }
                .to_owned(),
            filter: self.filter.get(),
            folded: all,
            turned: others,
            commands: self.commands.get(),
        }
    }

    /// Whether a task is open which has a pane of its own: in a frame it stands over the others.
    fn has_task_pane(self) -> bool {
        !framed() && untrack(|| self.task()).is_some()
    }

    /// The tab that the chosen cell is in.
    fn default_tab(self) -> Tab {
        tab_of(self.page.selection().as_ref())
    }
}

/// What a link calls a pane. The matrix needs no word, unless another pane is shown without one: see [`pane`].
fn word(pane: Pane, is_named: bool) -> &'static str {
    if pane == Pane::Matrix && !is_named { "" } else { pane.key() }
}

/// The pane that a link means: without a word for one, the task that it opens, else that of the tab that it opens last.
/// Links of versions in which all tabs stood beside the matrix have none.
fn pane(word: &str, opened: Option<TabPlace>, has_task: bool) -> Pane {
    let named = Pane::ALL.into_iter().find(|it| it.key() == word);
    let task = has_task.then_some(Pane::Task);
    named.or(task).or(opened.map(Pane::of)).unwrap_or(Pane::Matrix)
}

/// Whether one pane is shown at a time. `web/style/layout.css` has the same width.
fn is_small() -> bool {
    window().match_media("(max-width: 820px)").ok().flatten().is_some_and(|it| it.matches())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_without_a_pane_shows_the_tab_that_it_opens() {
        let under = Some(TabPlace::UnderEditor);
        assert_eq!(pane("", None, false), Pane::Matrix);
        assert_eq!(pane("", Some(TabPlace::Above), false), Pane::Matrix);
        assert_eq!(pane("", under, false), Pane::Edit);
        for it in Pane::ALL {
            assert_eq!([pane(word(it, true), under, false), pane(word(it, false), None, false)], [it, it]);
        }
    }

    #[test]
    fn a_link_to_a_task_shows_the_task_unless_it_names_another_pane() {
        assert_eq!(pane("", None, true), Pane::Task);
        assert_eq!(pane("", Some(TabPlace::Below), true), Pane::Task);
        for it in Pane::ALL.into_iter().chain([Pane::Task]) {
            assert_eq!(pane(word(it, true), None, true), it);
        }
        // Of a task that is not there, nothing is shown.
        assert_eq!(pane(Pane::Task.key(), None, false), Pane::Matrix);
    }
}
