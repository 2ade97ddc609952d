//! The full editor.

use crate::state::{Playground, Ui};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use netpol_core::view::{LensLine, MarkKind, Place, ProblemView};
use netpol_core::visible::visible;
use wasm_bindgen::prelude::*;
use web_sys::Element;

use super::assist::Helper;
use super::bindings::{Event, Handle, Module, Part, log};
use super::excerpt::{self, Excerpt, Spot};
use super::model::{self, Given, Mark, is_quiet, problem_text};
use crate::base::browser::{effect, frame};
use crate::base::markup::capital;
use crate::base::values::{object, put};
use crate::effects::theme::is_dark;
use crate::engine::Analyzed;
use crate::model::preferences::Preferences;
use crate::model::share::CellRef;
use crate::model::splice::{Change, splice};

/// The line that says how the keyboard leaves the editor, by its id. Tab indents there.
pub const LEAVE: &str = "leave-editor";

/// One editor with what Rust has to keep alive for it.
struct Live {
    module: Module,
    handle: Handle,
    _on_change: Closure<dyn FnMut(Event)>,
    _on_caret: Closure<dyn FnMut(f64)>,
    _lens_text: Closure<dyn Fn(f64) -> JsValue>,
    _on_lens: Closure<dyn Fn(f64)>,
    _on_fix: Closure<dyn Fn(f64)>,
    _on_complete: Closure<dyn Fn(f64, bool) -> JsValue>,
    _on_hover: Closure<dyn Fn(f64) -> JsValue>,
}

impl Drop for Live {
    fn drop(&mut self) {
        log(self.module.destroy(&self.handle));
    }
}

/// What was last told to the editor, so that only news are told.
#[derive(Default)]
struct Told {
    given: Option<Given>,
    names: Vec<String>,
    marks: Option<Vec<Mark>>,
    problems: Option<Vec<ProblemView>>,
    /// With what their words follow from.
    lenses: Option<(Analyzed, Vec<LensLine>)>,
}

/// What of a large file is shown: what was asked for, and what it is.
#[derive(Clone, Copy)]
struct Shown {
    spot: RwSignal<Spot>,
    excerpt: Memo<Option<Arc<Excerpt>>>,
}

impl Shown {
    /// Shows a place, if its file is a large one.
    fn look_at(self, page: Playground, it: Place) {
        let list = page.files_now().list;
        if let Some(file) = list.get(it.file as usize).filter(|it| excerpt::is_large(it)) {
            let now = self.excerpt.get_untracked();
            let is_there = now.is_some_and(|now| now.inside(it.from).is_some());
            if !is_there || page.files_now().active != it.file as usize {
                self.spot.set(Some((file.name.clone(), it.from)));
            }
        }
    }

    /// Where it stands in the text that is shown; `None` where that is another one.
    fn place(self, it: Place) -> Option<Place> {
        self.excerpt.get_untracked().map_or(Some(it), |excerpt| excerpt.place(it))
    }
}

/// The full editor, which starts once its box is in the page.
#[component]
pub fn CodeMirror(
    module: Module,
    page: Playground,
    ui: Ui,
    preferences: RwSignal<Preferences>,
    was_focused: bool,
) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let owner = Owner::current().unwrap_or_default();
    let spot = RwSignal::new(None);
    let excerpt = excerpt::excerpt(page, spot);
    let all = Shown { spot, excerpt };
    host.on_load(move |it| owner.with(|| run(&it, module, page, ui, all, preferences, was_focused)));
    view! {
        {excerpt::line(ui, excerpt, spot)}
        <div class="code" data-testid="editor" node_ref=host></div>
    }
}

