//! What opens over the page.

pub mod drafts;
pub mod replace;
pub mod review;
pub mod settings;
pub mod share;
pub mod shortcuts;
pub mod solution;
pub mod versions;

use std::sync::Arc;

use crate::state::{Dialog, Playground, Ui};

use leptos::html;
use leptos::prelude::*;
use web_sys::MouseEvent;

use crate::base::browser::{effect, focus, frame};
use crate::effects::url;
use crate::engine::Coming;
use crate::later::Later;
use crate::widgets::icons::{Glyph, Icon};
use replace::Replace;
use shortcuts::Shortcuts;
use versions::Compare;

/// The dialog, open or not. A native one: it keeps the focus, and Escape closes it. All else is out of reach then, so
/// `messages` stand in it while it is open.
#[component]
pub fn Dialogs(page: Playground, ui: Ui, messages: NodeRef<html::Div>) -> impl IntoView {
    let host = NodeRef::<html::Dialog>::new();
    effect(move || {
        let open = ui.dialog.read().is_some();
        let Some(it) = host.get() else { return };
        if open {
            frame(move || {
                // It may have been closed again.
                if ui.dialog.read_untracked().is_some() {
                    if let Some(messages) = messages.get_untracked().filter(|own| !it.contains(Some(own))) {
                        // An element of the same page: no element refuses it.
                        let _ = it.append_child(&messages);
                    }
                    // It is open already.
                    let _ = it.show_modal();
                }
            });
        } else {
            if let Some(messages) = messages.get_untracked().filter(|own| it.contains(Some(own))) {
                let _ = it.after_with_node_1(&messages);
            }
            it.close();
        }
    });
    let on_click = move |event: MouseEvent| {
        // A click on the backdrop is a click on the dialog itself.
        let target = event.target();
        if target.is_some() && target == host.get_untracked().map(Into::into) {
            refuse(ui);
        }
    };
    let shown = move || {
        ui.dialog.get().map(|it| {
            let class = match it {
                Dialog::Shortcuts | Dialog::Replace { .. } | Dialog::Versions(_) => "dialog",
                Dialog::Review { .. } | Dialog::Solution(_) => "dialog review-dialog",
                Dialog::Settings => "dialog settings-dialog",
                Dialog::Drafts => "dialog drafts-dialog",
                Dialog::Share { .. } => "dialog share-dialog",
            };
            let test = match it {
                Dialog::Share { .. } => Some("share"),
                Dialog::Review { .. } => Some("review"),
                Dialog::Solution(_) => Some("solution"),
                Dialog::Shortcuts
                | Dialog::Settings
                | Dialog::Drafts
                | Dialog::Replace { .. }
                | Dialog::Versions(_) => None,
            };
            let title = title(&it);
            let content = match it {
                Dialog::Shortcuts => view! { <Shortcuts ui/> }.into_any(),
                Dialog::Settings => {
                    view! { <Later page ui view=|page, _| arrives(settings::content(page))/> }.into_any()
                }
                Dialog::Drafts => {
                    view! { <Later page ui view=|_, ui| arrives(drafts::content(ui))/> }.into_any()
                }
                Dialog::Share { refused } => {
                    let view = move |page, ui| arrives(share::content(page, ui, refused));
                    view! { <Later page ui view/> }.into_any()
                }
                Dialog::Review { at } => {
                    let view = move |page, ui| arrives(review::content(page, ui, at.clone()));
                    view! { <Later page ui view/> }.into_any()
                }
                Dialog::Solution(it) => {
                    let view = move |_, _| arrives(solution::content(Arc::clone(&it)));
                    view! { <Later page ui view/> }.into_any()
                }
                Dialog::Versions(it) => view! { <Compare page ui it/> }.into_any(),
                Dialog::Replace { state, arrived } => view! { <Replace ui state arrived/> }.into_any(),
            };
            view! {
                <div class=class data-testid=test>
                    <div class="dialog-head">
                        <h2>{title}</h2>
                        <button
                            type="button"
                            class="ghost square"
                            aria-label="Close"
                            title="Close (Esc)"
                            on:click=move |_| refuse(ui)
                        >
                            <Glyph icon=Icon::Close/>
                        </button>
                    </div>
                    {content}
                </div>
            }
        })
    };
    view! {
        <dialog
            node_ref=host
            aria-label=move || ui.dialog.get().as_ref().map(title)
            on:close=move |_| refuse(ui)
            on:click=on_click
        >
            {shown}
        </dialog>
    }
}

/// What a dialog holds, once it is here. A dialog that opens before gives the focus to the button that closes it.
fn arrives(content: Coming) -> Coming {
    Box::pin(async move {
        let content = content.await;
        frame(|| focus("dialog [autofocus]"));
        content
    })
}

/// Closes the dialog. A link that was offered is not opened.
fn refuse(ui: Ui) {
    if matches!(*ui.dialog.read_untracked(), Some(Dialog::Replace { .. })) {
        url::stay(ui);
    }
    ui.dialog.set(None);
}

fn title(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::Shortcuts => "Keyboard and help",
        Dialog::Settings => "Settings",
        Dialog::Drafts => "Drafts",
        Dialog::Share { .. } => "Share",
        Dialog::Replace { .. } => "Open this link?",
        Dialog::Review { .. } => "Review",
        Dialog::Solution(_) => "Your answer and the solution",
        Dialog::Versions(_) => "Compare them?",
    }
}
