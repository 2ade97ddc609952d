//! The objects of a model as entries, in no order yet.

use std::collections::BTreeMap;

use super::{LEFT_OUT, NO_POD, OutlineEntry, OutlineGroup};
use crate::cluster::WorkloadPods;
use crate::hash::{HashMap, HashSet};
use crate::ids::EndpointId;
use crate::kind::{Manifest, Service, WorkloadKind};
use crate::model::Model;
use crate::policy::Policy;
use crate::source::Location;
use crate::words;

/// The kind of a namespace that exists only because something lives in it.
pub(super) const UNWRITTEN: &str = "namespace";
/// So many pods are counted for all policies together: with thousands of policies that select thousands of pods, the
/// rest have no count.
const MOST_COUNTED: usize = 2_000_000;
/// So many ports of a Service are named.
const NAMED_PORTS: usize = 2;

pub(super) fn objects(model: &Model) -> Vec<OutlineEntry> {
    let mut res = namespaces(model);
    res.extend(workloads(model));
    res.extend(policies(model));
    res.extend(model.missing.all().iter().map(|it| {
        let (kind, title) = it.title().split_once(' ').unwrap_or((it.title(), ""));
        let (namespace, name) = title.split_once('/').unwrap_or(("", title));
        let name = if name.is_empty() { "without a name" } else { name };
        entry(model, OutlineGroup::Policies, [kind, namespace, name], LEFT_OUT.to_owned(), Some(it.location))
    }));
    for it in written(model) {
        let kind = match it {
            Manifest::Service(service) => {
                let names = [SERVICE, &service.meta.namespace, &service.meta.name.value];
                res.push(entry(model, OutlineGroup::Services, names, ports(service), Some(location(it))));
                continue;
            }
            Manifest::Ingress(_) => "Ingress",
            Manifest::Node(_) => "Node",
            Manifest::Endpoints(_) => "EndpointSlice",
            Manifest::Namespace(_)
            | Manifest::Pod(_)
            | Manifest::Workload(_)
            | Manifest::NetworkPolicy(_)
            | Manifest::ClusterPolicy(_) => continue,
        };
        let meta = it.meta();
        let names = [kind, &meta.namespace, &meta.name.value];
        res.push(entry(model, OutlineGroup::Others, names, kind.to_lowercase(), Some(location(it))));
    }
    res
}

const SERVICE: &str = "Service";

/// What the user wrote, without what was made up.
fn written(model: &Model) -> impl Iterator<Item = &Manifest> {
    model.cluster.manifests.iter().filter(|it| !it.meta().is_stand_in)
}

fn location(it: &Manifest) -> Location {
    let meta = it.meta();
    meta.origin.locate(meta.span)
}

