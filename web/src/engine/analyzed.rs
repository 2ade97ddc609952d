//! One version of the files with all that was found out about it.

use std::sync::Arc;

use netpol_core::api::page::{Edit, Loaded, Progress, Steps, analyze_with};
use netpol_core::view::{CellView, ExplanationView, FoldedCell, RuleView};
use netpol_core::{Analysis, Options, Probe};

use crate::base::guard::{self, Crash, attempt};
use crate::base::timing;
use crate::engine::Ends;
use crate::model::files::Source;
use crate::model::service::{self, Chosen};
use crate::model::share::Selection;

/// An analysis and the revision it belongs to. After a failure of the evaluator it is the last one that worked.
#[derive(Clone)]
pub struct Analyzed {
    /// The revision that was asked for.
    pub revision: u64,
    /// What was found out.
    pub analysis: Arc<Analysis>,
    /// What the evaluator said when it failed on this revision.
    pub crash: Option<String>,
    /// It is the state before a key, kept until this part of the program comes, which reads the files as they are.
    pub awaits: Option<Lack>,
}

/// A part of the program without which files cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// What reads texts that are no plain manifests.
    Forms,
    /// What reads the kinds of objects that few inputs have.
    Kinds,
}

impl Lack {
    /// What an analysis lacked. It may lack more, which is known once that is here.
    pub fn of(it: &Analysis) -> Option<Lack> {
        it.is_unread().then_some(if it.lacks_forms() { Lack::Forms } else { Lack::Kinds })
    }
}

/// Of what an analysis is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The files.
    pub source: Source,
    /// What is not set as usual, as `netpol_core::settings` writes it.
    pub settings: String,
}

/// A new analysis is always news; what is drawn of it is compared by value.
impl PartialEq for Analyzed {
    fn eq(&self, other: &Analyzed) -> bool {
        Arc::ptr_eq(&self.analysis, &other.analysis)
            && (self.revision, self.awaits) == (other.revision, other.awaits)
    }
}

impl Analyzed {
    pub(crate) fn new(
        source: &Source,
        extent: Loaded,
        options: Options,
        last: Option<&Analyzed>,
    ) -> Analyzed {
        let start = timing::now();
        let (list, change) = (Arc::clone(&source.list), source.change);
        let known = last.filter(|_| !guard::has_failed()).map(|it| Arc::clone(&it.analysis));
        let outcome =
            attempt(move || with_rows(analyze_with(extent, known.as_deref(), &list, &options, change)));
        timing::analyzed(source.revision, start);
        Analyzed::of(source.revision, outcome, last)
    }

    /// The same for what the page opens with, before it is drawn, in short tasks.
    pub(crate) async fn in_tasks(source: &Source) -> Analyzed {
        let start = timing::now();
        let options = Options::default();
        let steps = Box::new(Steps::new(Loaded::FIRST_PART, None, &source.list, &options, source.change));
        let outcome = in_tasks(steps).await;
        timing::next_task().await;
        let outcome = outcome.and_then(|it| attempt(move || with_rows(it)));
        timing::analyzed(source.revision, start);
        Analyzed::of(source.revision, outcome, None)
    }

    /// What the evaluator answered, or the last that it did where it has failed.
    pub(crate) fn of(revision: u64, outcome: Result<Analysis, Crash>, last: Option<&Analyzed>) -> Analyzed {
        match outcome {
            Ok(it) => Analyzed { revision, analysis: Arc::new(it), crash: None, awaits: None },
            Err(crash) => {
                let last = last.map_or_else(Analyzed::nothing, Analyzed::clone);
                Analyzed { revision, analysis: last.analysis, crash: Some(crash.0), awaits: None }
            }
        }
    }

    /// The same, until the part of the program comes that reads the files as they are now.
    pub(crate) fn awaiting(&self, part: Lack) -> Analyzed {
        Analyzed { awaits: Some(part), ..self.clone() }
    }

    /// As if there were no files: it is not known yet what is in them.
    pub(crate) fn nothing() -> Analyzed {
        let analysis = analyze_with(Loaded::FIRST_PART, None, &[], &Options::default(), Edit::Replaced);
        Analyzed { revision: 0, analysis: Arc::new(analysis), crash: None, awaits: None }
    }

