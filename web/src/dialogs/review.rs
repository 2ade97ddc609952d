//! The review: the baseline and the files of now side by side, each file that differs in CodeMirror's merge view.

use std::collections::HashMap;
use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use netpol_core::view::{ChangedObjectView, RevertView};
use wasm_bindgen::prelude::*;
use web_sys::{Element, KeyboardEvent};

use crate::base::browser::{effect, frame, when};
use crate::base::markup::{capital, shown, word};
use crate::base::modules::load_module;
use crate::base::values::{field, object, text};
use crate::later::late;
use crate::model::embed::framed;
use crate::model::review::{Pair, Spot, became, pairs};
use crate::state::{Playground, Ui};
use crate::widgets::keyed::keyed;

#[wasm_bindgen]
extern "C" {
    /// The review's program: `web/editor/src/review.js`.
    pub(super) type Module;
    /// One file in it.
    pub(super) type Handle;

    #[wasm_bindgen(method, catch)]
    pub(super) fn create(this: &Module, parent: &Element, options: &JsValue) -> Result<Handle, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn update(this: &Module, it: &Handle, before: &str, after: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn reveal(this: &Module, it: &Handle, is_before: bool, line: u32) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = showAll)]
    fn show_all(this: &Module, all: bool) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn step(this: &Module, back: bool) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn destroy(this: &Module, it: &Handle) -> Result<(), JsValue>;
}

/// What is remembered of a file on the page.
pub(super) struct Live {
    pub(super) module: Module,
    pub(super) handle: Handle,
}

impl Drop for Live {
    fn drop(&mut self) {
        log(self.module.destroy(&self.handle));
    }
}

/// A failure inside of a merge view stays there: the console has it.
pub(super) fn log<T>(outcome: Result<T, JsValue>) -> Option<T> {
    outcome.inspect_err(web_sys::console::error_1).ok()
}

/// An object that differs, what puts it back, and where it stands.
#[derive(Clone, PartialEq)]
struct Object {
    view: ChangedObjectView,
    revert: Option<Arc<RevertView>>,
    file: String,
}

/// All that differs.
#[derive(Clone, PartialEq)]
struct Found {
    sentence: String,
    pairs: Arc<HashMap<String, Pair>>,
    names: Vec<String>,
    same: usize,
    objects: Vec<Object>,
}

fn found(page: Playground) -> Found {
    let files = page.files();
    let pinned = page.pinned();
    let (all, same) = pairs(&pinned.list, &files.list);
    let compared = page.compared.get();
    let (now, before) = (Arc::clone(&files.list), Arc::clone(&pinned.list));
    let told = compared.and_then(|it| {
        it.ask(move |changes| {
            let objects = changes.objects().into_iter().enumerate().map(|(at, view)| {
                let spot = Spot::of(&view, &before, &now);
                let file = spot.map(|it| it.file).unwrap_or_default();
                Object { revert: changes.revert(at).map(Arc::new), file, view }
            });
            (changes.sentence(), objects.collect::<Vec<_>>())
        })
    });
    let (sentence, objects) = told.unwrap_or_default();
    Found {
        sentence,
        names: all.iter().map(|it| it.name.clone()).collect(),
        pairs: Arc::new(all.into_iter().map(|it| (it.name.clone(), it)).collect()),
        same,
        objects,
    }
}

late! {
    in review;
    /// What the dialog holds.
    pub fn content(page: Playground, ui: Ui, at: Option<Spot>) {
        view! { <Review page ui at/> }
    }
}