fn run(
    host: &Element,
    module: Module,
    page: Playground,
    ui: Ui,
    all: Shown,
    preferences: RwSignal<Preferences>,
    was_focused: bool,
) {
    let excerpt = all.excerpt;
    let live = Rc::new(create(host, module, page, ui, excerpt));
    if was_focused {
        let (_, at) = ui.caret.get_untracked();
        log(live.module.reveal(&live.handle, at, at, true));
    }
    let told = RefCell::new(Told::default());
    let it = Rc::clone(&live);
    effect(move || {
        let mut told = told.borrow_mut();
        let files = page.files();
        let settled = page.settled.get();
        let excerpt = excerpt.get();
        let excerpt = excerpt.as_deref();
        let lenses = page.lenses.read();
        let news = Told {
            given: Some(model::given(&files, excerpt, told.given.as_ref())),
            names: files.list.iter().map(|it| it.name.clone()).collect(),
            marks: Some(model::marks(page, ui, excerpt)),
            problems: Some(model::problems(page, excerpt)),
            lenses: Some((
                settled,
                lenses
                    .iter()
                    .filter_map(|it| excerpt.map_or(Some(*it), |excerpt| excerpt.lens(*it)))
                    .collect(),
            )),
        };
        let is_read_only = excerpt.is_some() || untrack(|| ui.is_read_only());
        tell(&it, &mut told, news, is_read_only);
    });
    let it = Rc::clone(&live);
    // The plain editor was there already.
    let visited = ui.visit.get_untracked();
    effect(move || {
        let visit = ui.visit.get();
        let Some(visit) = visit.filter(|_| visit != visited) else { return };
        all.look_at(page, visit.place);
        // After the effect above has opened the file.
        let it = Rc::clone(&it);
        frame(move || {
            if let Some(Place { from, to, .. }) = all.place(visit.place) {
                log(it.module.reveal(&it.handle, from, to, visit.takes_focus));
            }
        });
    });
    let it = Rc::clone(&live);
    effect(move || {
        if let Some(asked) = ui.folds.get() {
            log(it.module.fold(&it.handle, &folded(&asked.places, excerpt.get_untracked().as_deref())));
        }
    });
    // Another cell was chosen: its first deciding line comes on screen, without a move of the caret.
    let last: RefCell<Option<Option<CellRef>>> = RefCell::new(None);
    let it = Rc::clone(&live);
    effect(move || {
        let chosen = page.selection();
        let last = last.replace(Some(chosen.clone()));
        if last.map_or(was_focused, |it| it == chosen) {
            return;
        }
        let explanation = page.explanation.get_untracked();
        let marks = explanation.as_ref().map(|it| it.marks.as_slice()).unwrap_or_default();
        let active = page.files_now().active as u32;
        let first = marks.iter().filter(|it| it.place.file == active).min_by_key(|it| rank(it.kind));
        if let Some(place) = first.map(|it| it.place) {
            all.look_at(page, place);
            let it = Rc::clone(&it);
            frame(move || {
                if let Some(place) = all.place(place) {
                    log(it.module.scroll_to(&it.handle, place.from));
                }
            });
        }
    });
    let it = Rc::clone(&live);
    let last = Cell::new(None);
    effect(move || {
        let is_read_only = ui.is_read_only() || excerpt.read().is_some();
        // It is asked at each key, and to tell the editor takes half as long as to write the letter.
        if last.replace(Some(is_read_only)) != Some(is_read_only) {
            log(it.module.set_read_only(&it.handle, is_read_only));
        }
    });
    let last = Cell::new(None);
    effect(move || {
        let dark = is_dark(preferences.read().theme);
        if last.replace(Some(dark)) != Some(dark) {
            log(live.module.set_dark(&live.handle, dark));
        }
    });
}

/// Which mark tells most.
fn rank(kind: MarkKind) -> u8 {
    match kind {
        MarkKind::Allow => 0,
        MarkKind::Miss => 1,
        MarkKind::Isolate => 2,
    }
}

fn create(
    host: &Element,
    module: Module,
    page: Playground,
    ui: Ui,
    excerpt: Memo<Option<Arc<Excerpt>>>,
) -> Live {
    let on_change = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let files = page.files_now();
        // It is there to be read.
        if excerpt.read_untracked().is_some() {
            return;
        }
        page.edit(files.active, &text_after(&files.shown().text, &event));
    });
    let on_caret = Closure::<dyn FnMut(f64)>::new(move |at: f64| {
        let at = excerpt.read_untracked().as_ref().map_or(at as u32, |it| it.outside(at as u32));
        ui.caret.set((page.files_now().active, at));
    });
    // Only the editor knows which of them are on screen: it asks for the words when it draws one.
    let lens_text = Closure::<dyn Fn(f64) -> JsValue>::new(move |policy: f64| {
        let it = model::lens(page, policy as u32).unwrap_or_default();
        object(&[
            ("text", visible(&it.text).as_ref().into()),
            ("why", visible(&it.why).as_ref().into()),
            ("leads", it.place.is_some().into()),
        ])
        .into()
    });
    let on_lens = Closure::<dyn Fn(f64)>::new(move |policy: f64| {
        if let Some(place) = untrack(|| model::lens(page, policy as u32)).and_then(|it| it.place) {
            ui.go_to(place);
        }
    });
    let on_fix = Closure::<dyn Fn(f64)>::new(move |at: f64| {
        let excerpt = excerpt.get_untracked();
        if let Some(it) = untrack(|| model::fix(page, excerpt.as_deref(), at as usize)) {
            ui.fix(&it);
        }
    });
    let helper = Helper::new(page, excerpt);
    let own = helper.clone();
    let on_complete = Closure::<dyn Fn(f64, bool) -> JsValue>::new(move |at: f64, is_wished: bool| {
        own.completions(at as u32, is_wished)
    });
    let on_hover = Closure::<dyn Fn(f64) -> JsValue>::new(move |at: f64| helper.hover(at as u32));
    let file = page.files_now().shown();
    let shown = excerpt.get_untracked();
    let options = object(&[
        ("doc", shown.as_ref().map_or(&*file.text, |it| &*it.text).into()),
        ("file", file.name.as_str().into()),
        ("label", "YAML of the file".into()),
        ("describedBy", LEAVE.into()),
        ("readOnly", (untrack(|| ui.is_read_only()) || shown.is_some()).into()),
        ("onChange", on_change.as_ref().clone()),
        ("onCaret", on_caret.as_ref().clone()),
        ("lensText", lens_text.as_ref().clone()),
        ("onLens", on_lens.as_ref().clone()),
        ("onFix", on_fix.as_ref().clone()),
        ("onComplete", on_complete.as_ref().clone()),
        ("onHover", on_hover.as_ref().clone()),
    ]);
    // Without an editor every other call fails too, and is logged.
    let handle = module.create(host, &options).unwrap_or_else(|error| {
        log(Err(error));
        JsValue::UNDEFINED.unchecked_into()
    });
    Live {
        module,
        handle,
        _on_change: on_change,
        _on_caret: on_caret,
        _lens_text: lens_text,
        _on_lens: on_lens,
        _on_fix: on_fix,
        _on_complete: on_complete,
        _on_hover: on_hover,
    }
}

