//! The whole way from files to everything that was found out about them.
//!
//! Enters: files and options. Leaves: a [`Model`], which never changes: explanations, lints and views ask it.
//! Deliberately not here: words for readers, which are in `view`, and what is wrong beyond reading, which is in `lint`.

mod ends;
mod inside;
mod left_out;
mod loaded;
mod made_up;
mod missing;
mod steps;

use std::sync::{Arc, OnceLock};

use crate::cluster::{Cluster, PodBody};
use crate::diagnostic::{Diagnostic, Most, Severity};
use crate::eval::address::AddressSpace;
use crate::eval::{Cell, Counts, Inputs, LeftOut, NamesOfPods, Reach};
use crate::ids::{EndpointId, NodeId, PolicyId, Symbol};
use crate::kind::{self, Documents, Manifest, MissingPolicy, Read, Reading, Versions};
use crate::options::Options;
use crate::pause::{Pause, at_once};
use crate::policy::{Compiler, PerDirection, Policies, PortSet};
use crate::source::{LineColumn, Location, Places, SourceFile};
use crate::stand_ins::StandIns;
use crate::words;

pub use ends::{End, Meant, ServiceEnd};
pub(crate) use left_out::{HOW_TO_GO_ON, people};
#[cfg(any(test, feature = "page"))]
pub use loaded::Kinds;
pub use loaded::Loaded;
pub use missing::Missing;
#[cfg(any(test, feature = "page"))]
pub use steps::Progress;
pub use steps::Steps;

/// Everything that was found out about some files.
#[derive(Debug)]
pub struct Model {
    /// What the files do not say.
    pub options: Options,
    /// The objects, and what is wrong with them.
    pub read: Read,
    /// The pods that were made up; `None` where none were.
    pub stand_ins: Option<StandIns>,
    /// Namespaces, endpoints, nodes and Services.
    pub cluster: Cluster,
    /// What the policies ask and decide.
    pub policies: Policies,
    /// The matrix.
    pub reach: Reach,
    /// Whose rules are not evaluated; `None` where all are.
    pub left_out: Option<LeftOut>,
    /// Policies that take no part although they are there.
    pub missing: Missing,
    /// The files, for lines and columns.
    pub places: Places,
    known: Known,
    /// What was read, for trials, where the analysis kept nothing of it.
    again: OnceLock<Arc<Documents>>,
    /// The parts of the evaluator that it was made with.
    loaded: Loaded,
}

/// What the next run need not find out again.
#[derive(Debug, Default)]
struct Known {
    documents: Arc<Documents>,
    /// Only of files that are being edited.
    versions: Option<Arc<Versions>>,
}

/// Reads and evaluates files. Pure: the same files and options give the same model, in the same order.
pub fn analyze(files: &[SourceFile], options: &Options) -> Model {
    evaluate(files, kind::read(files, options), options)
}

/// The same, without reading again the documents that `last` has too: for texts that are being edited.
pub fn analyze_after(last: Option<&Model>, files: &[SourceFile], options: &Options) -> Model {
    Steps::new(Loaded::WHOLE, last, files, options).finish()
}

/// Evaluates what was read: the second half of [`analyze`], so that its time can be told apart.
pub fn evaluate(files: &[SourceFile], read: Read, options: &Options) -> Model {
    at_once(async |pause| evaluated(files, read, options, Loaded::WHOLE, Known::default(), &pause).await)
}

/// The same with the parts of the evaluator that are there.
pub(crate) fn evaluate_with(files: &[SourceFile], read: Read, options: &Options, loaded: Loaded) -> Model {
    at_once(async |pause| evaluated(files, read, options, loaded, Known::default(), &pause).await)
}

/// Reads files with the parts of the evaluator that are there. Where they need another part too, nothing is read, and
/// [`Read::unread`] is set.
pub(crate) fn read_with(files: &[SourceFile], options: &Options, loaded: Loaded) -> Read {
    let mut reading = Reading::new(files, options, loaded.readers, Vec::new());
    while !reading.go_on(usize::MAX) {}
    let (parted, ..) = reading.finish();
    at_once(async |pause| loaded.bounded(parted.assemble(&pause).await, options))
}

