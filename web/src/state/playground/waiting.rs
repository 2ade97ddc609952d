//! While the matrix is not that of the files: because they are analyzed in slices, or not at all for now, or because what
//! reads them is not here.

use leptos::prelude::*;
use netpol_core::Options;
use netpol_core::api::page::{Edit, Forms, Loaded};

use super::{OwnParts, Playground};
use crate::engine::{Analyzed, Arrival, Asked, Engine, Lack};
use crate::model::files::{self, Files, Source};
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

    /// Whether the files are more than links and drafts hold. With a subscription to them.
    pub fn is_large(self) -> bool {
        files::LARGE < files::size(&self.files.read().list)
    }

    /// Whether the matrix is not yet that of the files.
    pub fn is_behind(self) -> bool {
        // Before what follows from it: see `Grid::scene`.
        let revision = self.asked.read().source.revision;
        let analyzed = self.analysis.read();
        analyzed.revision != revision || analyzed.analysis.is_unread()
    }

    /// The part that reads the files, where it is not here.
    pub fn lack(self) -> Option<Lack> {
        let analyzed = self.analysis.read();
        analyzed
            .awaits
            .or_else(|| Lack::of(&analyzed.analysis).filter(|_| self.arrival.get().here().is_some()))
    }

    /// Whether what was meant where a policy is refused is not told, because the part that tells it is not here.
    pub fn is_unexplained(self) -> bool {
        self.arrival.get().here().is_some() && self.analysis.read().analysis.is_unexplained()
    }

    /// Whether nothing is known of the files because of that.
    pub fn is_unread(self) -> bool {
        self.arrival.get().here().is_some() && self.analysis.read().analysis.is_unread()
    }

    /// Whether that part could not be loaded.
    pub fn is_missing(self, part: Lack) -> bool {
        match part {
            Lack::Forms => matches!(self.forms.get(), Arrival::Failed),
            Lack::Kinds => matches!(self.own.kinds.get(), Arrival::Failed),
        }
    }

    /// Asks for the second part of the program, unless it is here or loading; then for what reads the files, if that did
    /// not come.
    pub fn ask_again(self) {
        (self.load)(self.arrival);
        for part in [Lack::Forms, Lack::Kinds] {
            if untrack(|| self.is_missing(part)) {
                self.ask_for_reader(part);
            }
        }
    }

    /// Asks for what reads the files.
    pub fn ask_for_reader(self, part: Lack) {
        match part {
            Lack::Forms => self.ask_for_forms(),
            Lack::Kinds => self.ask_for_kinds(),
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
        self.arrival.get_untracked().here().map(|it| loaded(it, self.forms, self.own))
    }
}

/// What an analysis follows from.
#[derive(Clone, Copy)]
pub(super) struct From {
    pub(super) asked: Memo<Asked>,
    pub(super) sliced: RwSignal<Option<(Asked, Analyzed)>>,
    pub(super) pause: RwSignal<Option<Pause>>,
    pub(super) arrival: RwSignal<Arrival>,
    pub(super) forms: RwSignal<Arrival<Forms>>,
    pub(super) own: OwnParts,
}

/// The analysis of the files of now, or that of before while they are not analyzed.
pub(super) fn analysis(from: From) -> Memo<Analyzed> {
    let From { asked, sliced, pause, arrival, forms, own } = from;
    let later = move || arrival.get().here();
    Memo::new(move |last: Option<&Analyzed>| {
        let asked = asked.read();
        // The second part analyzes in slices.
        let waits = pause.get().is_some() || (asked.source.in_slices && later().is_some());
        match (sliced.read().as_ref(), last) {
            _ if pause.get() == Some(Pause::Closed) => Analyzed::closed(asked.source.revision),
            (Some((what, done)), last)
                if *what == *asked && (waits || last.is_none() && !done.analysis.is_unread()) =>
            {
                with_words(done.clone(), arrival, own)
            }
            (_, Some(last)) if waits => last.clone(),
            _ if waits => Analyzed::nothing(),
            _ => {
                // Without the second part there are no settings: only its dialog and its links bring some.
                let (extent, options) = match arrival.get_untracked().here() {
                    Some(it) => (loaded(it, forms, own), (it.options)(&asked.settings)),
                    None => (Loaded::FIRST_PART, Options::default()),
                };
                let res = Analyzed::new(&asked.source, extent, options, last);
                if res.analysis.is_unread() {
                    // There are no answers before it comes: those to a half of the files would be wrong.
                    arrival.read();
                    forms.track();
                    own.kinds.track();
                    kept(last, &asked.source, &res, arrival, (forms, own)).unwrap_or(res)
                } else {
                    with_words(res, arrival, own)
                }
            }
        }
    })
}

/// The parts of the evaluator that are here.
pub(super) fn loaded(engine: &Engine, forms: RwSignal<Arrival<Forms>>, own: OwnParts) -> Loaded {
    let loaded = forms.get_untracked().here().map_or(engine.extent, |it| engine.extent.with(it));
    own.kinds.get_untracked().here().map_or(loaded, |it| loaded.with_kinds(*it))
}

/// The state before a key, which stays while a part loads that reads the files as they are now: a line that is half typed
/// takes no matrix away. `now` is what could be read of them.
pub(super) fn kept(
    last: Option<&Analyzed>,
    asked: &Source,
    now: &Analyzed,
    arrival: RwSignal<Arrival>,
    (forms, own): (RwSignal<Arrival<Forms>>, OwnParts),
) -> Option<Analyzed> {
    let part = Lack::of(&now.analysis).filter(|_| arrival.get_untracked().here().is_some())?;
    let has_failed = match part {
        Lack::Forms => matches!(forms.get_untracked(), Arrival::Failed),
        Lack::Kinds => matches!(own.kinds.get_untracked(), Arrival::Failed),
    };
    let is_kept = !has_failed && asked.change == Edit::Typed;
    last.filter(|it| is_kept && !it.analysis.is_unread()).map(|it| it.awaiting(part))
}

/// An analysis that has its answers. Where a policy is refused, it is made anew when the part comes that has the words for
/// what was meant.
pub(super) fn with_words(it: Analyzed, arrival: RwSignal<Arrival>, own: OwnParts) -> Analyzed {
    if it.analysis.is_unexplained() {
        arrival.track();
        own.kinds.track();
    }
    it
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