fn entry(
    model: &Model,
    group: OutlineGroup,
    [kind, namespace, name]: [&str; 3],
    detail: String,
    at: Option<Location>,
) -> OutlineEntry {
    OutlineEntry {
        group,
        kind: kind.to_owned(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
        detail,
        place: at.and_then(|it| model.places.place(it)),
        problem: None,
    }
}

/// Each namespace with its own object, or with the first one that lives in it.
fn namespaces(model: &Model) -> Vec<OutlineEntry> {
    let mut found: BTreeMap<&str, (&str, Location, usize)> = BTreeMap::new();
    for it in written(model) {
        let (name, kind) = match (it.as_namespace(), it.lives_in()) {
            (Some(it), _) => (it.meta.name.value.as_str(), "Namespace"),
            (None, Some(name)) => (name, UNWRITTEN),
            (None, None) => continue,
        };
        let known = found.entry(name).or_insert((kind, location(it), 0));
        if known.0 == UNWRITTEN && kind != UNWRITTEN {
            (known.0, known.1) = (kind, location(it));
        }
        known.2 += usize::from(it.as_policy().is_some());
    }
    let one = |(name, (kind, at, policies)): (&str, (&str, Location, usize))| {
        let detail = match policies {
            0 => String::new(),
            n => words::count(n, "policy"),
        };
        entry(model, OutlineGroup::Namespaces, [kind, "", name], detail, Some(at))
    };
    found.into_iter().map(one).collect()
}

/// By workload, then what makes or is made by one of these.
fn workloads(model: &Model) -> Vec<OutlineEntry> {
    let makers: HashMap<[&str; 3], &Manifest> = written(model)
        .filter_map(|it| {
            let own = it.as_workload()?;
            Some(([own.kind.as_str(), &own.meta.namespace, &own.meta.name.value], it))
        })
        .collect();
    let mut res = Vec::new();
    let mut told: HashSet<Location> = HashSet::default();
    let mut told_of = Vec::new();
    for it in model.cluster.by_workload() {
        let namespace = &model.cluster.namespaces.at(it.namespace).name;
        let name = name_of(&it, namespace);
        let first = it.members.first().and_then(|it| Some(model.cluster.endpoints.get(*it)?.pod()?.location));
        let own = makers.get(&[it.kind.as_str(), namespace.as_str(), name]).map(|it| location(it));
        let detail = match it.pods {
            1 if it.kind == WorkloadKind::Deployment.as_str() => String::new(),
            1 => it.kind.to_lowercase(),
            n => format!("×{n}"),
        };
        let names = [it.kind.as_str(), namespace.as_str(), name];
        res.push(entry(model, OutlineGroup::Workloads, names, detail, own.or(first)));
        told.extend(own.or(first));
        told_of.extend(it.members);
    }
    for it in written(model) {
        let kind = match (it.as_pod(), it.as_workload()) {
            (Some(_), _) => "Pod",
            (None, Some(it)) => it.kind.as_str(),
            (None, None) => continue,
        };
        if told.contains(&location(it)) {
            continue;
        }
        let meta = it.meta();
        let group =
            if meta.owner.is_some() { OutlineGroup::MadeByWorkloads } else { OutlineGroup::Workloads };
        let detail = if group == OutlineGroup::Workloads { "not running" } else { "" };
        let names = [kind, &meta.namespace, &meta.name.value];
        res.push(entry(model, group, names, detail.to_owned(), Some(location(it))));
    }
    res
}

/// `web` of `shop/web [Deployment]`.
fn name_of<'w>(it: &'w WorkloadPods, namespace: &str) -> &'w str {
    let name = it.name();
    name.strip_prefix(namespace).and_then(|it| it.strip_prefix('/')).unwrap_or(name)
}

/// Policies that take part, with the number of pods that they select.
fn policies(model: &Model) -> Vec<OutlineEntry> {
    let pods = |it: &EndpointId| {
        let pod = model.cluster.endpoints.get(*it).and_then(|it| it.pod());
        pod.filter(|it| !it.is_stand_in).map_or(0, |it| u64::from(it.replicas))
    };
    let mut of_namespace: HashMap<Option<u32>, u64> = HashMap::default();
    for (id, it) in model.cluster.pods() {
        *of_namespace.entry(None).or_default() += pods(&id);
        *of_namespace.entry(Some(it.namespace.0)).or_default() += pods(&id);
    }
    let mut left = MOST_COUNTED;
    let detail = |it: &Policy, left: &mut usize| {
        let selected = if *left == 0 { return String::new() } else { model.reach.selected(it.subject) };
        *left = left.saturating_sub(selected.len());
        let all = of_namespace.get(&it.namespace.map(|it| it.0)).copied().unwrap_or_default();
        match selected.iter().map(pods).sum::<u64>() {
            0 => NO_POD.to_owned(),
            n if n == all && n > 1 => format!("all {n}"),
            n => n.to_string(),
        }
    };
    let mut res = Vec::new();
    for (_, it) in model.policies.policies.enumerate() {
        let Some(manifest) = model.cluster.manifests.get(it.manifest) else { continue };
        let meta = manifest.meta();
        let names = [it.kind.as_str(), &meta.namespace, &meta.name.value];
        res.push(entry(model, OutlineGroup::Policies, names, detail(it, &mut left), Some(it.location)));
    }
    res
}

/// `443`, `80, 443`, `80, 443 +3`.
fn ports(it: &Service) -> String {
    let named: Vec<String> = it.ports.iter().take(NAMED_PORTS).map(|it| it.number.to_string()).collect();
    let more = it.ports.len().saturating_sub(NAMED_PORTS);
    let more = if more == 0 { String::new() } else { format!(" +{more}") };
    format!("{}{more}", named.join(", "))
}
