//! The one state of the page: what a link restores, and what follows from it.
//!
//! Five private signals are the truth: `files`, `probe`, `selection`, `settings`, and what is compared with, which a link
//! holds where somebody pinned it. Everything else is derived. All writes go through the named methods below, and none of
//! them happens inside an effect.

mod baseline;
mod edits;
mod opened;
mod own;
mod waiting;

use std::sync::Arc;

use netpol_core::api::page::{Forms, Loaded};
use netpol_core::view::{EndpointView, ExplanationView, FoldView, LensLine, PortChoice, ProblemView};
use netpol_core::{Probe, SourceFile};

use leptos::prelude::*;

use crate::base::timing;
use crate::engine::{Analyzed, Arrival, Asked, Before, Compared, Expected, Found, Pinned, Sought};
use crate::model::files::{Files, Origin};
use crate::model::share::{CellRef, Selection, ShareState, View};
use crate::state::Pause;
pub(crate) use own::OwnParts;

/// The state and its views. `Copy`, so every component may hold it.
#[derive(Clone, Copy)]
pub struct Playground {
    files: RwSignal<Files>,
    probe: RwSignal<Probe>,
    selection: RwSignal<Option<Selection>>,
    /// What is not set as usual, as `netpol_core::settings` writes it.
    settings: RwSignal<String>,
    /// What was on the page before the latest scenario or link replaced it, if it was worth keeping.
    aside: RwSignal<Option<ShareState>>,
    /// What is compared with.
    pinned: RwSignal<Pinned>,
    /// What came of reading it, where that takes long.
    before: RwSignal<Option<Before>>,
    /// Why nothing is analyzed for now.
    pause: RwSignal<Option<Pause>>,
    /// Whether an analysis in slices is taking so long that the page says so.
    takes_long: RwSignal<bool>,
    /// The latest outcome for files that are analyzed in slices, and what the page opens with is too; and of what it is one.
    sliced: RwSignal<Option<(Asked, Analyzed)>>,
    /// What was last found in slices of what is wrong with the files.
    sought: RwSignal<Option<Sought>>,
    /// The revision that was on screen when a frame was last drawn after an edit.
    painted: RwSignal<u64>,
    /// The same in the frame after that, in which the comparison is.
    settles: RwSignal<u64>,

    /// Whether the second part is here. What it finds out is empty until then.
    pub arrival: RwSignal<Arrival>,
    /// Asks for it.
    load: fn(RwSignal<Arrival>),
    /// Whether the third part is here, which reads texts that are no plain manifests. It is asked for when one comes.
    pub forms: RwSignal<Arrival<Forms>>,
    /// Whether the parts are here that answer questions of one kind.
    pub own: OwnParts,
    /// What is to be analyzed: changes when a text or name does, not when another tab is shown.
    pub asked: Memo<Asked>,
    /// The names of the files, one a line: changes when one of them does, and not when a text does.
    pub file_names: Memo<String>,
    active: Memo<u32>,
    /// Everything found out about the files: what the matrix is drawn from.
    pub analysis: Memo<Analyzed>,
    /// The same for all but the matrix: after a keystroke it follows once the matrix is painted.
    pub settled: Memo<Analyzed>,
    /// Rows and columns.
    pub endpoints: Memo<Arc<[EndpointView]>>,
    /// Which rows can share one.
    pub folds: Memo<Arc<Vec<FoldView>>>,
    /// Ports worth offering.
    pub ports: Memo<Vec<PortChoice>>,
    /// What is wrong with the files; `None` until what finds it is here, and where the evaluator failed over it. In large
    /// files that are typed into it is that of before while [`Playground::is_seeking`].
    pub found: Memo<Option<Found>>,
    /// Every problem.
    pub problems: Memo<Arc<Vec<ProblemView>>>,
    /// What was left out, in one sentence, or empty.
    pub incomplete: Memo<String>,
    /// The chosen cell, explained.
    pub explanation: Memo<Option<Arc<ExplanationView>>>,
    /// What differs from the baseline; `None`: nothing to compare with. After a keystroke it is the first that follows.
    pub compared: Memo<Option<Compared>>,
    /// The same once all else has followed: for what takes longer than to count.
    pub changes: Memo<Option<Compared>>,
    /// The sources and the destinations of which something differs, on the chosen port.
    pub changed_ends: Memo<Arc<[Vec<String>; 2]>>,
    /// What the files expect, and whether it is so; `None` until the part that judges it is here.
    pub expected: Memo<Option<Expected>>,
    /// The policies of the file that is shown, each of which has a line above it.
    pub lenses: Memo<Arc<Vec<LensLine>>>,
}

