//! Completion and help under the pointer: what the editor asks, and the answers as it has them.
//!
//! The part of the program that answers is asked for with the first question. Until it is here the editor gets a promise, and
//! goes on; where it does not come, there is no list, and typing asks for it no more: only who asks for the list does.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use netpol_core::source::LineIndex;
use netpol_core::view::{Completion, Completions, Hover};
use netpol_core::visible::visible;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

use super::excerpt::Excerpt;
use crate::base::values::object;
use crate::engine::{Analyzed, Assist, Question, Written};
use crate::state::Playground;

/// Whether the part is here.
#[derive(Clone, Copy)]
enum Part {
    Unasked,
    Failed,
    Here(&'static Assist),
}

/// What answers the editor.
#[derive(Clone)]
pub(super) struct Helper {
    page: Playground,
    excerpt: Memo<Option<Arc<Excerpt>>>,
    part: Rc<Cell<Part>>,
}

impl Helper {
    pub(super) fn new(page: Playground, excerpt: Memo<Option<Arc<Excerpt>>>) -> Helper {
        Helper { page, excerpt, part: Rc::new(Cell::new(Part::Unasked)) }
    }

    /// What can be written at a place, or null, or a promise of either.
    pub(super) fn completions(&self, at: u32, is_wished: bool) -> JsValue {
        self.answer(at, is_wished, |it| it.completions)
    }

    /// What stands there, likewise.
    pub(super) fn hover(&self, at: u32) -> JsValue {
        self.answer(at, false, |it| it.hover)
    }

    fn answer(&self, at: u32, is_wished: bool, of: fn(&Assist) -> Question) -> JsValue {
        let page = self.page;
        let excerpt = self.excerpt.try_get_untracked().flatten();
        let text = excerpt.map_or_else(|| page.files_now().shown().text, |it| Arc::clone(&it.text));
        let written = Written { text, at };
        let engine = match (self.part.get(), page.arrival.try_get_untracked().and_then(|it| it.here())) {
            (Part::Here(it), _) => return of(it)(&page.analysis.get_untracked(), written),
            (Part::Failed, _) if !is_wished => return JsValue::NULL,
            (_, None) => return JsValue::NULL,
            (Part::Failed | Part::Unasked, Some(it)) => it,
        };
        let part = Rc::clone(&self.part);
        let coming = (engine.assist)();
        future_to_promise(async move {
            let found = coming.await;
            part.set(found.map_or(Part::Failed, Part::Here));
            // The page may be gone by now.
            let analyzed = page.analysis.try_get_untracked();
            Ok(found.zip(analyzed).map_or(JsValue::NULL, |(it, analyzed)| of(it)(&analyzed, written)))
        })
        .into()
    }
}

/// Lists what can be written, for the editor. In the part by itself.
pub(crate) fn completions(it: &Analyzed, written: Written) -> JsValue {
    let found = it.ask(move |analysis| {
        let lines = LineIndex::new(Arc::clone(&written.text));
        let mut found = analysis.completions(&written.text, lines.byte_of_utf16(written.at) as usize);
        (found.from, found.to) = (lines.utf16(found.from), lines.utf16(found.to));
        found
    });
    found.map_or(JsValue::NULL, |it| list(&it))
}

/// Says what stands there, likewise.
pub(crate) fn hover(it: &Analyzed, written: Written) -> JsValue {
    let found = it.ask(move |analysis| {
        let lines = LineIndex::new(Arc::clone(&written.text));
        let mut found = analysis.hover(&written.text, lines.byte_of_utf16(written.at) as usize)?;
        (found.from, found.to) = (lines.utf16(found.from), lines.utf16(found.to));
        Some(found)
    });
    found.flatten().map_or(JsValue::NULL, |it| help(&it))
}

fn list(it: &Completions) -> JsValue {
    let options = Array::new();
    for one in &it.items {
        options.push(&option(it, one));
    }
    object(&[
        ("from", it.from.into()),
        ("to", it.to.into()),
        ("more", it.is_incomplete.into()),
        ("options", options.into()),
    ])
    .into()
}

/// Names and labels may be those of strangers: what is read shows what hides in it, and what is inserted has it as it is.
fn readable(text: &str) -> JsValue {
    visible(text).as_ref().into()
}

/// With `template` for what has places to be written, which the editor indents, and with `text` for all else.
fn option(all: &Completions, it: &Completion) -> JsValue {
    let (key, value) = match it.has_places() {
        true => ("template", it.codemirror_snippet()),
        false => ("text", all.text(it)),
    };
    object(&[
        ("label", readable(&it.label)),
        ("detail", readable(&it.detail)),
        ("help", readable(&it.documentation)),
        (key, value.into()),
    ])
    .into()
}

fn help(it: &Hover) -> JsValue {
    let paragraphs = it.paragraphs.iter().map(|it| readable(it)).collect::<Array>();
    object(&[
        ("from", it.from.into()),
        ("to", it.to.into()),
        ("title", readable(&it.title)),
        ("paragraphs", paragraphs.into()),
    ])
    .into()
}
