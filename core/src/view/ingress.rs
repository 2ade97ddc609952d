//! Ingress objects in words: what they publish, and whether their controller can reach it.

use super::service::{cell_sign, names, title};
use super::{CellSign, Place};
use crate::analysis::Analysis;
use crate::cluster::{Backing, Resolved};
use crate::diagnostic::{Diagnostic, Severity};
use crate::explain::ingress::{Published, PublishedFlow, PublishedTarget, WouldEnter};
use crate::ids::EndpointId;
use crate::kind::{Ingress, IngressBackend};
use crate::policy::{Direction, RuleRef, Tier};
use crate::probe::Probe;
use crate::tri::Tri;

/// An Ingress.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "js", derive(serde::Serialize, tsify::Tsify), serde(rename_all = "camelCase"))]
pub struct IngressView {
    /// `namespace/name`.
    pub id: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Who is taken to serve it: ids of pods, or "any pod of an unlabelled namespace".
    pub controller: String,
    /// What it publishes.
    pub backends: Vec<IngressBackendView>,
    /// The whole object.
    pub place: Option<Place>,
}

/// What an Ingress publishes under one host and path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "js", derive(serde::Serialize, tsify::Tsify), serde(rename_all = "camelCase"))]
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
#[cfg_attr(feature = "js", derive(serde::Serialize, tsify::Tsify), serde(rename_all = "camelCase"))]
pub struct IngressTargetView {
    /// Id of the pod, workload or address.
    pub id: String,
    /// The port that policies see.
    pub port: String,
    /// `Allowed`, `Denied` or `Unknown`.
    pub sign: CellSign,
}

pub(crate) fn list(analysis: &Analysis) -> Vec<IngressView> {
    let mut res: Vec<IngressView> = Vec::new();
    let mut last = None;
    for it in analysis.known().published() {
        let Some((ingress, written)) = written(analysis, &it) else { continue };
        if last.replace(it.manifest) != Some(it.manifest) {
            res.push(IngressView {
                id: format!("{}/{}", ingress.meta.namespace, ingress.meta.name.value),
                namespace: ingress.meta.namespace.clone(),
                name: ingress.meta.name.value.clone(),
                controller: names(analysis, analysis.cluster.controllers()),
                backends: Vec::new(),
                place: analysis.places.place(ingress.meta.origin.locate(ingress.meta.span)),
            });
        }
        if let Some(view) = res.last_mut() {
            view.backends.push(backend(analysis, ingress, written, &it));
        }
    }
    res
}

fn written<'a>(analysis: &'a Analysis, it: &Published) -> Option<(&'a Ingress, &'a IngressBackend)> {
    let ingress = analysis.read.manifests.get(it.manifest)?.as_ingress()?;
    Some((ingress, ingress.backends.get(it.backend)?))
}

fn backend(
    analysis: &Analysis,
    ingress: &Ingress,
    written: &IngressBackend,
    it: &Published,
) -> IngressBackendView {
    let targets = match &it.target {
        PublishedTarget::Service(resolved, flows) => resolved
            .backends
            .iter()
            .zip(flows)
            .map(|(it, flow)| IngressTargetView {
                id: analysis.cluster.endpoints.at(it.endpoint).id.clone(),
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
        sentence: sentence(analysis, it),
        targets,
        place: analysis.places.place(ingress.meta.origin.locate(written.span)),
    }
}

fn sentence(analysis: &Analysis, it: &Published) -> String {
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
    let denied = denied(resolved, flows);
    let would_enter = flows.iter().find_map(|it| it.would_enter);
    if !denied.is_empty() {
        let but = match would_enter {
            Some((rule, WouldEnter::InOwnNamespace)) => {
                format!("; {} would admit one in this namespace", rule_name(analysis, rule))
            }
            Some((_, WouldEnter::ByLabels | WouldEnter::AtAddress(_))) | None => String::new(),
        };
        return format!("its controller cannot reach {}{but}", names(analysis, &denied));
    }
    match would_enter {
        Some((rule, WouldEnter::AtAddress(block))) => {
            format!("only a controller at an address in {block} can reach it: {}", rule_name(analysis, rule))
        }
        Some((rule, WouldEnter::ByLabels | WouldEnter::InOwnNamespace)) => format!(
            "whether {}, admits its controller depends on the controller's namespace and labels",
            rule_name(analysis, rule)
        ),
        None if it.allowed() == Tri::Yes => "its controller can reach it".to_owned(),
        None => "not decidable from the input".to_owned(),
    }
}

/// "shop/web, ingress rule 1".
fn rule_name(analysis: &Analysis, rule: RuleRef) -> String {
    format!("{}, ingress rule {}", analysis.policies.policies.at(rule.policy).id, rule.index + 1)
}

fn denied(resolved: &Resolved, flows: &[PublishedFlow]) -> Vec<EndpointId> {
    let all = resolved.backends.iter().zip(flows);
    all.filter(|it| it.1.allowed == Tri::No).map(|it| it.0.endpoint).collect()
}

/// "Ingress x/web points at a workload its controller cannot reach".
pub(crate) fn problems(analysis: &Analysis) -> Vec<Diagnostic> {
    analysis.known().published().iter().filter_map(|it| problem(analysis, it)).collect()
}

fn problem(analysis: &Analysis, it: &Published) -> Option<Diagnostic> {
    let (ingress, backend) = written(analysis, it)?;
    let id = format!("{}/{}", ingress.meta.namespace, ingress.meta.name.value);
    let say = |severity, code, message: String, help: &str| Diagnostic {
        object: format!("Ingress {id}"),
        help: help.to_owned(),
        location: Some(ingress.meta.origin.locate(backend.span)),
        ..Diagnostic::new(severity, code, message)
    };
    let (resolved, flows) = match &it.target {
        PublishedTarget::NoService => {
            let message =
                format!("no Service `{}` in namespace `{}`", backend.service, ingress.meta.namespace);
            return Some(say(Severity::Info, "unknown-service", message, ""));
        }
        PublishedTarget::NoPort(_) => {
            let message = format!("Service `{}` has no port `{}`", backend.service, backend.port);
            let help = "an Ingress names a port of the Service, by number or name, not the pod's";
            return Some(say(Severity::Warning, "unknown-service-port", message, help));
        }
        PublishedTarget::Service(resolved, flows) => (resolved, flows),
    };
    let denied = denied(resolved, flows);
    let first = *denied.first()?;
    let port = resolved.backends.iter().find(|it| it.endpoint == first)?.port;
    let message = format!(
        "points at a workload its controller cannot reach: {} on {}",
        names(analysis, &denied),
        Probe::Port(port.0, port.1).label()
    );
    let named = analysis.options.ingress_controller.is_some();
    let help = if named {
        "admit the controller's pods on that port"
    } else {
        "admit the ingress controller's namespace on that port; the controller is not named, so any pod of an unlabelled namespace was tried"
    };
    let mut res = say(Severity::Warning, "unreachable-ingress-backend", message, help);
    let applying = analysis.reach.applying(Direction::Ingress, first).iter();
    let mut policies = applying.map(|it| analysis.policies.policies.at(it.0));
    if let Some(it) = policies.find(|it| it.tier == Tier::NetworkPolicy) {
        res.related.push((it.location, format!("{} isolates {}", it.id, title(analysis, first))));
    }
    Some(res)
}
