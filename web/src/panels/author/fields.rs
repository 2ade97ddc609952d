//! The pieces of the form: a group of fields with its problems, texts, choices.

use leptos::prelude::*;

use super::checks::Checks;
use crate::base::markup::{capital, shown, word};
use crate::model::practice::author::{Field, Form};
use crate::panels::practice::prose;

/// A group of fields with what is wrong with them.
#[component]
pub fn Part(
    name: &'static str,
    about: &'static str,
    field: Field,
    checks: Checks,
    children: Children,
) -> impl IntoView {
    let found = Memo::new(move |_| checks.of_field(field));
    let list = move || {
        let all = found.get();
        (!all.is_empty()).then(|| {
            let all = all.iter().map(|it| view! { <li>{prose::line(&capital(it))}</li> }).collect_view();
            view! { <ul class="points field-problems">{all}</ul> }
        })
    };
    let class = move || if found.read().is_empty() { "author-part" } else { "author-part wrong" };
    view! {
        <fieldset class=class data-part=name>
            <legend>{name}</legend>
            <p class="dim">{about}</p>
            {list}
            {children()}
        </fieldset>
    }
}

/// The problems of one field, where it is one of several.
pub fn problems(field: Field, checks: Checks) -> impl IntoView {
    move || {
        let all = checks.of_field(field);
        (!all.is_empty()).then(|| {
            let all = all.iter().map(|it| view! { <li>{prose::line(&capital(it))}</li> }).collect_view();
            view! { <ul class="points field-problems">{all}</ul> }
        })
    }
}

/// A text of one line or of several.
#[component]
pub fn Words(
    label: &'static str,
    form: RwSignal<Form>,
    read: fn(&Form) -> String,
    put: fn(&mut Form, String),
    /// Lines that are shown; 1 for a text of one line.
    #[prop(default = 1)]
    lines: u32,
    #[prop(default = "")] example: &'static str,
) -> impl IntoView {
    let value = Memo::new(move |_| read(&form.read()));
    let typed = move |event| {
        let text = event_target_value(&event);
        form.update(|it| put(it, text));
    };
    let input = match lines {
        1 => view! {
            <input type="text" placeholder=example prop:value=move || value.get() on:input=typed/>
        }
        .into_any(),
        lines => view! {
            <textarea rows=lines placeholder=example spellcheck="false" prop:value=move || value.get() on:input=typed></textarea>
        }
        .into_any(),
    };
    view! { <label class="author-field"><span>{label}</span> {input}</label> }
}

/// One of several words.
#[component]
pub fn OneOf<T: Copy + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    form: RwSignal<Form>,
    all: &'static [T],
    says: fn(T) -> &'static str,
    read: fn(&Form) -> T,
    put: fn(&mut Form, T),
) -> impl IntoView {
    let options = all
        .iter()
        .map(|&it| {
            let is_chosen = move || read(&form.read()) == it;
            view! { <option value=says(it) prop:selected=is_chosen>{says(it)}</option> }
        })
        .collect_view();
    let chosen = move |event| {
        let word = event_target_value(&event);
        if let Some(&it) = all.iter().find(|it| says(**it) == word) {
            form.update(|form| put(form, it));
        }
    };
    view! { <label class="author-field short"><span>{label}</span> <select on:change=chosen>{options}</select></label> }
}

/// Several words of a list.
#[component]
pub fn SomeOf<T: Copy + PartialEq + Send + Sync + 'static>(
    label: &'static str,
    form: RwSignal<Form>,
    all: &'static [T],
    says: fn(T) -> &'static str,
    list: fn(&mut Form) -> &mut Vec<T>,
) -> impl IntoView {
    let one = |&it: &T| {
        let is_on = move || list(&mut form.get()).contains(&it);
        let turn = move |_| {
            form.update(|form| {
                let own = list(form);
                match own.contains(&it) {
                    true => own.retain(|other| *other != it),
                    false => own.push(it),
                }
            });
        };
        view! { <button type="button" class="toggle" aria-pressed=move || word(is_on()) on:click=turn>{says(it)}</button> }
    };
    let all = all.iter().map(one).collect_view();
    view! { <div class="author-field" role="group" aria-label=label><span>{label}</span> <div class="author-words">{all}</div></div> }
}

/// Yes or no.
#[component]
pub fn Tick(
    label: &'static str,
    form: RwSignal<Form>,
    read: fn(&Form) -> bool,
    put: fn(&mut Form, bool),
) -> impl IntoView {
    view! {
        <label class="author-tick">
            <input
                type="checkbox"
                prop:checked=move || read(&form.read())
                on:change=move |event| {
                    let is_on = event_target_checked(&event);
                    form.update(|it| put(it, is_on));
                }
            />
            <span>{shown(label)}</span>
        </label>
    }
}
