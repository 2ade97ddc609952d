//! The whole way from files to answers.

mod ends;
mod extent;
mod steps;

use std::sync::{Arc, OnceLock};

use crate::cluster::{Cluster, PodBody, ServicePortChoice};
use crate::diagnostic::{Diagnostic, Severity};
use crate::eval::address::AddressSpace;
use crate::eval::{Cell, Counts, Inputs, NamesOfPods, Reach};
use crate::explain::service::{Known, ServiceFlow};
use crate::explain::{Explanation, NearSelection, explain};
use crate::ids::{EndpointId, NodeId, PolicyId, Symbol};
use crate::kind::{self, Documents, Manifest, Read};
use crate::options::Options;
use crate::policy::{Compiler, PerDirection, Policies, PortSet};
use crate::probe::{Asked, Probe};
use crate::source::{LineColumn, Location, SourceFile};
use crate::view::places::Places;
use crate::view::{
    CellView, EndpointView, ExplanationView, FoldView, IngressView, LensLine, LensView, PortChoice,
    ProblemView, RuleView, ServiceFlowView, ServiceView, folds, ingress, matrix, ports, problems, reach,
    service, why,
};

pub use ends::{End, Meant, ServiceEnd};
pub use extent::Extent;
pub use steps::{Progress, Steps};

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
    pub(crate) documents: Arc<Documents>,
    /// Every problem. What only the evaluation shows is found when a caller asks: the matrix needs none of it.
    found: OnceLock<Vec<Diagnostic>>,
}

/// Reads and evaluates files. Pure: the same files and options give the same analysis, in the same order.
pub fn analyze(files: &[SourceFile], options: &Options) -> Analysis {
    evaluate(files, kind::read(files, options), options)
}

/// The same, without reading again the documents that `last` has too: for texts that are being edited.
pub fn analyze_after(last: Option<&Analysis>, files: &[SourceFile], options: &Options) -> Analysis {
    Steps::new(last, files, options).finish()
}

/// The same with no more than a part of the evaluator.
pub fn analyze_within(
    extent: Extent,
    last: Option<&Analysis>,
    files: &[SourceFile],
    options: &Options,
) -> Analysis {
    Steps::within(extent, last, files, options).finish()
}

/// Evaluates what was read: the second half of [`analyze`]; separate so that it can be timed separately.
pub fn evaluate(files: &[SourceFile], read: Read, options: &Options) -> Analysis {
    Compiled::new(read, options, Extent::ALL).evaluate(files, options, Extent::ALL)
}

/// What was read, as the evaluator wants it.
struct Compiled {
    read: Read,
    cluster: Cluster,
    policies: Policies,
}

impl Compiled {
    fn new(read: Read, options: &Options, extent: Extent) -> Compiled {
        let mut cluster = Cluster::new(&read.manifests, options);
        if let Some(rare) = extent.rare {
            (rare.cluster)(&mut cluster, &read.manifests);
        }
        let mut compiler = Compiler::new(&mut cluster);
        compiler.network_policies(&read.manifests);
        if let Some(rare) = extent.rare {
            (rare.policies)(&mut compiler, &read.manifests);
        }
        let policies = compiler.finish();
        Compiled { read, cluster, policies }
    }

    fn evaluate(self, files: &[SourceFile], options: &Options, extent: Extent) -> Analysis {
        let Compiled { read, mut cluster, policies } = self;
        let points = extent.rare.map_or_else(Vec::new, |it| (it.points)(&cluster, &policies, options));
        let space = AddressSpace::new(&policies, &points);
        crate::eval::add_externals(&mut cluster, &space, options);
        if let Some(rare) = extent.rare {
            (rare.outside)(&mut cluster, &read.manifests, &policies, options);
        }
        cluster.name_after_nodes();
        let host_names = extent.rare.map_or_else(NamesOfPods::default, |it| {
            (it.host_names)(&cluster, &read.manifests, &policies, options)
        });
        let reach =
            Reach::new(Inputs { cluster: &cluster, policies: &policies, options }, &space, host_names);
        let endpoints = cluster.endpoints.iter().take(cluster.visible());
        let endpoints = endpoints.map(|it| EndpointView::new(&cluster, it)).collect();
        let options = options.clone();
        let (places, documents) = (Places::new(files), Arc::default());
        let found = OnceLock::new();
        Analysis { options, read, cluster, policies, reach, places, endpoints, documents, found }
    }
}

