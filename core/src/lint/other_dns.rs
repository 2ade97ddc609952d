//! L-39: a rule for the DNS pods alone, where names may be asked elsewhere: at a cache on each node, or on OpenShift.

use ipnet::{IpNet, Ipv4Net};

use super::network_policies::{self, Np, fix_one};
use super::{Facts, Lint, Meta, Spot, dns};
use crate::cluster::{LabelValue, NAME_LABEL};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::{LabelSelector, Operator, PeerKind, Peers, PortMatch, Ports, Rule};
use crate::model::Model;
use crate::policy::{Atom, Direction, RuleRef};
use crate::protocol::Protocol;

pub(super) struct OtherDns;

/// Where the cache of a node listens.
const CACHE: IpNet = IpNet::V4(Ipv4Net::new_assert(std::net::Ipv4Addr::new(169, 254, 20, 10), 32));

/// A rule.
pub(super) struct Finding {
    rule: RuleRef,
    spot: Spot,
    what: Elsewhere,
}

/// What the input shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Elsewhere {
    /// A cache on each node.
    Cache,
    /// The DNS of OpenShift.
    OpenShift,
    /// Neither: the cluster may have one all the same.
    Perhaps,
}

impl Lint for OtherDns {
    const META: Meta = Meta {
        about: About::new(
            "L-39",
            "other-dns",
            Severity::Info,
            "A rule allows DNS to the pods of `k8s-app: kube-dns` only: a cache on each node (169.254.20.10) and the DNS of OpenShift (port 5353 in `openshift-dns`) need a rule of their own.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: node-local-dns, namespace: kube-system}
spec:
  selector: {matchLabels: {k8s-app: node-local-dns}}
  template:
    metadata: {labels: {k8s-app: node-local-dns}}
    spec: {hostNetwork: true, containers: [{name: cache, image: k8s-dns-node-cache}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
      podSelector: {matchLabels: {k8s-app: kube-dns}}
    ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
";
    const QUIET: &'static str = "\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: node-local-dns, namespace: kube-system}
spec:
  selector: {matchLabels: {k8s-app: node-local-dns}}
  template:
    metadata: {labels: {k8s-app: node-local-dns}}
    spec: {hostNetwork: true, containers: [{name: cache, image: k8s-dns-node-cache}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
      podSelector: {matchLabels: {k8s-app: kube-dns}}
    - ipBlock: {cidr: 169.254.20.10/32}
    ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let what = Elsewhere::of(facts.model);
        let mut res = Vec::new();
        for np in network_policies::all(facts.model).filter(|it| it.isolates(Direction::Egress)) {
            let rules = np.rules(Direction::Egress);
            let Some(at) = rules.iter().position(is_for_dns_pods) else { continue };
            let rule = np.rule(Direction::Egress, at);
            if rules.len() > 1 && has_elsewhere(facts.model, np, what) {
                continue;
            }
            let span = rules.get(at).map_or(np.read.meta.span, |it| it.span);
            res.push(Finding { rule, spot: np.at(span), what });
            // Without a sign of another DNS once is enough.
            if what == Elsewhere::Perhaps {
                break;
            }
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (message, help) = match it.what {
            Elsewhere::Cache => (
                "DNS is allowed to the pods of `k8s-app: kube-dns` only, and the nodes have a cache that answers at 169.254.20.10",
                "add `ipBlock: {cidr: 169.254.20.10/32}` to the peers",
            ),
            Elsewhere::OpenShift => (
                "DNS is allowed to the pods of `k8s-app: kube-dns` only, and on OpenShift pods of openshift-dns answer at port 5353",
                "add a rule for port 5353 of the namespace openshift-dns",
            ),
            Elsewhere::Perhaps => (
                "DNS is allowed to the pods of `k8s-app: kube-dns` only: a cluster with a cache on each node, or OpenShift, needs more",
                "with a cache on each node allow 169.254.20.10/32, on OpenShift port 5353 of the namespace openshift-dns; else this is right",
            ),
        };
        Diagnostic { field: it.rule.path(), help: help.to_owned(), ..Self::META.at(&it.spot, message) }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let Some(written) = Np::of(facts.model, it.rule.policy).and_then(|it| it.written(facts)) else {
            return Vec::new();
        };
        let fix = match it.what {
            Elsewhere::Cache => {
                let block = Yaml::map([("ipBlock", Yaml::map([("cidr", Yaml::text(CACHE.to_string()))]))]);
                let edit = written.append(&format!("{}.to", it.rule.path()), &block);
                fix_one(format!("allow the cache of the nodes, {CACHE}"), FixClass::Effect, edit)
            }
            Elsewhere::OpenShift => {
                let name = Yaml::map([(NAME_LABEL, Yaml::text("openshift-dns"))]);
                let peer = Yaml::map([("namespaceSelector", Yaml::map([("matchLabels", name)]))]);
                let ports = [Protocol::Udp, Protocol::Tcp].map(|it| dns::entry(it, 5353));
                let rule = Yaml::map([("to", Yaml::list([peer])), ("ports", Yaml::list(ports))]);
                let edit = written.append("spec.egress", &rule);
                fix_one("allow port 5353 of openshift-dns", FixClass::Effect, edit)
            }
            Elsewhere::Perhaps => None,
        };
        fix.into_iter().collect()
    }
}

impl Elsewhere {
    fn of(model: &Model) -> Elsewhere {
        let key = model.cluster.strings.find("k8s-app");
        let label = key.zip(model.cluster.strings.find("node-local-dns"));
        let has_cache = label.is_some_and(|(key, value)| {
            model.cluster.pods().any(|it| it.1.labels.get(key) == Some(LabelValue::Known(value)))
        });
        if has_cache {
            Elsewhere::Cache
        } else if model.cluster.namespace("openshift-dns").is_some() {
            Elsewhere::OpenShift
        } else {
            Elsewhere::Perhaps
        }
    }
}

/// Whether a rule names port 53 and no peers but the DNS pods of most clusters.
fn is_for_dns_pods(it: &Rule) -> bool {
    let (Peers::Only(peers), Ports::Only(ports)) = (&it.peers, &it.ports) else { return false };
    let asks = |it: &LabelSelector| {
        it.requirements.iter().any(|it| {
            let is_one_of = matches!(it.operator, Operator::Equals | Operator::In);
            is_one_of && it.key == "k8s-app" && it.values.iter().any(|it| it == "kube-dns")
        })
    };
    ports.iter().any(|it| it.port == PortMatch::Range(53, 53))
        && peers.iter().all(|it| matches!(&it.kind, PeerKind::Pods { pods: Some(pods), .. } if asks(pods)))
}

/// Whether another rule of the policy allows the other DNS.
fn has_elsewhere(model: &Model, np: Np<'_>, what: Elsewhere) -> bool {
    model.policies.rules(np.id, Direction::Egress).iter().any(|it| {
        let ports = &it.ports.numbers;
        let crate::policy::Peers::Only(peers) = &it.peers else { return true };
        peers.iter().any(|it| match model.policies.atoms.at(*it) {
            Atom::Block(it) if what != Elsewhere::OpenShift => {
                let holds = it.cidr.contains(&CACHE) && !it.except.iter().any(|net| net.contains(&CACHE));
                holds && ports.contains(Protocol::Udp, 53)
            }
            Atom::Pods(_) if what != Elsewhere::Cache => ports.contains(Protocol::Udp, 5353),
            Atom::Block(_) | Atom::Pods(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => {
                false
            }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn a_cache_in_the_input_is_added() {
        let text = OtherDns::FIRES;
        assert_eq!(
            found(&OtherDns::META, text),
            [
                "17: DNS is allowed to the pods of `k8s-app: kube-dns` only, and the nodes have a cache that answers at 169.254.20.10"
            ]
        );
        let wanted = text.replace(
            "k8s-app: kube-dns}}\n",
            "k8s-app: kube-dns}}\n    - ipBlock:\n        cidr: 169.254.20.10/32\n",
        );
        assert_eq!(fixed(&OtherDns::META, text), [wanted]);
    }

    #[test]
    fn openshift_answers_at_another_port() {
        let text = OtherDns::FIRES
            .replace("namespace: kube-system}", "namespace: openshift-dns}")
            .replace("node-local-dns", "dns");
        assert_eq!(found(&OtherDns::META, &text).len(), 1);
        let [after] = fixed(&OtherDns::META, &text).try_into().unwrap();
        assert!(after.contains("port: 5353"), "{after}");
    }

    #[test]
    fn without_a_sign_it_is_said_once_and_nothing_is_offered() {
        let (_, policy) = OtherDns::FIRES.split_once("---\n").unwrap();
        let twice = format!("{policy}---\n{}", policy.replace("name: dns", "name: dns-2"));
        assert_eq!(found(&OtherDns::META, &twice).len(), 1);
        assert_eq!(fixed(&OtherDns::META, &twice), [] as [&str; 0]);
        quiet(&OtherDns::META, &format!("{policy}  - to: [{{ipBlock: {{cidr: 169.254.0.0/16}}}}]\n"));
    }
}
