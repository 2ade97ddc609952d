//! The right side: matrix or problems.

use leptos::prelude::*;
use netpol_core::diagnostic::Severity;
use netpol_core::view::EndpointKind;

use super::banner::{CrashBanner, Incomplete};
use super::icons::{Glyph, Icon};
use super::lesson::Lesson;
use super::matrix::{Filter, Matrix};
use super::port_picker::PortPicker;
use super::problem_list::ProblemList;
use crate::state::Playground;
use crate::ui::{ResultTab, Ui};

/// Tabs, and what they show.
#[component]
pub fn ResultPane() -> impl IntoView {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();
    let counted = Memo::new(move |_| {
        let problems = page.problems.read();
        let worst = problems.iter().map(|it| it.severity).min();
        (problems.len(), worst)
    });
    let count = move || {
        let (count, worst) = counted.get();
        let class = match worst {
            Some(Severity::Error) => "count error",
            Some(Severity::Warning) => "count warning",
            _ => "count",
        };
        (0 < count).then(|| view! { <small class=class>{count}</small> })
    };
    let tab = move |it: ResultTab| {
        (move || (ui.tab.get() == it).to_string(), move || if ui.tab.get() == it { "0" } else { "-1" })
    };
    let (matrix_on, matrix_stop) = tab(ResultTab::Matrix);
    let (problems_on, problems_stop) = tab(ResultTab::Problems);
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        if matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight") {
            let next = if ui.tab.get_untracked() == ResultTab::Matrix {
                ResultTab::Problems
            } else {
                ResultTab::Matrix
            };
            ui.tab.set(next);
            request_animation_frame(|| crate::effects::keys::focus(".results [role=tab][tabindex='0']"));
        }
    };
    view! {
        <div class="tabs">
            <div class="tab-list" role="tablist" aria-label="Results" on:keydown=on_key>
                <button
                    type="button"
                    class="tab"
                    role="tab"
                    aria-controls="results"
                    aria-selected=matrix_on
                    tabindex=matrix_stop
                    on:click=move |_| ui.tab.set(ResultTab::Matrix)
                >
                    "Matrix"
                </button>
                <button
                    type="button"
                    class="tab"
                    role="tab"
                    aria-controls="results"
                    aria-selected=problems_on
                    tabindex=problems_stop
                    on:click=move |_| ui.tab.set(ResultTab::Problems)
                >
                    "Problems"
                    {count}
                </button>
            </div>
            <span class="grow"></span>
            <Show when=move || ui.tab.get() == ResultTab::Matrix>
                <Legend />
            </Show>
        </div>
        <div class="tab-panel" id="results" role="tabpanel" aria-label=move || match ui.tab.get() {
            ResultTab::Matrix => "Matrix",
            ResultTab::Problems => "Problems",
        }>
            <Show when=move || ui.tab.get() == ResultTab::Matrix fallback=move || view! { <ProblemList /> }>
                <MatrixPane />
            </Show>
        </div>
    }
}

/// The matrix with all that belongs to it.
#[component]
fn MatrixPane() -> impl IntoView {
    let page = expect_context::<Playground>();
    let (text, set_text) = signal(String::new());
    let filter = Memo::new(move |_| Filter::new(&text.read()));
    let empty = Memo::new(move |_| page.endpoints.read().iter().all(|it| it.kind == EndpointKind::External));
    view! {
        <Lesson />
        <div class="bar">
            <PortPicker />
            <label class="filter">
                <Glyph icon=Icon::Search />
                <input
                    type="search"
                    placeholder="filter, or from → to"
                    aria-label="Filter by namespace, label or name; an arrow parts sources and destinations"
                    title="Namespace, label or name. `web -> db` filters sources and destinations apart."
                    spellcheck="false"
                    autocomplete="off"
                    on:input=move |event| set_text.set(event_target_value(&event))
                />
            </label>
        </div>
        <CrashBanner />
        <Show when=move || !empty.get() fallback=|| view! { <Nothing /> }>
            <Matrix filter />
        </Show>
        <Preview />
    }
}

/// What the signs mean.
#[component]
fn Legend() -> impl IntoView {
    let page = expect_context::<Playground>();
    let entries = move || match page.probe() {
        netpol_core::Probe::Any => {
            vec![
                ("all", "●", "all"),
                ("some", "◐", "some"),
                ("none", "×", "none"),
                ("unknown", "?", "depends"),
            ]
        }
        netpol_core::Probe::Port(..) => {
            vec![("allowed", "✓", "allowed"), ("denied", "×", "denied"), ("unknown", "?", "depends")]
        }
    };
    let entry = |(verdict, sign, word): (&'static str, &'static str, &'static str)| {
        view! {
            <span>
                <i class="swatch" data-verdict=verdict aria-hidden="true">{sign}</i>
                {word}
            </span>
        }
    };
    view! { <div class="legend">{move || entries().into_iter().map(entry).collect_view()}</div> }
}

/// One line below the matrix: the cell under the pointer, else the rule at the caret, else the chosen cell.
#[component]
fn Preview() -> impl IntoView {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();
    let label = move || {
        let cell = ui.hovered.get().or_else(|| page.selection())?;
        let probe = page.probe();
        page.analysis.read().ask(move |it| {
            let (from, to) = (it.endpoint_index(&cell.from)?, it.endpoint_index(&cell.to)?);
            Some(it.cell(from, to, probe)?.label)
        })?
    };
    let rule = move || {
        let rule = ui.rule.get()?;
        Some(view! {
            <span class="rule">
                <i class="swatch opened" aria-hidden="true"></i>
                <b>{rule.title.clone()}</b>
                " "
                {rule.sentence.clone()}
            </span>
        })
    };
    view! {
        <div class="preview" data-testid="preview">
            {move || match (ui.hovered.read().is_some(), rule()) {
                (false, Some(rule)) => rule.into_any(),
                (true, _) => view! { <span>{label}</span> }.into_any(),
                _ => view! {
                    <span class="desk-only">"Point at a cell to preview it, choose it to read why."</span>
                    <span class="phone-only">{label}</span>
                }
                .into_any(),
            }}
            <Incomplete />
            <button type="button" class="link phone-only" on:click=move |_| ui.pane.set(crate::ui::Pane::Why)>
                "Why?"
            </button>
        </div>
    }
}

/// What to do when there is nothing to draw.
#[component]
fn Nothing() -> impl IntoView {
    let page = expect_context::<Playground>();
    let blank = move || page.files().list.iter().all(|it| it.text.trim().is_empty());
    view! {
        <div class="nothing">
            <Show
                when=blank
                fallback=|| view! {
                    <h2>"No pods yet"</h2>
                    <p>
                        "The matrix shows who reaches whom, so it needs somebody: write pods or deployments into "
                        <code>"cluster.yaml"</code> ", or paste the output of "
                        <code>"kubectl get ns,pods,deploy,svc,netpol -A -o yaml"</code> "."
                    </p>
                }
            >
                <h2>"Nothing here yet"</h2>
                <p>
                    "Paste or drop YAML: pods, deployments, namespaces, network policies. "
                    <code>"kubectl get ns,pods,deploy,svc,netpol -A -o yaml"</code>
                    " gives all of it. Or choose a scenario at the top."
                </p>
            </Show>
        </div>
    }
}