    /// The same of a revision whose answers are not to be seen yet: what nothing of the page knows, nothing can tell.
    pub(crate) fn closed(revision: u64) -> Analyzed {
        Analyzed { revision, ..Analyzed::nothing() }
    }

    /// Asks the analysis something; `None` when the evaluator fails over it.
    pub fn ask<T: 'static>(&self, question: impl FnOnce(&Analysis) -> T + 'static) -> Option<T> {
        let analysis = Arc::clone(&self.analysis);
        attempt(move || question(&analysis)).ok()
    }

    /// Some cells, by row and column. None at all where the evaluator fails.
    pub fn cells(&self, pairs: Vec<(u32, u32)>, probe: Probe) -> Vec<Option<CellView>> {
        let cell = move |it: &Analysis| pairs.iter().map(|&(from, to)| it.cell(from, to, probe)).collect();
        self.ask(cell).unwrap_or_default()
    }

    /// Some cells of rows that stand for several.
    pub(crate) fn folded(&self, ends: Vec<Ends>, probe: Probe) -> Vec<Option<FoldedCell>> {
        let asked = netpol_core::Asked::Probe(probe);
        let cells =
            move |it: &Analysis| ends.iter().map(|(from, to)| it.folded_cell(from, to, &asked)).collect();
        self.ask(cells).unwrap_or_default()
    }

    /// The rule at a caret.
    pub fn rule_at(&self, file: u32, utf16: u32) -> Option<RuleView> {
        self.ask(move |it| it.rule_at(file, utf16)).flatten()
    }

    /// The chosen cell explained: all its pieces, and the reasons of the chosen one.
    pub(crate) fn explanation(&self, selection: &Selection, probe: Probe) -> Option<ExplanationView> {
        let selection = selection.clone();
        self.ask(move |it| {
            if let Some(chosen) = Chosen::read(&selection.cell) {
                return service::explanation(it, &chosen);
            }
            let from = it.endpoint_index(&selection.cell.from)?;
            let to = it.endpoint_index(&selection.cell.to)?;
            let whole = it.explanation(from, to, probe)?;
            let chosen = whole.pieces.iter().position(|it| Some(it.probe) == selection.piece);
            let detail = match (probe, selection.piece, chosen) {
                (Probe::Any, Some(piece), Some(_)) => it.explanation(from, to, piece),
                _ => None,
            };
            Some(match (detail, chosen) {
                (Some(mut detail), Some(chosen)) => {
                    detail.sign = whole.sign;
                    detail.sentence = whole.sentence;
                    detail.pieces = whole.pieces;
                    detail.chosen = chosen;
                    detail
                }
                _ => whole,
            })
        })
        .flatten()
    }
}

/// All steps that are left, in short tasks.
pub(super) async fn in_tasks(mut steps: Box<Steps>) -> Result<Analysis, Crash> {
    loop {
        timing::next_task().await;
        match attempt(move || steps_of_a_task(steps)) {
            Ok(Progress::Going(it)) => steps = it,
            Ok(Progress::Done(it)) => return Ok(*it),
            Err(crash) => return Err(crash),
        }
    }
}

/// As many steps as are done in some milliseconds.
fn steps_of_a_task(steps: Box<Steps>) -> Progress {
    const MILLISECONDS: f64 = 6.0;
    let start = timing::now();
    let mut steps = steps;
    loop {
        // The shortest there are.
        match steps.go_on(1) {
            Progress::Going(it) if timing::now() - start < MILLISECONDS => steps = it,
            other @ (Progress::Going(_) | Progress::Done(_)) => return other,
        }
    }
}

/// The rows that are drawn first are computed at once: should that fail, the state before is not half changed.
fn with_rows(analysis: Analysis) -> Analysis {
    const FIRST: usize = 60;
    for row in 0..analysis.endpoints().len().min(FIRST) as u32 {
        let _ = analysis.cell(row, row, Probe::Any);
    }
    analysis
}