impl Analysis {
    /// The same for an input of which the caller could not read these parts. Where one is an error, every verdict
    /// carries the mark of something that is missing.
    #[must_use]
    pub fn without(mut self, unread: Vec<Diagnostic>) -> Analysis {
        self.read.incomplete |= unread.iter().any(|it| it.severity == Severity::Error);
        self.read.diagnostics.extend(unread);
        self.found = OnceLock::new();
        self
    }

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
    pub fn reachability(&self, from: impl Into<End>, to: impl Into<End>) -> Option<Cell> {
        Some(self.reach.cell(self.inputs(), self.pair(from, to)?))
    }

    /// What each direction by itself allows for certain, and what it does not certainly deny.
    pub fn sides(
        &self,
        from: impl Into<End>,
        to: impl Into<End>,
    ) -> Option<PerDirection<(PortSet, PortSet)>> {
        let pair = self.pair(from, to)?;
        Some(PerDirection::from_fn(|it| self.reach.side(self.inputs(), it, pair)))
    }

    /// The pod or stand-in of a row; `None` for what is outside the cluster.
    pub fn pod(&self, index: u32) -> Option<&PodBody> {
        self.cluster.endpoints.get(self.cluster.at(index)?)?.pod()
    }

    /// The Services that can be picked as destinations, by namespace and name.
    pub fn services(&self) -> Vec<ServiceView> {
        service::list(self)
    }

