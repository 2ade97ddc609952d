//! The way from files to answers in steps, for a page that has other things to do in between: to draw, and to take
//! the next key.

use std::sync::Arc;

use super::{Compiled, Loaded, Model};
use crate::kind::{Documents, Read, Reading};
use crate::options::Options;
use crate::source::SourceFile;

/// An analysis under way.
pub struct Steps {
    files: Vec<SourceFile>,
    options: Options,
    loaded: Loaded,
    stage: Stage,
}

enum Stage {
    Reading(Reading),
    Read(Read, Arc<Documents>),
    Compiled(Compiled, Arc<Documents>),
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
        let known = last.map(|it| Arc::clone(&it.documents)).into_iter().collect();
        Steps::knowing(known, files, options, loaded)
    }

    /// An analysis of other files than those of this one, which is given up. What it has read is not read again.
    #[cfg(any(test, feature = "page"))]
    pub fn instead(self, files: &[SourceFile], options: &Options) -> Steps {
        let known = match self.stage {
            Stage::Reading(it) => it.leave(),
            Stage::Read(_, it) | Stage::Compiled(_, it) => vec![it],
        };
        Steps::knowing(known, files, options, self.loaded)
    }

    fn knowing(known: Vec<Arc<Documents>>, files: &[SourceFile], options: &Options, loaded: Loaded) -> Steps {
        let stage = Stage::Reading(Reading::new(files, options, loaded.readers, known));
        Steps { files: files.to_vec(), options: options.clone(), loaded, stage }
    }

    /// One step: reads at least `bytes` of what was not read before, or does one part of what follows.
    pub fn go_on(self, bytes: usize) -> Progress {
        let Steps { files, options, loaded, stage } = self;
        let stage = match stage {
            Stage::Reading(mut it) => {
                if it.go_on(bytes) {
                    let (read, documents) = it.finish();
                    Stage::Read(loaded.bounded(read, &options), Arc::new(documents))
                } else {
                    Stage::Reading(it)
                }
            }
            Stage::Read(read, documents) => {
                Stage::Compiled(Compiled::new(read, &files, &options, loaded), documents)
            }
            Stage::Compiled(compiled, documents) => {
                return Progress::Done(Box::new(compiled.evaluate(&files, &options, loaded, documents)));
            }
        };
        Progress::Going(Box::new(Steps { files, options, loaded, stage }))
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
