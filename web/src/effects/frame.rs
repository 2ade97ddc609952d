//! The page in a frame ⇄ its host, by messages: `{netpol: 1, type, …}`. docs/embedding.md documents them.
//!
//! Heard is only the window that holds the frame, and once it has spoken, only its origin: from then on everything is
//! said to that origin alone. Before, nothing is said but that the frame is there, how high it would be, and what is wrong
//! with its address.

mod tasks;
mod values;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos_use_resize_observer::use_resize_observer;
use netpol_core::Probe;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlElement, MessageEvent, Window};

use crate::base::browser::{after, effect, on_window};
use crate::base::timing;
use crate::base::values::{field, object, put};
use crate::later::late;
use crate::model::embed::{self, BY_MESSAGE, Content, View, Wish, query};
use crate::model::head;
use crate::model::preferences::Preferences;
use crate::model::share::{self, CellRef, Selection, ShareError};
use crate::state::{Pane, Playground, Tab, Ui};
use values::{content, list, text};

/// The version of the messages. A change that an old host would not understand makes it another one.
const VERSION: f64 = 1.0;
/// Milliseconds after the last keystroke until the host hears of it.
const DELAY: u32 = 300;
/// So long after a click or key, a change of height is its doing.
const ITS_DOING: f64 = 1000.0;
/// Heights of the editor where the frame grows: one line, and the least and most of all.
const LINE: f64 = 20.8;
const EDITOR: (f64, f64) = (130.0, 380.0);

late! {
    in frame;
    /// Starts to listen and to tell, once the page is in the document.
    pub(super) fn begin(
        page: Playground,
        ui: Ui,
        preferences: RwSignal<Preferences>,
        root: NodeRef<html::Div>,
        error: Option<ShareError>,
    ) {
        let owner = Owner::current().unwrap_or_default();
        after(0, move || owner.with(|| start(page, ui, preferences, root, error)));
    }
}

fn start(
    page: Playground,
    ui: Ui,
    preferences: RwSignal<Preferences>,
    root: NodeRef<html::Div>,
    error: Option<ShareError>,
) {
    let it = Rc::new(Frame {
        page,
        ui,
        preferences,
        root,
        host: host(),
        origin: RefCell::new(None),
        own: Cell::new(untrack(|| page.asked.read().source.revision)),
        height: Cell::new(0),
        touched: Cell::new(-ITS_DOING),
        waiting: RefCell::default(),
    });
    it.measure();
    let asked = Wish::read(&query);
    // In an address that says nothing of it, the height is the choice of the page that wrote it.
    it.grant(Wish { view: asked.view.or(Some(View::Both)), ..asked });
    let listener = Rc::clone(&it);
    on_window(ev::message, move |event| listener.hears(&event));
    let (clicked, typed) = (Rc::clone(&it), Rc::clone(&it));
    on_window(ev::pointerdown, move |_| clicked.touched.set(timing::now()));
    on_window(ev::keydown, move |_| typed.touched.set(timing::now()));
    let waits = Rc::clone(&it);
    effect(move || {
        if waits.is_analyzed() && !waits.waiting.borrow().is_empty() {
            // Effects write no signal of the state.
            let it = Rc::clone(&waits);
            after(0, move || it.go_on());
        }
    });
    it.tell_changes();
    it.tell_choices();
    it.tell_tasks();
    it.follow_height();
    it.say("ready", &[]);
    if let Some(error) = error {
        it.fails("link", &share::message(error));
        ui.complain(share::message(error));
    } else if query("embed").as_deref() != Some(BY_MESSAGE) && embed::task().is_none() {
        it.loaded();
    }
}

/// The window that holds this one.
fn host() -> Option<Window> {
    let own = window();
    own.parent().ok()?.filter(|it| *it != own)
}

struct Frame {
    page: Playground,
    ui: Ui,
    preferences: RwSignal<Preferences>,
    /// The element that holds the whole page.
    root: NodeRef<html::Div>,
    host: Option<Window>,
    /// Whom the host has shown itself to be.
    origin: RefCell<Option<String>>,
    /// The revision that is not the reader's work.
    own: Cell<u64>,
    /// The height that was told last.
    height: Cell<i32>,
    /// When the reader last clicked or typed.
    touched: Cell<f64>,
    /// What is done once the analysis is that of the files.
    waiting: RefCell<Vec<Box<dyn FnOnce()>>>,
}

