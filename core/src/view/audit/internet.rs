//! Items about the internet: the way in and the way out.

use super::{AuditItemView, AuditKind, Words};
use crate::audit::{ByIngress, ByService, Found, Leaving, Part};
use crate::cluster::WorkloadPods;
use crate::ids::EndpointId;
use crate::kind::{Service, ServiceType};
use crate::policy::PortSet;
use crate::tri::Tri;

type Items = Vec<(AuditKind, AuditItemView)>;

impl Words<'_> {
    pub(super) fn by_service(&self) -> Items {
        self.audit.by_service.iter().flat_map(|it| self.of_service(it)).collect()
    }

    fn of_service(&self, it: &Found<ByService>) -> Items {
        let mut res = Vec::new();
        let Some((body, service)) = self.model.cluster.written(it.what.service) else { return res };
        let through = body.id();
        let way =
            format!("through Service {}/{} ({})", body.namespace, service.meta.name.value, kind(service));
        let through_place = self.model.places.place(service.meta.origin.locate(service.meta.span));
        let item = |sentence: String, ports: &PortSet, from: &[EndpointId]| AuditItemView {
            sentence,
            ports: ports.to_string(),
            outside: self.ids(from),
            through: through.clone(),
            through_place,
            cells: from
                .first()
                .or(self.internet.first())
                .and_then(|from| self.cell(*from, it.first))
                .into_iter()
                .collect(),
            ..self.item(it)
        };
        for entrance in &it.what.entrances {
            let from = if entrance.all {
                String::new()
            } else {
                format!(" from {}", self.model.titles(&entrance.from))
            };
            let mut sentence = format!("{}{from} {way}", entrance.ports);
            // The load balancer filters before policies do.
            if service.kind == ServiceType::LoadBalancer && !service.source_ranges.is_empty() {
                sentence += &format!("; its load balancer lets in {} only", service.source_ranges.join(", "));
            }
            let mut new = item(sentence, &entrance.ports, &entrance.from);
            if entrance.all {
                new.outside.clear();
            }
            res.push((AuditKind::FromInternet, new));
        }
        let mut undecided = |ports: &PortSet, why: &str| {
            if !ports.is_empty() {
                let sentence = format!("whether the internet reaches {ports} {way}{why}");
                let new = AuditItemView { certain: false, ..item(sentence, ports, &[]) };
                res.push((AuditKind::Undecided, new));
            }
        };
        undecided(&it.what.open, "");
        undecided(
            &it.what.by_node,
            ": it does where the pod sees the address of a node instead of the client's",
        );
        res
    }

    pub(super) fn by_ingress(&self) -> Items {
        self.audit.by_ingress.iter().filter_map(|it| self.of_ingress(it)).collect()
    }

    fn of_ingress(&self, it: &Found<ByIngress>) -> Option<(AuditKind, AuditItemView)> {
        let ByIngress { manifest, ports, reached } = &it.what;
        let ingress = self.model.read.manifests.get(*manifest)?.as_ingress()?;
        let through = format!("{}/{}", ingress.meta.namespace, ingress.meta.name.value);
        let (controllers, _) = self.model.cluster.controllers_of(*manifest, &self.model.options);
        let controller = self.controller(controllers);
        let (kind, sentence) = match reached {
            Tri::Yes => {
                (AuditKind::IngressGetsIn, format!("{ports} through Ingress {through}, from {controller}"))
            }
            Tri::No => {
                (AuditKind::IngressKeptOut, format!("{ports} of Ingress {through}, from {controller}"))
            }
            Tri::Unknown => (
                AuditKind::Undecided,
                format!(
                    "whether the controller of Ingress {through} reaches {ports}: the input does not say who it is"
                ),
            ),
        };
        let item = AuditItemView {
            certain: *reached != Tri::Unknown,
            sentence,
            ports: ports.to_string(),
            through,
            through_place: self.model.places.place(ingress.meta.origin.locate(ingress.meta.span)),
            cells: controllers.first().and_then(|from| self.cell(*from, it.first)).into_iter().collect(),
            ..self.item(it)
        };
        Some((kind, item))
    }

    /// The controller as a workload, where it is one.
    fn controller(&self, pods: &[EndpointId]) -> String {
        let workload = |it: &EndpointId| self.audit.of.get(it).and_then(|it| self.audit.workloads.get(*it));
        let first = pods.first().and_then(workload);
        let is_one = |it: &&WorkloadPods| pods.iter().all(|pod| workload(pod) == Some(*it));
        first.filter(is_one).map_or_else(|| self.model.titles(pods), |it| it.id.clone())
    }

    pub(super) fn leaving(&self) -> Items {
        self.audit.leaving.iter().flat_map(|it| self.leaves(it)).collect()
    }

    fn leaves(&self, it: &Found<Leaving>) -> Items {
        let cells =
            |to: &mut dyn Iterator<Item = EndpointId>| to.filter_map(|to| self.cell(it.first, to)).collect();
        let first = |kind| {
            let cells = cells(&mut self.internet.first().copied().into_iter());
            (kind, AuditItemView { cells, ..self.item(it) })
        };
        let (parts, open) = match &it.what {
            Leaving::Everywhere => {
                let (kind, item) = first(AuditKind::ToInternet);
                return vec![(kind, AuditItemView { ports: PortSet::all().to_string(), ..item })];
            }
            Leaving::Nowhere => return vec![first(AuditKind::NotToInternet)],
            Leaving::Undecided => {
                let (kind, item) = first(AuditKind::Undecided);
                let sentence = "whether it may leave to the internet".to_owned();
                return vec![(kind, AuditItemView { certain: false, sentence, ..item })];
            }
            Leaving::Some(parts, open) => (parts, *open),
        };
        let part = |it: &Part| {
            let ports = if it.ports.is_all() { "every port".to_owned() } else { it.ports.to_string() };
            if it.all { ports } else { format!("{ports} to {}", self.model.titles(&it.to)) }
        };
        let mut sentence = parts.iter().map(part).collect::<Vec<_>>().join("; ");
        if open {
            sentence += "; the input leaves more open";
        }
        let (ports, outside) = match parts.as_slice() {
            [one] => (one.ports.to_string(), if one.all { Vec::new() } else { self.ids(&one.to) }),
            several => (
                PortSet::of_all(several.iter().map(|it| &it.ports)).to_string(),
                several.iter().flat_map(|it| self.ids(&it.to)).collect(),
            ),
        };
        let cells = cells(&mut parts.iter().filter_map(|it| it.to.first().copied()));
        let item = AuditItemView { certain: !open, sentence, ports, outside, cells, ..self.item(it) };
        vec![(AuditKind::ToInternetPartly, item)]
    }
}

/// How a Service is published.
fn kind(it: &Service) -> &'static str {
    match it.kind {
        ServiceType::LoadBalancer | ServiceType::NodePort | ServiceType::ExternalName => it.kind.as_str(),
        ServiceType::ClusterIp => "external address",
    }
}
