//! Pods whose names are gone: which new pod is which old one.
//!
//! Pods of one workload get new names whenever it is rolled out, and a workload may itself get another name. Neither
//! says which pod took the place of which, so those are matched first that policies cannot tell apart: by their labels
//! and ports, then by their labels. Only then the order counts.

use std::collections::VecDeque;

use super::Both;
use crate::cluster::{Cluster, LabelValue, WorkloadPods};
use crate::hash::{HashMap, HashSet};
use crate::ids::EndpointId;
use crate::order::{sort, sort_by, sort_dedup};
use crate::protocol::Protocol;

/// Keys of labels that controllers give, whose values are other ones for each pod or each rollout.
const OF_CONTROLLERS: [&str; 11] = [
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-completion-index",
    "batch.kubernetes.io/job-name",
    "controller-revision-hash",
    "controller-uid",
    "job-name",
    "pod-template-generation",
    "pod-template-hash",
    "rollouts-pod-template-hash",
    "statefulset.kubernetes.io/pod-name",
];

/// Labels by key and value. `None`: the value is not known.
type Labels<'c> = Vec<(&'c str, Option<&'c str>)>;

/// What policies can ask of a pod itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Profile<'c> {
    labels: Labels<'c>,
    ports: Vec<(Protocol, u16, &'c str)>,
}

fn profile(cluster: &Cluster, it: EndpointId) -> Profile<'_> {
    let Some(pod) = cluster.endpoints.at(it).pod() else {
        return Profile { labels: Vec::new(), ports: Vec::new() };
    };
    let label = |(key, value)| {
        let value = match value {
            LabelValue::Known(it) => Some(cluster.strings.text(it)),
            LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => None,
        };
        (cluster.strings.text(key), value)
    };
    let mut labels: Labels<'_> =
        pod.labels.iter().map(label).filter(|it| !OF_CONTROLLERS.contains(&it.0)).collect();
    sort(&mut labels);
    let mut ports: Vec<_> = pod.ports.iter().map(|it| (it.protocol, it.number, it.name.as_str())).collect();
    sort_dedup(&mut ports);
    Profile { labels, ports }
}

/// Pairs of pods that have other names than before. `gone`, `new`: the pods whose names only one side has.
pub(super) fn renamed(
    clusters: Both<&Cluster>,
    gone: &HashSet<EndpointId>,
    new: &HashSet<EndpointId>,
) -> Vec<Both<EndpointId>> {
    if gone.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let all = clusters.map(|it| it.by_workload());
    let left = |it: &WorkloadPods, those: &HashSet<EndpointId>| -> Vec<EndpointId> {
        it.members.iter().copied().filter(|it| those.contains(it)).collect()
    };
    let mut res = Vec::new();
    let by_name: HashMap<_, _> =
        all.before.iter().map(|it| ((it.kind.as_str(), it.id.as_str()), it)).collect();
    for it in &all.after {
        if let Some(old) = by_name.get(&(it.kind.as_str(), it.id.as_str())) {
            pairs(clusters, Both { before: left(old, gone), after: left(it, new) }, &mut res);
        }
    }
    for both in renamed_workloads(clusters, Both { before: &all.before, after: &all.after }) {
        pairs(clusters, Both { before: left(both.before, gone), after: left(both.after, new) }, &mut res);
    }
    res
}

/// Workloads that have another name than before: of the same kind, in the same namespace, with pods of the same labels and
/// ports. Where several could be meant, or their pods have no labels, nothing says which.
fn renamed_workloads<'w>(
    clusters: Both<&'w Cluster>,
    all: Both<&'w [WorkloadPods]>,
) -> Vec<Both<&'w WorkloadPods>> {
    type Alike<'c> = (&'c str, &'c str, Vec<Profile<'c>>);
    fn by_pods<'w>(
        cluster: &'w Cluster,
        all: &'w [WorkloadPods],
        others: &[WorkloadPods],
    ) -> Vec<(Alike<'w>, &'w WorkloadPods)> {
        let names: HashSet<_> = others.iter().map(|it| (it.kind.as_str(), it.id.as_str())).collect();
        let only_here =
            all.iter().filter(|it| it.is_workload && !names.contains(&(it.kind.as_str(), it.id.as_str())));
        let alike = |it: &'w WorkloadPods| {
            let mut profiles: Vec<_> = it.members.iter().map(|it| profile(cluster, *it)).collect();
            sort_by(&mut profiles, Ord::cmp);
            profiles.dedup();
            let has_labels = profiles.iter().all(|it| !it.labels.is_empty());
            let namespace = cluster.namespaces.at(it.namespace).name.as_str();
            has_labels.then_some(((namespace, it.kind.as_str(), profiles), it))
        };
        only_here.filter_map(alike).collect()
    }
    let old = by_pods(clusters.before, all.before, all.after);
    let new = by_pods(clusters.after, all.after, all.before);
    let mut candidates: HashMap<&Alike<'_>, Both<Vec<&'w WorkloadPods>>> = HashMap::default();
    for (key, it) in &old {
        candidates.entry(key).or_default().before.push(it);
    }
    for (key, it) in &new {
        candidates.entry(key).or_default().after.push(it);
    }
    let one = |(key, it): &(Alike<'_>, &'w WorkloadPods)| match candidates.get(key) {
        Some(Both { before, after }) if after.len() == 1 => match before.as_slice() {
            [old] => Some(Both { before: *old, after: *it }),
            _ => None,
        },
        Some(_) | None => None,
    };
    new.iter().filter_map(one).collect()
}

/// Matches pods of one workload: those first that are alike.
fn pairs(clusters: Both<&Cluster>, pods: Both<Vec<EndpointId>>, res: &mut Vec<Both<EndpointId>>) {
    let Both { before, after } = pods;
    if before.is_empty() || after.is_empty() {
        return;
    }
    let each = |cluster, those: Vec<EndpointId>| -> Vec<_> {
        those.into_iter().map(|it| (profile(cluster, it), it)).collect()
    };
    let (old, new) = (each(clusters.before, before), each(clusters.after, after));
    let mut left = Both { before: old, after: new };
    for by in [By::LabelsAndPorts, By::Labels, By::Order] {
        left = taken(left, by, res);
    }
}

/// What is the same of two pods that are matched.
#[derive(Clone, Copy)]
enum By {
    LabelsAndPorts,
    Labels,
    Order,
}

type Profiled<'c> = Vec<(Profile<'c>, EndpointId)>;

/// Matches those of which the same is so, in their order. What is left.
fn taken<'c>(pods: Both<Profiled<'c>>, by: By, res: &mut Vec<Both<EndpointId>>) -> Both<Profiled<'c>> {
    let key = |it: &Profile<'c>| match by {
        By::LabelsAndPorts => it.clone(),
        By::Labels => Profile { ports: Vec::new(), ..it.clone() },
        By::Order => Profile { labels: Vec::new(), ports: Vec::new() },
    };
    let mut free: HashMap<Profile<'c>, VecDeque<EndpointId>> = HashMap::default();
    for (profile, it) in &pods.before {
        free.entry(key(profile)).or_default().push_back(*it);
    }
    let mut used: HashSet<EndpointId> = HashSet::default();
    let mut after = Vec::new();
    for (profile, it) in pods.after {
        match free.get_mut(&key(&profile)).and_then(VecDeque::pop_front) {
            Some(before) => {
                used.insert(before);
                res.push(Both { before, after: it });
            }
            None => after.push((profile, it)),
        }
    }
    Both { before: pods.before.into_iter().filter(|it| !used.contains(&it.1)).collect(), after }
}
