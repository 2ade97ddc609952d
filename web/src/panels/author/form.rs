//! The form as a whole, and what can be done with the task that it makes: copy it, save it, hand it on, try it.

use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use netpol_core::SourceFile;
use netpol_core::practice::{Exam, Group, Level, Topic, read};
use wasm_bindgen::JsCast;

use super::answers::{Answers, Which};
use super::checks::Checks;
use super::fields::{OneOf, Part, SomeOf, Tick, Words};
use super::files::Files;
use super::written;
use crate::base::browser::{focus_awaited, when};
use crate::base::markup::{shown, word};
use crate::effects::{archive, clipboard, url};
use crate::model::practice::author::{Field, Form};
use crate::model::practice::own;
use crate::model::practice::words::{group_name, level_name, topic_name};
use crate::model::scenario::Scenario;
use crate::model::share;
use crate::panels::practice::Practice;
use crate::panels::practice::prose;
use crate::widgets::head_row::HeadRow;

/// Of what is on the page: a task of a file is changed, all else is made a task of.
fn begun(it: Practice) -> Form {
    let now = untrack(|| it.ui().snapshot());
    if let Ok(task) = read(&SourceFile::new("task.yaml", now.task.as_str())) {
        return Form::of_task(&task);
    }
    let title = Scenario::by_slug(&now.scenario).map(|it| it.title).unwrap_or_default();
    Form::of_files(title, &now.files)
}

/// The form.
#[component]
pub fn Author(it: Practice) -> impl IntoView {
    let (form, is_other) = written::open(begun(it));
    let is_again = RwSignal::new(is_other);
    let checks = Checks::of(it, form);
    focus_awaited("#author-title");
    let leave = move || {
        it.ui().authoring.set(false);
        focus_awaited(".practice-button");
    };
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            leave();
        }
    };
    view! {
        <section class="practice list author" aria-label="Make a task" data-testid="author" on:keydown=escape>
            <HeadRow class="list-head" label="Close the form" title="Close" close=Callback::new(move |()| leave())>
                <h2 id="author-title" tabindex="-1">{shown("Make a task")}</h2>
                <span class="grow"></span>
            </HeadRow>
            {move || is_again.get().then(|| view! { <Again it is_again/> })}
            <Acts it form checks/>
            <form class="author-form" on:submit=|event| event.prevent_default()>
                <Head form checks/>
                <Asked form checks/>
                <Part name="Files" about="What the learner sees. The text of a learner's file is what it starts with." field=Field::Files checks>
                    <Files form/>
                </Part>
                <Part name="Solutions" about="Each must pass." field=Field::Solution(None) checks>
                    <Answers form which=Which::Right checks/>
                </Part>
                <Part name="Wrong answers" about="Usual mistakes, each of which must fail: everything allowed, the whole namespace, another direction." field=Field::Cheat(None) checks>
                    <Answers form which=Which::Wrong checks/>
                </Part>
                <Hints form checks/>
                <Rules form checks/>
            </form>
        </section>
    }
}

/// Says that this was written before, and offers what the form would begin with now.
#[component]
fn Again(it: Practice, is_again: RwSignal<bool>) -> impl IntoView {
    let anew = move |_| {
        written::replace(it, begun(it), "The form begins anew.");
        is_again.set(false);
        focus_awaited("#author-title");
    };
    view! {
        <p class="author-again" role="status">
            <span>"This is what you wrote before."</span>
            <button type="button" class="small" on:click=anew>"Begin with what is open"</button>
        </p>
    }
}

#[component]
fn Head(form: RwSignal<Form>, checks: Checks) -> impl IntoView {
    view! {
        <Part name="Head" about="What a catalogue shows." field=Field::Head checks>
            <Words label="Title" form read=|it| it.title.clone() put=|it, text| it.title = text/>
            <div class="author-row">
                <OneOf label="Level" form all=Level::ALL says=level_name read=|it| it.level put=|it, now| it.level = now/>
                <OneOf label="Group" form all=Group::ALL says=group_name read=|it| it.group put=|it, now| it.group = now/>
            </div>
            <SomeOf label="Exams" form all=Exam::ALL says=Exam::as_str list=|it| &mut it.exams/>
            <SomeOf label="Topics" form all=Topic::ALL says=topic_name list=|it| &mut it.topics/>
        </Part>
    }
}

