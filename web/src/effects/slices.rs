//! Analyses of large files, in slices between which the browser draws and takes keys.
//!
//! Files that change meanwhile take the place of the old ones; what was read of these stays known.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use netpol_core::api::page::{Loaded, Progress, Steps};

use crate::base::browser::{after, effect};
use crate::base::guard::{self, attempt};
use crate::base::timing;
use crate::engine::{Analyzed, Asked};
use crate::state::Playground;
use netpol_core::settings;

/// Milliseconds that a slice takes, if none of its steps takes longer.
const SLICE: f64 = 16.0;
/// Milliseconds after which the page says that it takes long, and can be stopped.
const LONG: f64 = 500.0;
/// How much one step reads, in bytes: about a millisecond.
const STEP: usize = 16_384;

/// An analysis under way.
struct Work {
    asked: Asked,
    /// When it was asked for, in milliseconds.
    start: f64,
    stage: Stage,
}

enum Stage {
    /// Not begun; with what was under way before.
    New(Option<Box<Steps>>),
    Going(Box<Steps>),
}

type Slot = Rc<RefCell<Option<Work>>>;

/// Analyzes in slices what is asked for so.
pub(super) fn run(page: Playground) {
    let slot = Slot::default();
    let has =
        Memo::new(move |_| [page.forms.read().here().is_some(), page.own.kinds.read().here().is_some()]);
    effect(move || {
        let asked = page.asked.get();
        // What the last analysis lacked may be there now. Asked for its value: one that nobody asked for tells no news.
        let _ = has.get();
        let last = slot.take();
        let is_scheduled = last.is_some();
        if asked.source.in_slices && page.pause().is_none() {
            let stage = Stage::New(last.and_then(|it| match it.stage {
                Stage::New(it) => it,
                Stage::Going(it) => Some(it),
            }));
            slot.replace(Some(Work { asked, start: timing::now(), stage }));
            if !is_scheduled {
                schedule(page, Rc::clone(&slot));
            }
        }
    });
}

fn schedule(page: Playground, slot: Slot) {
    after(0, move || slice(page, slot));
}

fn slice(page: Playground, slot: Slot) {
    let Some(Work { asked, start, stage }) = slot.take() else { return };
    let began = timing::now();
    let mut steps = match stage {
        Stage::Going(it) => it,
        Stage::New(last) => begin(page, &asked, last),
    };
    let outcome = loop {
        match attempt(move || steps.go_on(STEP)) {
            Ok(Progress::Going(it)) if timing::now() - began < SLICE => steps = it,
            Ok(Progress::Going(it)) => {
                slot.replace(Some(Work { asked, start, stage: Stage::Going(it) }));
                if LONG < timing::now() - start {
                    page.warn();
                }
                return schedule(page, slot);
            }
            Ok(Progress::Done(it)) => break Ok(*it),
            Err(crash) => break Err(crash),
        }
    };
    let revision = asked.source.revision;
    timing::analyzed(revision, start);
    let outcome = Analyzed::of(revision, outcome, Some(&*page.analysis.read_untracked()));
    // What follows from it is drawn at once: in a task of its own.
    after(0, move || page.analyzed(asked, outcome));
}

fn begin(page: Playground, asked: &Asked, last: Option<Box<Steps>>) -> Box<Steps> {
    let options = settings::options(&asked.settings);
    let loaded = page.loaded().unwrap_or(Loaded::FIRST_PART);
    let change = asked.source.change;
    Box::new(match last {
        Some(it) => it.instead(loaded, &asked.source.list, &options, change),
        None => {
            let last = page.analysis.read_untracked();
            let known = (!guard::has_failed()).then_some(&*last.analysis);
            Steps::new(loaded, known, &asked.source.list, &options, change)
        }
    })
}
