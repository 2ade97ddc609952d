//! What came of an exam, by topic and by task.

use leptos::prelude::*;
use netpol_core::practice::Topic;
use netpol_core::practice::exam::{Scored, TopicScore, WHOLE, plan, report};

use super::Shows;
use super::setup::address;
use crate::base::browser::focus_awaited;
use crate::base::markup::shown;
use crate::effects::practice::exam as storage;
use crate::model::practice;
use crate::model::practice::exam::{Past, Result, clock, topics};
use crate::model::practice::words::topic_name;
use crate::panels::practice::{Practice, prose};

/// The report of the exam that began then.
#[component]
pub fn ReportOf(it: Practice, start: u64) -> impl IntoView {
    focus_awaited("#practice-title");
    let past = it.exams.past.with_untracked(|all| all.iter().find(|it| it.start == start).cloned());
    match past {
        Some(past) => view! { <Report it past/> }.into_any(),
        None => view! { <p class="nothing">{shown("This exam is not kept here.")}</p> }.into_any(),
    }
}

#[component]
fn Report(it: Practice, past: Past) -> impl IntoView {
    let own: Vec<Vec<Topic>> = past.tasks.iter().map(|it| topics(&it.name)).collect();
    let scored = past.tasks.iter().zip(&own).map(|(it, topics)| Scored { topics, points: it.points });
    let report = report(past.exam, &scored.collect::<Vec<_>>());
    let exam = past.exam;
    let verdict = if report.has_passed { "passed" } else { "not passed" };
    let head = format!("{} exam: {} of 100 points, {verdict}", exam.as_str(), report.points);
    let tasks = past.tasks.len();
    let facts = format!("{} are enough. {tasks} tasks in {}.", plan(exam).pass, clock(past.took));
    let class = if report.has_passed { "outcome solved" } else { "outcome" };
    let by_topic = report.topics.iter().map(|score| view! { <Line score=*score/> }).collect_view();
    let by_task = past.tasks.iter().map(|result| view! { <Answer it result=result.clone()/> }).collect_view();
    view! {
        <section class="practice list paper report" aria-label="Report" data-testid="report">
            <div class=class>
                <h2 id="practice-title" tabindex="-1">{shown(&head)}</h2>
                <p>{shown(&facts)}</p>
            </div>
            <h3>{shown("By topic")}</h3>
            <ul class="topics">{by_topic}</ul>
            <h3>{shown("By task")}</h3>
            <ol class="by-task">{by_task}</ol>
            <p class="dim">
                {shown(&format!("Tasks number {}. ", past.seed))}
                <a href=address(exam, past.seed)>"A link to just these tasks"</a>
            </p>
            <Others it start=past.start/>
            <div class="exam-acts">
                <button type="button" class="primary" on:click=move |_| it.exams.shows.set(None)>"All tasks"</button>
                <button type="button" on:click=move |_| it.exams.shows.set(Some(Shows::Setup(exam, storage::seed())))>
                    {shown(&format!("Another {} exam", exam.as_str()))}
                </button>
            </div>
        </section>
    }
}

/// What came of a topic.
#[component]
fn Line(score: TopicScore) -> impl IntoView {
    let tasks = if score.tasks == 1 { "1 task".to_owned() } else { format!("{} tasks", score.tasks) };
    view! {
        <li>
            <span class="topic">{topic_name(score.topic)}</span>
            <span class="bar-of" aria-hidden="true"><span style=("width", format!("{}%", score.points))></span></span>
            <span class="score">{shown(&format!("{} of 100", score.points))}</span>
            <span class="dim">{shown(&tasks)}</span>
        </li>
    }
}

/// What came of a task, and the way to its explanation.
#[component]
fn Answer(it: Practice, result: Result) -> impl IntoView {
    let entry = practice::entry(&result.name);
    let title = entry.map_or_else(|| result.name.clone(), |it| it.title.to_owned());
    let flagged = result.is_flagged.then(|| view! { <span class="tag">{shown("flagged")}</span> });
    let tells =
        (!result.wrong.is_empty()).then(|| view! { <p class="reason">{prose::line(&result.wrong)}</p> });
    let label = shown(&format!("Open it with its explanation: {title}"));
    let (points, is_right) = (result.points, result.points == WHOLE);
    let open = entry.map(|entry| {
        view! {
            <button type="button" class="small" aria-label=label on:click=move |_| {
                it.exams.shows.set(None);
                if !result.answer.is_empty() {
                    it.exams.bring(&result.name, &result.answer);
                }
                it.open_task(entry);
            }>"Open it with its explanation"</button>
        }
    });
    view! {
        <li class:is-right=is_right>
            <div class="result-head">
                <span class="entry-title">{shown(&title)}</span>
                {flagged}
                <span class="score">{shown(&format!("{points} of 100"))}</span>
            </div>
            {tells} {open}
        </li>
    }
}

/// Earlier exams.
#[component]
fn Others(it: Practice, start: u64) -> impl IntoView {
    let all = it.exams.past.get_untracked();
    let points = |past: &Past| {
        let sum: u32 = past.tasks.iter().map(|it| it.points).sum();
        sum.checked_div(u32::try_from(past.tasks.len()).unwrap_or(u32::MAX)).unwrap_or_default()
    };
    let one = |past: &Past| {
        let start = past.start;
        let text = format!("{}, {} of 100", past.exam.as_str(), points(past));
        view! {
            <li>
                <button type="button" class="link" on:click=move |_| it.exams.shows.set(Some(Shows::Report(start)))>
                    {shown(&text)}
                </button>
            </li>
        }
    };
    let others: Vec<_> = all.iter().filter(|it| it.start != start).take(10).map(one).collect();
    (!others.is_empty()).then(|| {
        view! { <h3>{shown("Other exams")}</h3> <ul class="points">{others}</ul> }
    })
}
