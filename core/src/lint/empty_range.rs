//! L-77: `0.0.0.0/24` and the like, a network in which no host has an address.

use std::net::IpAddr;

use ipnet::IpNet;

use super::network_policies::fix_one;
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Edit, Fix, FixClass, Severity};
use crate::kind::WrittenPeer;
use crate::policy::Direction;
use crate::source::{Location, Spanned};

pub(super) struct EmptyRange;

/// A `cidr`, or an entry of `networks`.
pub(super) struct Finding {
    spot: Spot,
    path: String,
    net: IpNet,
}

impl Lint for EmptyRange {
    const META: Meta = Meta {
        about: About::new(
            "L-77",
            "empty-range",
            Severity::Warning,
            "A block as `0.0.0.0/24` holds only addresses that no host has: every address is `0.0.0.0/0`.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
  - from:
    - ipBlock: {cidr: 0.0.0.0/24}
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
  - from:
    - ipBlock: {cidr: 0.0.0.0/1}
    - ipBlock: {cidr: 128.0.0.0/1}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for it in
            facts.model.read.manifests.iter().filter(|it| it.as_policy().is_some() && !it.meta().is_in_doubt)
        {
            let meta = it.meta();
            let name = &meta.name.value;
            let id =
                if meta.namespace.is_empty() { name.clone() } else { format!("{}/{name}", meta.namespace) };
            let object = format!("{} {id}", it.kind_name());
            let mut add = |net: &Spanned<IpNet>, path: String| {
                if is_hostless(&net.value) {
                    let spot = Spot { object: object.clone(), location: meta.origin.locate(net.span) };
                    res.push(Finding { spot, path, net: net.value });
                }
            };
            for direction in [Direction::Ingress, Direction::Egress] {
                let rule = |at: usize| it.written_rule(direction == Direction::Egress, at);
                for (at, rule) in (0..).map_while(|at| Some((at, rule(at)?))) {
                    let key = direction.peers_key();
                    for (nth, (_, peer)) in rule.peers.iter().flatten().enumerate() {
                        let path = format!("spec.{}[{at}].{key}[{nth}]", direction.as_str());
                        match peer {
                            WrittenPeer::Block(it) => add(&it.cidr, format!("{path}.ipBlock.cidr")),
                            WrittenPeer::Networks(all) => {
                                for (nth, it) in all.iter().enumerate() {
                                    add(it, format!("{path}.networks[{nth}]"));
                                }
                            }
                            WrittenPeer::Pods { .. }
                            | WrittenPeer::SameLabels(..)
                            | WrittenPeer::Nodes(_)
                            | WrittenPeer::DomainNames(_) => {}
                        }
                    }
                }
            }
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let all = everything(&it.net);
        Diagnostic {
            field: it.path.clone(),
            help: format!("write {all} for every address, or the range that is meant"),
            ..Self::META.at(&it.spot, format!("{} holds only addresses that no host has", it.net))
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let edit = length(facts, it.spot.location);
        fix_one(format!("write {}: every address", everything(&it.net)), FixClass::Effect, edit)
            .into_iter()
            .collect()
    }
}

fn is_hostless(it: &IpNet) -> bool {
    let least = match it {
        IpNet::V4(_) => 8,
        IpNet::V6(_) => 16,
    };
    it.network().is_unspecified() && it.prefix_len() >= least
}

fn everything(it: &IpNet) -> &'static str {
    match it.addr() {
        IpAddr::V4(_) => "0.0.0.0/0",
        IpAddr::V6(_) => "::/0",
    }
}

/// `/0` in the place of the length of a prefix; the quotes stay.
fn length(facts: &Facts<'_>, it: Location) -> Option<Edit> {
    let text = facts.model.places.text(it)?;
    let (before, behind) = text.rsplit_once('/')?;
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    let rest = behind.get(digits..)?;
    Some(Edit { location: it, text: format!("{before}/0{rest}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn such_a_block_is_told_and_becomes_every_address() {
        let text = EmptyRange::FIRES;
        assert_eq!(found(&EmptyRange::META, text), ["9: 0.0.0.0/24 holds only addresses that no host has"]);
        assert_eq!(fixed(&EmptyRange::META, text), [text.replace("/24", "/0")]);
        let v6 = text.replace("0.0.0.0/24", "\"::/64\"");
        assert_eq!(found(&EmptyRange::META, &v6), ["9: ::/64 holds only addresses that no host has"]);
        assert_eq!(fixed(&EmptyRange::META, &v6), [v6.replace("/64", "/0")]);
        quiet(&EmptyRange::META, &text.replace("0.0.0.0/24", "\"::/3\""));
    }

    #[test]
    fn networks_of_cluster_wide_policies_count_too() {
        let text = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: out}
spec:
  tier: Admin
  priority: 1
  subject: {namespaces: {}}
  egress:
  - action: Deny
    to:
    - networks: [10.0.0.0/8, 0.0.0.0/32]
";
        assert_eq!(found(&EmptyRange::META, text), ["11: 0.0.0.0/32 holds only addresses that no host has"]);
        assert_eq!(fixed(&EmptyRange::META, text), [text.replace("/32", "/0")]);
    }
}
