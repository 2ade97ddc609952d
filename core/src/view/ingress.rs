//! Ingress objects in words: what they publish, and whether their controller can reach it.
//!
//! Deliberately not here: the problems of Ingress objects, which `lint` finds.

use super::service::cell_sign;
use super::{CellSign, Place};
use crate::cluster::Backing;
use crate::explain::ingress::{Published, PublishedTarget, WouldEnter};
use crate::ids::EndpointId;
use crate::kind::{Ingress, IngressBackend};
use crate::model::Model;
use crate::policy::RuleRef;
use crate::probe::Probe;
use crate::tri::Tri;

/// An Ingress.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IngressView {
    /// `namespace/name`.
    pub id: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Who is taken to serve it: ids of pods, or "any pod of a namespace without labels".
    pub controller: String,
    /// What it publishes.
    pub backends: Vec<IngressBackendView>,
    /// The whole object.
    pub place: Option<Place>,
}

/// What an Ingress publishes under one host and path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IngressBackendView {
    /// The host, or empty for any.
    pub host: String,
    /// The path, or empty for the default backend.
    pub path: String,
    /// `svc:namespace/name`.
    pub service: String,
    /// The Service's port as it is written: a number or a name.
    pub port: String,
    /// `Allowed`, `Denied` or `Unknown`: whether the controller can reach every workload behind it.
    pub sign: CellSign,
    /// The same in words.
    pub sentence: String,
    /// The workloads behind it.
    pub targets: Vec<IngressTargetView>,
    /// The backend.
    pub place: Option<Place>,
}

/// A workload behind an Ingress.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct IngressTargetView {
    /// Id of the pod, workload or address.
    pub id: String,
    /// The port that policies see.
    pub port: String,
    /// `Allowed`, `Denied` or `Unknown`.
    pub sign: CellSign,
}

pub(crate) fn list(model: &Model) -> Vec<IngressView> {
    let mut res: Vec<IngressView> = Vec::new();
    let mut last = None;
    for it in model.known().published() {
        let Some((ingress, written)) = it.written(&model.read.manifests) else { continue };
        if last.replace(it.manifest) != Some(it.manifest) {
            res.push(IngressView {
                id: format!("{}/{}", ingress.meta.namespace, ingress.meta.name.value),
                namespace: ingress.meta.namespace.clone(),
                name: ingress.meta.name.value.clone(),
                controller: model.titles(model.cluster.controllers_of(it.manifest, &model.options).0),
                backends: Vec::new(),
                place: model.places.place(ingress.meta.origin.locate(ingress.meta.span)),
            });
        }
        if let Some(view) = res.last_mut() {
            view.backends.push(backend(model, ingress, written, &it));
        }
    }
    res
}

fn backend(model: &Model, ingress: &Ingress, written: &IngressBackend, it: &Published) -> IngressBackendView {
    let targets = match &it.target {
        PublishedTarget::Service(resolved, flows) => resolved
            .backends
            .iter()
            .zip(flows)
            .map(|(it, flow)| IngressTargetView {
                id: model.cluster.endpoints.at(it.endpoint).id.clone(),
                port: Probe::Port(it.port.0, it.port.1).label(),
                sign: cell_sign(flow.allowed),
            })
            .collect(),
        PublishedTarget::NoService | PublishedTarget::NoPort(_) => Vec::new(),
    };
    IngressBackendView {
        host: written.host.clone(),
        path: written.path.clone(),
        service: format!("svc:{}/{}", ingress.meta.namespace, written.service),
        port: written.port.to_string(),
        sign: cell_sign(it.allowed()),
        sentence: sentence(model, it),
        targets,
        place: model.places.place(ingress.meta.origin.locate(written.span)),
    }
}

fn sentence(model: &Model, it: &Published) -> String {
    let (resolved, flows) = match &it.target {
        PublishedTarget::NoService => return "its Service is not in the input".to_owned(),
        PublishedTarget::NoPort(_) => return "its Service has no such port".to_owned(),
        PublishedTarget::Service(resolved, flows) => (resolved, flows),
    };
    if resolved.backing == Backing::Unknown {
        return "the backends of its Service are not in the input".to_owned();
    }
    if flows.is_empty() {
        return "its Service has no backends".to_owned();
    }
    let denied = it.denied();
    let perhaps = resolved.backends.iter().filter(|it| it.certain == Tri::Unknown);
    let perhaps: Vec<EndpointId> = perhaps.map(|it| it.endpoint).collect();
    let would_enter = flows.iter().find_map(|it| it.would_enter);
    if !denied.is_empty() {
        let but = match would_enter {
            Some((rule, WouldEnter::InOwnNamespace)) => {
                format!("; {} would admit one in this namespace", rule_name(model, rule))
            }
            Some((_, WouldEnter::ByLabels | WouldEnter::AtAddress(_))) | None => String::new(),
        };
        return format!("its controller cannot reach {}{but}", model.titles(&denied));
    }
    match would_enter {
        Some((rule, WouldEnter::AtAddress(block))) => {
            format!("only a controller at an address in {block} can reach it: {}", rule_name(model, rule))
        }
        Some((rule, WouldEnter::ByLabels)) => format!(
            "whether {}, admits its controller depends on the controller's namespace and labels",
            rule_name(model, rule)
        ),
        Some((_, WouldEnter::InOwnNamespace)) | None if it.allowed() == Tri::Yes => {
            "its controller can reach it".to_owned()
        }
        Some((_, WouldEnter::InOwnNamespace)) | None => match perhaps.as_slice() {
            [] => "not decidable from the input".to_owned(),
            those => format!(
                "whether it leads to {} depends on labels that are not in the input",
                model.titles(those)
            ),
        },
    }
}

/// "shop/web, ingress rule 1".
fn rule_name(model: &Model, rule: RuleRef) -> String {
    format!("{}, ingress rule {}", model.policy_name(rule.policy), rule.index + 1)
}
