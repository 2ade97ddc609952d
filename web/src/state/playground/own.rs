//! The parts of the program that answer questions of one kind, each of which is asked for when the first such question
//! comes up.

use leptos::prelude::*;
use netpol_core::api::page::{Finder, Kinds};

use super::Playground;
use crate::engine::{
    Analyzed, Arrival, Comparing, Engine, Expected, Expecting, Finders, Found, Own, Seeking, Sought,
};

/// Whether they are here.
#[derive(Clone, Copy)]
pub struct OwnParts {
    /// What reads kinds of objects that few inputs have.
    pub kinds: RwSignal<Arrival<&'static Kinds>>,
    /// What compares with the baseline.
    pub comparing: RwSignal<Arrival<&'static Comparing>>,
    /// What judges what the files expect.
    pub expecting: RwSignal<Arrival<&'static Expecting>>,
    /// What finds more problems than reading does.
    pub lints: RwSignal<Arrival<&'static Finder>>,
}

impl OwnParts {
    pub(super) fn new(arrival: RwSignal<Arrival>) -> OwnParts {
        let engine = arrival.get_untracked().here();
        OwnParts {
            kinds: at_start(engine.map(|it| &it.kinds)),
            comparing: at_start(engine.map(|it| &it.changes)),
            expecting: at_start(engine.map(|it| &it.expectations)),
            lints: at_start(engine.map(|it| &it.lints)),
        }
    }

    /// What is to be found of what is wrong with the files. Until the lints are here it is not told, so that no count changes
    /// under the eyes.
    pub(super) fn seeking(self, analyzed: &Analyzed) -> Option<Seeking> {
        let lints = match self.lints.get() {
            Arrival::Expected => return None,
            Arrival::Failed => None,
            Arrival::Here(it) => Some(*it),
        };
        Some(Seeking { analyzed: analyzed.clone(), by: Finders { lints, ..self.finders() } })
    }

    /// What finds that something is left out.
    pub(super) fn finders(self) -> Finders {
        Finders { unread: self.expecting.get().here().map(|it| it.unread), lints: None }
    }

    /// What the files expect, once that is here which judges it.
    pub(super) fn expected(self, analyzed: &Analyzed) -> Option<Expected> {
        let part = self.expecting.get().here()?;
        (part.expected)(part, analyzed)
    }
}

/// What was found in slices, or the last that was known.
pub(super) fn found(
    sought: RwSignal<Option<Sought>>,
    seeking: Option<Seeking>,
    last: Option<&Option<Found>>,
) -> Option<Found> {
    let sought = sought.read();
    match sought.as_ref().zip(seeking).filter(|(it, seeking)| it.seeking == *seeking) {
        Some((it, _)) => it.found.clone(),
        None => last.cloned().flatten(),
    }
}

/// Asks for something of what is wrong with the files.
pub(super) fn ask<T: Default>(
    engine: Option<&'static Engine>,
    found: Memo<Option<Found>>,
    of: fn(&'static Engine) -> fn(&Found) -> T,
) -> T {
    let found = found.read();
    engine.zip(found.as_ref()).map(|(engine, it)| of(engine)(it)).unwrap_or_default()
}

fn at_start<T: Sync>(part: Option<&'static Own<T>>) -> RwSignal<Arrival<&'static T>> {
    RwSignal::new(part.and_then(|it| it.at_start).map_or(Arrival::Expected, Arrival::Here))
}

impl Playground {
    /// Whether something may differ from the baseline, and what finds it is not here.
    pub fn lacks_comparing(self) -> bool {
        self.compared.read().as_ref().is_some_and(|it| it.lacks_part)
    }

    /// Whether the files may expect something, and what judges it is not here.
    pub fn lacks_expecting(self) -> bool {
        let is_here = self.own.expecting.read().here().is_some();
        let engine = self.arrival.get().here().filter(|_| !is_here);
        engine.is_some_and(|it| (it.may_expect)(&self.settled.read()))
    }

    /// Whether the lints are not here, once the second part is.
    pub fn lacks_lints(self) -> bool {
        self.arrival.get().here().is_some() && self.own.lints.get().here().is_none()
    }

    /// Asks for them, unless they are here or loading.
    pub fn ask_for_lints(self) {
        self.ask_for(self.own.lints, |it| &it.lints);
    }

    /// What is to be looked for in slices, and was not found yet. With a subscription.
    pub fn to_seek(self) -> Option<Seeking> {
        self.arrival.get().here()?;
        let seeking = self.own.seeking(&self.settled.read())?;
        let is_found = || self.sought.read().as_ref().is_some_and(|it| it.seeking == seeking);
        (seeking.is_long() && !is_found()).then_some(seeking)
    }

    /// Looks for it, as long as it is asked for. Says whether it came to an end.
    pub async fn seek(self, seeking: Seeking) -> bool {
        let asked = seeking.clone();
        let goes_on = || untrack(|| self.to_seek()).is_some_and(|it| it == asked);
        let sought = seeking.in_slices(goes_on).await;
        let is_done = sought.is_some();
        if is_done {
            self.sought.set(sought);
        }
        is_done
    }

    /// Lets go of what was found in large files, once the page has others.
    pub fn forget_sought(self) {
        let settled = self.settled.read_untracked().revision;
        if self.sought.read_untracked().as_ref().is_some_and(|it| it.seeking.analyzed.revision != settled) {
            self.sought.set(None);
        }
    }

    /// Whether what is wrong with the files of now is still being looked for. It is not while they are not evaluated.
    pub fn is_seeking(self) -> bool {
        // Between the matrix and what follows it there is a moment.
        let is_of_before = || self.settled.read().revision != self.asked.read().source.revision;
        self.pause().is_none()
            && (self.is_behind() || is_of_before() || self.to_seek().is_some() || self.awaits_parts())
    }

    /// Whether more will be known of these very files, once a part has come that is on its way.
    pub fn awaits_parts(self) -> bool {
        matches!(self.own.lints.get(), Arrival::Expected)
            || matches!(self.own.expecting.get(), Arrival::Expected) && self.lacks_expecting()
    }

    /// Asks for what reads kinds of objects that few inputs have, unless it is here or loading.
    pub fn ask_for_kinds(self) {
        self.ask_for(self.own.kinds, |it| &it.kinds);
    }

    /// Asks for what compares with the baseline, unless it is here or loading.
    pub fn ask_for_comparing(self) {
        self.ask_for(self.own.comparing, |it| &it.changes);
    }

    /// Asks for what judges what the files expect, likewise.
    pub fn ask_for_expecting(self) {
        self.ask_for(self.own.expecting, |it| &it.expectations);
    }

    fn ask_for<T: Sync>(
        self,
        arrival: RwSignal<Arrival<&'static T>>,
        of: fn(&'static Engine) -> &'static Own<T>,
    ) {
        if let Some(engine) = self.arrival.get_untracked().here()
            && arrival.get_untracked().here().is_none()
        {
            (of(engine).load)(arrival);
        }
    }
}
