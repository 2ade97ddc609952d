//! What is written in the form, for as long as the page is open: closing the form loses nothing.

use std::cell::RefCell;

use leptos::prelude::*;

use crate::model::practice::author::Form;
use crate::panels::practice::Practice;
use crate::state::UNDO;

thread_local! {
    static LAST: RefCell<Option<Written>> = const { RefCell::new(None) };
}

/// A form that was opened.
struct Written {
    /// As it was then.
    begun: Form,
    /// As it is, also after it is closed.
    form: ArcRwSignal<Form>,
}

/// The form as it was left, or as it begins where nothing was written. With it: whether something else would begin now.
pub(super) fn open(begun: Form) -> (RwSignal<Form>, bool) {
    LAST.with_borrow_mut(|last| {
        if let Some(it) = last.as_ref().filter(|it| *it.form.read_untracked() != it.begun) {
            let is_other = it.form.read_untracked().file() != begun.file();
            return (RwSignal::from(it.form.clone()), is_other);
        }
        let form = ArcRwSignal::new(begun.clone());
        *last = Some(Written { begun, form: form.clone() });
        (RwSignal::from(form), false)
    })
}

/// Another text in the place of all that is written, which can be taken back.
pub(super) fn replace(it: Practice, now: Form, said: &str) {
    if let Some(before) = put(now) {
        it.ui().say_with(said, UNDO, move || {
            put(before.clone());
        });
    }
}

/// Returns what was there.
fn put(now: Form) -> Option<Form> {
    let form = LAST.with_borrow(|last| last.as_ref().map(|it| it.form.clone()))?;
    let before = form.get_untracked();
    form.set(now);
    Some(before)
}