    /// What becomes of a connection from a row to a Service; `service` is an id, `svc:namespace/name`. Without a
    /// choice the only port. `Err` says what is wrong with the choice.
    pub fn service_flow<'s>(
        &self,
        from: impl Into<End>,
        service: impl Into<ServiceEnd<'s>>,
        port: Option<&ServicePortChoice>,
    ) -> Result<ServiceFlowView, String> {
        Ok(service::view(self, &self.service_flow_data(from, service, port)?))
    }

    /// The outcome alone, with its sentence: for a whole column of sources.
    pub fn service_cell<'s>(
        &self,
        from: impl Into<End>,
        service: impl Into<ServiceEnd<'s>>,
        port: Option<&ServicePortChoice>,
    ) -> Result<(&'static str, String), String> {
        let flow = self.service_flow_data(from, service, port)?;
        Ok((flow.outcome.as_str(), service::sentence(&flow)))
    }

    /// The same as data.
    pub fn service_flow_data<'s>(
        &self,
        from: impl Into<End>,
        service: impl Into<ServiceEnd<'s>>,
        port: Option<&ServicePortChoice>,
    ) -> Result<ServiceFlow, String> {
        let service = service.into();
        let (from, asked) = self.row(from.into());
        let found = from.zip(service::parse(self, service.id));
        let Some((from, (at, _))) = found else {
            return Err(format!("there is no Service `{}`", service.id));
        };
        let flow = self.known().service_flow(from, at, port, [asked, service.family]);
        flow.map_err(|it| service::no_port(self, at, port, it))
    }

    /// Why one backend of a connection to a Service can or cannot be reached, as data.
    pub fn explain_backend(&self, flow: &ServiceFlow, backend: usize) -> Option<Explanation> {
        self.known().explain_backend(flow, backend)
    }

    /// What a text means as a destination: the id of a Service, and the port behind it if there is one. The
    /// forms are `svc:namespace/name`, `namespace/name`, with `:80`, `:http` or `:53/UDP` behind them.
    pub fn parse_service(&self, text: &str) -> Option<(String, Option<ServicePortChoice>)> {
        let (at, choice) = service::parse(self, text)?;
        Some((self.cluster.services.get(at)?.id(), choice))
    }

    /// The Ingress objects: what they publish, and whether their controller can reach it.
    pub fn ingresses(&self) -> Vec<IngressView> {
        ingress::list(self)
    }

    /// The id of any endpoint that an explanation speaks of, also of one that has no row.
    pub fn id(&self, it: EndpointId) -> Option<&str> {
        self.cluster.endpoints.get(it).map(|it| it.id.as_str())
    }

    /// The compiled policies that [`Explanation`] refers to.
    pub fn policies(&self) -> &Policies {
        &self.policies
    }

    /// A label's key or value.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.cluster.strings.text(symbol)
    }

    /// The requirement of a `podSelector` that keeps a policy from selecting the subject of an explanation.
    pub fn requirement(&self, near: &NearSelection) -> Option<&kind::Requirement> {
        let policy = self.policies.policies.get(near.policy)?;
        let it = self.read.manifests.get(policy.manifest)?.as_network_policy()?;
        it.pod_selector.requirements.get(near.requirement)
    }

    /// The name of a node, if the input has one for it.
    pub fn node_name(&self, node: NodeId) -> Option<&str> {
        self.cluster.nodes.get(node)?.name.as_deref()
    }

    /// The name of a file by its position.
    pub fn file_name(&self, file: u32) -> &str {
        self.places.name(file)
    }

    /// One cell, by row and column; `None` when out of range.
    pub fn cell(&self, from: impl Into<End>, to: impl Into<End>, probe: Probe) -> Option<CellView> {
        let pair = self.pair(from, to)?;
        let cell = self.reach.cell(self.inputs(), pair);
        let id = |it| self.id(it).unwrap_or_default();
        Some(CellView::new(&cell, probe, id(pair.source), id(pair.destination)))
    }

    /// One cell explained, as data.
    pub fn explain(&self, from: impl Into<End>, to: impl Into<End>, probe: Probe) -> Option<Explanation> {
        let pair = self.pair(from, to)?;
        Some(explain(&self.reach, self.inputs(), &self.read.manifests, pair, probe))
    }

    /// One cell explained. With [`Probe::Any`] the most telling piece is chosen, see [`ExplanationView::pieces`].
    pub fn explanation(
        &self,
        from: impl Into<End>,
        to: impl Into<End>,
        probe: Probe,
    ) -> Option<ExplanationView> {
        Some(why::view(self, &self.explain(from, to, probe)?))
    }

    /// Every problem as data, in the order of files and lines; what concerns the whole input comes last.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.found.get_or_init(|| {
            let mut found = self.read.diagnostics.clone();
            found.extend(ingress::problems(self));
            found
        })
    }

    /// Every problem, in the order of files and lines.
    pub fn problems(&self) -> Vec<ProblemView> {
        problems::view(self)
    }

    /// Whether something that the author meant to be there was left out: every verdict carries that mark.
    pub fn is_incomplete(&self) -> bool {
        self.read.incomplete
    }

    /// Whether the input needs more of the evaluator than this analysis could use. Then there is nothing in it.
    pub fn is_unread(&self) -> bool {
        self.read.unread
    }

    /// "without shop/allow-web: 1 error"; empty when nothing was left out.
    pub fn incomplete(&self) -> String {
        problems::incomplete(self)
    }

    /// Ports worth offering: every one that policies, containers and Services mention.
    pub fn port_choices(&self) -> Vec<PortChoice> {
        ports::choices(self)
    }

    /// What the user typed into the port field: `TCP 8080`, `8080`, `UDP 53`, `http` (a container port's name that
    /// stands for one port in the whole input), `any`. `Err` says what is wrong with it.
    pub fn parse_probe(&self, text: &str) -> Result<Probe, String> {
        ports::parse(self, text)
    }

    /// The same, but that a name may stand for another port on each destination.
    pub fn parse_asked(&self, text: &str) -> Result<Asked, String> {
        ports::asked(self, text)
    }

    /// The ports that are meant where the destination is in that row: one, none where a name is not declared there,
    /// or several where it is declared more than once.
    pub fn ports_at(&self, asked: &Asked, to: u32) -> Vec<Probe> {
        ports::at(self, asked, to)
    }

    /// The one port that is meant there. `Err` says that there is none, or which ones there are.
    pub fn port_at(&self, asked: &Asked, to: u32) -> Result<Probe, String> {
        ports::one_at(self, asked, to)
    }

    /// The policies of a file and where they are. What a lens says takes a look at the whole matrix, and hundreds
    /// are not on screen: [`Analysis::lens`] says it for one of them.
    pub fn lens_lines(&self, file: u32) -> Vec<LensLine> {
        reach::lens_lines(self, file)
    }

    /// The line for above a policy.
    pub fn lens(&self, policy: u32) -> Option<LensView> {
        reach::lens(self, PolicyId(policy))
    }

    /// A line for above each policy of a file.
    pub fn lenses(&self, file: u32) -> Vec<LensView> {
        self.lens_lines(file).iter().filter_map(|it| self.lens(it.policy)).collect()
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

    pub(crate) fn known(&self) -> Known<'_> {
        Known { reach: &self.reach, inputs: self.inputs(), manifests: &self.read.manifests }
    }

    pub(crate) fn sign(&self, explanation: &Explanation) -> crate::view::CellSign {
        matrix::sign(&explanation.cell, explanation.probe)
    }
}