impl Playground {
    /// The page with this on it.
    pub fn new(
        state: ShareState,
        pause: Option<Pause>,
        arrival: RwSignal<Arrival>,
        load: fn(RwSignal<Arrival>),
    ) -> Playground {
        let files = RwSignal::new(Files::new(&state));
        let probe = RwSignal::new(state.probe);
        let selection = RwSignal::new(state.selection);
        let settings = RwSignal::new(state.settings);
        let pause = RwSignal::new(pause);
        let forms = RwSignal::new(Arrival::Expected);

        let own = OwnParts::new(arrival);
        let later = move || arrival.get().here();
        let asked = Memo::new(move |_| Asked { source: files.read().source(), settings: settings.get() });
        let file_names = Memo::new(move |_| {
            let mut all = String::new();
            for it in files.read().list.iter() {
                all.push_str(&it.name);
                all.push('\n');
            }
            all
        });
        let sliced: RwSignal<Option<(Asked, Analyzed)>> = RwSignal::new(None);
        let analysis = waiting::analysis(waiting::From { asked, sliced, pause, arrival, forms, own });
        let painted = RwSignal::new(0);
        let settles = RwSignal::new(0);
        let settled = waiting::until(settles, files, analysis);
        let endpoints = Memo::new(move |_| Arc::clone(analysis.read().analysis.endpoints()));
        let folds =
            Memo::new(move |_| Arc::new(later().map_or_else(Vec::new, |it| (it.folds)(&analysis.read()))));
        let ports =
            Memo::new(move |_| later().map_or_else(Vec::new, |it| (it.port_choices)(&settled.read())));
        let sought = RwSignal::new(None);
        let replaced = Memo::new(move |_| files.read().replaced);
        let found = Memo::new(move |last: Option<&Option<Found>>| {
            let engine = later()?;
            let found = match own.seeking(&settled.read()) {
                Some(it) if !it.is_long() => (engine.found)(&it),
                it => own::found(sought, it, last),
            };
            // Where the evaluator failed, what it knew last is of other files.
            found.filter(|it| replaced.get() <= it.revision && settled.read().crash.is_none())
        });
        let problems = Memo::new(move |_| Arc::new(own::ask(later(), found, |it| it.problems)));
        let incomplete = Memo::new(move |_| {
            later().map(|it| (it.incomplete)(&settled.read(), own.finders())).unwrap_or_default()
        });
        let explanation = Memo::new(move |_| {
            let selection = selection.get()?;
            (later()?.explanation)(&settled.read(), &selection, probe.get()).map(Arc::new)
        });
        let first = untrack(|| baseline::pin_of_opened(state.baseline, &files.read(), &settings.read(), 0));
        let pinned = RwSignal::new(first);
        let before = RwSignal::new(None);
        let of = waiting::until(painted, files, analysis);
        let from = baseline::From { pinned, files, settings, of, pause, arrival, forms, own, before };
        let compared = Memo::new(move |last| from.compared(last));
        let changes = baseline::once_settled(compared, settled);
        let changed_ends = Memo::new(move |_| {
            let compared = compared.read();
            Arc::new(compared.as_ref().map(|it| it.changed_ends(probe.get())).unwrap_or_default())
        });
        let expected = Memo::new(move |_| own.expected(&settled.read()));
        // The files change with each keystroke, which file is shown does not: the matrix does not wait for lenses.
        let active = Memo::new(move |_| files.read().active as u32);
        let lenses = Memo::new(move |_| {
            let active = active.get();
            Arc::new(later().map_or_else(Vec::new, |it| (it.lens_lines)(&settled.read(), active)))
        });
        Playground {
            files,
            probe,
            selection,
            settings,
            aside: RwSignal::new(None),
            pinned,
            before,
            pause,
            takes_long: RwSignal::new(false),
            arrival,
            load,
            forms,
            own,
            sliced,
            sought,
            painted,
            settles,
            asked,
            file_names,
            active,
            analysis,
            settled,
            endpoints,
            folds,
            ports,
            found,
            problems,
            incomplete,
            explanation,
            compared,
            changes,
            changed_ends,
            expected,
            lenses,
        }
    }

    /// The files, their order, and which one is shown.
    pub fn files(self) -> Files {
        self.files.get()
    }

    /// The files without a subscription.
    pub fn files_now(self) -> Files {
        self.files.get_untracked()
    }

    /// Index of the file that is shown: changes when another one is, and not when a text does.
    pub fn active(self) -> usize {
        self.active.get() as usize
    }

    /// What the matrix is drawn for.
    pub fn probe(self) -> Probe {
        self.probe.get()
    }

    /// The chosen cell.
    pub fn selection(self) -> Option<CellRef> {
        self.selection.get().map(|it| it.cell)
    }

