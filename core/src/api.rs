//! The facade: what callers ask about some files, in the words of `view`.
//!
//! Enters: files and options. Leaves: an [`Analysis`], whose methods delegate. Deliberately not here: anything that
//! decides or describes; that is below, in `model`, `lint`, `explain` and `view`.

mod changes;
mod effects;
mod expected;
#[cfg(any(test, feature = "internals"))]
#[doc(hidden)]
pub mod internals;
#[cfg(any(test, feature = "page"))]
#[doc(hidden)]
pub mod page;
mod reports;
#[cfg(any(test, feature = "page"))]
mod trying;

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use crate::assist;
use crate::diagnostic::Diagnostic;
use crate::expect::Expectations;
use crate::findings;
use crate::lint;
use crate::model::{self, Model};
use crate::options::Options;
use crate::pause::at_once;
use crate::probe::{Asked, Probe};
use crate::source::{LineColumn, Location, SourceFile};
use crate::view::{
    AuditView, Bundle, CellView, ChangedView, Completions, EndpointView, ExplanationView, ExposureView,
    FoldView, FoldedCell, Heading, Hover, IngressView, LensLine, LensView, Outcome, OutlineView,
    PeerGroupView, PeersView, PortChoice, ProbeError, ProblemView, RuleView, ServiceError, ServiceFlowView,
    ServiceOutcome, ServiceView, StandInsView, audit, changed, exposure, folds, ingress, matrix, outline,
    peers, ports, problems, reach, service, stand_ins, why,
};

pub use crate::cluster::ServicePortChoice;
pub use crate::eval::Counts;
pub use crate::kind::PortRef;
pub use crate::model::{End, Meant, ServiceEnd};
pub use crate::repair::Wanted;
pub use changes::{Agreement, Change, Changes, Equivalence, ObjectChange, Totals, compare, equivalence};
pub use expected::{Expected, ExpectedState, ExpectedTotals, expected_anew};
pub use reports::analyze_measured;

/// Everything that was found out about some files. Cheap to share in an [`Arc`]; never changes.
#[derive(Debug)]
pub struct Analysis {
    model: Model,
    endpoints: Arc<[EndpointView]>,
    /// Every problem. Those that only the evaluation shows are found when they are first asked for: the matrix needs
    /// none of them.
    found: OnceLock<Vec<Diagnostic>>,
    /// What reading found, once it is asked for: expectations are read for it.
    read: OnceLock<Vec<Diagnostic>>,
    /// What the files expect, and what came of it, once somebody asks.
    expected: OnceLock<Expectations>,
}

/// Reads and evaluates files. Pure: the same files and options give the same analysis, in the same order.
pub fn analyze(files: &[SourceFile], options: &Options) -> Analysis {
    Analysis::new(model::analyze(files, options))
}

/// The same, without reading again the documents that `last` has too: for texts that are being edited.
pub fn analyze_after(last: Option<&Analysis>, files: &[SourceFile], options: &Options) -> Analysis {
    Analysis::new(model::analyze_after(last.map(|it| &it.model), files, options))
}

impl Analysis {
    pub(crate) fn new(model: Model) -> Analysis {
        let endpoints = matrix::endpoints(&model);
        Analysis {
            model,
            endpoints,
            found: OnceLock::new(),
            read: OnceLock::new(),
            expected: OnceLock::new(),
        }
    }

    /// The same for an input of which the caller could not read these parts. Where one is an error, every verdict
    /// carries the mark of something that is missing.
    #[must_use]
    pub fn without(self, unread: Vec<Diagnostic>) -> Analysis {
        let model = self.model.without(unread);
        Analysis { model, found: OnceLock::new(), read: OnceLock::new(), expected: OnceLock::new(), ..self }
    }

    /// Rows and columns in the order of the matrix: by namespace, then what is outside the cluster.
    pub fn endpoints(&self) -> &Arc<[EndpointView]> {
        &self.endpoints
    }

    /// Which rows can share one: pods of a workload, and what nothing tells apart.
    pub fn folds(&self) -> Vec<FoldView> {
        folds::folds(&self.model)
    }

    /// Position of an endpoint by its id.
    pub fn endpoint_index(&self, id: &str) -> Option<u32> {
        self.model.cluster.endpoint(id).map(|it| it.0)
    }

    /// One cell, by row and column; `None` when out of range.
    pub fn cell(&self, from: impl Into<End>, to: impl Into<End>, probe: Probe) -> Option<CellView> {
        matrix::cell(&self.model, self.model.pair(from, to)?, probe)
    }

    /// One cell between rows that stand for several; `None` when out of range.
    pub fn folded_cell(&self, from: &Bundle, to: &Bundle, asked: &Asked) -> Option<FoldedCell> {
        folds::folded(&self.model, from, to, asked)
    }

    /// What tells apart the pods of a cell whose answers differ: for each of these the labels, `key=value`, that its pods
    /// have and no others.
    pub fn labels_of(&self, outcomes: &[Outcome]) -> Vec<Vec<String>> {
        folds::labels(&self.model, outcomes)
    }