/// What the dialog holds. It begins at a place, where one was asked for.
#[component]
fn Review(page: Playground, ui: Ui, at: Option<Spot>) -> impl IntoView {
    let module = RwSignal::new_local(None::<JsValue>);
    let missing = RwSignal::new(false);
    when(&load_module("review"), move |it| match it {
        Some(it) => module.set(Some(it)),
        None => missing.set(true),
    });
    let found = Memo::new(move |_| found(page));
    let said = RwSignal::new(String::new());
    let all = RwSignal::new(false);
    let step = move |back: bool| {
        let Some(module) = module.get_untracked() else { return };
        let module: Module = module.unchecked_into();
        let Some(it) = log(module.step(back)).filter(JsValue::is_object) else { return };
        let number = |key| field(&it, key).and_then(|it| it.as_f64()).unwrap_or_default();
        said.set(format!(
            "Change {} of {}: {}, line {}",
            number("number"),
            number("count"),
            text(&it, "name").unwrap_or_default(),
            number("line")
        ));
    };
    let turn = move |_| {
        all.update(|it| *it = !*it);
        if let Some(it) = module.get_untracked() {
            log(it.unchecked_into::<Module>().show_all(all.get_untracked()));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "F7" {
            event.prevent_default();
            step(event.shift_key());
        }
    };
    let head = move || {
        let it = found.read();
        match (it.names.is_empty(), it.sentence.is_empty()) {
            (true, _) => shown("Nothing differs from the baseline."),
            (false, true) => shown("The texts differ."),
            (false, false) => shown(&format!("{}.", capital(&it.sentence))),
        }
    };
    let same = move || {
        let it = found.read();
        match it.same {
            0 => None,
            1 => Some("1 file is the same in both.".to_owned()),
            n => Some(format!("{n} files are the same in both.")),
        }
        .map(|it| view! { <p class="dim">{it}</p> })
    };
    let section = move |name: String| {
        let at = at.clone().filter(|it| it.file == name);
        view! { <File ui found module name at/> }.into_any()
    };
    let body = move || match (missing.get(), module.read().is_some()) {
        (true, _) => view! { <p role="alert">"What shows two versions could not be loaded."</p> }.into_any(),
        (false, false) => view! { <p>"Loading…"</p> }.into_any(),
        (false, true) => keyed(move || found.read().names.clone(), section.clone()),
    };
    let none = move || found.read().names.is_empty();
    view! {
        <div class="review" on:keydown=on_key>
            <div class="review-bar">
                <p class="review-sentence">{head}</p>
                <span class="grow"></span>
                <button
                    type="button"
                    class="small toggle"
                    title="Also the lines that are the same in both"
                    aria-pressed=move || word(all.get())
                    on:click=turn
                >
                    "All lines"
                </button>
                <button
                    type="button"
                    class="small"
                    title="Previous change (Shift+F7)"
                    disabled=none
                    on:click=move |_| step(true)
                >
                    "Previous"
                </button>
                <button
                    type="button"
                    class="small"
                    title="Next change (F7)"
                    autofocus=!framed()
                    disabled=none
                    on:click=move |_| step(false)
                >
                    "Next change"
                </button>
            </div>
            <p class="sr" role="status">{move || shown(&said.read())}</p>
            <div class="review-files">{body} {same}</div>
        </div>
    }
}

/// One file: what in it differs, with the ways back, and both versions.
#[component]
fn File(
    ui: Ui,
    found: Memo<Found>,
    module: RwSignal<Option<JsValue>, LocalStorage>,
    name: String,
    at: Option<Spot>,
) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let pair = {
        let name = name.clone();
        Memo::new(move |_| found.read().pairs.get(&name).cloned())
    };
    let owner = Owner::current().unwrap_or_default();
    let called = name.clone();
    host.on_load(move |host| {
        let Some(it) = module.get_untracked().map(JsCast::unchecked_into::<Module>) else { return };
        let texts = move || {
            let pair = pair.get();
            let text = |it: Option<&Arc<str>>| it.map(|it| it.to_string()).unwrap_or_default();
            pair.map(|it| (text(it.before.as_ref()), text(it.after.as_ref())))
        };
        let Some((before, after)) = untrack(texts) else { return };
        let options = object(&[
            ("name", called.as_str().into()),
            ("before", before.as_str().into()),
            ("after", after.as_str().into()),
        ]);
        let Some(handle) = log(it.create(&host, &options)) else { return };
        let live = StoredValue::new_local(Live { module: it, handle });
        owner.with(|| {
            effect(move || {
                if let Some((before, after)) = texts() {
                    live.with_value(|it| log(it.module.update(&it.handle, &before, &after)));
                }
            });
            on_cleanup(move || live.dispose());
        });
        if let Some(Spot { line, is_before, .. }) = at {
            // Once the dialog has its size.
            frame(move || {
                frame(move || {
                    live.try_with_value(|it| log(it.module.reveal(&it.handle, is_before, line)));
                });
            });
        }
    });
    let became = move || {
        let pair = pair.read();
        match pair.as_ref().map(|it| (it.before.is_some(), it.after.is_some())) {
            Some((false, _)) => " is new",
            Some((_, false)) => " is gone",
            _ => "",
        }
    };
    let objects = {
        let name = name.clone();
        move || {
            let found = found.read();
            let own = found.objects.iter().filter(|it| it.file == name);
            own.map(|it| view! { <One ui it=it.clone()/> }).collect_view()
        }
    };
    let label = shown(&format!("Revert {name}"));
    let is_read_only = {
        let name = name.clone();
        move || ui.readonly.get() || ui.is_locked(&name)
    };
    let revert_file = {
        let name = name.clone();
        move |_| ui.revert_file(&name)
    };
    view! {
        <section class="review-file" aria-label=shown(&name)>
            <div class="review-head">
                <h3><code>{shown(&name)}</code>{became}</h3>
                <button
                    type="button"
                    class="small"
                    aria-label=label
                    title="Put the whole file back as it was"
                    hidden=is_read_only
                    on:click=revert_file
                >
                    "Revert file"
                </button>
            </div>
            <ul class="review-objects">{objects}</ul>
            <div class="review-sides" aria-hidden="true"><span>"Before"</span><span>"Now"</span></div>
            <div class="review-views" node_ref=host></div>
        </section>
    }
}

/// An object that differs.
#[component]
fn One(ui: Ui, it: Object) -> impl IntoView {
    let Object { view, revert, .. } = it;
    let became = became(&view);
    let name = view.name;
    let label = shown(&format!("Revert {name}"));
    let button = revert.map(|it| {
        let name = name.clone();
        view! {
            <button
                type="button"
                class="small"
                aria-label=label
                title="Put its text of the baseline back"
                hidden=move || ui.readonly.get()
                on:click=move |_| ui.revert(&name, &it)
            >
                "Revert"
            </button>
        }
    });
    view! { <li><span>{shown(&name)} {became}</span> {button}</li> }
}