impl Frame {
    fn hears(self: &Rc<Self>, event: &MessageEvent) {
        let source = event.source();
        let from_host = self.host.as_ref().is_some_and(|it| source.as_deref() == Some(it));
        let (origin, data) = (event.origin(), event.data());
        if !from_host || self.origin.borrow().as_ref().is_some_and(|it| *it != origin) {
            return;
        }
        if field(&data, "netpol") != Some(VERSION.into()) {
            return;
        }
        let Some(kind) = text(&data, "type") else { return };
        let known = ["load", "select", "theme", "view"].contains(&kind.as_str());
        if !known {
            return self.fails("message", &format!("this frame does not know the message `{kind}`"));
        }
        self.origin.replace(Some(origin));
        // The text of a file is told from a name by its lines.
        let file = text(&data, "taskFile").map(|it| format!("{it}\n"));
        let task = text(&data, "task").filter(|it| !it.is_empty()).or(file).filter(|_| kind == "load");
        if task.is_some() {
            self.ui.wanted.set(task);
            return self.grant(Wish::read(&|key| text(&data, key)));
        }
        if kind == "load" {
            match content(&data).map(Content::state) {
                None => return self.fails("message", "`load` brings neither `link` nor `yaml` nor `files`"),
                Some(Err(error)) => {
                    self.ui.complain(share::message(error));
                    return self.fails("link", &share::message(error));
                }
                Some(Ok(state)) => {
                    let view = state.view.clone();
                    self.page.begin(state);
                    self.ui.show(&view);
                    self.own.set(untrack(|| self.page.asked.read().source.revision));
                    self.measure();
                }
            }
        }
        self.grant(Wish::read(&|key| text(&data, key)));
        if kind == "load" {
            self.loaded();
        }
    }

    /// Does what was asked for.
    fn grant(self: &Rc<Self>, wish: Wish) {
        let (page, ui) = (self.page, self.ui);
        let root = document().document_element();
        let mark = |name: &str, value: Option<&str>| {
            if let Some(it) = &root {
                mark(it, name, value);
            }
        };
        if let Some(it) = wish.view {
            mark("data-view", Some(it.as_str()));
            ui.pane.set(pane(it));
            match it {
                View::Terminal => ui.tabs.open(Tab::TERMINAL),
                View::Why => ui.tabs.open(Tab::WHY),
                View::Matrix | View::Editor | View::Both => None,
            };
        }
        if let Some(it) = wish.readonly {
            ui.readonly.set(it);
        }
        if let Some(it) = wish.grows {
            mark("data-grows", it.then_some(""));
            self.height.set(0);
        }
        if let Some(theme) = wish.theme {
            self.preferences.update(|it| it.theme = theme);
        }
        if let Some(cell) = wish.cell.clone() {
            page.choose(Some(Selection { cell, piece: None }));
            ui.show_chosen();
        }
        // Names of ports and pods are those of the files, which may take a while.
        let it = Rc::clone(self);
        self.when_analyzed(move || it.check(wish.port.as_deref(), wish.cell.as_ref()));
    }

    fn check(&self, port: Option<&str>, cell: Option<&CellRef>) {
        let page = self.page;
        match port.map(|it| (it.trim().is_empty(), page.parse_probe(it))) {
            None => (),
            Some((true, _)) => page.set_probe(Probe::Any),
            Some((false, Ok(it))) => page.set_probe(it),
            Some((false, Err(error))) => self.fails("port", &error),
        }
        let there = |it: &str| page.analysis.read_untracked().analysis.endpoint_index(it).is_some();
        for end in cell.map(|it| [&it.from, &it.to]).into_iter().flatten() {
            if !there(end) && !end.starts_with("svc:") {
                self.fails("cell", &format!("`{end}` is not in the matrix"));
            }
        }
    }

    /// Calls once the analysis is that of the files.
    fn when_analyzed(&self, work: impl FnOnce() + 'static) {
        self.waiting.borrow_mut().push(Box::new(work));
        self.go_on();
    }

    fn go_on(&self) {
        if untrack(|| self.is_analyzed()) {
            let waiting = self.waiting.take();
            untrack(|| waiting.into_iter().for_each(|work| work()));
        }
    }

    fn is_analyzed(&self) -> bool {
        !self.page.is_behind()
    }

    /// Says that what was given is on screen, once it is.
    fn loaded(self: &Rc<Self>) {
        let it = Rc::clone(self);
        let tell = move || {
            it.tell_height();
            let endpoints = it.page.endpoints.read_untracked().len() as f64;
            it.say("loaded", &[("endpoints", endpoints.into()), ("link", it.link())]);
            if let Some(crash) = &it.page.analysis.read_untracked().crash {
                it.fails("evaluator", crash);
            }
        };
        // Effects run before the next task does. Not the next frame: one that is out of sight draws none.
        self.when_analyzed(move || after(0, tell));
    }

