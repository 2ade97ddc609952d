//! The whole way from files to answers.

use std::sync::Arc;

use crate::options::Options;
use crate::probe::Probe;
use crate::source::SourceFile;
use crate::view::{CellView, EndpointView, ExplanationView, LensView, PortChoice, ProblemView, RuleView};

/// Everything that was found out about some files. Cheap to share behind an [`Arc`]; never changes.
#[derive(Debug)]
pub struct Analysis {
    endpoints: Arc<[EndpointView]>,
}

/// Reads and evaluates files. Pure: the same files and options give the same analysis, in the same order.
pub fn analyze(_files: &[SourceFile], _options: &Options) -> Analysis {
    Analysis { endpoints: Arc::from([]) }
}

impl Analysis {
    /// Rows and columns in the order of the matrix: by namespace, then what is outside the cluster.
    pub fn endpoints(&self) -> &Arc<[EndpointView]> {
        &self.endpoints
    }

    /// Position of an endpoint by its id.
    pub fn endpoint_index(&self, id: &str) -> Option<u32> {
        self.endpoints.iter().position(|it| it.id == id).map(|it| it as u32)
    }

    /// One cell, by row and column; `None` when out of range.
    pub fn cell(&self, _from: u32, _to: u32, _probe: Probe) -> Option<CellView> {
        None
    }

    /// One cell explained. With [`Probe::Any`] the most telling piece is chosen, see [`ExplanationView::pieces`].
    pub fn explanation(&self, _from: u32, _to: u32, _probe: Probe) -> Option<ExplanationView> {
        None
    }

    /// Every problem, in the order of files and lines.
    pub fn problems(&self) -> Vec<ProblemView> {
        Vec::new()
    }

    /// "without shop/allow-web: 1 error"; empty when nothing was left out.
    pub fn incomplete(&self) -> String {
        String::new()
    }

    /// Ports worth offering: every one that policies, containers and Services mention.
    pub fn port_choices(&self) -> Vec<PortChoice> {
        Vec::new()
    }

    /// What the user typed into the port field: `TCP 8080`, `8080`, `UDP 53`, `http` (a container port's name),
    /// `any`. `Err` says what is wrong with it.
    pub fn parse_probe(&self, _text: &str) -> Result<Probe, String> {
        Ok(Probe::Any)
    }

    /// A line for above each policy of a file.
    pub fn lenses(&self, _file: u32) -> Vec<LensView> {
        Vec::new()
    }

    /// The rule at a caret position, and the cells it opens. `None` outside of rules.
    pub fn rule_at(&self, _file: u32, _utf16: u32) -> Option<RuleView> {
        None
    }
}