/// The same with the parts of the evaluator that are there, stopping in between.
async fn evaluated(
    files: &[SourceFile],
    mut read: Read,
    options: &Options,
    loaded: Loaded,
    known: Known,
    pause: &Pause,
) -> Model {
    let stand_ins = loaded.second.and_then(|it| (it.stand_ins)(&mut read, files, options));
    let mut cluster = Cluster::in_steps(Arc::clone(&read.manifests), options, pause).await;
    pause.here().await;
    if let Some(second) = loaded.second {
        (second.cluster)(&mut cluster);
        pause.here().await;
    }
    let policies = compiled(&mut cluster, loaded, pause).await;
    let points = loaded.second.map_or_else(Vec::new, |it| (it.points)(&cluster, &policies, options));
    pause.here().await;
    let space = AddressSpace::new(&policies, &points, pause).await;
    pause.here().await;
    crate::eval::add_externals(&mut cluster, &space, options, pause).await;
    pause.here().await;
    if let Some(second) = loaded.second {
        (second.outside)(&mut cluster, &policies, options);
        read.diagnostics.extend((second.inside)(&cluster, options));
        pause.here().await;
    }
    cluster.name_after_nodes();
    let host_names =
        loaded.second.map_or_else(NamesOfPods::default, |it| (it.host_names)(&cluster, &policies, options));
    pause.here().await;
    let inputs = Inputs { cluster: &cluster, policies: &policies, options };
    let reach = Reach::new(inputs, &space, host_names, pause).await;
    pause.here().await;
    let left_out = reach.left_out(inputs);
    pause.here().await;
    read.diagnostics.extend(left_out.map(|it| it.problem()));
    let missing = Missing::new(std::mem::take(&mut read.missing), &cluster, options);
    let (options, places) = (options.clone(), Places::new(files, Arc::clone(&read.made)));
    drop(space);
    pause.here().await;
    let again = OnceLock::new();
    Model {
        options,
        read,
        stand_ins,
        cluster,
        policies,
        reach,
        left_out,
        missing,
        places,
        known,
        again,
        loaded,
    }
}

/// The policies of all kinds.
async fn compiled(cluster: &mut Cluster, loaded: Loaded, pause: &Pause) -> Policies {
    let mut compiler = Compiler::new(cluster);
    compiler.network_policies(pause).await;
    pause.here().await;
    if let Some(second) = loaded.second {
        (second.policies)(&mut compiler);
        pause.here().await;
    }
    compiler.finish()
}

impl Model {
    /// The same for an input of which the caller could not read these parts. Where one is an error, every verdict
    /// carries the mark of something that is missing.
    #[must_use]
    pub fn without(mut self, unread: Vec<Diagnostic>) -> Model {
        self.read.incomplete |= unread.iter().any(|it| it.severity == Severity::Error);
        // A folder may be full of them.
        let mut most = Most::default();
        let told = unread.into_iter().filter(|it| most.has_room(it.severity, it.location));
        self.read.diagnostics.extend(told);
        self.read.diagnostics.extend(most.rest());
        self
    }

    /// The same files under other options.
    #[cfg(test)]
    pub fn again(&self, options: &Options) -> Model {
        let steps = Steps::new(self.loaded, Some(self), &self.places.files(), options);
        // What is in force here is in force there.
        if self.known.versions.is_some() { steps.keeping(Some(self)).finish() } else { steps.finish() }
    }

    /// Whether a text needs a form that was not loaded. Then there is nothing in the model.
    #[cfg(any(test, feature = "page"))]
    pub fn lacks_forms(&self) -> bool {
        self.read.lacks_forms
    }

    /// The same with other objects than those that were read, in the places that they have here.
    pub(crate) fn with_objects(&self, manifests: Arc<[Manifest]>, options: &Options) -> Model {
        at_once(async |pause| self.with_objects_in_steps(manifests, options, &pause).await)
    }

    /// The same, stopping in between.
    pub(crate) async fn with_objects_in_steps(
        &self,
        manifests: Arc<[Manifest]>,
        options: &Options,
        pause: &Pause,
    ) -> Model {
        let read = Read { manifests, made: Arc::clone(&self.read.made), ..Read::default() };
        // Objects that were made up are among the others.
        let options = Options { stand_ins: false, ..options.clone() };
        let (files, known) = (self.places.files(), Known::default());
        // With the parts of the program that are here: to name all would make one of them.
        evaluated(&files, read, &options, self.loaded, known, pause).await
    }

