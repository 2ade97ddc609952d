//! The address bar ⇄ the state. The fragment always holds the whole state; it never reaches a server.
//!
//! Editing changes the address of the entry in the browser's history that is shown; opening a scenario or a link makes
//! a new one. Going back and forward restores what an entry holds. A link that comes otherwise does not take the place
//! of the user's work unasked.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::History;

use crate::base::browser::on_window;
use crate::base::timing::now;
use crate::effects::refused::Refused;
use crate::effects::storage::{self, delayed, size};
use crate::model::share::{self, ShareError, ShareState};
use crate::state::{BRING_BACK, Dialog, Ui};

/// Long enough to write once a word, short enough for a user who copies the address.
const DELAY: u32 = 300;
/// Milliseconds for which a reload may be under way that asks for an address of before.
const MOMENT: f64 = 10_000.0;
/// Bytes of such addresses that are kept at most.
const MOST: usize = 500_000;
/// Marks the entries of the history whose address this page has written or opened.
const OWN: &str = "netpol";

/// Whether the address holds something.
pub fn has_link() -> bool {
    fragment().is_some()
}

/// What the address holds: `None` when it holds nothing.
pub fn read() -> Option<Result<ShareState, ShareError>> {
    let mut fragment = fragment()?;
    if let Some(it) = storage::left_at(&fragment) {
        // Where the browser forbids it, the next change of the page writes it again.
        if let Err(refused) = put(&it) {
            refused.log();
        }
        fragment = it;
    }
    if fragment.is_empty() { None } else { Some(share::decode(&fragment)) }
}

/// The address of the page with this fragment.
pub fn address(fragment: &str) -> String {
    let href = window().location().href().unwrap_or_default();
    let base = href.split('#').next().unwrap_or_default();
    format!("{base}#{fragment}")
}

/// Keeps the address in step, and follows it when the user changes it by hand. `changed` says whether it is out of step
/// already.
pub fn run(ui: Ui, changed: bool) {
    // What is opened and stands in the address stays there as it was given.
    stay_here(ui);
    delayed(DELAY, changed, move || size(&ui.snapshot()), move |_| write(ui));
    // After what is still to be written then.
    on_window(ev::pagehide, move |_| leave(ui));
    on_window(ev::hashchange, move |_| follow(ui));
}

/// Opens a scenario or a link, in a new entry of the history. Says whether work is put aside for it.
pub fn open(ui: Ui, state: ShareState) -> bool {
    // Going back finds the page as it is now, not as it was when the address was last written.
    write(ui);
    let put_aside = ui.open(state);
    let link = ui.link().unwrap_or_default();
    let address = format!("#{link}");
    match history().and_then(|it| it.push_state_with_url(&OWN.into(), "", Some(&address))) {
        Ok(()) => {
            ui.session().address.replace(link);
        }
        // Browsers refuse when it is asked for too often. Then there is no new entry, and the next change of the address
        // is one of this entry.
        Err(_) => Refused::Address.log(),
    }
    put_aside
}

/// The user pasted a text; if it is a link, opens it. Says whether it was taken for one.
pub fn paste(ui: Ui, text: &str) -> bool {
    let text = text.trim();
    let is_address = text.contains("#") && !text.contains(char::is_whitespace);
    let fragment = share::fragment(text);
    if !is_address || !fragment.starts_with(|it: char| it.is_ascii_digit()) {
        return false;
    }
    match share::decode(fragment) {
        Ok(state) => offer(ui, state, false),
        Err(error) => ui.complain(share::message(error)),
    }
    true
}

/// Opens a link: `arrived` says whether it stands in the address already.
pub fn take(ui: Ui, state: ShareState, arrived: bool) {
    let put_aside = match arrived {
        true => {
            stay_here(ui);
            ui.open(state)
        }
        false => open(ui, state),
    };
    opened(ui, put_aside);
}

/// Takes a key of the query out of the address, once what it asks for is done: a reload does not ask for it again.
pub fn forget_key(key: &str) {
    let location = window().location();
    let parts = location.pathname().ok().zip(location.search().ok()).zip(location.hash().ok());
    let Some(((path, search), hash)) = parts else { return };
    let is_other = |it: &&str| !it.is_empty() && it.split('=').next() != Some(key);
    let rest: Vec<&str> = search.trim_start_matches('?').split('&').filter(is_other).collect();
    let query = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
    let outcome = history().and_then(|it| {
        let state = it.state()?;
        it.replace_state_with_url(&state, "", Some(&format!("{path}{query}{hash}")))
    });
    if outcome.is_err() {
        Refused::Address.log();
    }
}

