//! For the page alone: an analysis in steps, with the part of the evaluator that is loaded.
//!
//! The page draws and takes keys between two steps, and its program comes in parts. No other caller has either
//! need, so this needs the feature `page` and is not documented.

use super::Analysis;
use crate::model::{self, Model};
use crate::options::Options;
use crate::redact;
use crate::source::SourceFile;
use crate::view::stretch::{self, StretchView};

pub use crate::intake::Forms;
pub use crate::model::Loaded;

/// How files came to be what they are now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Somebody is typing: what cannot be read stays in force as it was when it could, and is marked.
    Typed,
    /// In any other way: what cannot be read is left out.
    Replaced,
}

impl Edit {
    /// The analysis whose versions stay in force.
    fn keeps(self, last: Option<&Model>) -> Option<&Model> {
        last.filter(|_| self == Edit::Typed)
    }
}

/// The same as [`analyze_after`](crate::analyze_after), with the parts of the evaluator that are loaded. Where an input
/// needs another part too, the analysis is empty and [`Analysis::is_unread`].
pub fn analyze_with(
    loaded: Loaded,
    last: Option<&Analysis>,
    files: &[SourceFile],
    options: &Options,
    edit: Edit,
) -> Analysis {
    let last = last.map(|it| &it.model);
    Analysis::new(model::Steps::new(loaded, last, files, options).keeping(edit.keeps(last)).finish())
}

impl Analysis {
    /// Whether the input needs more of the evaluator than was loaded. Then there is nothing in the analysis.
    pub fn is_unread(&self) -> bool {
        self.model.read.unread
    }

    /// Whether that is because a text needs a form that was not loaded: [`Forms`].
    pub fn lacks_forms(&self) -> bool {
        self.model.lacks_forms()
    }

    /// The object of a file at a position that counts UTF-16 units, with its text: of a large file the page shows one at a
    /// time. Where no object stands, some lines. `None` where there is no such file.
    pub fn stretch(&self, file: u32, utf16: u32) -> Option<StretchView> {
        stretch::stretch(&self.model, file, utf16)
    }
}

impl Loaded {
    /// [`redact::summary`]; `None` where a text needs a form that is not loaded.
    pub fn confidential<'f>(self, texts: impl IntoIterator<Item = &'f str>) -> Option<String> {
        let found: Option<Vec<_>> = texts.into_iter().map(|it| redact::find_in(self.forms(), it)).collect();
        found.map(|it| redact::words(it.iter().flatten()))
    }

    /// [`redact::redacted`], likewise.
    pub fn redacted(self, text: &str) -> Option<String> {
        redact::find_in(self.forms(), text).map(|it| redact::without(text, &it))
    }
}

/// An analysis under way.
pub struct Steps(Stage);

enum Stage {
    Going(Box<model::Steps>),
    Done(Box<Model>),
}

/// Where an analysis has got to after a step.
pub enum Progress {
    /// There is more to do.
    Going(Box<Steps>),
    /// This is it.
    Done(Box<Analysis>),
}

impl Steps {
    /// An analysis of some files. Documents that `last` has too are not read again.
    pub fn new(
        loaded: Loaded,
        last: Option<&Analysis>,
        files: &[SourceFile],
        options: &Options,
        edit: Edit,
    ) -> Steps {
        let last = last.map(|it| &it.model);
        let steps = model::Steps::new(loaded, last, files, options);
        Steps(Stage::Going(Box::new(steps.keeping(edit.keeps(last)))))
    }

    /// An analysis of other files than those of this one, which is given up. What it has read is not read again.
    pub fn instead(self, loaded: Loaded, files: &[SourceFile], options: &Options, edit: Edit) -> Steps {
        Steps(Stage::Going(Box::new(match self.0 {
            Stage::Going(it) if edit == Edit::Typed => it.instead(loaded, files, options),
            Stage::Going(it) => it.instead(loaded, files, options).keeping(None),
            Stage::Done(it) => {
                let last = Some(&*it);
                model::Steps::new(loaded, last, files, options).keeping(edit.keeps(last))
            }
        })))
    }

    /// One step: reads as many bytes as that, or does what takes about as long.
    pub fn go_on(self, bytes: usize) -> Progress {
        let stage = match self.0 {
            Stage::Going(it) => match it.go_on(bytes) {
                model::Progress::Going(it) => Stage::Going(it),
                model::Progress::Done(it) => Stage::Done(it),
            },
            Stage::Done(it) => return Progress::Done(Box::new(Analysis::new(*it))),
        };
        Progress::Going(Box::new(Steps(stage)))
    }
}
