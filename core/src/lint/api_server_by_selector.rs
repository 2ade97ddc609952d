//! L-76: egress to the API server by a selector of pods, which it never is.

use std::net::IpAddr;

use super::network_policies::{self, Np, fix};
use super::{Facts, Lint, Meta, Spot};
use crate::cluster::NAME_LABEL;
use crate::diagnostic::{About, Diagnostic, Edit, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::hash::HashMap;
use crate::ids::AtomId;
use crate::kind::{LabelSelector, Operator, PeerKind, Peers, PortMatch, Ports, Rule};
use crate::model::Model;
use crate::policy::{self, Atom, Direction, RuleRef};
use crate::protocol::Protocol;

pub(super) struct ApiServerBySelector;

/// A peer.
pub(super) struct Finding {
    rule: RuleRef,
    peer: usize,
    spot: Spot,
    why: Why,
    /// Whether the rule has no other peer, so that its ports may change.
    is_alone: bool,
}

/// Why the API server is probably meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// The Service of the API server lives in this namespace.
    Default,
    /// A label says so.
    Label,
    /// No pod that it chooses has the port.
    Port,
}

/// At which ports the API server is asked.
const PORTS: [u16; 2] = [443, 6443];

impl Lint for ApiServerBySelector {
    const META: Meta = Meta {
        about: About::new(
            "L-76",
            "api-server-by-selector",
            Severity::Warning,
            "An egress rule to port 443 or 6443 names pods where the API server is probably meant: that runs on nodes or outside of the cluster, and no selector matches it.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Endpoints
metadata: {name: kubernetes, namespace: default}
subsets:
- addresses: [{ip: 192.168.1.10}]
  ports: [{name: https, port: 6443}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: operator, namespace: shop}
spec:
  podSelector: {matchLabels: {app: operator}}
  policyTypes: [Egress]
  egress:
  - to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}
    ports:
    - port: 443
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Endpoints
metadata: {name: kubernetes, namespace: default}
subsets:
- addresses: [{ip: 192.168.1.10}]
  ports: [{name: https, port: 6443}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: operator, namespace: shop}
spec:
  podSelector: {matchLabels: {app: operator}}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock: {cidr: 192.168.1.10/32}
    ports:
    - port: 6443
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let model = facts.model;
        let mut known: HashMap<(AtomId, [bool; 2]), bool> = HashMap::default();
        let mut res = Vec::new();
        for np in network_policies::all(model).filter(|it| it.isolates(Direction::Egress)) {
            let rules = np.rules(Direction::Egress);
            if !rules.iter().any(has_its_ports) || rules.iter().any(admits_address) || others_admit(model, np)
            {
                continue;
            }
            for (at, rule) in rules.iter().enumerate().filter(|it| has_its_ports(it.1)) {
                let Peers::Only(peers) = &rule.peers else { continue };
                let reference = np.rule(Direction::Egress, at);
                let atoms = match model.policies.rule(reference).map(|it| &it.peers) {
                    Some(policy::Peers::Only(all)) => all.as_slice(),
                    Some(policy::Peers::Any) | None => &[],
                };
                for (peer, (it, atom)) in peers.iter().zip(atoms).enumerate() {
                    let mut by_port = || {
                        let key = (*atom, PORTS.map(|it| wants(&rule.ports, it)));
                        *known.entry(key).or_insert_with(|| lacks_port(model, *atom, &rule.ports))
                    };
                    let why = why(model, &it.kind).or_else(|| by_port().then_some(Why::Port));
                    let is_alone = peers.len() == 1;
                    res.extend(why.map(|why| Finding {
                        rule: reference,
                        peer,
                        spot: np.at(it.span),
                        why,
                        is_alone,
                    }));
                }
            }
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let what = match it.why {
            Why::Default => {
                "this chooses pods of the namespace default, where only the Service of the API server is"
            }
            Why::Label => "this asks for a label of the API server",
            Why::Port => "no pod that this chooses declares the port",
        };
        let message = format!("{what}: if the API server is meant, no selector matches it");
        Diagnostic {
            field: format!("{}.to[{}]", it.rule.path(), it.peer),
            help: "write an `ipBlock` with the addresses of `kubectl get endpoints kubernetes -n default`, and their port".to_owned(),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        fix("write the addresses of the API server, with their port", FixClass::Effect, edits(facts, it))
            .into_iter()
            .collect()
    }
}

/// Whether a rule is about TCP 443 and 6443 only.
fn has_its_ports(it: &Rule) -> bool {
    let Ports::Only(entries) = &it.ports else { return false };
    entries.iter().all(|it| {
        let is_one = PORTS.iter().any(|port| it.port == PortMatch::Range(*port, *port));
        it.protocol == Protocol::Tcp && is_one
    })
}

/// Whether a rule allows some address at one of these ports.
fn admits_address(it: &Rule) -> bool {
    let has_port = match &it.ports {
        Ports::Any => true,
        Ports::Only(entries) => entries.iter().any(|it| {
            it.protocol == Protocol::Tcp
                && match it.port {
                    PortMatch::Any => true,
                    PortMatch::Range(first, last) => PORTS.iter().any(|it| (first..=last).contains(it)),
                    PortMatch::Named(_) => false,
                }
        }),
    };
    let has_address = match &it.peers {
        Peers::Any => true,
        Peers::Only(peers) => peers.iter().any(|it| matches!(it.kind, PeerKind::Block(_))),
    };
    has_port && has_address
}

/// Whether another policy for the same pods allows some address.
fn others_admit(model: &Model, np: Np<'_>) -> bool {
    // So many pods are asked for their policies.
    const MOST: usize = 50;
    let pods = model.reach.selected(np.policy.subject);
    let admits =
        |id| Np::of(model, id).is_none_or(|it| it.rules(Direction::Egress).iter().any(admits_address));
    let applying = pods.iter().take(MOST).flat_map(|it| model.reach.applying(Direction::Egress, *it));
    let mut asked: HashMap<crate::ids::PolicyId, bool> = HashMap::default();
    let mut others = applying.filter(|it| it.0 != np.id);
    others.any(|it| *asked.entry(it.0).or_insert_with(|| admits(it.0)))
}

fn why(model: &Model, peer: &PeerKind) -> Option<Why> {
    let PeerKind::Pods { namespaces, pods } = peer else { return None };
    let pairs = |it: &LabelSelector, is: &dyn Fn(&str, &str) -> bool| {
        it.requirements.iter().any(|it| {
            let is_one_of = matches!(it.operator, Operator::Equals | Operator::In);
            is_one_of && matches!(it.values.as_slice(), [one] if is(&it.key, one))
        })
    };
    let is_named = |_: &str, value: &str| matches!(value, "kube-apiserver" | "apiserver");
    if [namespaces, pods].into_iter().flatten().any(|it| pairs(it, &is_named)) {
        return Some(Why::Label);
    }
    let is_default = |key: &str, value: &str| key == NAME_LABEL && value == "default";
    let chooses_default = namespaces.as_ref().is_some_and(|it| pairs(it, &is_default));
    let has_pods = model
        .cluster
        .namespace("default")
        .is_some_and(|it| model.cluster.pods_of(it).any(|it| !it.1.is_stand_in));
    let whole = pods.as_ref().is_none_or(|it| it.requirements.is_empty());
    (chooses_default && (whole || !has_pods)).then_some(Why::Default)
}

/// Whether a number is among the entries of a rule.
fn wants(it: &Ports, number: u16) -> bool {
    let Ports::Only(entries) = it else { return false };
    entries.iter().any(|it| matches!(it.port, PortMatch::Range(first, _) if first == number))
}

/// Whether pods are chosen, all of which say which ports they have, and none has one of these.
fn lacks_port(model: &Model, atom: AtomId, ports: &Ports) -> bool {
    // Among more pods than these some have it.
    const MOST: usize = 500;
    if !matches!(model.policies.atoms.at(atom), Atom::Pods(_)) || model.reach.is_in_doubt(atom) {
        return false;
    }
    let chosen = model.reach.selected(atom);
    let says_no = |it: &crate::ids::EndpointId| {
        let pod = model.cluster.endpoints.at(*it).pod();
        pod.is_some_and(|it| {
            let has =
                |it: &crate::kind::ContainerPort| it.protocol == Protocol::Tcp && wants(ports, it.number);
            !it.is_stand_in && !it.ports.is_empty() && !it.ports.iter().any(has)
        })
    };
    !chosen.is_empty() && chosen.len() <= MOST && chosen.iter().all(says_no)
}

/// The addresses of the API server and their ports, as far as the input has them.
fn endpoints(model: &Model) -> (Vec<IpAddr>, Vec<u16>) {
    let all = model.read.manifests.iter().filter_map(|it| it.as_endpoints());
    let own = all.filter(|it| it.meta.namespace == "default" && it.service == "kubernetes");
    let (mut addresses, mut ports) = (Vec::new(), Vec::new());
    for it in own.flat_map(|it| &it.sets) {
        addresses.extend(it.addresses.iter().map(|it| it.address));
        ports.extend(it.ports.iter().filter(|it| it.protocol == Protocol::Tcp).map(|it| it.number));
    }
    crate::order::sort_dedup(&mut addresses);
    crate::order::sort_dedup(&mut ports);
    (addresses, ports)
}

fn edits(facts: &Facts<'_>, it: &Finding) -> Option<Vec<Edit>> {
    let written = Np::of(facts.model, it.rule.policy)?.written(facts)?;
    let (addresses, ports) = endpoints(facts.model);
    let ([address], [port]) = (addresses.as_slice(), ports.as_slice()) else { return None };
    let length = if address.is_ipv4() { 32 } else { 128 };
    let block = Yaml::map([("ipBlock", Yaml::map([("cidr", Yaml::text(format!("{address}/{length}")))]))]);
    let mut res = vec![written.set(&format!("{}.to[{}]", it.rule.path(), it.peer), &block)?];
    let path = format!("{}.ports", it.rule.path());
    let entries = written.at(&path)?.items();
    let has = |number: i64| {
        entries.iter().any(|it| it.get("port").is_some_and(|it| it.value == crate::yaml::Value::Int(number)))
    };
    if !has((*port).into()) {
        let entry = Yaml::map([("port", Yaml::Number((*port).into()))]);
        // The other peers keep their ports.
        res.push(if it.is_alone && entries.len() == 1 {
            written.set(&format!("{path}[0].port"), &Yaml::Number((*port).into()))?
        } else {
            written.append(&path, &entry)?
        });
    }
    Some(res)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    const HEAD: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: operator, namespace: shop}
spec:
  podSelector: {matchLabels: {app: operator}}
  policyTypes: [Egress]
  egress:
";

    #[test]
    fn the_namespace_default_is_taken_for_it() {
        let text = ApiServerBySelector::FIRES;
        assert_eq!(
            found(&ApiServerBySelector::META, text),
            [
                "16: this chooses pods of the namespace default, where only the Service of the API server is: if the API server is meant, no selector matches it"
            ]
        );
        let [after] = fixed(&ApiServerBySelector::META, text).try_into().unwrap();
        let rule = after.split_once("egress:\n").unwrap().1;
        assert_eq!(
            rule,
            "  - to:\n    - ipBlock:\n        cidr: 192.168.1.10/32\n    ports:\n    - port: 6443\n"
        );
    }

    #[test]
    fn a_label_of_it_and_pods_without_the_port_are_taken_for_it() {
        let label = format!(
            "{HEAD}  - to: [{{namespaceSelector: {{}}, podSelector: {{matchLabels: {{component: kube-apiserver}}}}}}]\n    ports: [{{port: 6443}}]\n"
        );
        assert_eq!(
            found(&ApiServerBySelector::META, &label),
            [
                "8: this asks for a label of the API server: if the API server is meant, no selector matches it"
            ]
        );
        let peer = format!(
            "{HEAD}  - to: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: ops}}}}}}]\n    ports: [{{port: 443}}]\n"
        );
        quiet(&ApiServerBySelector::META, &peer);
        let pod = |ports: &str| {
            format!(
                "{peer}---\n{{apiVersion: v1, kind: Pod, metadata: {{name: a, namespace: ops}}, spec: {{containers: [{{name: c, image: i, ports: [{ports}]}}]}}}}\n"
            )
        };
        quiet(&ApiServerBySelector::META, &pod(""));
        quiet(&ApiServerBySelector::META, &pod("{containerPort: 443}"));
        assert_eq!(
            found(&ApiServerBySelector::META, &pod("{containerPort: 80}")),
            [
                "8: no pod that this chooses declares the port: if the API server is meant, no selector matches it"
            ]
        );
    }

    #[test]
    fn where_an_address_is_allowed_that_may_be_it() {
        let rule = ApiServerBySelector::FIRES;
        quiet(
            &ApiServerBySelector::META,
            &format!("{rule}  - to: [{{ipBlock: {{cidr: 192.168.1.0/24}}}}]\n"),
        );
        quiet(&ApiServerBySelector::META, &rule.replace("- port: 443", "- port: 443\n    - port: 80"));
        assert_eq!(
            found(
                &ApiServerBySelector::META,
                &format!("{rule}  - to: [{{ipBlock: {{cidr: 10.0.0.0/8}}}}]\n    ports: [{{port: 25}}]\n")
            )
            .len(),
            1
        );
    }
}
