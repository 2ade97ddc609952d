//! How long a keystroke takes, in the browser's own performance timeline: `netpol.analyze` and
//! `netpol.paint`, with `netpol.repairs` where a cell is to be another one, each with the revision it belongs to.

use std::cell::Cell;

use gloo::timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::prelude::*;

/// Milliseconds that the matrix may wait for what changed in it, so that both come in one frame.
const SHORT: f64 = 8.0;
/// Milliseconds that a keystroke may wait for what is not the matrix.
const LONG: f64 = 50.0;
/// Milliseconds after which the next keystroke is probably not coming.
const PAUSE: u32 = 500;

thread_local! {
    /// The revision that the latest edit made.
    static LATEST: Cell<u64> = const { Cell::new(0) };
    /// When that was.
    static EDITED: Cell<f64> = const { Cell::new(0.0) };
    /// The revision that the matrix in the document shows.
    static SHOWN: Cell<u64> = const { Cell::new(0) };
    /// Milliseconds that the comparison with the baseline last took. Before the first it is not known to be short.
    static COMPARED: Cell<f64> = const { Cell::new(SHORT) };
    /// Milliseconds that everything else but the matrix took.
    static SETTLING: Cell<f64> = const { Cell::new(0.0) };
}

#[wasm_bindgen(module = "/timing.js")]
extern "C" {
    #[wasm_bindgen(js_name = now)]
    fn clock() -> f64;
    #[wasm_bindgen(js_name = measure)]
    fn note(name: &str, revision: f64, start: f64);
    #[wasm_bindgen(js_name = painted)]
    fn call_painted(call: &JsValue);
    #[wasm_bindgen(js_name = nextTask)]
    fn promise_task() -> Promise;
}

/// Goes on in a task of its own. What one task does, the browser waits for; and at its first call it also compiles each
/// function, which takes longer than to run it.
pub async fn next_task() {
    if cfg!(target_arch = "wasm32") {
        // It is never broken.
        let _ = promise_task().await;
    }
}

/// What is done once.
type Work = Box<dyn FnOnce()>;

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    if cfg!(target_arch = "wasm32") { clock() } else { 0.0 }
}

/// An edit that makes `revision` starts now.
pub fn edited(revision: u64) {
    LATEST.set(revision);
    EDITED.set(now());
}

/// Milliseconds since the latest edit started.
pub fn since_edit() -> f64 {
    now() - EDITED.get()
}

/// The matrix of `revision` is about to be drawn. Calls `compare` at once where that is short, else once the matrix is
/// drawn, and its time measured; and `then` once what that draws is painted.
pub fn follow(revision: u64, compare: impl FnOnce() + 'static, then: impl FnOnce() + 'static) {
    if !cfg!(target_arch = "wasm32") {
        compare();
        return then();
    }
    let (compare, then): (Work, Work) = (Box::new(compare), Box::new(then));
    let drawn = move || {
        // With another edit in between it would be the time of both.
        if LATEST.get() == revision && SHOWN.get() == revision {
            measure("netpol.paint", revision, EDITED.get());
        }
    };
    if COMPARED.get() < SHORT {
        compare();
        return painted(move || {
            drawn();
            settle(revision, then);
        });
    }
    painted(move || {
        drawn();
        unless_long(revision, COMPARED.get(), compare);
        painted(move || settle(revision, then));
    });
}

/// The comparison with the baseline worked from `start` until now.
pub fn compared(start: f64) {
    COMPARED.set(now() - start);
}

/// Lets all else follow the matrix, and measures it.
fn settle(revision: u64, then: Work) {
    let work = move || {
        let start = now();
        then();
        // Effects run before the next task does.
        Timeout::new(0, move || SETTLING.set(now() - start)).forget();
    };
    unless_long(revision, SETTLING.get(), Box::new(work));
}

/// Does what follows the matrix. Where that last took long, not before the user pauses: it would hold up the next keystroke.
fn unless_long(revision: u64, lasted: f64, work: Work) {
    if lasted < LONG {
        return work();
    }
    let work = move || {
        if LATEST.get() == revision {
            work();
        }
    };
    Timeout::new(PAUSE, work).forget();
}

/// The evaluator worked from `start` until now.
pub fn analyzed(revision: u64, start: f64) {
    measure("netpol.analyze", revision, start);
}

/// The matrix in the document shows `revision`.
pub fn shown(revision: u64) {
    SHOWN.set(revision);
}

/// Calls once the next frame is drawn.
fn painted(call: impl FnOnce() + 'static) {
    call_painted(&Closure::once_into_js(call));
}

/// The edits that make a cell of `revision` another one were looked for from `start` until now.
pub fn repaired(revision: u64, start: f64) {
    measure("netpol.repairs", revision, start);
}

/// `performance.measure(name, {start, end, detail: {revision}})`.
fn measure(name: &str, revision: u64, start: f64) {
    if cfg!(target_arch = "wasm32") {
        note(name, revision as f64, start);
    }
}
