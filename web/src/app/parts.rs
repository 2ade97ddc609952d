//! The parts of the program and how they come: the values of the other parts' tables, and the points where a release is
//! split. Only this file and functions of `late!` name what the other parts hold.

use std::sync::Arc;

use crate::state::{Opening, Playground, Start};
use leptos::prelude::*;
use netpol_core::api::page::{Finder, Forms, Kinds, Loaded, needing};
use netpol_core::practice::Judge;
use netpol_core::settings;

#[cfg(feature = "split")]
pub(super) use split::{load, load_for, opening, read, run_effects};
#[cfg(feature = "split")]
use split::{load_assist, load_comparing, load_expecting, load_forms, load_kinds, load_lints};
#[cfg(not(feature = "split"))]
pub(super) use whole::{load, load_for, opening, read, run_effects};
#[cfg(not(feature = "split"))]
use whole::{
    load_assist, load_forms, load_own as load_comparing, load_own as load_expecting, load_own as load_kinds,
    load_own as load_lints,
};

use crate::editor;
use crate::engine;
use crate::engine::Analyzed;
use crate::engine::{Arrival, Assist, ComingTable, Comparing, Engine, Expecting, Own, Seeking};

static ENGINE: Engine = Engine {
    options: settings::options,
    extent: if IS_SPLIT { Loaded::FIRST_PART } else { Loaded::WHOLE },
    load_forms,
    kinds: Own { at_start: if IS_SPLIT { None } else { Some(&KINDS) }, load: load_kinds },
    explanation: Analyzed::explanation,
    found: Seeking::at_once,
    problems: |it| it.ask(|it, found| it.problems_of(found)).unwrap_or_default(),
    lints: Own { at_start: if IS_SPLIT { None } else { Some(&LINTS) }, load: load_lints },
    lens_lines: |it, file| it.ask(move |it| it.lens_lines(file)).unwrap_or_default(),
    lens: editor::lens_of,
    port_choices: |it| it.ask(|it| it.port_choices()).unwrap_or_default(),
    incomplete: |it, by| it.ask(move |it| it.incomplete_with(&by.list())).flatten().unwrap_or_default(),
    folds: |it| it.ask(|it| it.folds()).unwrap_or_default(),
    folded: Analyzed::folded,
    rule_at: Analyzed::rule_at,
    changes: Own { at_start: if IS_SPLIT { None } else { Some(&COMPARING) }, load: load_comparing },
    may_expect: |it| it.ask(|it| it.may_expect()).unwrap_or_default(),
    expectations: Own { at_start: if IS_SPLIT { None } else { Some(&EXPECTING) }, load: load_expecting },
    assist: load_assist,
};

static COMPARING: Comparing = Comparing {
    compare: engine::compare,
    marks: |it, [rows, columns], probe| {
        it.ask(move |it| it.cells(&rows, &columns, probe)).unwrap_or_default()
    },
    changed_ends: |it, probe| it.ask(move |it| it.changed_ends(probe)).unwrap_or_default(),
    edit: |before, now| Some(engine::compare(&before.analysis, &now.analysis)?.edit()),
    cells: |before, now| {
        let before = Arc::clone(&before.analysis);
        now.ask(move |it| it.changed(&before).sentence())
    },
};

static KINDS: Kinds = Kinds::ALL;

static LINTS: Finder = Finder::LINTS;

static EXPECTING: Expecting = Expecting {
    unread: Finder::EXPECTATIONS,
    judge: Judge::HERE,
    expected: engine::expected,
    needs: |it| needing(Arc::clone(&it.analysis)),
    unmet: |it, [rows, columns], probe| {
        it.ask(move |it| it.cells(&rows, &columns, probe)).unwrap_or_default()
    },
};

static ASSIST: Assist = Assist { completions: editor::completions, hover: editor::hover };

const IS_SPLIT: bool = cfg!(feature = "split");

