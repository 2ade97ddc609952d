//! How long a keystroke takes, in the browser's own performance timeline: `netpol.analyze` and
//! `netpol.paint`, each with the revision it belongs to.

use std::cell::Cell;

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::effects::page::{after, frame};

thread_local! {
    /// When the latest edit began, and the revision it made.
    static EDIT: Cell<(f64, u64)> = const { Cell::new((0.0, 0)) };
    /// The revision that the latest measure of a paint was for.
    static PAINTED: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    if cfg!(target_arch = "wasm32") { performance().map_or(0.0, |it| it.now()) } else { 0.0 }
}

/// An edit that will be `revision` starts now.
pub fn edited(revision: u64) {
    EDIT.set((now(), revision));
}

/// The evaluator worked from `start` until now.
pub fn analyzed(revision: u64, start: f64) {
    measure("netpol.analyze", revision, start);
}

/// The matrix in the document shows `revision`; once the browser has drawn it, that is measured.
pub fn shown(revision: u64) {
    if PAINTED.replace(revision) == revision {
        return;
    }
    frame(move || {
        // A task that is queued in a frame runs once that frame is drawn.
        after(0, move || {
            let (start, edited) = EDIT.get();
            if edited == revision {
                measure("netpol.paint", revision, start);
            }
        });
    });
}

fn performance() -> Option<web_sys::Performance> {
    web_sys::window()?.performance()
}

/// `performance.measure(name, {start, end, detail: {revision}})`.
fn measure(name: &str, revision: u64, start: f64) {
    if !cfg!(target_arch = "wasm32") {
        return;
    }
    let work = || -> Option<()> {
        let performance = performance()?;
        let detail = object(&[("revision", JsValue::from_f64(revision as f64))])?;
        let options =
            object(&[("start", start.into()), ("end", performance.now().into()), ("detail", detail)])?;
        let measure: Function = Reflect::get(&performance, &"measure".into()).ok()?.dyn_into().ok()?;
        measure.call2(&performance, &name.into(), &options).ok()?;
        Some(())
    };
    // Without a timeline nothing is measured; nobody but a developer misses it.
    work();
}

fn object(fields: &[(&str, JsValue)]) -> Option<JsValue> {
    let object = Object::new();
    for (key, value) in fields {
        Reflect::set(&object, &(*key).into(), value).ok()?;
    }
    Some(object.into())
}
