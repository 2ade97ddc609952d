//! What opens over the page.

use leptos::html;
use leptos::prelude::*;

use super::icons::{Glyph, Icon};
use crate::ui::{Dialog, Ui};

/// The dialog that is open, if one is.
#[component]
pub fn Dialogs() -> impl IntoView {
    let ui = expect_context::<Ui>();
    let body = move || {
        ui.dialog.get().map(|it| match it {
            Dialog::Shortcuts => view! { <Modal title="Keyboard and help"><Shortcuts /></Modal> }.into_any(),
            Dialog::Link(link) => {
                view! { <Modal title="The link"><Link link=link.clone() /></Modal> }.into_any()
            }
        })
    };
    view! { {body} }
}

/// A native dialog: it keeps the focus, and Escape closes it.
#[component]
fn Modal(title: &'static str, children: Children) -> impl IntoView {
    let ui = expect_context::<Ui>();
    let host = NodeRef::<html::Dialog>::new();
    host.on_load(|it| {
        request_animation_frame(move || {
            // It is open already, or gone.
            let _ = it.show_modal();
        });
    });
    let close = move || ui.dialog.set(None);
    view! {
        <dialog
            node_ref=host
            aria-label=title
            on:close=move |_| close()
            on:click=move |event| {
                // A click on the backdrop is a click on the dialog itself.
                let on_backdrop = host.get_untracked().is_some_and(|it| event.target().as_ref() == Some(it.as_ref()));
                if on_backdrop {
                    close();
                }
            }
        >
            <div class="dialog">
                <div class="dialog-head">
                    <h2>{title}</h2>
                    <button type="button" class="ghost square" aria-label="Close" on:click=move |_| close()>
                        <Glyph icon=Icon::Close />
                    </button>
                </div>
                {children()}
            </div>
        </dialog>
    }
}

const KEYS: &[(&str, &str)] = &[
    ("Ctrl S", "copy a link that holds everything"),
    ("Alt 1, 2, 3", "editor, matrix, explanation"),
    ("Arrows", "move in the matrix"),
    ("Enter", "explain the cell"),
    ("Home, End, PgUp, PgDn", "far moves in the matrix; with Ctrl to its corners"),
    ("Esc, then Tab", "leave the editor"),
    ("F8", "next problem in the editor"),
    ("Ctrl F", "search in the editor"),
    ("F2", "rename the file, on its tab"),
    ("?", "this list"),
];

#[component]
fn Shortcuts() -> impl IntoView {
    let row =
        |(keys, text): &(&'static str, &'static str)| view! { <dt><kbd>{*keys}</kbd></dt> <dd>{*text}</dd> };
    view! {
        <dl class="keys">{KEYS.iter().map(row).collect_view()}</dl>
        <p>
            "Rows are sources, columns are destinations. Choose a cell to read why; point at a line of the explanation to light up its YAML. "
            "Put the caret into a rule to see the cells that it opens."
        </p>
        <p>"Everything stays in your browser: the evaluator runs in this page, and a link holds its state after the “#”, which is never sent to a server."</p>
    }
}

#[component]
fn Link(link: String) -> impl IntoView {
    let field = NodeRef::<html::Textarea>::new();
    field.on_load(|it| request_animation_frame(move || it.select()));
    view! {
        <p>"The browser did not let the page write to the clipboard. Copy the link from here:"</p>
        <textarea class="link-field" readonly rows="6" aria-label="Link to this page" node_ref=field prop:value=link></textarea>
    }
}
