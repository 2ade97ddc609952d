//! Draft and preferences ⇄ the browser's storage. A refusal is said once; the page goes on without.

use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use leptos::web_sys;

use crate::preferences::Preferences;
use crate::share::{self, ShareState};
use crate::state::Playground;
use crate::ui::Ui;

const DRAFT: &str = "netpol-playground.draft";
const ASIDE: &str = "netpol-playground.aside";
const PREFERENCES: &str = "netpol-playground.preferences";
const DELAY: u32 = 500;

/// What the last visit left.
pub fn draft() -> Option<ShareState> {
    share::decode(&get(DRAFT)?).ok()
}

/// What the last visit had put aside.
pub fn aside() -> Option<ShareState> {
    share::decode(&get(ASIDE)?).ok()
}

/// What the user once set.
pub fn preferences() -> Preferences {
    get(PREFERENCES).map(|it| Preferences::from_text(&it)).unwrap_or_default()
}

/// Keeps the storage in step.
pub fn run(page: Playground, ui: Ui, preferences: RwSignal<Preferences>) {
    let refused = StoredValue::new(false);
    let keep = move |key: &str, text: Option<&str>| {
        if set(key, text) {
            refused.set_value(false);
        } else if !refused.get_value() {
            refused.set_value(true);
            ui.complain("The browser does not let this page keep a draft. Copy a link before you close it.");
        }
    };
    let pending = StoredValue::new_local(None::<Timeout>);
    let write = move || {
        pending.set_value(None);
        keep(DRAFT, Some(&share::pack(&untrack(|| page.snapshot()))));
    };
    Effect::new(move |last: Option<()>| {
        page.snapshot();
        // What was only opened is no draft yet; it must not take the place of one.
        if last.is_some() {
            pending.set_value(Some(Timeout::new(DELAY, write)));
        }
    });
    Effect::new(move |last: Option<()>| {
        let aside = page.aside();
        // What the last visit had put aside stays, unless there is something to put in its place.
        if last.is_some() || aside.is_some() {
            let text = aside.map(|it| share::pack(&it));
            keep(ASIDE, text.as_deref());
        }
    });
    Effect::new(move |last: Option<()>| {
        let text = preferences.get().to_text();
        if last.is_some() {
            set(PREFERENCES, Some(&text));
        }
    });
    on_leaving(move || {
        if pending.with_value(Option::is_some) {
            write();
        }
    });
}

/// Calls `work` when the page is about to be left or hidden.
pub fn on_leaving(work: impl Fn() + Copy + 'static) {
    let left = window_event_listener_untyped("pagehide", move |_| work());
    let hidden = window_event_listener_untyped("blur", move |_| work());
    on_cleanup(move || {
        left.remove();
        hidden.remove();
    });
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

/// Whether the browser took it.
fn set(key: &str, text: Option<&str>) -> bool {
    let Some(storage) = storage() else { return false };
    match text {
        Some(text) => storage.set_item(key, text).is_ok(),
        None => storage.remove_item(key).is_ok(),
    }
}
