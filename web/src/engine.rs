//! What the other parts of the program answer about the files: tables of functions, of which the state knows the types
//! only. `app/parts.rs` has their values; naming them here would make them part of the first.

mod analyzed;
mod assisting;
mod compared;
mod expected;
mod found;
mod trying;

use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::{AnyView, RwSignal};
use netpol_core::api::Change;
use netpol_core::api::page::{Finder, Forms, Kinds, Loaded, Trying};
use netpol_core::practice::Judge;
use netpol_core::view::{
    Bundle, ExplanationView, FoldView, FoldedCell, LensLine, NeedsView, Place, PortChoice, ProblemView,
    RuleView,
};
use netpol_core::{Analysis, Changes, Options, Probe};

use crate::model::share::Selection;

pub use analyzed::{Analyzed, Asked, Lack};
pub use assisting::{Assist, Question, Written};
pub(crate) use compared::compare;
pub use compared::{Before, Compared, Pinned};
pub use expected::Expected;
pub(crate) use expected::expected;
pub use found::{Finders, Found, Seeking, Sought};
pub(crate) use trying::in_slices;

/// The questions that the first matrix does without.
pub struct Engine {
    /// Reads settings.
    pub options: fn(&str) -> Options,
    /// What the evaluator can do with it.
    pub extent: Loaded,
    /// Asks for the third part, which reads texts that are no plain manifests, unless it is here or loading.
    pub load_forms: fn(RwSignal<Arrival<Forms>>),
    /// What reads and evaluates kinds of objects that few inputs have, and settings.
    pub kinds: Own<Kinds>,
    /// Explains the chosen cell.
    pub explanation: fn(&Analyzed, &Selection, Probe) -> Option<ExplanationView>,
    /// Finds what is wrong with the files, unless that takes so long that it is done in slices.
    pub found: fn(&Seeking) -> Option<Found>,
    /// Lists it.
    pub problems: fn(&Found) -> Vec<ProblemView>,
    /// What finds more than reading does.
    pub lints: Own<Finder>,
    /// Lists the policies of a file, with their lines.
    pub lens_lines: fn(&Analyzed, u32) -> Vec<LensLine>,
    /// Describes a policy in one line.
    pub lens: fn(&Analyzed, u32) -> Option<Lens>,
    /// Lists the ports that the files mention.
    pub port_choices: fn(&Analyzed) -> Vec<PortChoice>,
    /// Says what was left out.
    pub incomplete: fn(&Analyzed, Finders) -> String,
    /// Lists the rows that can share one.
    pub folds: fn(&Analyzed) -> Vec<FoldView>,
    /// Makes cells of rows that stand for several.
    pub folded: fn(&Analyzed, Vec<Ends>, Probe) -> Vec<Option<FoldedCell>>,
    /// Finds the rule at a place of a file.
    pub rule_at: fn(&Analyzed, u32, u32) -> Option<RuleView>,
    /// What compares with the baseline.
    pub changes: Own<Comparing>,
    /// Whether the files may hold expectations, by their words.
    pub may_expect: fn(&Analyzed) -> bool,
    /// What judges these.
    pub expectations: Own<Expecting>,
    /// What helps while a text is written; `None` where its part does not come.
    pub assist: fn() -> ComingTable<Assist>,
}

/// The line above a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lens {
    /// What it does; what matters is between `**`.
    pub text: String,
    /// Why it selects no pod; empty where it selects one.
    pub why: String,
    /// The line that keeps the pod out.
    pub place: Option<Place>,
}

/// A table in a part of its own.
pub struct Own<T: 'static> {
    /// The table, where the program is not split.
    pub at_start: Option<&'static T>,
    /// Asks for the part, unless it is here.
    pub load: fn(RwSignal<Arrival<&'static T>>),
}

/// The questions about what differs from the baseline. The part is asked for when something does.
pub struct Comparing {
    /// Compares with the baseline.
    pub compare: fn(&Arc<Analysis>, &Arc<Analysis>) -> Option<Arc<Changes>>,
    /// Says what became of cells, by the rows that each row and each column stands for.
    pub marks: fn(&Compared, Lines, Probe) -> CellChanges,
    /// Lists the sources and destinations of which something changed.
    pub changed_ends: fn(&Compared, Probe) -> [Vec<String>; 2],
    /// Says in few words what an edit changed; empty where nothing that is read differs.
    pub edit: fn(&Analyzed, &Analyzed) -> Option<String>,
    /// Says in a sentence which cells an edit changed.
    pub cells: fn(&Analyzed, &Analyzed) -> Option<String>,
}

/// The questions about what the files expect. The part is asked for when they may expect something, or when somebody
/// opens the list.
pub struct Expecting {
    /// Finds expectations that cannot be read.
    pub unread: Finder,
    /// Judges what the files expect.
    pub expected: fn(&'static Expecting, &Analyzed) -> Option<Expected>,
    /// Judges the goal of a task that is written as expectations.
    pub judge: Judge,
    /// Finds which connections the manifests ask for. Reads the files anew.
    pub needs: fn(&Analyzed) -> Trying<NeedsView>,
    /// Says which cells are not as expected, by the rows that each row and each column stands for.
    pub unmet: fn(&Expected, Lines, Probe) -> Vec<Vec<bool>>,
}

/// Of each row, then of each column, the rows of the analysis that it stands for.
pub type Lines = [Vec<Vec<u32>>; 2];

/// What became of each cell, row by row.
pub type CellChanges = Vec<Vec<Option<Change>>>;

/// A row and a column.
pub type Ends = (Arc<Bundle>, Arc<Bundle>);

/// A table whose part may still be loading; `None` where it could not be loaded.
pub type ComingTable<T> = Pin<Box<dyn Future<Output = Option<&'static T>>>>;

/// A view whose code may still be loading; `None` where it could not be loaded. Functions of `late!` return it.
pub type Coming = Pin<Box<dyn Future<Output = Option<AnyView>>>>;

/// Whether a part of the program is here: the second, where nothing else is said.
#[derive(Clone, Copy)]
pub enum Arrival<T = &'static Engine> {
    /// It is loading, or is not needed yet.
    Expected,
    /// It could not be loaded, and can be asked for again.
    Failed,
    /// Here.
    Here(T),
}

impl<T> Arrival<T> {
    /// What it brings, once it is here.
    pub fn here(self) -> Option<T> {
        match self {
            Arrival::Here(it) => Some(it),
            Arrival::Expected | Arrival::Failed => None,
        }
    }
}