    /// The editor is as high as the text that was given, within limits: it does not grow while the reader types.
    fn measure(&self) {
        let files = self.page.files_now();
        let lines = files.list.iter().map(|it| it.text.lines().count() + 1).max().unwrap_or_default();
        let pixels = (lines as f64 * LINE + 50.0).clamp(EDITOR.0, EDITOR.1);
        if let Some(it) = document().document_element() {
            let style = it.unchecked_ref::<HtmlElement>().style();
            let _cannot_fail = style.set_property("--editor", &format!("{}px", pixels as i32));
        }
    }

    fn tell_changes(self: &Rc<Self>) {
        let pending = Cell::new(None);
        let it = Rc::clone(self);
        effect(move || {
            let revision = it.page.asked.read().source.revision;
            if it.origin.borrow().is_none() || revision <= it.own.get() {
                return;
            }
            let it = Rc::clone(&it);
            let tell = move || {
                if untrack(|| it.page.asked.read().source.revision) != revision || it.own.get() == revision {
                    return;
                }
                it.own.set(revision);
                it.say("change", &[("files", list(&it.page.files_now().list)), ("link", it.link())]);
            };
            pending.set(Some(Timeout::new(DELAY, tell)));
        });
    }

    fn tell_choices(self: &Rc<Self>) {
        let page = self.page;
        let chosen = Memo::new(move |_| {
            // A row or column is no cell.
            let cell = page.selection().filter(|it| head::of(it).is_none())?;
            let explanation = page.explanation.read();
            let (verdict, sentence) = explanation
                .as_ref()
                .as_ref()
                .map(|it| (it.sign.as_str(), it.sentence.clone()))
                .unwrap_or_default();
            Some((cell, page.probe().label(), verdict, sentence))
        });
        let it = Rc::clone(self);
        effect(move || {
            let Some((cell, port, verdict, sentence)) = chosen.get() else { return };
            // The origin is known when there is something to tell: the host has sent what it is about.
            if it.origin.borrow().is_some() {
                let fields = [
                    ("from", cell.from.into()),
                    ("to", cell.to.into()),
                    ("port", port.into()),
                    ("verdict", verdict.into()),
                    ("sentence", sentence.into()),
                ];
                it.say("select", &fields);
            }
        });
    }

    fn follow_height(self: &Rc<Self>) {
        let it = Rc::clone(self);
        use_resize_observer(self.root, move |_, _| it.tell_height());
    }

    /// A host that gives the frame a height of its own choice is told none.
    fn tell_height(&self) {
        let grows = document().document_element().is_some_and(|it| it.get_attribute("data-grows").is_some());
        let Some(page) = self.root.get_untracked().filter(|_| grows) else { return };
        let height = page.get_bounding_client_rect().height().ceil() as i32;
        if self.height.replace(height) != height {
            let user = timing::now() - self.touched.get() < ITS_DOING;
            self.say("height", &[("height", height.into()), ("user", user.into())]);
        }
    }

    /// The fragment of a link; nothing where there is too much for one.
    fn link(&self) -> JsValue {
        self.ui.link().map_or(JsValue::NULL, |it| format!("#{it}").into())
    }

    fn fails(&self, code: &str, message: &str) {
        self.say("error", &[("code", code.into()), ("message", message.into())]);
    }

    fn say(&self, kind: &str, fields: &[(&str, JsValue)]) {
        let Some(host) = &self.host else { return };
        let origin = self.origin.borrow();
        // Before the host has shown itself, the window that holds the frame may know that it is there, and no more.
        if origin.is_none() && !["ready", "height", "error"].contains(&kind) {
            return;
        }
        // A host without an origin, such as a file, cannot be named.
        let target = origin.as_deref().filter(|it| *it != "null");
        let said = object(&[("netpol", VERSION.into()), ("type", kind.into())]);
        for (key, value) in fields {
            put(&said, key, value);
        }
        // A host that is gone hears nothing.
        let _gone = host.post_message(&said, target.unwrap_or("*"));
    }
}

/// Sets an attribute, or takes it away.
fn mark(element: &Element, name: &str, value: Option<&str>) {
    let _cannot_fail = match value {
        Some(it) => element.set_attribute(name, it),
        None => element.remove_attribute(name),
    };
}

/// What a frame begins with where one pane is shown at a time.
fn pane(view: View) -> Pane {
    match view {
        View::Matrix | View::Both => Pane::Matrix,
        View::Why | View::Terminal => Pane::Why,
        View::Editor => Pane::Edit,
    }
}