    /// One cell explained. With [`Probe::Any`] the most telling piece is chosen, see [`ExplanationView::pieces`].
    pub fn explanation(
        &self,
        from: impl Into<End>,
        to: impl Into<End>,
        probe: Probe,
    ) -> Option<ExplanationView> {
        let pair = self.model.pair(from, to)?;
        Some(why::view(&self.model, &self.model.explain(pair, probe)))
    }

    /// The Services that can be picked as destinations, by namespace and name.
    pub fn services(&self) -> Vec<ServiceView> {
        service::list(&self.model)
    }

    /// What becomes of a connection from a row to a Service; `service` is an id, `svc:namespace/name`. Without a
    /// choice the only port. `Err` is what is wrong with the choice.
    pub fn service_flow<'s>(
        &self,
        from: impl Into<End>,
        service: impl Into<ServiceEnd<'s>>,
        port: Option<&ServicePortChoice>,
    ) -> Result<ServiceFlowView, ServiceError> {
        let flow = service::flow(&self.model, from.into(), service.into(), port)?;
        Ok(service::view(&self.model, &flow))
    }

    /// The outcome alone, with its sentence: for a whole column of sources.
    pub fn service_cell<'s>(
        &self,
        from: impl Into<End>,
        service: impl Into<ServiceEnd<'s>>,
        port: Option<&ServicePortChoice>,
    ) -> Result<(ServiceOutcome, String), ServiceError> {
        let flow = service::flow(&self.model, from.into(), service.into(), port)?;
        Ok((flow.outcome, service::sentence(&flow)))
    }

    /// What becomes of the connections of all rows to a port of a Service, grouped by outcome and reason.
    pub fn service_sources(
        &self,
        service: &str,
        port: Option<&ServicePortChoice>,
    ) -> Result<Vec<PeerGroupView>, ServiceError> {
        peers::sources(&self.model, service, port)
    }

    /// All peers of a row or column, grouped by what becomes of their connections and why; `None` when out of range.
    pub fn peers(&self, of: u32, heading: Heading, probe: Probe) -> Option<PeersView> {
        peers::peers(&self.model, of, heading, probe)
    }

    /// What a text means as a destination: the id of a Service, and its port if the text names one. The forms are
    /// `svc:namespace/name` and `namespace/name`, followed by `:80`, `:http` or `:53/UDP` or by nothing.
    pub fn parse_service(&self, text: &str) -> Option<(String, Option<ServicePortChoice>)> {
        let (at, choice) = service::parse(&self.model, text)?;
        Some((self.model.cluster.services.get(at)?.id(), choice))
    }

    /// The Ingress objects: what they publish, and whether their controller can reach it.
    pub fn ingresses(&self) -> Vec<IngressView> {
        ingress::list(&self.model)
    }

    /// What an engineer asks of the whole cluster, by workload: who is isolated, who is reachable from the internet, who
    /// may leave to it, who can use DNS, which policies do nothing. Asks every group of pods; made anew at each call.
    pub fn audit(&self) -> AuditView {
        audit::audit(&self.model)
    }

    /// The same as a few facts in sentences, each with a count and what it counts. It asks besides for any pod in any
    /// namespace, which takes an evaluation of its own.
    pub fn exposure(&self) -> ExposureView {
        at_once(async |pause| exposure::exposure(&self.model, &pause).await)
    }

    /// Every problem as data, in the order of files and lines; what concerns the whole input comes last.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        self.found.get_or_init(|| findings::by(&self.model, &[findings::EXPECTATIONS, findings::LINTS], true))
    }

    /// The same without what lints find: what bears on the answers. It evaluates nothing.
    pub fn reading_diagnostics(&self) -> &[Diagnostic] {
        self.read.get_or_init(|| findings::by(&self.model, &[findings::EXPECTATIONS], false))
    }

    /// What reading alone finds, without what depends on other rooms.
    pub(crate) fn diagnostics_of_reading(&self) -> Vec<Diagnostic> {
        findings::by(&self.model, &[], false)
    }

    /// What the chosen lints find. [`Analysis::diagnostics`] has the findings of all that are not
    /// [on request](lint::Meta::on_request).
    pub fn lints(&self, choose: impl Fn(&'static lint::Meta) -> bool) -> Vec<Diagnostic> {
        findings::chosen(&self.model, choose)
    }

    /// Every problem, in the order of files and lines.
    pub fn problems(&self) -> Vec<ProblemView> {
        problems::view(&self.model, self.diagnostics())
    }

    /// How many cells are other than in `before`, for one sentence; `None` where there are too many to count on the way.
    pub fn changed(&self, before: &Analysis) -> ChangedView {
        changed::changed(&before.model, &self.model)
    }

    /// All objects of the files and all problems as one list, which can be searched. Made anew at each call.
    pub fn outline(&self) -> OutlineView {
        outline::outline(&self.model, self.diagnostics())
    }

    /// Whether something that the author meant to be there was left out, or is not computed: every verdict carries that
    /// mark.
    pub fn is_incomplete(&self) -> bool {
        self.model.is_incomplete()
    }

    /// The pods that were made up, because the input has policies and no pods for them; `None` where none were.
    pub fn stand_ins(&self) -> Option<StandInsView> {
        stand_ins::view(&self.model)
    }

    /// The manifests of what was made up for this input and for another one, each once: a file for both, so that a policy that
    /// goes does not take its pods with it. `None` where the same was made for both.
    pub fn common_stand_ins(&self, other: &Analysis) -> Option<String> {
        let made = [self, other].map(|it| it.model.stand_ins.as_ref());
        crate::stand_ins::common(made)
    }

    /// How many pods have rules that are not evaluated, because that takes more steps than
    /// [`Options::limit_work`]; `None` where all are.
    pub fn not_computed(&self) -> Option<usize> {
        self.model.left_out.map(|it| it.pods)
    }

    /// "without shop/allow-web: 1 error"; `None` when nothing was left out.
    pub fn incomplete(&self) -> Option<String> {
        self.incomplete_by(self.reading_diagnostics())
    }

    fn incomplete_by(&self, found: &[Diagnostic]) -> Option<String> {
        if self.is_incomplete() { problems::incomplete(&self.model, found) } else { None }
    }

    /// Ports worth offering: every one that policies, containers and Services mention.
    pub fn port_choices(&self) -> Vec<PortChoice> {
        ports::choices(&self.model)
    }

    /// What the user typed into the port field: `TCP 8080`, `8080`, `UDP 53`, `http` (a container port's name that
    /// stands for one port in the whole input), `any`. `Err` is what is wrong with it.
    pub fn parse_probe(&self, text: &str) -> Result<Probe, ProbeError> {
        ports::parse(&self.model, text)
    }

    /// The same, but that a name may stand for another port on each destination.
    pub fn parse_asked(&self, text: &str) -> Result<Asked, ProbeError> {
        ports::asked(&self.model, text)
    }

    /// The ports that are meant where the destination is in that row: one, none where a name is not declared there,
    /// or several where it is declared more than once.
    pub fn ports_at(&self, asked: &Asked, to: u32) -> Vec<Probe> {
        ports::at(&self.model, asked, to)
    }

    /// The one port that is meant there. `Err` says that there is none, or which ones there are.
    pub fn port_at(&self, asked: &Asked, to: u32) -> Result<Probe, ProbeError> {
        ports::one_at(&self.model, asked, to)
    }

    /// The policies of a file and where they are. What a lens says takes a look at the whole matrix, and hundreds
    /// are not on screen: [`Analysis::lens`] says it for one of them.
    pub fn lens_lines(&self, file: u32) -> Vec<LensLine> {
        reach::lens_lines(&self.model, file)
    }

    /// The line for above a policy.
    pub fn lens(&self, policy: u32) -> Option<LensView> {
        reach::lens(&self.model, policy)
    }

    /// A line for above each policy of a file.
    pub fn lenses(&self, file: u32) -> Vec<LensView> {
        self.lens_lines(file).iter().filter_map(|it| self.lens(it.policy)).collect()
    }

    /// The rule at a caret position, and the cells it opens. `None` outside of rules.
    pub fn rule_at(&self, file: u32, utf16: u32) -> Option<RuleView> {
        reach::rule_at(&self.model, file, utf16)
    }

    /// What an address means: "known pod IP → that pod; known Service clusterIP → that Service; known node/host IP →
    /// that node; otherwise external" (R-52). `None`: an address outside the cluster that has no row of its own.
    pub fn meant(&self, address: IpAddr) -> Option<Meant> {
        self.model.meant(address)
    }

    /// What the name of a host means: its row, or what its addresses mean where DNS data gives them (M-66). Several
    /// where it has several addresses that are rows of their own.
    pub fn meant_by_host(&self, name: &str) -> Vec<Meant> {
        self.model.meant_by_host(name)
    }

    /// What can be written at a byte of a text: fields, words, names and labels of the input with what they would match,
    /// and whole objects where a document begins.
    ///
    /// The text is the file as it stands in the editor, which may be newer than this analysis and broken: nothing of the
    /// analysis is asked about it but what is in the cluster. So any analysis of the same files will do, best the last
    /// one in which they could be read ([`analyze_after`] reads only what is new).
    pub fn completions(&self, text: &str, offset: usize) -> Completions {
        assist::completions(&self.model, text, offset)
    }

    /// What stands at a byte of a text, likewise: what the field is for and what holds without it, and for a selector the
    /// pods that it takes, or comes nearest to.
    pub fn hover(&self, text: &str, offset: usize) -> Option<Hover> {
        assist::hover(&self.model, text, offset)
    }

    /// How much there is of everything; goes through the whole matrix.
    pub fn counts(&self) -> Counts {
        self.model.counts()
    }

    /// The name of a file by its position.
    pub fn file_name(&self, file: u32) -> &str {
        self.model.places.name(file)
    }

    /// Name of a file, line and column of a place.
    pub fn line_column(&self, it: Location) -> Option<(&str, LineColumn)> {
        self.model.line_column(it)
    }
}
