//! What tests, benches and the fuzzer ask beyond the facade: the data that views are made of.
//!
//! It needs the feature `internals`, and nothing about it is promised.

use super::Analysis;
use crate::explain::Explanation;
use crate::kind::{Manifest, Read};
use crate::model::{self, End, Model};
use crate::options::Options;
use crate::policy::Policies;
use crate::probe::Probe;
use crate::source::SourceFile;

/// An analysis of what was read already, so that the time of each half can be told apart.
pub fn evaluate(files: &[SourceFile], read: Read, options: &Options) -> Analysis {
    Analysis::new(model::evaluate(files, read, options))
}

impl Analysis {
    /// All that was found out, as data.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Every object that was understood, in reading order.
    pub fn manifests(&self) -> &[Manifest] {
        &self.model.read.manifests
    }

    /// The compiled policies that [`Explanation`] refers to.
    pub fn policies(&self) -> &Policies {
        &self.model.policies
    }

    /// One cell explained, as data.
    pub fn explain(&self, from: impl Into<End>, to: impl Into<End>, probe: Probe) -> Option<Explanation> {
        Some(self.model.explain(self.model.pair(from, to)?, probe))
    }
}