    /// The same with other files and options, stopping in between. What both have is not read again, and what is in force here although
    /// it cannot be read stays so.
    pub(crate) async fn with_files(&self, files: &[SourceFile], options: &Options, pause: &Pause) -> Model {
        let steps = Steps::knowing(vec![self.documents()], files, options, self.loaded);
        let mut steps = if self.known.versions.is_some() { steps.keeping(Some(self)) } else { steps };
        loop {
            match steps.go_on(pause.left().max(1)) {
                steps::Progress::Going(it) => steps = *it,
                steps::Progress::Done(it) => return *it,
            }
            pause.here().await;
        }
    }

    /// The documents with what was read of them. An analysis that nothing was to follow kept none: then they are read once
    /// more, for all trials together.
    fn documents(&self) -> Arc<Documents> {
        if !self.known.documents.is_empty() {
            return Arc::clone(&self.known.documents);
        }
        let read = || Arc::new(kind::documents(&self.places.files(), &self.options, self.loaded.readers));
        Arc::clone(self.again.get_or_init(read))
    }

    /// The object of a text that this program wrote; `None` where there is not exactly one, or it has an error. Read with
    /// the parts of the program that are here.
    pub(crate) fn read_object(&self, text: &str) -> Option<Manifest> {
        kind::read_object(text, &self.options, self.loaded.readers)
    }

    /// The errors of a document by itself, whose places count from its start. Read with the parts of the program that are
    /// here.
    pub(crate) fn errors_in(&self, text: &str) -> Vec<Diagnostic> {
        kind::errors_in(text, &self.options, self.loaded.readers)
    }

    /// What the evaluator computes from.
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs { cluster: &self.cluster, policies: &self.policies, options: &self.options }
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

    /// How much there is of everything; goes through the whole matrix.
    pub fn counts(&self) -> Counts {
        self.reach.counts(self.inputs())
    }

    /// The policies that are there and take no part, as far as they may select this endpoint.
    pub fn missing_for(&self, it: EndpointId) -> impl Iterator<Item = &MissingPolicy> {
        let pod = self.cluster.endpoints.get(it).and_then(|it| it.pod());
        pod.into_iter().flat_map(|it| self.missing.of(&self.cluster, it))
    }

    /// The pod or stand-in of a row; `None` for what is outside the cluster.
    pub fn pod(&self, index: u32) -> Option<&PodBody> {
        self.cluster.endpoints.get(self.cluster.at(index)?)?.pod()
    }

    /// The id of any endpoint that an explanation speaks of, also of one that has no row.
    pub fn id(&self, it: EndpointId) -> Option<&str> {
        self.cluster.endpoints.get(it).map(|it| it.id.as_str())
    }

    /// What sentences call an endpoint: ranges of addresses have long ids, and are called by their names.
    pub fn title(&self, it: EndpointId) -> &str {
        let endpoint = self.cluster.endpoints.at(it);
        if endpoint.external().is_some() { &endpoint.name } else { &endpoint.id }
    }

    /// "shop/a, shop/b and 3 more".
    pub fn titles(&self, those: &[EndpointId]) -> String {
        // More names than this are counted instead.
        const NAMED: usize = 3;
        let shown: Vec<&str> = those.iter().take(NAMED).map(|it| self.title(*it)).collect();
        words::and_more(&shown, those.len())
    }

    /// A policy by its id.
    pub fn policy_name(&self, it: PolicyId) -> &str {
        &self.policies.policies.at(it).id
    }

    /// A label's key or value.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.cluster.strings.text(symbol)
    }

    /// The name of a node, if the input has one for it.
    pub fn node_name(&self, node: NodeId) -> Option<&str> {
        self.cluster.nodes.get(node)?.name.as_deref()
    }

    /// Name of a file, line and column of a place.
    pub fn line_column(&self, it: Location) -> Option<(&str, LineColumn)> {
        Some((self.places.name(it.file.0), self.places.line_column(it)?))
    }
}
