//! Services, and connections to them.

use std::net::IpAddr;

use super::explanation::{flow, note};
use super::{FlowReport, NoteReport, Outcome, ProblemReport, ProblemsReport, SCHEMA};
use crate::cluster::ServicePortChoice;
use crate::explain::service::ServiceFlow;
use crate::model::{End, Model, ServiceEnd};
use crate::view::{
    BackendView, Certainty, Place, ServiceError, ServicePortView, ServiceView, StepView, plain, service,
};

/// A Service that can be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ServiceReport {
    /// `svc:namespace/name`.
    pub id: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`; `headless` for a Service without an address.
    #[cfg_attr(feature = "serde", serde(rename = "type"))]
    pub kind: &'static str,
    /// Its ports.
    pub ports: Vec<ServicePortReport>,
    /// Ids of the pods and workloads that its selector selects and that run; empty where it has none.
    pub backends: Vec<String>,
    /// The Ingress objects that publish it: `namespace/name`.
    pub published_by: Vec<String>,
    /// Its own addresses, as far as known.
    #[cfg_attr(feature = "js", tsify(type = "string[]"))]
    pub addresses: Vec<IpAddr>,
    /// "2 pods and workloads", "no pod or workload", "1 listed address", "alias of db.example.com".
    pub backing: String,
    /// The whole object.
    pub place: Option<Place>,
}

/// One port of a Service.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ServicePortReport {
    /// `http`, or empty.
    pub name: String,
    /// What clients connect to: `TCP 80`.
    pub port: String,
    /// The port of the pods: a number, or the name of a container port.
    pub target: String,
    /// The port of every node, if there is one.
    pub node_port: Option<u16>,
    /// `TCP 80`, or `http (TCP 80)`.
    pub label: String,
}

/// What becomes of a connection to a Service.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct ServiceFlowReport {
    /// The version of the format, 1.
    pub schema: u32,
    /// Id of the source.
    pub from: String,
    /// `svc:namespace/name`.
    pub to: String,
    /// What clients connect to: `TCP 80`.
    pub port: String,
    /// What becomes of it, all backends together.
    #[cfg_attr(
        feature = "js",
        tsify(type = "'allowed' | 'denied' | 'partial' | 'unknown' | 'no-endpoint' | 'unreachable'")
    )]
    pub outcome: &'static str,
    /// How certain that is.
    #[cfg_attr(feature = "js", tsify(type = "'defined' | 'implementation-defined' | 'input-dependent'"))]
    pub certainty: Certainty,
    /// The same for people, to stand after the sentence; empty where it goes without saying.
    pub certainty_words: &'static str,
    /// The outcome in words, without the names: "allowed to 1 of 2 backends".
    pub sentence: String,
    /// How the Service becomes backends, in sentences: its port, where they come from, what is left out.
    pub translation: Vec<String>,
    /// The same sentences with their names told apart, and with their places.
    pub steps: Vec<StepView>,
    /// What becomes of each backend.
    pub backends: Vec<BackendReport>,
    /// Caveats about the Service; those about single flows are in their explanations.
    pub notes: Vec<NoteReport>,
    /// Everything that is wrong with the files, or worth knowing.
    pub problems: Vec<ProblemReport>,
    /// Whether something was left out that its author meant to be there.
    pub incomplete: bool,
    /// What was left out, in one sentence; empty when nothing was.
    pub incomplete_words: String,
}

/// A connection that ends at one backend.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct BackendReport {
    /// Id of the pod, workload or address.
    pub endpoint: String,
    /// What sentences call it.
    pub title: String,
    /// The port that policies see: `TCP 8080`.
    pub port: String,
    /// Whether it is reached.
    pub outcome: Outcome,
    /// Whether it is certain that this is a backend.
    pub certain: bool,
    /// Whether the client itself is this backend, or one of its replicas may be.
    pub hairpin: bool,
    /// From outside, where the backend may see a node's address instead of the client's: what then holds, in words.
    pub from_node: Option<String>,
    /// How the Service's port became this one, in one sentence.
    pub translation: String,
    /// The same sentence with its names told apart, and with its place.
    pub step: StepView,
    /// Why. Only the first twenty backends are explained here; the others by their ids.
    pub explanation: Option<FlowReport>,
}

pub(crate) fn services(model: &Model) -> Vec<ServiceReport> {
    let port = |it: ServicePortView| ServicePortReport {
        name: it.name,
        port: it.probe.label(),
        target: it.target,
        node_port: it.node_port,
        label: it.label,
    };
    let report = |it: ServiceView| ServiceReport {
        id: it.id,
        namespace: it.namespace,
        name: it.name,
        kind: it.kind.as_str(),
        ports: it.ports.into_iter().map(port).collect(),
        backends: it.backends,
        published_by: it.published_by,
        addresses: it.addresses,
        backing: it.backing,
        place: it.place,
    };
    service::list(model).into_iter().map(report).collect()
}

/// `problems`: everything that is wrong with the files.
pub(crate) fn service_flow(
    model: &Model,
    from: End,
    to: ServiceEnd<'_>,
    port: Option<&ServicePortChoice>,
    problems: ProblemsReport,
) -> Result<ServiceFlowReport, ServiceError> {
    let data = service::flow(model, from, to, port)?;
    let ProblemsReport { problems, incomplete, incomplete_words, .. } = problems;
    let it = service::view(model, &data);
    let backends = it.backends.into_iter().enumerate();
    Ok(ServiceFlowReport {
        schema: SCHEMA,
        from: it.from,
        to: it.service,
        port: it.port,
        outcome: it.outcome.as_str(),
        certainty: it.certainty,
        certainty_words: it.certainty_words,
        sentence: it.sentence,
        translation: it.steps.iter().map(|it| plain(&it.text)).collect(),
        steps: it.steps,
        backends: backends.map(|(at, it)| backend(model, &data, at, it)).collect(),
        notes: it.notes.into_iter().map(note).collect(),
        problems,
        incomplete,
        incomplete_words,
    })
}

fn backend(model: &Model, data: &ServiceFlow, at: usize, it: BackendView) -> BackendReport {
    let explanation = it.explanation.and_then(|view| {
        let explanation = model.known().explain_backend(data, at)?;
        Some(flow(model, &explanation, view))
    });
    BackendReport {
        endpoint: it.id,
        title: it.title,
        port: it.port,
        outcome: Outcome::of(it.sign),
        certain: it.certain,
        hairpin: it.hairpin,
        from_node: Some(it.from_node).filter(|it| !it.is_empty()),
        translation: plain(&it.translation.text),
        step: it.translation,
        explanation,
    }
}