/// The link is not opened: the address is again that of the page.
pub fn stay(ui: Ui) {
    let kept = ui.session().address.borrow().clone();
    keep_silently(ui, &kept);
}

/// Brings the address in step.
fn write(ui: Ui) {
    let (link, session) = (ui.link(), ui.session());
    let (new, old) = (link.as_deref().unwrap_or_default(), fragment().unwrap_or_default());
    let is_followed = old.is_empty() || *session.address.borrow() == old;
    if !is_followed {
        // The user has put another link there, and the browser has not said so yet.
        return follow(ui);
    }
    if new != old {
        let outcome = keep(ui, new);
        if let (Err(it), false) = (outcome, session.without_address.replace(outcome.is_err())) {
            it.tell(ui);
        }
        let mut all = session.addresses.borrow_mut();
        all.push((old, now()));
        forget(&mut all);
    }
    // Of files that are too large for a draft too, that is said with it.
    let refused = link.as_ref().is_err_and(|_| !share::is_large(&untrack(|| ui.snapshot())));
    if let (Err(error), true, false) = (link, refused, session.without_link.get()) {
        ui.complain(share::message(error));
    }
    session.without_link.set(refused);
}

/// Notes what became of the addresses of a moment ago: a reload that began before the latest was written asks for one
/// of them.
fn leave(ui: Ui) {
    let session = ui.session();
    let mut all = session.addresses.borrow_mut();
    forget(&mut all);
    let before: Vec<&str> = all.iter().map(|it| it.0.as_str()).collect();
    storage::leave(&before, &fragment().unwrap_or_default());
}

/// Keeps those of the latest moment, as far as there is room.
fn forget(all: &mut Vec<(String, f64)>) {
    let mut room = MOST;
    let fresh = all.iter().rev().take_while(|(address, at)| {
        let fits = address.len() <= room;
        room = room.saturating_sub(address.len());
        fits && now() - at <= MOMENT
    });
    let fresh = fresh.count();
    all.drain(..all.len() - fresh);
}

/// The address has changed: the user went back or forward, or put another link there.
fn follow(ui: Ui) {
    let own = history().and_then(|it| it.state()).is_ok_and(|it| it.as_string().as_deref() == Some(OWN));
    match read() {
        None => (),
        Some(Ok(state)) if state == untrack(|| ui.snapshot()) => stay_here(ui),
        Some(Ok(state)) if own => {
            // The entry that was left holds what was there, unless it came too quickly or is too large.
            let held = ui.link().is_ok_and(|it| *ui.session().address.borrow() == it);
            stay_here(ui);
            match held {
                true => ui.begin(state),
                false => opened(ui, ui.open(state)),
            }
        }
        Some(Ok(state)) => offer(ui, state, true),
        Some(Err(error)) => {
            ui.complain(share::message(error));
            stay(ui);
        }
    }
}

/// Opens a link, after asking where work would make room for it.
fn offer(ui: Ui, state: ShareState, arrived: bool) {
    let before = untrack(|| ui.snapshot());
    if share::is_work(&before) && before.files != state.files {
        ui.dialog.set(Some(Dialog::Replace { state: Arc::new(state), arrived }));
    } else {
        take(ui, state, arrived);
    }
}

fn opened(ui: Ui, put_aside: bool) {
    match put_aside {
        true => ui.say_with("Opened the link. Your own files are kept as a draft.", BRING_BACK, move || {
            ui.take_back()
        }),
        false => ui.say("Opened the link."),
    }
}

/// The address holds what the page is about to show.
fn stay_here(ui: Ui) {
    keep_silently(ui, &fragment().unwrap_or_default());
}

fn fragment() -> Option<String> {
    let hash = window().location().hash().ok()?;
    let fragment = hash.strip_prefix('#')?;
    (!fragment.is_empty()).then(|| fragment.to_owned())
}

fn history() -> Result<History, JsValue> {
    window().history()
}

/// Makes it the address of this entry, and the one that the page is in step with.
fn keep(ui: Ui, fragment: &str) -> Result<(), Refused> {
    put(fragment)?;
    ui.session().address.replace(fragment.to_owned());
    Ok(())
}

/// Makes it the address of this entry.
fn put(fragment: &str) -> Result<(), Refused> {
    let address = if fragment.is_empty() { without_fragment() } else { format!("#{fragment}") };
    history()
        .and_then(|it| it.replace_state_with_url(&OWN.into(), "", Some(&address)))
        .map_err(|_| Refused::Address)
}

/// The same where the address holds this already, or will soon be written again.
fn keep_silently(ui: Ui, fragment: &str) {
    if let Err(refused) = keep(ui, fragment) {
        refused.log();
    }
}

fn without_fragment() -> String {
    address("").trim_end_matches('#').to_owned()
}
