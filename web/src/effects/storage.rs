//! Draft and preferences ⇄ the browser's storage. A refusal is said once; the page goes on without.

use crate::state::{Flush, Playground, Ui};
use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DomException, Storage};

use crate::base::browser::{after, effect, on_window};
use crate::effects::drafts;
use crate::effects::refused::Refused;
use crate::model::embed::framed;
use crate::model::files;
use crate::model::preferences::Preferences;
use crate::model::share::{self, ShareState};

const DRAFT: &str = "netpol-playground.draft";
const ASIDE: &str = "netpol-playground.aside";
/// Of this tab only, and only from when the page is left until it is back.
const LEFT: &str = "netpol-playground.left";
const PREFERENCES: &str = "netpol-playground.preferences";
const DELAY: u32 = 500;

/// Whether the last visit left something.
pub fn has_draft() -> bool {
    get(DRAFT).is_some()
}

/// What the last visit left.
pub fn draft() -> Option<ShareState> {
    share::unpack(&get(DRAFT)?).ok()
}

/// What the last visit had put aside.
pub fn aside() -> Option<ShareState> {
    share::unpack(&get(ASIDE)?).ok()
}

/// What the user once set.
pub fn preferences() -> Preferences {
    get(PREFERENCES).map(|it| Preferences::from_text(&it)).unwrap_or_default()
}

/// Keeps the storage in step.
pub fn run(page: Playground, ui: Ui, preferences: RwSignal<Preferences>, changed: bool) {
    let keep = Rc::new(move |outcome: Result<(), Refused>| {
        let refused = outcome.err();
        let unkept = refused.map(Refused::message);
        if ui.session().unkept.replace(unkept) != unkept
            && let Some(it) = refused
        {
            // Effects write no signal of the state, and this may be called by one.
            after(0, move || it.tell(ui));
        }
    });
    let keep_draft = Rc::clone(&keep);
    // What was only opened is no draft yet; it must not take the place of one.
    let write = delayed(
        DELAY,
        changed,
        move || size(&ui.snapshot()),
        move |_| {
            let state = untrack(|| ui.snapshot());
            let outcome = match share::is_large(&state) {
                // The draft of before would come back in its place.
                true => Err(Refused::Large),
                false => {
                    let packed = share::pack(&state);
                    set(DRAFT, Some(&packed)).and(drafts::keep(ui, &state, Some(packed)))
                }
            };
            keep_draft(outcome);
        },
    );
    ui.session().write_draft.replace(Some(write));
    let first = Cell::new(true);
    effect(move || {
        let aside = page.aside();
        // Another document has come onto the page: a draft is not written over by it.
        if let Some(it) = &aside {
            drafts::leave(ui, it);
        }
        drafts::adopt(ui, &untrack(|| page.snapshot()));
        // What the last visit had put aside stays, unless there is something to put in its place.
        if !first.replace(false) || aside.is_some() {
            let text = aside.filter(|it| !share::is_large(it)).map(|it| share::pack(&it));
            keep(set(ASIDE, text.as_deref()));
        }
    });
    let first = Cell::new(true);
    effect(move || {
        let text = preferences.read().to_text();
        if !first.replace(false) {
            // A preference that is not kept is set again.
            if let Err(refused) = set(PREFERENCES, Some(&text)) {
                refused.log();
            }
        }
    });
}

/// Notes what the address is as the page is left, for a reload under way that asks for one of before.
pub(super) fn leave(before: &[&str], now: &str) {
    let Some(session) = session() else { return };
    let note = (!before.is_empty()).then(|| format!("{} {now}", before.join(" ")));
    // Without the note the address of before is opened, and the draft put aside.
    if let Err(refused) = write(&session, LEFT, note.as_deref()) {
        refused.log();
    }
}

/// What the address had become when this tab was left a moment after it was this one.
pub(super) fn left_at(address: &str) -> Option<String> {
    let session = session()?;
    let note = session.get_item(LEFT).ok()??;
    // It is true once.
    if let Err(refused) = write(&session, LEFT, None) {
        refused.log();
    }
    let (before, now) = note.rsplit_once(' ')?;
    before.split(' ').any(|it| it == address).then(|| now.to_owned())
}

/// How many bytes of text are to be packed.
pub(super) fn size(state: &ShareState) -> usize {
    if share::is_large(state) { 0 } else { files::size(&state.files) }
}

/// Does some work a while after the latest change of what `read` reads, or when the page is about to be left
/// (`true`) or hidden. `changed` says whether there has been a change already. The while is longer by a second for two
/// million bytes that `read` tells: packing them takes long. What is returned does it at once, if there is any to do.
pub(super) fn delayed(
    milliseconds: u32,
    changed: bool,
    read: impl Fn() -> usize + 'static,
    work: impl Fn(bool) + 'static,
) -> Flush {
    delayed_boxed(milliseconds, changed, Box::new(read), Rc::new(work))
}

fn delayed_boxed(
    milliseconds: u32,
    changed: bool,
    read: Box<dyn Fn() -> usize>,
    work: Rc<dyn Fn(bool)>,
) -> Flush {
    // The timer that runs.
    let pending = Rc::new(Cell::new(None));
    let flush: Flush = Rc::new({
        let pending = Rc::clone(&pending);
        move |leaving| {
            if pending.take().is_some() {
                work(leaving);
            }
        }
    });
    let (at_leaving, at_hiding) = (Rc::clone(&flush), Rc::clone(&flush));
    on_window(ev::pagehide, move |_| at_leaving(true));
    on_window(ev::blur, move |_| at_hiding(false));
    let at_once = Rc::clone(&flush);
    let changed = Cell::new(changed);
    effect(move || {
        let more = read() / 2000;
        if changed.replace(true) {
            let flush = Rc::clone(&flush);
            pending.set(Some(Timeout::new(milliseconds + more as u32, move || flush(false))));
        }
    });
    at_once
}

/// A frame has none: what it shows belongs to its host, and is not a draft.
fn storage() -> Option<Storage> {
    if framed() {
        return None;
    }
    window().local_storage().ok()?
}

fn session() -> Option<Storage> {
    if framed() {
        return None;
    }
    window().session_storage().ok()?
}

pub(super) fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// All keys, those of other programs of this host too.
pub(super) fn keys() -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let length = storage.length().unwrap_or(0);
    (0..length).filter_map(|at| storage.key(at).ok()?).collect()
}

pub(super) fn set(key: &str, text: Option<&str>) -> Result<(), Refused> {
    write(&storage().ok_or(Refused::Forbidden)?, key, text)
}

fn write(storage: &Storage, key: &str, text: Option<&str>) -> Result<(), Refused> {
    let outcome = match text {
        Some(text) => storage.set_item(key, text),
        None => storage.remove_item(key),
    };
    outcome.map_err(|error| match error.dyn_ref::<DomException>().map(DomException::name).as_deref() {
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => Refused::Full,
        _ => Refused::Forbidden,
    })
}
