//! One line over a text that was read otherwise than it stands there, with the button that writes it so.

use crate::state::{Playground, Ui};
use leptos::prelude::*;
use netpol_core::view::{FixView, ProblemView};

use crate::base::browser::{focus, frame};
use crate::base::markup::{capital, shown};
use crate::later::late;
use crate::widgets::marked::Marked;

late! {
    /// What was done with the file that is shown. Nothing is rewritten before the user asks for it.
    pub(super) fn line(page: Playground, ui: Ui) {
        view! { <Line page ui/> }
    }
}

/// The first problem of a file that says how its text was read, with what writes it so.
fn found(problems: &[ProblemView], file: u32) -> Option<(String, FixView)> {
    let is_here = |it: &&ProblemView| it.code == "rewritten" && it.place.is_some_and(|it| it.file == file);
    problems.iter().filter(is_here).find_map(|it| Some((it.message.clone(), it.fixes.first()?.clone())))
}

#[component]
fn Line(page: Playground, ui: Ui) -> impl IntoView {
    let found = Memo::new(move |_| found(&page.problems.read(), page.active() as u32));
    let line = move || {
        found.get().map(|(message, fix)| {
            let title = shown(&capital(&fix.title));
            let write = move |_| {
                ui.fix(&fix);
                // The button goes. The text itself would bring up the keyboard of a phone.
                frame(|| focus(".files [role=tab][aria-selected=true]"));
            };
            view! {
                <p class="offer rewritten" data-testid="rewritten">
                    <span><Marked text=capital(&message)/></span>
                    <Show when=move || !ui.readonly.get()>
                        <button type="button" class="link" on:click=write.clone()>{title.clone()}</button>
                    </Show>
                </p>
            }
        })
    };
    view! { <div class="banners" role="status">{line}</div> }
}
