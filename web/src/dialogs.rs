//! What opens over the page.

use crate::state::{Dialog, Playground, Ui};
pub mod drafts;
pub mod settings;
pub mod share;

use leptos::html;
use leptos::prelude::*;
use web_sys::MouseEvent;

use crate::base::browser::{effect, frame};
use crate::base::markup::shown;
use crate::effects::url;
use crate::widgets::icons::{Glyph, Icon};
use drafts::Drafts;
use settings::Settings;
use share::ShareDialog;

/// The dialog, open or not. A native one: it keeps the focus, and Escape closes it.
#[component]
pub fn Dialogs(page: Playground, ui: Ui) -> impl IntoView {
    let host = NodeRef::<html::Dialog>::new();
    effect(move || {
        let open = ui.dialog.read().is_some();
        let Some(it) = host.get() else { return };
        if open {
            frame(move || {
                // It is open already.
                let _ = it.show_modal();
            });
        } else {
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
                Dialog::Shortcuts | Dialog::Replace => "dialog",
                Dialog::Settings => "dialog settings-dialog",
                Dialog::Drafts => "dialog drafts-dialog",
                Dialog::Share { .. } => "dialog share-dialog",
            };
            let test = matches!(it, Dialog::Share { .. }).then_some("share");
            let title = title(&it);
            let content = match it {
                Dialog::Shortcuts => view! { <Shortcuts/> }.into_any(),
                Dialog::Settings => view! { <Settings page/> }.into_any(),
                Dialog::Drafts => view! { <Drafts ui/> }.into_any(),
                Dialog::Share { refused } => view! { <ShareDialog ui refused/> }.into_any(),
                Dialog::Replace => view! { <Replace ui/> }.into_any(),
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

/// Asks before work makes room for a link.
#[component]
fn Replace(ui: Ui) -> impl IntoView {
    let names = shown(&url::offered().join(", "));
    let open = move |_| {
        ui.dialog.set(None);
        url::accept(ui);
    };
    view! {
        <p>
            "It holds " {names}
            ". What you have written is put aside for it, and stays among the drafts."
        </p>
        <div class="dialog-choices">
            <button type="button" class="primary" autofocus="" on:click=open>"Open the link"</button>
            <button type="button" on:click=move |_| refuse(ui)>"Stay with my files"</button>
        </div>
    }
}

/// Closes the dialog. A link that was offered is not opened.
fn refuse(ui: Ui) {
    if ui.dialog.get_untracked() == Some(Dialog::Replace) {
        url::stay();
    }
    ui.dialog.set(None);
}

fn title(dialog: &Dialog) -> &'static str {
    match dialog {
        Dialog::Shortcuts => "Keyboard and help",
        Dialog::Settings => "Settings",
        Dialog::Drafts => "Drafts",
        Dialog::Share { .. } => "Share",
        Dialog::Replace => "Open this link?",
    }
}

const KEYS: &[(&str, &str)] = &[
    ("Ctrl S", "copy a link that holds everything; Share has more"),
    ("Alt 1, 2, 3", "editor, matrix, explanation"),
    ("Arrows", "move in the matrix"),
    ("Enter", "explain the cell"),
    ("F", "fold the row of the cell with equal rows, or unfold it"),
    ("Home, End, PgUp, PgDn", "long moves in the matrix; with Ctrl, to its corners"),
    ("Esc, then Tab", "leave the editor"),
    ("F8", "next problem in the editor"),
    ("Ctrl F", "search in the editor"),
    ("F2", "rename the file, on its tab"),
    ("?", "this list"),
];

/// The keys, and what the page is.
#[component]
fn Shortcuts() -> impl IntoView {
    let keys = KEYS.iter().map(|&(keys, text)| {
        view! {
            <dt><kbd>{keys}</kbd></dt>
            <dd>{text}</dd>
        }
    });
    view! {
        <dl class="keys">{keys.collect_view()}</dl>
        <p>
            "Rows are sources, columns are destinations. Choose a cell to read why; point at a line of the explanation to highlight its YAML. Put the caret into a rule to see the cells that it opens."
        </p>
        <p>
            "Everything stays in your browser: the evaluator runs in this page, and a link holds its state after the “#”, which is never sent to a server."
        </p>
    }
}