#[component]
fn Asked(form: RwSignal<Form>, checks: Checks) -> impl IntoView {
    let text = Memo::new(move |_| form.read().text.clone());
    let preview = move || prose::text(&text.read());
    view! {
        <Part name="Text" about="What is asked, in Markdown: paragraphs, headings, lists, `code` and **bold**. Name every port, label and namespace." field=Field::Text checks>
            <Words label="Text" form lines=8 read=|it| it.text.clone() put=|it, text| it.text = text/>
            <div class="author-preview task-text" role="group" aria-label="How it is shown">{preview}</div>
        </Part>
    }
}

fn hint(it: &Form, at: usize) -> String {
    it.hints.get(at).cloned().unwrap_or_default()
}

/// Solutions are counted from one.
fn put_goal(it: &mut Form, text: String) {
    it.goal = text.trim().parse::<usize>().ok().and_then(|it| it.checked_sub(1)).unwrap_or(0);
}

fn put_hint(it: &mut Form, at: usize, text: String) {
    if let Some(it) = it.hints.get_mut(at) {
        *it = text;
    }
}

#[component]
fn Hints(form: RwSignal<Form>, checks: Checks) -> impl IntoView {
    view! {
        <Part name="Hints" about="Three: a question, an idea, the names of the fields." field=Field::Hints checks>
            <Words label="Hint 1" form read=|it| hint(it, 0) put=|it, text| put_hint(it, 0, text)/>
            <Words label="Hint 2" form read=|it| hint(it, 1) put=|it, text| put_hint(it, 1, text)/>
            <Words label="Hint 3" form read=|it| hint(it, 2) put=|it, text| put_hint(it, 2, text)/>
        </Part>
    }
}

/// The goal, and what must be respected.
#[component]
fn Rules(form: RwSignal<Form>, checks: Checks) -> impl IntoView {
    view! {
        <Part name="Goal" about="What answers are compared with: what a solution does, or lines of expectations." field=Field::Goal checks>
            <Words
                label="Number of the solution"
                form
                read=|it| (it.goal + 1).to_string()
                put=put_goal
            />
            <Words
                label="Expectations in its place, one a line"
                form
                lines=3
                example="shop/web -> shop/api TCP 8080: allowed"
                read=|it| it.expects.clone()
                put=|it, text| it.expects = text
            />
            <Tick label="Test only with the namespaces of this cluster." form read=|it| it.is_closed put=|it, on| it.is_closed = on/>
            <Tick label="Connections on which plugins differ count, too" form read=|it| it.counts_undefined put=|it, on| it.counts_undefined = on/>
        </Part>
        <Part name="Constraints" about="What an answer must respect besides. All of it may be empty." field=Field::Constraints checks>
            <Words label="Policies that must exist, one a line" form lines=2 example="shop/web" read=|it| it.policy.clone() put=|it, text| it.policy = text/>
            <Words label="Objects that must stay as they are" form lines=2 example="NetworkPolicy shop/deny-all" read=|it| it.untouched.clone() put=|it, text| it.untouched = text/>
            <Words label="Kinds that an answer is made of" form example="NetworkPolicy" read=|it| it.only.clone() put=|it, text| it.only = text/>
            <Words label="Objects of which only labels change" form lines=2 example="Pod shop/courier" read=|it| it.labels_only.clone() put=|it, text| it.labels_only = text/>
            <Words label="Labels that stay, by their keys" form lines=2 read=|it| it.keep_labels.clone() put=|it, text| it.keep_labels = text/>
            <Words label="Policies at most" form example="any number" read=|it| it.policies.clone() put=|it, text| it.policies = text/>
            <Tick label="Exactly one of the offered files is applied" form read=|it| it.chooses put=|it, on| it.chooses = on/>
        </Part>
    }
}

