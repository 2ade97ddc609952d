//! Pods by the workload that people would name: of a Deployment's pods the Deployment, and not its ReplicaSets.

use super::ownership::{LONGEST_CHAIN, Workloads, label, owner, workloads};
use super::{Cluster, PodBody};
use crate::hash::{HashMap, HashSet};
use crate::ids::{EndpointId, NamespaceId};
use crate::kind::{Manifest, Meta, WorkloadKind};
use crate::source::Location;

/// A workload, and its pods that are rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkloadPods {
    /// `namespace/name`; unique. Where workloads of two kinds share a name, `namespace/name [Kind]`.
    pub id: String,
    /// `Deployment`, `Pod`, or the kind of another controller that the pods name.
    pub kind: String,
    /// Whether something made its pods: a controller, or a node of which they are static pods.
    pub is_workload: bool,
    /// Its namespace.
    pub namespace: NamespaceId,
    /// Its rows in ascending order; at least one.
    pub members: Vec<EndpointId>,
    /// How many pods these rows stand for.
    pub pods: u32,
}

impl WorkloadPods {
    /// `namespace/name`, also where two kinds share it and the id says which.
    pub fn name(&self) -> &str {
        let kind = self.id.strip_suffix(']').and_then(|it| it.strip_suffix(self.kind.as_str()));
        kind.and_then(|it| it.strip_suffix(" [")).unwrap_or(&self.id)
    }
}

/// Kind and name.
type Named<'m> = (&'m str, &'m str);

impl Cluster {
    /// Pods and stand-ins of workloads by workload, in the order of their first rows; without pods that were made up.
    ///
    /// Pods name their controller in `ownerReferences`; where that is a ReplicaSet, or nothing is named, a label
    /// `pod-template-hash` that stands in the name shows the Deployment.
    pub fn by_workload(&self) -> Vec<WorkloadPods> {
        let known = workloads(&self.manifests);
        let places = places(&self.manifests);
        let mut positions: HashMap<(NamespaceId, Named<'_>), usize> = HashMap::default();
        let mut res: Vec<(Named<'_>, WorkloadPods)> = Vec::new();
        for (row, pod) in self.pods().filter(|it| !it.1.is_stand_in) {
            let name = self.workload_of(row, pod, &known, &places);
            let at = *positions.entry((pod.namespace, name)).or_insert(res.len());
            if at == res.len() {
                let new = WorkloadPods {
                    id: String::new(),
                    kind: name.0.to_owned(),
                    is_workload: name != (POD, &*self.endpoints.at(row).name),
                    namespace: pod.namespace,
                    members: Vec::new(),
                    pods: 0,
                };
                res.push((name, new));
            }
            if let Some((_, it)) = res.get_mut(at) {
                it.members.push(row);
                it.pods = it.pods.saturating_add(pod.replicas);
            }
        }
        let mut seen: HashSet<(NamespaceId, &str)> = HashSet::default();
        let twice = res.iter().filter(|(name, it)| !seen.insert((it.namespace, name.1)));
        let twice: HashSet<(NamespaceId, &str)> = twice.map(|(name, it)| (it.namespace, name.1)).collect();
        let named = |(name, it): (Named<'_>, WorkloadPods)| {
            let kind = if twice.contains(&(it.namespace, name.1)) {
                format!(" [{}]", name.0)
            } else {
                String::new()
            };
            let namespace = &self.namespaces.at(it.namespace).name;
            WorkloadPods { id: format!("{namespace}/{}{kind}", name.1), ..it }
        };
        res.into_iter().map(named).collect()
    }

    fn workload_of<'m>(
        &'m self,
        row: EndpointId,
        pod: &'m PodBody,
        known: &Workloads<'m>,
        places: &HashMap<Location, usize>,
    ) -> Named<'m> {
        let own_name = || (POD, self.endpoints.at(row).name.as_str());
        let manifest = |at: usize| self.manifests.get(at);
        let Some(own) = places.get(&pod.location).and_then(|&at| manifest(at)) else { return own_name() };
        // From a pod, or from a workload that stands for its pods, up as far as the input goes.
        let first = if own.as_pod().is_some() {
            owner(known, own.meta())
        } else {
            places.get(&pod.location).copied()
        };
        let above = |&at: &usize| manifest(at).and_then(|it| owner(known, it.meta())).filter(|it| *it != at);
        let top = std::iter::successors(first, above).take(LONGEST_CHAIN).last();
        if let Some(it) = top.and_then(manifest).and_then(Manifest::as_workload) {
            return without_hash((it.kind.as_str(), &it.meta.name.value), &it.meta);
        }
        let meta = own.meta();
        match &meta.owner {
            // A static pod: its name ends with that of its node.
            Some(it) if NODES.contains(&it.kind.as_str()) => {
                let (_, name) = own_name();
                let stem = name.strip_suffix(it.name.as_str()).and_then(|it| it.strip_suffix('-'));
                (POD, stem.unwrap_or(name))
            }
            Some(it) => without_hash((&it.kind, &it.name), meta),
            // `web-5d4f8c7b9-x2x7k`, as a table shows it.
            None => {
                let (_, name) = own_name();
                let of =
                    |hash: &str| Some(name.rsplit_once('-')?.0.strip_suffix(hash)?.strip_suffix('-')?.len());
                let stem = label(&meta.labels, HASH).and_then(of).and_then(|it| name.get(..it));
                stem.map_or((POD, name), |it| (WorkloadKind::Deployment.as_str(), it))
            }
        }
    }
}

