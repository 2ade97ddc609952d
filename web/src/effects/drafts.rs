//! Drafts ⇄ the browser's storage. Each has a key of its own, and each page writes one of them.
//!
//! Two pages may show the same draft. Before a page writes it, the page compares the stored draft with what it has read
//! or written last. Where they differ, the draft is left to the other page, and this page goes on in a new draft. So
//! nothing is lost, however many pages are open.

use js_sys::{Date, Math};

use crate::effects::refused::Refused;
use crate::effects::storage;
use crate::model::drafts::{self, Draft};
use crate::model::scenario;
use crate::model::share::{self, ShareState};
use crate::state::{OwnDraft, Ui};

const PREFIX: &str = "netpol-playground.draft.";

/// All drafts by their keys, the latest first.
pub(crate) fn all() -> Vec<(String, Draft)> {
    let mut all: Vec<(String, Draft)> = Vec::new();
    for key in storage::keys() {
        if is_key(&key)
            && let Some(draft) = find(&key)
        {
            // There are few of them: what sorts is larger than all the rest of this.
            let at = all.iter().position(|(_, it)| it.changed < draft.changed).unwrap_or(all.len());
            all.insert(at, (key, draft));
        }
    }
    all
}

/// One of them.
pub(crate) fn find(key: &str) -> Option<Draft> {
    Draft::from_text(&storage::get(key)?)
}

/// The key of the one that this page writes.
pub(crate) fn own(ui: Ui) -> Option<String> {
    ui.session().draft.borrow().as_ref().map(|it| it.key.clone())
}

/// Whether a key of the storage is that of a draft.
pub(crate) fn is_key(key: &str) -> bool {
    key.starts_with(PREFIX)
}

/// This state is on the page, from now on: its draft is the one with the same files, if there is one.
pub(crate) fn adopt(ui: Ui, state: &ShareState) {
    if share::is_large(state) {
        // There is none.
        ui.session().draft.take();
        return;
    }
    let fingerprint = scenario::fingerprint(&state.files);
    let mut same = all();
    same.retain(|(_, it)| it.fingerprint == fingerprint);
    let own = own(ui);
    let at = same.iter().position(|it| Some(&it.0) == own.as_ref()).unwrap_or(0);
    let found = same.into_iter().nth(at).map(|(key, it)| OwnDraft { key, state: it.state });
    ui.session().draft.replace(found);
}

/// This draft is put onto the page.
pub(crate) fn open(key: &str) -> Option<ShareState> {
    let draft = find(key)?;
    share::unpack(&draft.state).ok()
}

/// Another document comes onto the page: this was the last of the one before.
pub(super) fn leave(ui: Ui, last: &ShareState) {
    if own(ui).is_none() {
        adopt(ui, last);
    }
    // The next change tells the user.
    if let Err(refused) = keep(ui, last, None) {
        refused.log();
    }
    ui.session().draft.take();
}

/// Keeps the state of the page as its draft, if it is worth keeping. To pack one takes long: `packed` is it where that is
/// done already.
pub(super) fn keep(ui: Ui, state: &ShareState, packed: Option<String>) -> Result<(), Refused> {
    if share::is_large(state) {
        return Err(Refused::Large);
    }
    let session = ui.session();
    let own = session.draft.take();
    if !share::is_work(state) {
        return Ok(());
    }
    let before = own.as_ref().and_then(|it| find(&it.key));
    let packed = packed.unwrap_or_else(|| share::pack(state));
    let mut draft = Draft::packed(state, packed, before.as_ref().map_or("", |it| it.name.as_str()), now());
    let key = match (own, before) {
        (Some(own), Some(before)) if own.state == before.state => {
            if before.state == draft.state {
                session.draft.replace(Some(own));
                return Ok(());
            }
            own.key
        }
        // Another page goes on with it: this one is a draft beside it.
        (_, Some(_)) => {
            draft.name = drafts::other_name(&draft.name, &names());
            new_key()
        }
        // It was deleted, or there was none.
        _ => new_key(),
    };
    storage::set(&key, Some(&draft.to_text()))?;
    for it in drafts::too_many(&all(), &key) {
        delete(it);
    }
    session.draft.replace(Some(OwnDraft { key, state: draft.state }));
    Ok(())
}

/// Stores a draft that came from elsewhere, or is brought back. Says where.
pub(crate) fn put(key: Option<String>, draft: &Draft) -> Result<String, Refused> {
    let key = key.unwrap_or_else(new_key);
    storage::set(&key, Some(&draft.to_text())).map(|()| key)
}

/// Gives a draft another name.
pub(crate) fn rename(key: &str, name: &str) -> Result<(), Refused> {
    let Some(mut draft) = find(key) else { return Ok(()) };
    draft.name = drafts::one_line(name);
    storage::set(key, Some(&draft.to_text()))
}

/// Deletes a draft. What is on the page stays there.
pub(crate) fn delete(key: &str) {
    // Storage that has kept it lets it go.
    if let Err(refused) = storage::set(key, None) {
        refused.log();
    }
}

/// The names of all drafts.
pub(crate) fn names() -> Vec<String> {
    all().into_iter().map(|(_, it)| it.name).collect()
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    (Date::now() / 1000.0) as u64
}

fn new_key() -> String {
    format!("{PREFIX}{:x}", (Math::random() * 2f64.powi(52)) as u64)
}