/// What is known of the task, and what can be done with it.
#[component]
fn Acts(it: Practice, form: RwSignal<Form>, checks: Checks) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let file = move || form.read_untracked().file();
    let copy = move |text: String, done: String| {
        clipboard::copy(&text, move |is_done| {
            let refused = || "The browser does not let this page write to the clipboard.".to_owned();
            // The form may be closed by then.
            let _gone = said.try_set(if is_done { done } else { refused() });
        });
    };
    let link = move |_| match own::of_text(&file()) {
        Ok((name, task)) => match share::encode(&own::begun(&name, &task)) {
            Ok(link) => {
                let secret = confidential(it, &form.read_untracked());
                copy(
                    url::address(&link),
                    format!("The link is copied. It opens the task as it starts.{secret}"),
                );
            }
            Err(why) => said.set(share::message(why)),
        },
        Err(_) => said.set("There is no link yet: the task cannot be read.".to_owned()),
    };
    let save = move |_| {
        if archive::download("task.yaml", &file(), "application/yaml").is_err() {
            said.set("The browser did not take the file. Copy it instead.".to_owned());
        }
    };
    let attempt = move |_| it.open_text(&file());
    let is_unread = move || !checks.found.read().as_ref().is_some_and(|it| it.is_read);
    let told = move || {
        let found = checks.found.read();
        let on = if checks.is_on.get() { " Checking…" } else { "" };
        let text = match found.as_ref() {
            None => "Checking…".to_owned(),
            Some(it) => match (it.problems.len(), it.is_read) {
                (0, _) => format!("Nothing to mend: {} answers were graded.{on}", it.graded),
                (1, true) => format!("One thing to mend.{on}"),
                (n, true) => format!("{n} things to mend.{on}"),
                (n, false) => format!("The file cannot be read yet: {n} to mend.{on}"),
            },
        };
        shown(&text)
    };
    view! {
        <div class="author-acts">
            <p role="status" data-testid="author-state">{told}</p>
            <span class="grow"></span>
            <Opening it said/>
            <button type="button" class="small" on:click=save>"Download"</button>
            <button type="button" class="small" on:click=move |_| copy(file(), "The file is copied.".to_owned())>"Copy the file"</button>
            <button type="button" class="small" aria-disabled=move || word(is_unread()) on:click=link>"Copy a link"</button>
            <button type="button" class="primary" aria-disabled=move || word(is_unread()) on:click=attempt>"Try it"</button>
            <p class="dim author-said" role="status">{move || shown(&said.read())}</p>
        </div>
    }
}

/// What in files and answers may be secret, in a sentence for who hands them on.
fn confidential(it: Practice, form: &Form) -> String {
    let answers = form.solutions.iter().chain(&form.cheats).flat_map(|it| &it.files).map(|it| it.1.as_str());
    let texts = form.files.iter().map(|it| &*it.file.text).chain(answers);
    let found = it.page().loaded().and_then(|it| it.confidential(texts)).unwrap_or_default();
    if found.is_empty() { found } else { format!(" It holds what may be secret: {found}.") }
}

/// An existing file in the place of what is written.
#[component]
fn Opening(it: Practice, said: RwSignal<String>) -> impl IntoView {
    let picker = NodeRef::<html::Input>::new();
    let pick = move |_| {
        if let Some(it) = picker.get_untracked() {
            it.click();
        }
    };
    let picked = move |_| {
        let Some(input) = picker.get_untracked() else { return };
        if let Some(file) = input.files().and_then(|it| it.get(0)) {
            when(&file.unchecked_ref::<web_sys::Blob>().text(), move |text| {
                let text = text.and_then(|it| it.as_string()).unwrap_or_default();
                match read(&SourceFile::new("task.yaml", text)) {
                    Ok(task) => {
                        let _gone = said.try_set(String::new());
                        written::replace(it, Form::of_task(&task), "The task of the file is open.");
                    }
                    Err(found) => {
                        let first = found.first();
                        let why =
                            first.map(|it| format!("line {}: {}", it.line, it.message)).unwrap_or_default();
                        let _gone = said.try_set(format!("This is no task that can be read: {why}."));
                    }
                }
            });
        }
        // The same file can be chosen again.
        input.set_value("");
    };
    view! {
        <input type="file" accept=".yaml,.yml,.json,.txt" hidden node_ref=picker on:change=picked data-testid="author-file-picker"/>
        <button type="button" class="small" on:click=pick>"Open a task…"</button>
    }
}
