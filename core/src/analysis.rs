//! The whole way from files to answers.

use std::sync::Arc;

use crate::cluster::{Cluster, PodBody};
use crate::diagnostic::Diagnostic;
use crate::eval::address::AddressSpace;
use crate::eval::{Cell, Counts, Inputs, Reach};
use crate::explain::{Explanation, explain};
use crate::ids::{EndpointId, Symbol};
use crate::manifest::{self, Manifest, Read};
use crate::options::Options;
use crate::policy::{PerDirection, Policies, PortSet, compile};
use crate::probe::Probe;
use crate::source::{LineColumn, Location, SourceFile};
use crate::view::places::Places;
use crate::view::{
    CellView, EndpointView, ExplanationView, FoldView, LensView, PortChoice, ProblemView, RuleView, folds,
    matrix, ports, problems, reach, why,
};

/// Everything that was found out about some files. Cheap to share behind an [`Arc`]; never changes.
#[derive(Debug)]
pub struct Analysis {
    pub(crate) options: Options,
    pub(crate) read: Read,
    pub(crate) cluster: Cluster,
    pub(crate) policies: Policies,
    pub(crate) reach: Reach,
    pub(crate) places: Places,
    endpoints: Arc<[EndpointView]>,
}

/// Reads and evaluates files. Pure: the same files and options give the same analysis, in the same order.
pub fn analyze(files: &[SourceFile], options: &Options) -> Analysis {
    evaluate(files, manifest::read(files, options), options)
}

/// Evaluates what was read: the second half of [`analyze`], apart so that its time can be told apart.
pub fn evaluate(files: &[SourceFile], read: Read, options: &Options) -> Analysis {
    let mut cluster = Cluster::new(&read.manifests);
    let policies = compile(&read.manifests, &mut cluster);
    let space = AddressSpace::new(&policies, &crate::eval::points(&cluster, &policies, options));
    crate::eval::add_externals(&mut cluster, &policies, &space, options);
    let reach = Reach::new(Inputs { cluster: &cluster, policies: &policies, options }, &space);
    let endpoints = cluster.endpoints.iter().map(|it| EndpointView::new(&cluster, it)).collect();
    let options = options.clone();
    Analysis { options, read, cluster, policies, reach, places: Places::new(files), endpoints }
}

impl Analysis {
    /// Rows and columns in the order of the matrix: by namespace, then what is outside the cluster.
    pub fn endpoints(&self) -> &Arc<[EndpointView]> {
        &self.endpoints
    }

    /// Rows that one of them can stand for.
    pub fn folds(&self) -> Vec<FoldView> {
        folds::folds(self)
    }

    /// Position of an endpoint by its id.
    pub fn endpoint_index(&self, id: &str) -> Option<u32> {
        self.cluster.endpoint(id).map(|it| it.0)
    }

    /// Every object that was understood, in reading order.
    pub fn manifests(&self) -> &[Manifest] {
        &self.read.manifests
    }

    /// One cell as sets of ports, by row and column; `None` when out of range.
    pub fn reachability(&self, from: u32, to: u32) -> Option<Cell> {
        let (from, to) = self.pair(from, to)?;
        Some(self.reach.cell(self.inputs(), from, to))
    }

    /// What each direction by itself allows for certain, and what it does not certainly deny.
    pub fn sides(&self, from: u32, to: u32) -> Option<PerDirection<(PortSet, PortSet)>> {
        let (from, to) = self.pair(from, to)?;
        Some(PerDirection::from_fn(|it| self.reach.side(self.inputs(), it, from, to)))
    }

    /// The pod or stand-in of a row; `None` for what is outside the cluster.
    pub fn pod(&self, index: u32) -> Option<&PodBody> {
        self.cluster.endpoints.get(self.cluster.at(index)?)?.pod()
    }

    /// The compiled policies that [`Explanation`] refers to.
    pub fn policies(&self) -> &Policies {
        &self.policies
    }

    /// A label's key or value.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.cluster.strings.text(symbol)
    }

    /// The name of a node by its position among the Node objects.
    pub fn node_name(&self, node: u32) -> Option<&str> {
        self.cluster.nodes.get(node as usize).map(|it| it.name.as_str())
    }

    /// The name of a file by its position.
    pub fn file_name(&self, file: u32) -> &str {
        self.places.name(file)
    }

    /// One cell, by row and column; `None` when out of range.
    pub fn cell(&self, from: u32, to: u32, probe: Probe) -> Option<CellView> {
        let cell = self.reachability(from, to)?;
        let id = |it: u32| self.endpoints.get(it as usize).map_or("", |it| &it.id);
        Some(CellView::new(&cell, probe, id(from), id(to)))
    }

    /// One cell explained, as data.
    pub fn explain(&self, from: u32, to: u32, probe: Probe) -> Option<Explanation> {
        let pair = self.pair(from, to)?;
        Some(explain(&self.reach, self.inputs(), &self.read.manifests, pair, probe))
    }

    /// One cell explained. With [`Probe::Any`] the most telling piece is chosen, see [`ExplanationView::pieces`].
    pub fn explanation(&self, from: u32, to: u32, probe: Probe) -> Option<ExplanationView> {
        Some(why::view(self, &self.explain(from, to, probe)?))
    }

    /// Every problem as data, in the order of files and lines; what concerns the whole input comes last.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.read.diagnostics
    }

    /// Every problem, in the order of files and lines.
    pub fn problems(&self) -> Vec<ProblemView> {
        problems::view(self)
    }

    /// Whether something that the author meant to be there was left out: every verdict carries that mark.
    pub fn is_incomplete(&self) -> bool {
        self.read.incomplete
    }

    /// "without shop/allow-web: 1 error"; empty when nothing was left out.
    pub fn incomplete(&self) -> String {
        problems::incomplete(self)
    }

    /// Ports worth offering: every one that policies, containers and Services mention.
    pub fn port_choices(&self) -> Vec<PortChoice> {
        ports::choices(self)
    }

    /// What the user typed into the port field: `TCP 8080`, `8080`, `UDP 53`, `http` (a container port's name),
    /// `any`. `Err` says what is wrong with it.
    pub fn parse_probe(&self, text: &str) -> Result<Probe, String> {
        ports::parse(self, text)
    }

    /// A line for above each policy of a file.
    pub fn lenses(&self, file: u32) -> Vec<LensView> {
        reach::lenses(self, file)
    }

    /// The rule at a caret position, and the cells it opens. `None` outside of rules.
    pub fn rule_at(&self, file: u32, utf16: u32) -> Option<RuleView> {
        reach::rule_at(self, file, utf16)
    }

    /// How much there is of everything; goes through the whole matrix.
    pub fn counts(&self) -> Counts {
        self.reach.counts(self.inputs())
    }

    /// Name of a file, line and column of a place.
    pub fn line_column(&self, it: Location) -> Option<(&str, LineColumn)> {
        Some((self.places.name(it.file.0), self.places.line_column(it)?))
    }

    pub(crate) fn inputs(&self) -> Inputs<'_> {
        Inputs { cluster: &self.cluster, policies: &self.policies, options: &self.options }
    }

    fn pair(&self, from: u32, to: u32) -> Option<(EndpointId, EndpointId)> {
        let meant =
            |it: EndpointId| self.cluster.endpoints.at(it).external().and_then(|it| it.pod).unwrap_or(it);
        Some((meant(self.cluster.at(from)?), meant(self.cluster.at(to)?)))
    }

    pub(crate) fn sign(&self, explanation: &Explanation) -> crate::view::CellSign {
        matrix::sign(&explanation.cell, explanation.probe)
    }
}
