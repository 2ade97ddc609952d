//! The files of the task: whose they are, and their texts.

use leptos::prelude::*;
use netpol_core::SourceFile;
use netpol_core::practice::{Role, TaskFile};

use crate::base::markup::{shown, word};
use crate::model::practice::author::Form;

const ROLES: [(Role, &str); 3] = [
    (Role::Locked, "locked: part of the cluster"),
    (Role::Yours, "yours: the learner's"),
    (Role::Offered, "offered: to apply or to leave"),
];

/// All of them.
#[component]
pub fn Files(form: RwSignal<Form>) -> impl IntoView {
    let count = Memo::new(move |_| form.read().files.len());
    let all = move || (0..count.get()).map(|at| view! { <One form at/> }).collect_view();
    let add = move |_| {
        form.update(|it| {
            let name = it.free_name();
            it.files.push(TaskFile { file: SourceFile::new(name, ""), role: Role::Locked, line: 0 });
        });
    };
    view! {
        {all}
        <button type="button" class="small" on:click=add>"Add a file"</button>
    }
}

#[component]
fn One(form: RwSignal<Form>, at: usize) -> impl IntoView {
    let of = move |read: fn(&TaskFile) -> String| {
        Memo::new(move |_| form.read().files.get(at).map(read).unwrap_or_default())
    };
    let name = of(|it| it.file.name.clone());
    let text = of(|it| it.file.text.to_string());
    let role = Memo::new(move |_| form.read().files.get(at).map(|it| it.role));
    let put = move |change: Box<dyn FnOnce(&mut TaskFile)>| {
        form.update(|it| {
            if let Some(it) = it.files.get_mut(at) {
                change(it);
            }
        });
    };
    let options = ROLES
        .map(|(it, says)| {
            view! { <option value=says prop:selected=move || role.get() == Some(it)>{says}</option> }
        })
        .collect_view();
    let chosen = move |event| {
        let word = event_target_value(&event);
        if let Some(it) = ROLES.iter().find(|it| it.1 == word) {
            let role = it.0;
            put(Box::new(move |it| it.role = role));
        }
    };
    let typed = move |event| {
        let text = event_target_value(&event);
        put(Box::new(move |it| it.file.text = text.into()));
    };
    let refused = RwSignal::new(String::new());
    let renamed = move |event| {
        let name = event_target_value(&event);
        let outcome = form.try_update(|it| it.rename(at, &name)).unwrap_or(Ok(()));
        refused.set(outcome.err().unwrap_or_default());
    };
    let remove = move |_| {
        form.update(|it| {
            if at < it.files.len() {
                it.files.remove(at);
            }
        });
    };
    let is_refused = move || word(!refused.read().is_empty());
    let why = move || {
        let why = shown(&format!("{} It is still {}.", refused.read(), name.read()));
        (!refused.read().is_empty()).then(|| view! { <p class="field-problems" role="alert">{why}</p> })
    };
    let called = move || shown(&format!("Text of {}", name.get()));
    view! {
        <div class="author-answer" data-testid="author-file">
            <div class="author-row">
                <label class="author-field"><span>"Name"</span> <input type="text" aria-invalid=is_refused prop:value=move || name.get() on:change=renamed/></label>
                <label class="author-field"><span>"Is"</span> <select on:change=chosen>{options}</select></label>
                <button type="button" class="small ghost" on:click=remove>"Remove"</button>
            </div>
            {why}
            <textarea rows="6" spellcheck="false" aria-label=called prop:value=move || text.get() on:input=typed></textarea>
        </div>
    }
}
