//! The address bar ⇄ the state. The fragment always holds the whole state; it never reaches a server.

use std::cell::Cell;

use wasm_bindgen::JsValue;

use crate::effects::page::hear;
use crate::effects::storage::{self, delayed};
use crate::reactive::untrack;
use crate::share::{self, ShareError, ShareState};
use crate::ui::Ui;

/// Long enough to write once a word, short enough for whoever copies the address.
const DELAY: u32 = 300;

/// Whether the address holds something.
pub fn has_link() -> bool {
    fragment().is_some()
}

/// What the address holds: `None` when it holds nothing.
pub fn read() -> Option<Result<ShareState, ShareError>> {
    let mut fragment = fragment()?;
    if let Some(it) = storage::left_at(&fragment) {
        replace(&format!("#{it}"));
        fragment = it;
    }
    if fragment.is_empty() { None } else { Some(share::decode(&fragment)) }
}

/// The address of the page with this fragment.
pub fn address(fragment: &str) -> String {
    let href = web_sys::window().and_then(|it| it.location().href().ok()).unwrap_or_default();
    let base = href.split('#').next().unwrap_or_default();
    format!("{base}#{fragment}")
}

/// Keeps the address in step, and follows it when somebody changes it by hand.
pub fn run(ui: Ui, changed: bool) {
    let refused = Cell::new(false);
    let write = move |leaving: bool| {
        let link = ui.link();
        let (new, old) = (link.as_deref().unwrap_or_default(), fragment().unwrap_or_default());
        if new != old {
            if leaving {
                storage::leave(&old, new);
            }
            replace(&format!("#{new}"));
        }
        if let Err(error) = link {
            if !refused.replace(true) {
                ui.complain(share::message(error));
            }
        } else {
            refused.set(false);
        }
    };
    // What is opened is not yet changed: the address stays as it was given.
    delayed(
        DELAY,
        changed,
        move || {
            ui.snapshot();
        },
        write,
    );
    hear("hashchange", move |_| follow(ui));
}

/// Somebody put another link into the address bar, or went back.
fn follow(ui: Ui) {
    match read() {
        None => (),
        Some(Ok(state)) if state == untrack(|| ui.snapshot()) => (),
        Some(Ok(state)) => match ui.open(state) {
            true => ui.say_with(
                "Opened the link. What you had written is put aside.",
                "Bring it back",
                move || ui.take_back(),
            ),
            false => ui.say("Opened the link."),
        },
        Some(Err(error)) => ui.complain(share::message(error)),
    }
}

fn fragment() -> Option<String> {
    let hash = web_sys::window()?.location().hash().ok()?;
    let fragment = hash.strip_prefix('#')?;
    (!fragment.is_empty()).then(|| fragment.to_owned())
}

fn replace(address: &str) {
    let history = web_sys::window().and_then(|it| it.history().ok());
    if let Some(history) = history {
        // Browsers refuse when it is asked for too often; the next edit asks again.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}