/// Whether the second part is here when the program starts: where it is not split.
pub(crate) fn at_start() -> Arrival {
    if IS_SPLIT { Arrival::Expected } else { Arrival::Here(&ENGINE) }
}

/// One file: everything is here.
#[cfg(not(feature = "split"))]
mod whole {
    use super::*;
    use crate::effects;
    use crate::effects::opening;

    /// There is nothing to load.
    pub(in crate::app) fn load(_: RwSignal<Arrival>) {}

    /// Likewise.
    pub(in crate::app) fn load_for(_: Playground) {}

    /// Likewise.
    pub(super) fn load_forms(_: RwSignal<Arrival<Forms>>) {}

    /// Likewise.
    pub(super) fn load_own<T: Sync>(_: RwSignal<Arrival<&'static T>>) {}

    /// Likewise.
    pub(super) fn load_assist() -> ComingTable<Assist> {
        Box::pin(async { Some(&ASSIST) })
    }

    pub(in crate::app) async fn read() -> Option<Opening> {
        Some(opening::find())
    }

    pub(in crate::app) async fn opening() -> Option<Opening> {
        Some(opening::find())
    }

    pub(in crate::app) async fn run_effects(start: Start) {
        effects::run(start);
    }
}

#[cfg(feature = "split")]
mod split {
    use std::cell::Cell;

    use leptos::task::spawn_local;
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use super::*;
    use crate::base::timing::next_task;
    use crate::effects;
    use crate::effects::opening;
    use crate::engine::Finders;
    use crate::model::share::ShareState;

    /// The point where the table is in the second part. The caller gets a future, which loads the file first.
    #[wasm_split(later, fallible)]
    fn engine() -> Result<&'static Engine, SplitLoaderError> {
        Ok(&ENGINE)
    }

    /// What reads links and drafts is a small part by itself. It gives the function and does not call it: with the body of
    /// [`find`] it would be the same function for the compiler, and no part of its own.
    #[wasm_split(reader, fallible)]
    fn reader() -> Result<fn() -> Opening, SplitLoaderError> {
        Ok(opening::find)
    }

    #[wasm_split(later, fallible)]
    fn find() -> Result<Opening, SplitLoaderError> {
        Ok(opening::find())
    }

    #[wasm_split(later, fallible)]
    fn effects(start: Start) -> Result<(), SplitLoaderError> {
        effects::run(start);
        Ok(())
    }

    /// Where the third part begins.
    #[wasm_split(pastes, fallible)]
    fn forms() -> Result<Forms, SplitLoaderError> {
        Ok(Forms::ALL)
    }

    thread_local! {
        static IS_LOADING: Cell<bool> = const { Cell::new(false) };
        static ARE_FORMS_LOADING: Cell<bool> = const { Cell::new(false) };
    }

    /// Asks for the second part, unless it is here or loading.
    pub(in crate::app) fn load(arrival: RwSignal<Arrival>) {
        load_then(arrival, None);
    }

    /// Likewise, for a page that is drawn and waits for nothing else.
    pub(in crate::app) fn load_for(page: Playground) {
        load_then(page.arrival, Some(page));
    }

    fn load_then(arrival: RwSignal<Arrival>, drawn: Option<Playground>) {
        if arrival.read_untracked().here().is_some() || IS_LOADING.replace(true) {
            return;
        }
        arrival.set(Arrival::Expected);
        // What the first part could not read needs more than the second one: both at once.
        if let Some(page) = drawn.filter(|it| it.analysis.read_untracked().analysis.is_unread()) {
            load_kinds(page.own.kinds);
        }
        spawn_local(async move {
            let engine = engine().await;
            if let (Ok(engine), Some(page)) = (&engine, drawn) {
                warm(engine, page).await;
            }
            IS_LOADING.set(false);
            arrival.set(engine.map_or(Arrival::Failed, Arrival::Here));
        });
    }

