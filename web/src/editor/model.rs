//! What an editor shows of a file, whichever editor it is.

use std::sync::Arc;

use leptos::prelude::*;
use netpol_core::view::{LensView, Place, ProblemView};

use crate::state::{Origin, Playground};
use crate::ui::Ui;

/// Lines with a tint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) from_line: u32,
    pub(super) to_line: u32,
    pub(super) class: &'static str,
}

/// A text that was put in place of the editor's own, rather than typed there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Given {
    pub(super) name: String,
    pub(super) text: Arc<str>,
    pub(super) revision: u64,
}

/// Everything around the text of the file that is shown.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) page: Playground,
    pub(super) ui: Ui,
    /// The text when the program changed it; stands still while the user types.
    pub(super) given: Memo<Given>,
    pub(super) marks: Memo<Vec<Mark>>,
    pub(super) problems: Memo<Vec<ProblemView>>,
    pub(super) lenses: Memo<Arc<Vec<LensView>>>,
}

impl Shown {
    pub(super) fn new(page: Playground, ui: Ui) -> Shown {
        let given = Memo::new(move |last: Option<&Given>| {
            let files = page.files();
            let file = files.shown();
            match last {
                Some(last) if files.origin == Origin::Editor && last.name == file.name => last.clone(),
                _ => Given { name: file.name, text: file.text, revision: files.revision },
            }
        });
        let here = move |place: &Place| place.file as usize == page.active();
        let marks = Memo::new(move |_| {
            let explanation = page.explanation.get();
            let marks = explanation.as_ref().map(|it| it.marks.as_slice()).unwrap_or_default();
            let mark =
                |place: &Place, class| Mark { from_line: place.from_line, to_line: place.to_line, class };
            let mut out: Vec<Mark> = marks
                .iter()
                .filter(|it| here(&it.place))
                .map(|it| mark(&it.place, it.kind.class()))
                .collect();
            out.extend(ui.pointed.get().as_ref().filter(|it| here(it)).map(|it| mark(it, "np-point")));
            out
        });
        let problems = Memo::new(move |_| {
            page.problems.read().iter().filter(|it| it.place.as_ref().is_some_and(here)).cloned().collect()
        });
        Shown { page, ui, given, marks, problems, lenses: page.lenses }
    }
}

/// "selects **shop/api** · isolates **ingress** · opens 1 connection".
pub(super) fn lens_text(lens: &LensView) -> String {
    let connections = match lens.opens {
        0 => "opens nothing".to_owned(),
        1 => "opens 1 connection".to_owned(),
        n => format!("opens {n} connections"),
    };
    match lens.isolates.is_empty() {
        true => format!("selects **{}** · {connections}", lens.selects),
        false => format!("selects **{}** · isolates **{}** · {connections}", lens.selects, lens.isolates),
    }
}

/// The message of a problem with what to do about it.
pub(super) fn problem_text(problem: &ProblemView) -> String {
    match problem.help.is_empty() {
        true => problem.message.clone(),
        false => format!("{}\n{}", problem.message, problem.help),
    }
}
