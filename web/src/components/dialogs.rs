//! What opens over the page.

use web_sys::{Event, HtmlDialogElement};

use super::drafts::drafts;
use super::icons::{Icon, glyph};
use super::settings::settings;
use super::share_dialog::share_dialog;
use crate::dom::{El, button, el};
use crate::effects::page::frame;
use crate::effects::url;
use crate::reactive::{untrack, watch};
use crate::state::Playground;
use crate::ui::{Dialog, Ui};

/// The dialog, open or not. A native one: it keeps the focus, and Escape closes it.
pub fn dialogs(page: Playground, ui: Ui) -> El {
    let close = move || refuse(ui);
    let host = el("dialog");
    let it: HtmlDialogElement = host.as_a();
    watch(move || {
        let it = it.clone();
        if ui.dialog.get().is_none() {
            it.close();
        } else {
            frame(move || {
                // It is open already.
                let _ = it.show_modal();
            });
        }
    });
    let itself = host.element().clone();
    host.attr_with("aria-label", move || ui.dialog.get().as_ref().map(|it| title(it).to_owned()))
        .on("close", move |_: Event| close())
        .on("click", move |event: Event| {
            // A click on the backdrop is a click on the dialog itself.
            if event.target().as_ref() == Some(itself.as_ref()) {
                close();
            }
        })
        .part(move || {
            let shown = ui.dialog.get()?;
            let close = button("ghost square").attr("aria-label", "Close").on_click(close);
            let head = el("div").class("dialog-head").child(el("h2").text(title(&shown)));
            let body = el("div").class("dialog").child(head.child(close.child(glyph(Icon::Close))));
            Some(match shown {
                Dialog::Shortcuts => shortcuts(body),
                Dialog::Settings => untrack(|| settings(body, page)),
                Dialog::Drafts => untrack(|| drafts(body, ui)),
                Dialog::Share { refused } => untrack(|| share_dialog(body, ui, refused)),
                Dialog::Replace => untrack(|| replace(body, ui)),
            })
        })
}

/// Asks before work makes room for a link.
fn replace(body: El, ui: Ui) -> El {
    let names = url::offered().join(", ");
    let what =
        format!("It holds {names}. What you have written is put aside for it, and stays among the drafts.");
    let open = button("primary").attr("autofocus", "").text("Open the link");
    let open = open.on_click(move || {
        ui.dialog.set(None);
        url::accept(ui);
    });
    let stay = button("").text("Stay with my files").on_click(move || refuse(ui));
    body.child(el("p").text(&what)).child(el("div").class("dialog-choices").child(open).child(stay))
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
    ("F", "fold the row of the cell with those that say the same, or unfold it"),
    ("Home, End, PgUp, PgDn", "far moves in the matrix; with Ctrl to its corners"),
    ("Esc, then Tab", "leave the editor"),
    ("F8", "next problem in the editor"),
    ("Ctrl F", "search in the editor"),
    ("F2", "rename the file, on its tab"),
    ("?", "this list"),
];

fn shortcuts(body: El) -> El {
    let mut list = el("dl").class("keys");
    for (keys, text) in KEYS {
        list = list.child(el("dt").child(el("kbd").text(keys))).child(el("dd").text(text));
    }
    body.child(list)
        .child(el("p").text(
            "Rows are sources, columns are destinations. Choose a cell to read why; point at a line of the explanation to light up its YAML. Put the caret into a rule to see the cells that it opens.",
        ))
        .child(el("p").text(
            "Everything stays in your browser: the evaluator runs in this page, and a link holds its state after the “#”, which is never sent to a server.",
        ))
}
