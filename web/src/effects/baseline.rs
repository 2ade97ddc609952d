//! Reads a baseline that takes long to read, in short tasks: the page goes on answering.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::base::browser::effect;
use crate::state::Playground;

/// Reads each once, however often the files change meanwhile.
pub(super) fn run(page: Playground) {
    let asked = Memo::new(move |_| page.baseline_to_read());
    let reading = Rc::new(Cell::new(None));
    effect(move || {
        let Some((pinned, had)) = asked.get() else { return };
        let which = Some((pinned.number, had));
        if reading.replace(which) == which {
            return;
        }
        let reading = Rc::clone(&reading);
        spawn_local(async move {
            page.read_baseline(pinned, had).await;
            if reading.get() == which {
                reading.set(None);
            }
        });
    });
}