/// The text of now, from that of before.
fn text_after(before: &str, event: &Event) -> String {
    let changes = event.changes().into_iter().map(|it| {
        let it: Part = it.unchecked_into();
        Change { from: it.from() as usize, to: it.to() as usize, insert: it.insert() }
    });
    let changes: Vec<Change> = changes.collect();
    splice(before, &changes, event.length() as usize).unwrap_or_else(|| event.text())
}

/// One call for all that changed: the text first, then what refers to its lines.
fn tell(it: &Live, told: &mut Told, news: Told, is_read_only: bool) {
    let number = |it: &Told| it.given.as_ref().map(|it| it.opened);
    if told.given.is_some() && number(told) != number(&news) {
        log(it.module.begin(&it.handle));
    }
    let renamed = told.names.len() == news.names.len();
    for (from, to) in told.names.iter().zip(&news.names).filter(|(from, to)| renamed && from != to) {
        log(it.module.rename(&it.handle, from, to));
    }
    for gone in told.names.iter().filter(|it| !renamed && !news.names.contains(it)) {
        log(it.module.forget(&it.handle, gone));
    }
    let opened = told.given != news.given;
    if opened && let Some(given) = &news.given {
        log(it.module.open(&it.handle, &given.name, &given.text, is_read_only, given.lead));
    }
    let parts = object(&[]);
    if opened || told.marks != news.marks {
        put(&parts, "marks", &list(news.marks.as_deref(), mark));
    }
    if opened || told.problems != news.problems {
        put(&parts, "diagnostics", &diagnostics(news.problems.as_deref().unwrap_or_default()));
    }
    if opened || told.lenses != news.lenses {
        put(&parts, "lenses", &list(news.lenses.as_ref().map(|it| it.1.as_slice()), lens));
    }
    log(it.module.update(&it.handle, &parts));
    *told = news;
}

/// The objects that are to be folded, as far as they are in the text: where each begins and ends, by turns.
fn folded(places: &[u32], excerpt: Option<&Excerpt>) -> Vec<u32> {
    let Some(excerpt) = excerpt else { return places.to_vec() };
    let (both, _) = places.as_chunks::<2>();
    let inside = |&[from, to]: &[u32; 2]| Some([excerpt.inside(from)?, excerpt.inside(to)?]);
    both.iter().filter_map(inside).flatten().collect()
}

fn list<T>(items: Option<&[T]>, form: fn(&T) -> JsValue) -> JsValue {
    let list = js_sys::Array::new();
    for it in items.unwrap_or_default() {
        list.push(&form(it));
    }
    list.into()
}

fn mark(it: &Mark) -> JsValue {
    object(&[("from_line", it.from_line.into()), ("to_line", it.to_line.into()), ("class", it.class.into())])
        .into()
}

/// Fixes have numbers, through all problems of the file.
fn diagnostics(all: &[ProblemView]) -> JsValue {
    let list = js_sys::Array::new();
    let mut fixes = 0;
    for it in all {
        list.push(&diagnostic(it, fixes));
        fixes += it.fixes.len();
    }
    list.into()
}

fn diagnostic(it: &ProblemView, first_fix: usize) -> JsValue {
    let (from, to) = it.place.map_or((0, 0), |it| (it.from, it.to));
    let fixes = js_sys::Array::new();
    for (fix, at) in it.fixes.iter().zip(first_fix..) {
        fixes.push(&object(&[
            ("label", visible(&capital(&fix.title)).as_ref().into()),
            ("key", (at as u32).into()),
        ]));
    }
    object(&[
        ("from", from.into()),
        ("to", to.into()),
        ("severity", it.severity.as_str().into()),
        ("quiet", is_quiet(it).into()),
        ("message", visible(&problem_text(it)).as_ref().into()),
        ("code", it.code.into()),
        ("fixes", fixes.into()),
    ])
    .into()
}

fn lens(it: &LensLine) -> JsValue {
    object(&[("line", it.place.from_line.into()), ("id", it.policy.into())]).into()
}
