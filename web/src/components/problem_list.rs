//! What is wrong with the files; a click goes to the line.

use leptos::prelude::*;
use netpol_core::diagnostic::Severity;
use netpol_core::view::ProblemView;

use crate::state::Playground;
use crate::ui::Ui;

/// All problems, in the order of files and lines.
#[component]
pub fn ProblemList() -> impl IntoView {
    let page = expect_context::<Playground>();
    let ui = expect_context::<Ui>();
    let names = Memo::new(move |_| page.files().list.iter().map(|it| it.name.clone()).collect::<Vec<_>>());
    let problem = move |it: ProblemView| {
        let place = it.place;
        let at = move || {
            let place = place?;
            let name = names.read().get(place.file as usize).cloned()?;
            Some(format!("{name}:{}", place.from_line))
        };
        let sign = match it.severity {
            Severity::Error => "✕",
            Severity::Warning => "!",
            Severity::Info => "i",
        };
        let context = [it.object.as_str(), it.field.as_str()].into_iter().filter(|it| !it.is_empty());
        let context = context.collect::<Vec<_>>().join(" · ");
        view! {
            <li>
                <button
                    type="button"
                    class="problem"
                    disabled=place.is_none()
                    on:click=move |_| if let Some(it) = place { ui.go_to(it) }
                >
                    <i class=format!("severity {}", it.severity.as_str()) role="img" aria-label=it.severity.as_str()>{sign}</i>
                    <span class="problem-text">
                        <span class="problem-message">{marked(&it.message)}</span>
                        {(!it.help.is_empty()).then(|| view! { <span class="problem-help">{marked(&it.help)}</span> })}
                        <span class="problem-context">
                            {context}
                            " "
                            <code>{it.code}</code>
                        </span>
                    </span>
                    <span class="problem-place">{at}</span>
                </button>
            </li>
        }
    };
    view! {
        <div class="problems" data-testid="problems">
            <Show
                when=move || !page.problems.read().is_empty()
                fallback=|| view! { <div class="nothing"><h2>"No problems"</h2><p>"Every document was understood."</p></div> }
            >
                <ul>{move || page.problems.get().iter().cloned().map(problem).collect_view()}</ul>
            </Show>
        </div>
    }
}

/// Text with what stands in backticks as code.
fn marked(text: &str) -> Vec<AnyView> {
    let part = |(at, it): (usize, &str)| match at % 2 {
        0 => it.to_owned().into_any(),
        _ => view! { <code>{it.to_owned()}</code> }.into_any(),
    };
    text.split('`').enumerate().map(part).collect()
}