    /// What is not set as usual, as `netpol_core::settings` writes it.
    pub fn settings(self) -> String {
        self.settings.get()
    }

    /// The user turned a knob.
    pub fn set_settings(self, settings: String) {
        if *self.settings.read_untracked() != settings {
            // With other settings everything is read again.
            self.files.update(|it| it.weigh(&[]));
            self.settings.set(settings);
        }
    }

    /// The slug of the scenario that the files came from, or empty.
    pub fn scenario(self) -> String {
        self.files.read().scenario.to_string()
    }

    /// Everything a link restores but its view, which is [`crate::state::Ui`]'s; with a subscription to it.
    pub fn snapshot(self) -> ShareState {
        let files = self.files.read();
        let mut state = ShareState {
            files: files.list.to_vec(),
            active: files.active,
            probe: self.probe.get(),
            selection: self.selection.get(),
            scenario: files.scenario.to_string(),
            settings: self.settings.get(),
            view: View::default(),
            baseline: None,
            task: files.task.to_string(),
        };
        // What was only opened is no choice of anybody.
        if self.pinned.read().by_user {
            state.baseline = self.baseline(&state);
        }
        state
    }

    /// The user typed into a file.
    pub fn edit(self, file: usize, text: &str) {
        self.change(Origin::Editor, |it| it.set_text(file, text));
    }

    /// A new file, shown at once. Its name is made unique.
    pub fn add_file(self, name: &str, text: &str) {
        self.change(Origin::Program, |it| it.add(name, text));
    }

    /// Adds files at the end, in one change, and shows the last one.
    pub fn add_files(self, files: &[(String, String)]) {
        self.change(Origin::Program, |it| files.iter().for_each(|(name, text)| it.add(name, text)));
    }

    /// The user gave a file another name. `Err` says what is wrong with it.
    pub fn rename_file(self, file: usize, name: &str) -> Result<(), &'static str> {
        let name = self.files.read_untracked().checked_name(file, name)?;
        self.change(Origin::Program, |it| it.rename(file, name));
        Ok(())
    }

    /// Takes out of all files what may be secret.
    pub fn redact(self, loaded: Loaded) {
        self.change(Origin::Program, |it| it.redact(loaded));
    }

    /// Takes a file away. [`Playground::put_back`] of the result brings it back.
    pub fn remove_file(self, file: usize) -> Option<SourceFile> {
        let removed = self.files.read_untracked().list.get(file).cloned();
        self.change(Origin::Program, |it| it.remove(file));
        removed
    }

    /// Puts a removed file where it was; other changes since then stay.
    pub fn put_back(self, at: usize, file: SourceFile) {
        self.change(Origin::Program, |it| it.insert(at, file));
    }

    /// Shows another file.
    pub fn show_file(self, file: usize) {
        let files = self.files.get_untracked();
        if files.active != file && file < files.list.len() {
            self.files.update(|it| {
                it.active = file;
                it.origin = Origin::Program;
            });
        }
    }

    /// The user chose a port, or any.
    pub fn set_probe(self, probe: Probe) {
        if self.probe.get_untracked() != probe {
            self.probe.set(probe);
            self.selection.update(|it| {
                if let Some(it) = it {
                    it.piece = None;
                }
            });
        }
    }

    /// The user chose a cell.
    pub fn select(self, cell: CellRef) {
        // It is the second part that explains it: another chance for one that did not come.
        self.ask_again();
        self.choose(Some(Selection { cell, piece: None }));
    }

    /// The same for any state of the choice.
    pub fn choose(self, selection: Option<Selection>) {
        if *self.selection.read_untracked() != selection {
            self.selection.set(selection);
        }
    }

    /// The user chose a piece of the chosen cell.
    pub fn choose_piece(self, piece: Probe) {
        self.selection.update(|it| {
            if let Some(it) = it {
                it.piece = Some(piece);
            }
        });
    }

    /// The only place where files change.
    fn change(self, origin: Origin, change: impl FnOnce(&mut Files)) {
        let is_behind = untrack(|| self.is_behind());
        let before = self.files.get_untracked();
        let revision = before.revision + 1;
        timing::edited(revision);
        self.files.update(|it| {
            it.revision = revision;
            it.came_from(origin, is_behind);
            change(it);
            it.weigh(&before.list);
            // What was not analyzed yet is still to be read.
            it.in_slices |= is_behind;
        });
        if !self.files.read_untracked().in_slices {
            self.follow(revision);
        }
    }

    /// Lets what follows the matrix follow, once it is drawn.
    fn follow(self, revision: u64) {
        timing::follow(revision, move || self.painted.set(revision), move || self.settles.set(revision));
    }
}

#[cfg(test)]
mod tests;
