//! The way from files to answers in steps, for a page that has other things to do in between: to draw, and to take
//! the next key.

use std::sync::Arc;

use super::{Known, Loaded, Model, evaluated};
use crate::kind::{Documents, Reading, Versions};
use crate::options::Options;
use crate::pause::Task;
use crate::source::SourceFile;

/// An analysis under way.
pub struct Steps {
    files: Vec<SourceFile>,
    options: Options,
    loaded: Loaded,
    /// The versions that it goes by; `None`: what cannot be read is left out.
    versions: Option<Arc<Versions>>,
    stage: Stage,
}

enum Stage {
    Reading(Box<Reading>),
    /// With what was read.
    Evaluating(Task<Model>, Arc<Documents>),
}

/// Where an analysis has got to after a step.
pub enum Progress {
    /// There is more to do.
    Going(Box<Steps>),
    /// This is it.
    Done(Box<Model>),
}

impl Steps {
    /// An analysis of some files with the parts of the evaluator that are there. Documents that `last` has too are not
    /// read again.
    pub fn new(loaded: Loaded, last: Option<&Model>, files: &[SourceFile], options: &Options) -> Steps {
        let known = last.map(|it| Arc::clone(&it.known.documents)).into_iter().collect();
        Steps::knowing(known, files, options, loaded)
    }

    /// The same for files that are being edited: what cannot be read now stays in force as it was when `last` could read
    /// it, and is marked. So the answers do not depend on the files alone.
    #[must_use]
    pub fn keeping(self, last: Option<&Model>) -> Steps {
        self.going_by(last.and_then(|it| it.known.versions.clone()).unwrap_or_default())
    }

    fn going_by(mut self, versions: Arc<Versions>) -> Steps {
        if let Stage::Reading(it) = self.stage {
            self.stage = Stage::Reading(Box::new(it.keeping(Arc::clone(&versions))));
            self.versions = Some(versions);
        }
        self
    }

    /// An analysis of other files than those of this one, which is given up. What it has read is not read again.
    #[cfg(any(test, feature = "page"))]
    pub fn instead(self, loaded: Loaded, files: &[SourceFile], options: &Options) -> Steps {
        let known = match self.stage {
            Stage::Reading(it) => it.leave(),
            Stage::Evaluating(_, it) => vec![it],
        };
        let res = Steps::knowing(known, files, options, loaded);
        match self.versions {
            Some(it) => res.going_by(it),
            None => res,
        }
    }

    /// The same with what was read elsewhere.
    pub(super) fn knowing(
        known: Vec<Arc<Documents>>,
        files: &[SourceFile],
        options: &Options,
        loaded: Loaded,
    ) -> Steps {
        let stage = Stage::Reading(Box::new(Reading::new(files, options, loaded.readers, known)));
        Steps { files: files.to_vec(), options: options.clone(), loaded, versions: None, stage }
    }

    /// One step: reads as many bytes as that, or does what takes about as long.
    pub fn go_on(self, bytes: usize) -> Progress {
        let Steps { files, options, loaded, versions, stage } = self;
        let stage = match stage {
            Stage::Reading(mut it) => {
                if it.go_on(bytes) {
                    let (parted, documents, found) = it.finish();
                    let documents = Arc::new(documents);
                    // Where a part of the evaluator is still to come, what was in force before it waits for it too.
                    let found = if parted.is_unread() { versions.clone() } else { found.map(Arc::new) };
                    let known = Known { documents: Arc::clone(&documents), versions: found };
                    let (files, options) = (files.clone(), options.clone());
                    let evaluated = async move |pause| {
                        let read = loaded.bounded(parted.assemble(&pause).await, &options);
                        pause.here().await;
                        evaluated(&files, read, &options, loaded, known, &pause).await
                    };
                    Stage::Evaluating(Task::new(evaluated), documents)
                } else {
                    Stage::Reading(it)
                }
            }
            Stage::Evaluating(mut task, documents) => match task.go_on(bytes) {
                Some(it) => return Progress::Done(Box::new(it)),
                None => Stage::Evaluating(task, documents),
            },
        };
        Progress::Going(Box::new(Steps { files, options, loaded, versions, stage }))
    }

    /// All steps that are left.
    pub fn finish(self) -> Model {
        let mut steps = self;
        loop {
            match steps.go_on(usize::MAX) {
                Progress::Going(it) => steps = *it,
                Progress::Done(it) => return *it,
            }
        }
    }
}

#[cfg(test)]
mod tests;
