//! Calls into the evaluator that survive its failure.
//!
//! The page is built with `panic = "abort"`: a panic is a WebAssembly trap, and a trap ends every Rust frame
//! up to the nearest JavaScript one. So the call goes through JavaScript, which turns the trap into a value.
//! The stack in memory is where it was: each function that has a part of it sets it back when it returns. What the call
//! had allocated is not given back, and what it had locked stays so: `has_failed` is there for that.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// What a failed call says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crash(pub String);

/// Runs `work`; a panic in it is an `Err` and leaves everything outside of `work` as it was.
#[cfg(target_arch = "wasm32")]
pub fn attempt<T: 'static>(work: impl FnOnce() -> T + 'static) -> Result<T, Crash> {
    use std::cell::Cell;
    use std::rc::Rc;

    let result = Rc::new(Cell::new(None));
    let slot = Rc::clone(&result);
    let outcome = run(Box::new(move || slot.set(Some(work()))));
    outcome.and_then(|()| result.take().ok_or_else(|| Crash("it stopped".to_owned())))
}

#[cfg(target_arch = "wasm32")]
fn run(work: Box<dyn FnOnce()>) -> Result<(), Crash> {
    use wasm_bindgen::prelude::*;

    let mut work = Some(work);
    let call = Closure::<dyn FnMut()>::new(move || {
        if let Some(work) = work.take() {
            work();
        }
    });
    match call.as_ref().unchecked_ref::<js_sys::Function>().call0(&JsValue::UNDEFINED) {
        Ok(_) => Ok(()),
        Err(trap) => {
            // What the closure holds was in use when it stopped; dropping it now could fail again.
            std::mem::forget(call);
            FAILED.store(true, Relaxed);
            Err(Crash(last_panic().unwrap_or_else(|| js_sys::Error::from(trap).to_string().into())))
        }
    }
}

/// Runs `work`; a panic in it is an `Err`.
#[cfg(not(target_arch = "wasm32"))]
pub fn attempt<T: 'static>(work: impl FnOnce() -> T + 'static) -> Result<T, Crash> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .inspect_err(|_| FAILED.store(true, Relaxed))
        .map_err(|_| Crash(last_panic().unwrap_or_else(|| "it stopped".to_owned())))
}

/// Whether a call has failed since this was asked last. It was cut off wherever it was: what it held may be locked for
/// ever, and is to be made anew.
pub fn has_failed() -> bool {
    FAILED.swap(false, Relaxed)
}

static FAILED: AtomicBool = AtomicBool::new(false);

/// Notes what panics say, besides writing it to the console.
pub fn watch_panics() {
    std::panic::set_hook(Box::new(|info| {
        if let Ok(mut last) = LAST.lock() {
            *last = Some(info.to_string());
        }
        #[cfg(target_arch = "wasm32")]
        console_error_panic_hook::hook(info);
    }));
}

static LAST: std::sync::Mutex<Option<String>> = std::sync::Mutex::new(None);

fn last_panic() -> Option<String> {
    LAST.lock().ok()?.take()
}
