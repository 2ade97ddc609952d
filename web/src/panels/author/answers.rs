//! Right and wrong answers: a title, and a text for each file that the learner may write or apply.

use leptos::prelude::*;
use netpol_core::practice::{Fails, Role};

use super::checks::Checks;
use super::fields::problems;
use crate::base::markup::shown;
use crate::model::practice::author::{AnswerForm, Field, Form};

const FAILS: [(Fails, &str); 3] = [
    (Fails::Cell, "a wrong connection"),
    (Fails::Constraint, "a constraint"),
    (Fails::NotApplied, "the API server"),
];

/// Which answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Solutions.
    Right,
    /// Cheats.
    Wrong,
}

impl Which {
    fn list(self, form: &mut Form) -> &mut Vec<AnswerForm> {
        match self {
            Which::Right => &mut form.solutions,
            Which::Wrong => &mut form.cheats,
        }
    }

    fn get(self, form: &Form) -> &[AnswerForm] {
        match self {
            Which::Right => &form.solutions,
            Which::Wrong => &form.cheats,
        }
    }

    fn field(self, at: Option<usize>) -> Field {
        match self {
            Which::Right => Field::Solution(at),
            Which::Wrong => Field::Cheat(at),
        }
    }
}

/// All right ones, or all wrong ones.
#[component]
pub fn Answers(form: RwSignal<Form>, which: Which, checks: Checks) -> impl IntoView {
    let count = Memo::new(move |_| which.get(&form.read()).len());
    let all = move || (0..count.get()).map(|at| view! { <One form which at checks/> }).collect_view();
    let add = move |_| {
        form.update(|it| {
            // What is wrong is mostly one place of what is right.
            let files = it.solutions.first().map(|it| it.files.clone()).unwrap_or_default();
            which.list(it).push(AnswerForm { files, ..AnswerForm::default() });
        });
    };
    let text = if which == Which::Right { "Add a solution" } else { "Add a wrong answer" };
    view! {
        {all}
        <button type="button" class="small" on:click=add>{text}</button>
    }
}

#[component]
fn One(form: RwSignal<Form>, which: Which, at: usize, checks: Checks) -> impl IntoView {
    let title =
        Memo::new(move |_| which.get(&form.read()).get(at).map(|it| it.title.clone()).unwrap_or_default());
    let change = move |change: Box<dyn FnOnce(&mut AnswerForm)>| {
        form.update(|it| {
            if let Some(it) = which.list(it).get_mut(at) {
                change(it);
            }
        });
    };
    let titled = move |event| {
        let text = event_target_value(&event);
        change(Box::new(move |it| it.title = text));
    };
    let remove = move |_| {
        form.update(|it| {
            let all = which.list(it);
            if at < all.len() {
                all.remove(at);
            }
        });
    };
    let names = Memo::new(move |_| {
        let form = form.read();
        let own = form.files.iter().filter(|it| it.role != Role::Locked);
        own.map(|it| (it.file.name.clone(), it.role == Role::Offered)).collect::<Vec<_>>()
    });
    let files = move || {
        let one = |(name, is_offered): (String, bool)| match is_offered {
            true => view! { <Applied form which at name/> }.into_any(),
            false => view! { <Text form which at name/> }.into_any(),
        };
        names.get().into_iter().map(one).collect_view()
    };
    let refuses = (which == Which::Wrong).then(|| {
        let now = Memo::new(move |_| form.read().cheats.get(at).and_then(|it| it.fails).unwrap_or(Fails::Cell));
        let options = FAILS
            .map(|(it, says)| view! { <option value=says prop:selected=move || now.get() == it>{says}</option> })
            .collect_view();
        let chosen = move |event| {
            let word = event_target_value(&event);
            let found = FAILS.iter().find(|it| it.1 == word).map(|it| it.0);
            change(Box::new(move |it| it.fails = found));
        };
        view! { <label class="author-field"><span>"Fails because of"</span> <select on:change=chosen>{options}</select></label> }
    });
    let (group, label) = match which {
        Which::Right => (format!("Solution {}", at + 1), "Title, if there are several"),
        Which::Wrong => (format!("Wrong answer {}", at + 1), "What is wrong with it"),
    };
    view! {
        <div class="author-answer" role="group" aria-label=shown(&group)>
            <div class="author-row">
                <label class="author-field"><span>{label}</span> <input type="text" prop:value=move || title.get() on:input=titled/></label>
                {refuses}
                <button type="button" class="small ghost" on:click=remove>"Remove"</button>
            </div>
            {problems(which.field(Some(at)), checks)}
            {files}
        </div>
    }
}

/// The text of a file in an answer.
#[component]
fn Text(form: RwSignal<Form>, which: Which, at: usize, name: String) -> impl IntoView {
    let called = shown(&name);
    let label = shown(&format!("{name} in this answer"));
    let own = name.clone();
    let text = Memo::new(move |_| {
        which.get(&form.read()).get(at).and_then(|it| it.text(&own)).unwrap_or_default().to_owned()
    });
    let typed = move |event| {
        let text = event_target_value(&event);
        form.update(|it| {
            if let Some(it) = which.list(it).get_mut(at) {
                it.put(&name, (!text.is_empty()).then_some(text));
            }
        });
    };
    view! {
        <p class="author-name"><code>{called}</code></p>
        <textarea rows="6" spellcheck="false" aria-label=label prop:value=move || text.get() on:input=typed></textarea>
    }
}

/// Whether an answer applies a file that is offered.
#[component]
fn Applied(form: RwSignal<Form>, which: Which, at: usize, name: String) -> impl IntoView {
    let called = shown(&name);
    let own = name.clone();
    let is_on = move || which.get(&form.read()).get(at).is_some_and(|it| it.text(&own).is_some());
    let turn = move |event| {
        let is_on = event_target_checked(&event);
        form.update(|it| {
            let text = it.files.iter().find(|it| it.file.name == name).map(|it| it.file.text.to_string());
            if let Some(it) = which.list(it).get_mut(at) {
                it.put(&name, text.filter(|_| is_on));
            }
        });
    };
    view! {
        <label class="author-tick">
            <input type="checkbox" prop:checked=is_on on:change=turn/>
            <span>"applies " <code>{called}</code></span>
        </label>
    }
}
