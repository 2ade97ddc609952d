//! The full editor.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;
use netpol_core::view::{LensView, MarkKind, ProblemView};
use wasm_bindgen::prelude::*;

use super::bindings::{Handle, Module, object};
use crate::share::CellRef;

use super::model::{Given, Mark, Shown, lens_text, problem_text};

/// One editor with what Rust has to keep alive for it.
struct Live {
    module: Module,
    handle: Handle,
    _on_change: Closure<dyn FnMut(String)>,
    _on_caret: Closure<dyn FnMut(f64)>,
}

/// What was last told to the editor, so that only news are told.
#[derive(Default)]
struct Told {
    given: Option<Given>,
    names: Vec<String>,
    marks: Option<Vec<Mark>>,
    problems: Option<Vec<ProblemView>>,
    lenses: Option<Arc<Vec<LensView>>>,
}

/// CodeMirror in a box.
pub(super) fn code_mirror(module: Module, shown: Shown) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let live = StoredValue::new_local(None::<Live>);
    let told = StoredValue::new_local(Told::default());
    let Shown { page, ui, .. } = shown;
    // The plain field may have had the focus, and the caret, while this was loading.
    let was_focused = super::plain::is_focused();

    let module = StoredValue::new_local(module);
    Effect::new(move |_| {
        let Some(host) = host.get() else { return };
        if live.with_value(Option::is_none) {
            let given = shown.given.get_untracked();
            live.set_value(Some(start(&host, module.get_value(), shown, &given)));
            if was_focused {
                let (_, at) = ui.caret.get_untracked();
                live.with_value(|it| {
                    if let Some(it) = it {
                        it.module.reveal(&it.handle, at, at);
                    }
                });
            }
        }
        let names: Vec<String> = page.files().list.iter().map(|it| it.name.clone()).collect();
        let news = Told {
            given: Some(shown.given.get()),
            names,
            marks: Some(shown.marks.get()),
            problems: Some(shown.problems.get()),
            lenses: Some(shown.lenses.get()),
        };
        live.with_value(|it| {
            if let Some(it) = it {
                told.update_value(|told| tell(it, told, news));
            }
        });
    });
    Effect::new(move |_| {
        let Some(visit) = ui.visit.get() else { return };
        // After the effect above has opened the file.
        request_animation_frame(move || {
            live.try_with_value(|it| {
                if let Some(it) = it {
                    it.module.reveal(&it.handle, visit.place.from, visit.place.to);
                }
            });
        });
    });
    // Another cell was chosen: its first deciding line comes on screen, without a move of the caret.
    Effect::new(move |last: Option<Option<CellRef>>| {
        let chosen = page.selection();
        if last.as_ref().map_or(!was_focused, |it| *it != chosen) {
            let marks = page.explanation.get_untracked().map(|it| it.marks.clone()).unwrap_or_default();
            let active = page.files_now().active as u32;
            let first = marks.iter().filter(|it| it.place.file == active).min_by_key(|it| rank(it.kind));
            if let Some(at) = first.map(|it| it.place.from) {
                request_animation_frame(move || {
                    live.try_with_value(|it| {
                        if let Some(it) = it {
                            it.module.scroll_to(&it.handle, at);
                        }
                    });
                });
            }
        }
        chosen
    });
    let preferences = expect_context::<RwSignal<crate::preferences::Preferences>>();
    Effect::new(move |_| {
        // The editor is made by the first effect above, so there is one to tell.
        let dark = crate::effects::theme::is_dark(preferences.read().theme);
        live.with_value(|it| {
            if let Some(it) = it {
                it.module.set_dark(&it.handle, dark);
            }
        });
    });
    on_cleanup(move || {
        live.update_value(|it| {
            if let Some(it) = it.take() {
                it.module.destroy(&it.handle);
            }
        });
    });
    view! { <div class="code" data-testid="editor" node_ref=host></div> }
}

/// Which mark tells most.
fn rank(kind: MarkKind) -> u8 {
    match kind {
        MarkKind::Allow => 0,
        MarkKind::Miss => 1,
        MarkKind::Isolate => 2,
    }
}

fn start(host: &web_sys::Element, module: Module, shown: Shown, given: &Given) -> Live {
    let Shown { page, ui, .. } = shown;
    let on_change = Closure::<dyn FnMut(String)>::new(move |text: String| {
        let file = page.files_now().active;
        page.edit(file, &text);
    });
    let on_caret = Closure::<dyn FnMut(f64)>::new(move |at: f64| {
        ui.caret.set((page.files_now().active, at as u32));
    });
    let options = object([
        ("doc", given.text.as_ref().into()),
        ("file", given.name.as_str().into()),
        ("label", "YAML of the file".into()),
        ("onChange", on_change.as_ref().clone()),
        ("onCaret", on_caret.as_ref().clone()),
    ]);
    let handle = module.create(host, &options);
    Live { module, handle, _on_change: on_change, _on_caret: on_caret }
}

/// One call for all that changed: the text first, then what refers to its lines.
fn tell(it: &Live, told: &mut Told, news: Told) {
    let renamed = told.names.len() == news.names.len();
    for (from, to) in told.names.iter().zip(&news.names).filter(|(from, to)| renamed && from != to) {
        it.module.rename(&it.handle, from, to);
    }
    for gone in told.names.iter().filter(|it| !renamed && !news.names.contains(it)) {
        it.module.forget(&it.handle, gone);
    }
    let opened = told.given != news.given;
    if opened && let Some(given) = &news.given {
        it.module.open(&it.handle, &given.name, &given.text);
    }
    let parts = object([]);
    let put = |key: &str, value: JsValue| {
        // A fresh object refuses no field.
        let _ = js_sys::Reflect::set(&parts, &key.into(), &value);
    };
    if opened || told.marks != news.marks {
        put("marks", list(news.marks.iter().flatten(), mark));
    }
    if opened || told.problems != news.problems {
        put("diagnostics", list(news.problems.iter().flatten(), diagnostic));
    }
    if opened || told.lenses != news.lenses {
        put("lenses", list(news.lenses.iter().flat_map(|it| it.iter()), lens));
    }
    it.module.update(&it.handle, &parts);
    *told = news;
}

fn list<'a, T: 'a>(items: impl Iterator<Item = &'a T>, form: fn(&T) -> JsValue) -> JsValue {
    items.map(form).collect::<js_sys::Array>().into()
}

fn mark(it: &Mark) -> JsValue {
    object([("from_line", it.from_line.into()), ("to_line", it.to_line.into()), ("class", it.class.into())])
        .into()
}

fn diagnostic(it: &ProblemView) -> JsValue {
    let (from, to) = it.place.map_or((0, 0), |it| (it.from, it.to));
    object([
        ("from", from.into()),
        ("to", to.into()),
        ("severity", it.severity.as_str().into()),
        ("message", problem_text(it).into()),
        ("code", it.code.into()),
    ])
    .into()
}

fn lens(it: &LensView) -> JsValue {
    object([("line", it.place.from_line.into()), ("text", lens_text(it).into())]).into()
}
