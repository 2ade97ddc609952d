//! Ingress objects.

use super::Outcome;
use crate::model::Model;
use crate::view::{CellSign, IngressBackendView, IngressView, Place, ingress};

/// An Ingress.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct IngressReport {
    /// `namespace/name`.
    pub id: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Who is taken to serve it: ids of pods, or "any pod of a namespace without labels".
    pub controller: String,
    /// What it publishes.
    pub backends: Vec<IngressBackendReport>,
    /// The whole object.
    pub place: Option<Place>,
}

/// What an Ingress publishes under one host and path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct IngressBackendReport {
    /// The host, or empty for any.
    pub host: String,
    /// The path, or empty for the default backend.
    pub path: String,
    /// `svc:namespace/name`.
    pub service: String,
    /// The Service's port as it is written: a number or a name.
    pub port: String,
    /// Whether the controller can reach every workload that it leads to.
    pub outcome: Outcome,
    /// The same in words.
    pub sentence: String,
    /// The workloads that it leads to.
    pub targets: Vec<IngressTargetReport>,
    /// The entry of the Ingress.
    pub place: Option<Place>,
}

/// A workload that an Ingress leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct IngressTargetReport {
    /// Id of the pod, workload or address.
    pub endpoint: String,
    /// The port that policies see.
    pub port: String,
    /// Whether the controller can reach it.
    pub outcome: Outcome,
}

pub(crate) fn ingresses(model: &Model) -> Vec<IngressReport> {
    let report = |it: IngressView| IngressReport {
        id: it.id,
        namespace: it.namespace,
        name: it.name,
        controller: it.controller,
        backends: it.backends.into_iter().map(backend).collect(),
        place: it.place,
    };
    ingress::list(model).into_iter().map(report).collect()
}

fn backend(it: IngressBackendView) -> IngressBackendReport {
    let targets = it.targets.into_iter().map(|it| IngressTargetReport {
        endpoint: it.id,
        port: it.port,
        outcome: Outcome::of(it.sign),
    });
    IngressBackendReport {
        host: it.host,
        path: it.path,
        service: it.service,
        port: it.port,
        outcome: Outcome::of(it.sign),
        sentence: it.sentence,
        targets: targets.collect(),
        place: it.place,
    }
}

impl Outcome {
    /// The outcome that a view draws.
    pub(super) fn of(it: CellSign) -> Outcome {
        match it {
            CellSign::All | CellSign::Allowed | CellSign::SelfPod => Outcome::Allowed,
            CellSign::None | CellSign::Denied | CellSign::Unreachable => Outcome::Denied,
            CellSign::Some | CellSign::Unknown | CellSign::Void => Outcome::Unknown,
        }
    }
}