/// What a pod that nothing owns is.
const POD: &str = "Pod";
/// Owners that are no workloads.
const NODES: [&str; 1] = ["Node"];
const HASH: &str = "pod-template-hash";

/// The Deployment instead of a ReplicaSet that it made.
fn without_hash<'m>((kind, name): Named<'m>, meta: &'m Meta) -> Named<'m> {
    if kind != WorkloadKind::ReplicaSet.as_str() {
        return (kind, name);
    }
    let made_by = [(HASH, WorkloadKind::Deployment.as_str()), ("rollouts-pod-template-hash", "Rollout")];
    let stem = |key| name.strip_suffix(label(&meta.labels, key)?)?.strip_suffix('-');
    made_by.into_iter().find_map(|(key, kind)| Some((kind, stem(key)?))).unwrap_or((kind, name))
}

/// Pods and workloads by where they stand.
fn places(manifests: &[Manifest]) -> HashMap<Location, usize> {
    let makes_rows = |it: &(usize, &Manifest)| it.1.as_pod().is_some() || it.1.as_workload().is_some();
    let all = manifests.iter().enumerate().filter(makes_rows);
    all.map(|(at, it)| (it.meta().origin.locate(it.meta().span), at)).collect()
}

#[cfg(test)]
mod tests {
    use crate::testing::short;

    fn workloads(lines: &str) -> Vec<String> {
        let analysis = short(lines);
        let all = analysis.model().cluster.by_workload();
        all.iter().map(|it| format!("{} {} {}", it.kind, it.id, it.pods)).collect()
    }

    #[test]
    fn pods_are_called_after_the_deployment_above_their_replica_sets() {
        let found = workloads(
            "
deployment x/web app=web
replicaset x/web-11 owner=Deployment/web
replicaset x/web-22 owner=Deployment/web
pod x/web-11-a owner=ReplicaSet/web-11
pod x/web-22-b owner=ReplicaSet/web-22
pod x/api-33-c owner=ReplicaSet/api-33 pod-template-hash=33
pod x/api-44-d owner=ReplicaSet/api-44 pod-template-hash=44
pod x/old-5-e owner=ReplicaSet/old-5
pod x/seen-6-f pod-template-hash=6
pod x/db-0 owner=StatefulSet/db
pod x/alone",
        );
        let wanted = [
            "Deployment x/web 2",
            "Deployment x/api 2",
            "ReplicaSet x/old-5 1",
            "Deployment x/seen 1",
            "StatefulSet x/db 1",
            "Pod x/alone 1",
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_job_is_its_cron_job_where_the_input_has_it() {
        let found = workloads(
            "
cronjob x/report
job x/report-1 owner=CronJob/report
pod x/report-1-a owner=Job/report-1
job y/report-1 owner=CronJob/report
pod y/report-1-a owner=Job/report-1",
        );
        assert_eq!(found, ["CronJob x/report 1", "Job y/report-1 1"]);
    }

    #[test]
    fn static_pods_are_called_without_their_node_and_equal_names_get_their_kind() {
        let found = workloads(
            "
pod kube-system/etcd-n1 owner=Node/n1
pod kube-system/etcd-n2 owner=Node/n2
deployment x/web replicas=3
statefulset x/web
deployment y/web",
        );
        let wanted = [
            "Pod kube-system/etcd 2",
            "Deployment x/web [Deployment] 3",
            "StatefulSet x/web [StatefulSet] 1",
            "Deployment y/web 1",
        ];
        assert_eq!(found, wanted);
    }
}