    /// Asks what the page will ask, each question in a task of its own. The browser compiles a function when it is first
    /// called, and all of them in one task would hold up the user.
    async fn warm(engine: &'static Engine, page: Playground) {
        let analyzed = page.analysis.get_untracked();
        let ShareState { selection, probe, .. } = untrack(|| page.snapshot());
        let ask: [&dyn Fn(); 5] = [
            &|| drop((engine.folds)(&analyzed)),
            &|| drop((engine.port_choices)(&analyzed)),
            &|| {
                let seeking =
                    Seeking { analyzed: analyzed.clone(), by: Finders { unread: None, lints: None } };
                drop((engine.found)(&seeking).map(|it| (engine.problems)(&it)));
            },
            &|| drop(selection.as_ref().map(|it| (engine.explanation)(&analyzed, it, probe))),
            &|| drop((engine.lens_lines)(&analyzed, 0)),
        ];
        for ask in ask {
            next_task().await;
            ask();
        }
        next_task().await;
    }

    /// Asks for the third part, unless it is here or loading.
    pub(super) fn load_forms(arrival: RwSignal<Arrival<Forms>>) {
        if arrival.read_untracked().here().is_some() || ARE_FORMS_LOADING.replace(true) {
            return;
        }
        arrival.set(Arrival::Expected);
        spawn_local(async move {
            let forms = forms().await;
            ARE_FORMS_LOADING.set(false);
            arrival.set(forms.map_or(Arrival::Failed, Arrival::Here));
        });
    }

    #[wasm_split(changes, fallible)]
    fn comparing() -> Result<&'static Comparing, SplitLoaderError> {
        Ok(&COMPARING)
    }

    #[wasm_split(expectations, fallible)]
    fn expecting() -> Result<&'static Expecting, SplitLoaderError> {
        Ok(&EXPECTING)
    }

    #[wasm_split(kinds, fallible)]
    fn kinds() -> Result<&'static Kinds, SplitLoaderError> {
        Ok(&KINDS)
    }

    pub(super) fn load_kinds(arrival: RwSignal<Arrival<&'static Kinds>>) {
        load_own(arrival, kinds());
    }

    #[wasm_split(lints, fallible)]
    fn lints() -> Result<&'static Finder, SplitLoaderError> {
        Ok(&LINTS)
    }

    pub(super) fn load_lints(arrival: RwSignal<Arrival<&'static Finder>>) {
        load_own(arrival, lints());
    }

    pub(super) fn load_comparing(arrival: RwSignal<Arrival<&'static Comparing>>) {
        load_own(arrival, comparing());
    }

    pub(super) fn load_expecting(arrival: RwSignal<Arrival<&'static Expecting>>) {
        load_own(arrival, expecting());
    }

    #[wasm_split(assist, fallible)]
    fn assist() -> Result<&'static Assist, SplitLoaderError> {
        Ok(&ASSIST)
    }

    pub(super) fn load_assist() -> ComingTable<Assist> {
        Box::pin(async { assist().await.ok() })
    }

    /// Asks for the part of a table. Who asks twice gets the same.
    fn load_own<T: Sync>(
        arrival: RwSignal<Arrival<&'static T>>,
        table: impl Future<Output = Result<&'static T, SplitLoaderError>> + 'static,
    ) {
        if matches!(arrival.get_untracked(), Arrival::Failed) {
            arrival.set(Arrival::Expected);
        }
        spawn_local(async move {
            let table = table.await;
            if arrival.get_untracked().here().is_none() {
                arrival.set(table.map_or(Arrival::Failed, Arrival::Here));
            }
        });
    }

    /// What the page opens with, from the small part; `None` where that does not come.
    pub(in crate::app) async fn read() -> Option<Opening> {
        reader().await.ok().map(|find| find())
    }

    /// The same from the second part.
    pub(in crate::app) async fn opening() -> Option<Opening> {
        find().await.ok()
    }

    /// Starts what the second part does for the whole page.
    pub(in crate::app) async fn run_effects(start: Start) {
        // Asked for when the second part is here.
        let _ = effects(start).await;
    }
}
