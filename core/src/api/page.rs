//! For the page alone: an analysis in steps, with the part of the evaluator that is loaded.
//!
//! The page draws and takes keys between two steps, and its program comes in parts. No other caller has either
//! need, so this needs the feature `page` and is not documented.

use std::sync::Arc;

use super::Analysis;
use crate::diagnostic::Diagnostic;
use crate::expect;
use crate::findings;
use crate::model::{self, Model};
use crate::options::Options;
use crate::redact;
use crate::source::SourceFile;
use crate::view::stretch::{self, StretchView};
use crate::view::{OutlineView, ProblemView, outline, problems};

pub use super::trying::{
    Trying, breaking, checking, exposing, grading, needing, predicting, repairing, tried_fix,
};
pub use crate::intake::Forms;
pub use crate::model::{Kinds, Loaded};
pub use crate::practice::lesson::{questions_with, seen_with};

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

    /// Whether the files may hold expectations, by their words. Where not, [`Analysis::expectations`] finds none.
    pub fn may_expect(&self) -> bool {
        expect::may_hold(&self.model)
    }

    /// Whether a policy is refused and what was meant is told only with the other [`Kinds`]. The answers are right.
    pub fn is_unexplained(&self) -> bool {
        self.model.read.unexplained
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

/// What finds some of the problems of files, beside those of reading them.
#[derive(Clone, Copy)]
pub struct Finder {
    find: findings::Finder,
    is_lints: bool,
}

impl Finder {
    /// Expectations that cannot be read.
    pub const EXPECTATIONS: Finder = Finder { find: findings::EXPECTATIONS, is_lints: false };
    /// The lints that run without being asked for.
    pub const LINTS: Finder = Finder { find: findings::LINTS, is_lints: true };
}

/// What is wrong with some files, as far as what finds it is loaded.
pub struct Findings(Vec<Diagnostic>);

impl Finder {
    /// What reading found, and what these find besides, in slices. With all of them it is [`Analysis::diagnostics`].
    pub fn finding(finders: &[Finder], analysis: Arc<Analysis>) -> Trying<Findings> {
        let has_lints = finders.iter().any(|it| it.is_lints);
        let finders: Vec<_> = finders.iter().map(|it| it.find).collect();
        Trying::new(async move |pause| {
            Some(Findings(findings::in_steps(&analysis.model, &finders, has_lints, &pause).await))
        })
    }
}

impl Analysis {
    /// [`Analysis::problems`] of these findings.
    pub fn problems_of(&self, found: &Findings) -> Vec<ProblemView> {
        problems::view(&self.model, &found.0)
    }

    /// [`Analysis::incomplete`], as far as what finds more is loaded. It depends on no lint, and takes no time to speak of.
    pub fn incomplete_with(&self, finders: &[Finder]) -> Option<String> {
        let finders: Vec<_> = finders.iter().map(|it| it.find).collect();
        let found = || findings::by(&self.model, &finders, false);
        if self.is_incomplete() { self.incomplete_by(&found()) } else { None }
    }

    /// How many bytes of text were analyzed.
    pub fn size(&self) -> usize {
        self.model.places.files().iter().map(|it| it.text.len()).sum()
    }

    /// [`Analysis::outline`] with the problems of reading alone.
    pub fn outline_as_read(&self) -> OutlineView {
        outline::outline(&self.model, &findings::by(&self.model, &[], false))
    }

    /// [`Analysis::outline`], likewise.
    pub fn outline_of(&self, found: &Findings) -> OutlineView {
        outline::outline(&self.model, &found.0)
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Finder, Findings};
    use crate::api::{Analysis, analyze};
    use crate::lint;
    use crate::options::Options;
    use crate::source::SourceFile;

    const WRONG: &str = "
# expect shop/web -> shop/api TCP 8080: perhaps
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolcy
metadata: {name: typo}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}, {from: [{podSelector: {}}]}]}
";

    /// What is found in slices of so many bytes, and in how many of them.
    fn in_slices(analysis: &Arc<Analysis>, finders: &[Finder], bytes: usize) -> (Findings, usize) {
        let mut finding = Finder::finding(finders, Arc::clone(analysis));
        let mut slices = 1;
        loop {
            if let Some(found) = finding.go_on(bytes) {
                return (found.unwrap(), slices);
            }
            slices += 1;
        }
    }

    #[test]
    fn all_finders_find_what_everybody_else_is_told() {
        let analysis = Arc::new(analyze(&[SourceFile::new("a.yaml", WRONG)], &Options::default()));
        let all = [Finder::EXPECTATIONS, Finder::LINTS];
        let (found, slices) = in_slices(&analysis, &all, 1);
        assert_eq!(found.0, analysis.diagnostics());
        assert_eq!(analysis.problems_of(&found), analysis.problems());
        assert_eq!(analysis.incomplete_with(&[Finder::EXPECTATIONS]), analysis.incomplete());
        assert!(lint::RULES.len() < slices, "no rule holds up the page with another one: {slices}");
        let [without, read, linted] = [&[][..], &[Finder::EXPECTATIONS], &[Finder::LINTS]]
            .map(|it| in_slices(&analysis, it, usize::MAX).0.0.len());
        assert!(0 < without && without < read && without < linted && read < found.0.len());
    }

    #[test]
    fn files_with_expectations_are_told_by_their_words() {
        let may = |text: &str| analyze(&[SourceFile::new("a.yaml", text)], &Options::default()).may_expect();
        assert!(may(WRONG));
        assert!(may("tests:\n- {source: shop/web, target: shop/api, port: 80}\n"));
        assert!(may("# EXPECT a -> b: allowed\n"));
        assert!(!may("apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n"));
    }
}
