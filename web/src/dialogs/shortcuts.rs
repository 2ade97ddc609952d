//! The keys, and what the page is.

use leptos::prelude::*;

use crate::base::markup::shown;
use crate::state::{Panels, Ui};

const SHARE: (&str, &str) = ("Ctrl S", "copy a link that holds everything; Share has more");
/// All but the keys of the panes, which stand after the first.
const KEYS: &[(&str, &str)] = &[
    ("Ctrl P", "find an object in the outline; Esc goes back"),
    ("Arrows", "move in the matrix, and from its first cells to the heads"),
    ("Enter", "explain the cell"),
    ("F", "fold the row of the cell with its replicas, or unfold it"),
    ("Home, End, PgUp, PgDn", "long moves in the matrix; with Ctrl, to its corners"),
    ("Ctrl Space", "what can be written at the caret; Enter or Tab takes it, Esc closes the list"),
    ("Esc, then Tab", "leave the editor or the terminal"),
    (
        "Up, Down, Tab, Ctrl C, Ctrl L",
        "in the terminal: earlier commands, complete a word, give up the line, clear",
    ),
    ("F8", "next problem in the editor"),
    ("Ctrl Shift M", "all problems of the file, listed in the editor"),
    ("Ctrl Z", "take the last edit back, also from outside the editor; with Shift, make it again"),
    ("Ctrl F", "search in the editor"),
    ("F7", "next change in the review; with Shift, the one before"),
    ("Alt Z", "wrap long lines of the editor, or not"),
    ("F2", "rename the file, on its tab"),
    ("?", "this list"),
];

/// What the dialog holds.
#[component]
pub fn Shortcuts(ui: Ui) -> impl IntoView {
    let (digits, names) = panes(ui.tabs.all());
    let key = |keys: &str, text: &str| {
        view! {
            <dt><kbd>{shown(keys)}</kbd></dt>
            <dd>{shown(text)}</dd>
        }
    };
    view! {
        <dl class="keys">
            {key(SHARE.0, SHARE.1)}
            {key(&digits, &names)}
            {KEYS.iter().map(|it| key(it.0, it.1)).collect_view()}
        </dl>
        <p>
            "Rows are sources, columns are destinations. Choose a cell to read why; point at a line of the explanation to highlight its YAML. Put the caret into a rule to see the cells that it opens."
        </p>
        <p>
            "Everything stays in your browser: the evaluator runs in this page, and a link holds its state after the “#”, which is never sent to a server."
        </p>
    }
}

/// The keys of the editor and of the tabs that have one, in their order, and what they open.
fn panes(panels: Panels) -> (String, String) {
    let (mut digits, mut names) = ("Alt 1".to_owned(), "editor".to_owned());
    for digit in '2'..='9' {
        if let Some(panel) = panels.iter().find(|it| it.key.is_some_and(|it| it.ends_with(digit))) {
            digits.extend([',', ' ', digit]);
            names.push_str(", ");
            names.push_str(panel.name);
        }
    }
    (digits, names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::panels::PANELS;

    #[test]
    fn tabs_that_have_a_key_are_listed() {
        let names = "editor, Matrix, Why?, Changes, Exposure, Expectations, Terminal";
        assert_eq!(panes(PANELS), ("Alt 1, 2, 3, 4, 5, 6, 7".to_owned(), names.to_owned()));
    }
}
