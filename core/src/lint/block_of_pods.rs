//! L-25: a block that holds addresses of pods, which change, and which network plugins do not judge alike.

use ipnet::IpNet;

use super::blocks::{self, Block};
use super::network_policies::fix_one;
use super::{Facts, Lint, Meta};
use crate::cluster::{LabelValue, NAME_LABEL};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::ids::EndpointId;

pub(super) struct BlockOfPods;

/// A block, and which pods it is about.
pub(super) struct Finding {
    block: Block,
    pods: Pods,
}

enum Pods {
    /// It holds the address of this one.
    One(EndpointId),
    /// It and the range of pods overlap.
    Range(IpNet),
}

/// Labels that controllers write: they change, or stand for one pod of many.
const OF_CONTROLLERS: &[&str] = &[
    "pod-template-hash",
    "controller-revision-hash",
    "pod-template-generation",
    "controller-uid",
    "job-name",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "batch.kubernetes.io/job-completion-index",
];

impl Lint for BlockOfPods {
    const META: Meta = Meta {
        about: About::new(
            "L-25",
            "block-of-pods",
            Severity::Warning,
            "A block holds addresses of pods: these change whenever a pod is made anew, and network plugins disagree whether blocks match pods.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
status: {podIP: 10.0.1.7}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock:
        cidr: 10.0.1.7/32
    ports:
    - port: 5432
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop, labels: {app: db}}
status: {podIP: 10.0.1.7}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock:
        cidr: 10.0.0.0/16
        except:
        - 10.0.1.0/24
    ports:
    - port: 5432
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        // More addresses in one block are not looked at.
        const MOST: usize = 100;
        let model = facts.model;
        let mut res = Vec::new();
        for it in blocks::all(model) {
            let cidr = it.read.cidr.value;
            // That everything holds pods, too, is said of blocks of everything.
            if cidr.prefix_len() == 0 {
                continue;
            }
            let is_real =
                |id: EndpointId| model.cluster.endpoints.at(id).pod().is_some_and(|it| !it.is_stand_in);
            let mut within = model.cluster.pods_within(&cidr).take(MOST);
            let known = within.find(|(address, pod)| it.holds(&IpNet::from(*address)) && is_real(*pod));
            let overlaps = |net: &&IpNet| {
                let apart = it.read.except.iter().any(|it| it.value.contains(*net));
                (cidr.contains(*net) && !apart) || net.contains(&cidr)
            };
            let range = || model.options.pod_cidrs.iter().find(overlaps);
            let pods = known.map(|it| Pods::One(it.1)).or_else(|| range().map(|it| Pods::Range(*it)));
            res.extend(pods.map(|pods| Finding { block: it.into(), pods }));
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let cidr = it.block.cidr;
        let what = match it.pods {
            Pods::One(pod) if is_single(&cidr) => {
                format!("{cidr} is the address of {}", facts.model.title(pod))
            }
            Pods::One(pod) => format!("{cidr} holds the address of {}", facts.model.title(pod)),
            Pods::Range(net) if net == cidr => format!("{cidr} is the range of pods"),
            Pods::Range(net) => format!("{cidr} overlaps the range of pods, {net}"),
        };
        let message = format!(
            "{what}: addresses of pods change, and network plugins disagree whether a block matches pods"
        );
        Diagnostic {
            field: format!("{}.cidr", it.block.path()),
            help: "name pods by their labels".to_owned(),
            ..Self::META.at(&it.block.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let Pods::One(pod) = it.pods else { return Vec::new() };
        if !is_single(&it.block.cidr) {
            return Vec::new();
        }
        let edit = || {
            let peer = peer(facts, it.block.rule.policy, pod)?;
            it.block.written(facts)?.set(&it.block.peer_path(), &peer)
        };
        let title = format!("name {} by its labels", facts.model.title(pod));
        fix_one(title, FixClass::Effect, edit()).into_iter().collect()
    }
}

fn is_single(it: &IpNet) -> bool {
    it.prefix_len() == it.max_prefix_len()
}

/// A pod as a peer of a policy; `None` where it has no labels of its own.
fn peer(facts: &Facts<'_>, policy: crate::ids::PolicyId, pod: EndpointId) -> Option<Yaml> {
    let model = facts.model;
    let pod = model.cluster.endpoints.at(pod).pod()?;
    let own = pod.labels.iter().filter_map(|(key, value)| match value {
        LabelValue::Known(value) => Some((model.text(key), model.text(value))),
        LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => None,
    });
    let mut own: Vec<_> = own.filter(|it| !OF_CONTROLLERS.contains(&it.0)).collect();
    crate::order::sort(&mut own);
    if own.is_empty() {
        return None;
    }
    let labels = |all: &[(&str, &str)]| {
        let pairs = all.iter().map(|it| (it.0, Yaml::text(it.1)));
        Yaml::map([("matchLabels", Yaml::map(pairs))])
    };
    let mut res = Vec::new();
    if model.policies.policies.at(policy).namespace != Some(pod.namespace) {
        let name = &model.cluster.namespaces.at(pod.namespace).name;
        res.push(("namespaceSelector", labels(&[(NAME_LABEL, name)])));
    }
    res.push(("podSelector", labels(&own)));
    Some(Yaml::map(res))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn the_address_of_a_pod_becomes_its_labels() {
        let text = BlockOfPods::FIRES;
        assert_eq!(
            found(&BlockOfPods::META, text),
            [
                "15: 10.0.1.7/32 is the address of shop/db: addresses of pods change, and network plugins disagree whether a block matches pods"
            ]
        );
        let block = "    - ipBlock:\n        cidr: 10.0.1.7/32\n";
        let wanted = text.replace(block, "    - podSelector:\n        matchLabels:\n          app: db\n");
        assert_eq!(fixed(&BlockOfPods::META, text), [wanted]);
        let elsewhere = text.replacen("namespace: shop", "namespace: data", 1);
        let [after] = fixed(&BlockOfPods::META, &elsewhere).try_into().unwrap();
        assert!(after.contains("kubernetes.io/metadata.name: data"), "{after}");
        let bare = text.replace(", labels: {app: db}", "");
        assert_eq!(fixed(&BlockOfPods::META, &bare), [] as [&str; 0]);
    }

    #[test]
    fn ranges_that_hold_pods_are_told() {
        let with = |cidr: &str| found(&BlockOfPods::META, &BlockOfPods::FIRES.replace("10.0.1.7/32", cidr));
        let told = |it: &str| {
            vec![format!(
                "15: {it}: addresses of pods change, and network plugins disagree whether a block matches pods"
            )]
        };
        assert_eq!(with("10.0.0.0/16"), told("10.0.0.0/16 holds the address of shop/db"));
        assert_eq!(with("10.244.0.0/16"), told("10.244.0.0/16 is the range of pods"));
        assert_eq!(with("10.244.3.0/24"), told("10.244.3.0/24 overlaps the range of pods, 10.244.0.0/16"));
        quiet(&BlockOfPods::META, &BlockOfPods::FIRES.replace("10.0.1.7/32", "0.0.0.0/0"));
        quiet(&BlockOfPods::META, &BlockOfPods::FIRES.replace("10.0.1.7/32", "203.0.113.0/24"));
    }
}
