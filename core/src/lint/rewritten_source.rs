//! L-42: a block of client addresses where the Service lets nodes put their own address in the place of the client's.
//!
//! With `externalTrafficPolicy: Cluster`, the default, a connection may be handed on by another node (C-30).

use ipnet::IpNet;

use super::{Facts, Lint, Meta, Spot};
use crate::cluster::ServicePortChoice;
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::hash::HashSet;
use crate::ids::EndpointId;
use crate::kind::{PortRef, ServiceType};
use crate::policy::{Atom, Block, Direction, Peers, RuleRef};
use crate::protocol::Protocol;
use crate::tri::Tri;

pub(super) struct RewrittenSource;

/// A peer, and the Service.
pub(super) struct Finding {
    service: usize,
    rule: RuleRef,
    peer: usize,
    cidr: IpNet,
}

impl Lint for RewrittenSource {
    const META: Meta = Meta {
        about: About::new(
            "L-42",
            "rewritten-source",
            Severity::Info,
            "A policy admits clients by their addresses, and the Service before the pods may put the address of a node in their place. Then the pods see that one, and the block misses it.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - ipBlock: {cidr: 203.0.113.0/24}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - ipBlock: {cidr: 203.0.113.0/24}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        // So many rules are looked at.
        let mut left = 200_000_usize;
        let cluster = &facts.model.cluster;
        let mut seen: HashSet<(RuleRef, usize)> = HashSet::default();
        let mut asked = HashSet::default();
        let mut res = Vec::new();
        for service in 0..cluster.services.len() {
            let Some((_, written)) = cluster.written(service) else { continue };
            let is_open = matches!(written.kind, ServiceType::LoadBalancer | ServiceType::NodePort);
            if !is_open || written.keeps_client_address {
                continue;
            }
            for it in &written.ports {
                let choice =
                    ServicePortChoice { protocol: Some(it.protocol), port: PortRef::Number(it.number) };
                let Ok(resolved) = cluster.resolve(service, Some(&choice)) else { continue };
                for it in resolved.backends.iter().filter(|it| it.certain == Tri::Yes) {
                    let class = *facts.model.reach.classes.of.at(it.endpoint);
                    if !asked.insert((service, class, it.port)) {
                        continue;
                    }
                    for (rule, peer, cidr) in blocks(facts, it.endpoint, it.port, &mut left) {
                        if seen.insert((rule, peer)) {
                            res.push(Finding { service, rule, peer, cidr });
                        }
                    }
                }
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let policy = facts.model.policies.policies.at(it.rule.policy);
        let whole = Spot::of_rule(&facts.model.policies, it.rule);
        let field = format!("{}.from[{}]", it.rule.path(), it.peer);
        let location = facts.place(policy, &field).unwrap_or(whole.location);
        let service = facts.service_name(it.service);
        let message = format!(
            "clients of {} may come through Service {service} with the address of a node, which is not among these",
            it.cidr
        );
        let body = facts.model.cluster.services.get(it.service);
        Diagnostic {
            field,
            help: "write `externalTrafficPolicy: Local` in the Service, or let the load balancer filter the clients".to_owned(),
            related: body.map(|it| (it.location, "the Service".to_owned())).into_iter().collect(),
            ..Self::META.at(&Spot { location, ..whole }, message)
        }
    }
}

/// The blocks of clients that decide who is admitted to a port; none where nodes are admitted as well, or may be.
fn blocks(
    facts: &Facts<'_>,
    to: EndpointId,
    port: (Protocol, u16),
    left: &mut usize,
) -> Vec<(RuleRef, usize, IpNet)> {
    let policies = &facts.model.policies;
    let mut res = Vec::new();
    for (policy, certain) in facts.model.reach.applying(Direction::Ingress, to) {
        if !policies.policies.at(*policy).tier.mode().isolates() {
            continue;
        }
        for (index, rule) in (0u32..).zip(policies.rules(*policy, Direction::Ingress)) {
            *left = left.saturating_sub(1);
            if *left == 0 {
                return Vec::new();
            }
            if !facts.is_for_port(rule, to, port) {
                continue;
            }
            let Peers::Only(atoms) = &rule.peers else { return Vec::new() };
            for (peer, atom) in atoms.iter().enumerate() {
                let Atom::Block(block) = policies.atoms.at(*atom) else { continue };
                if may_hold_nodes(facts, block) {
                    return Vec::new();
                }
                if *certain == Tri::Yes {
                    let rule = RuleRef { policy: *policy, direction: Direction::Ingress, index };
                    res.push((rule, peer, block.cidr));
                }
            }
        }
    }
    res
}

/// Whether addresses of nodes lie in a block: where none are known, private ones may be such.
fn may_hold_nodes(facts: &Facts<'_>, it: &Block) -> bool {
    let cluster = &facts.model.cluster;
    let mut nodes = cluster.node_addresses().peekable();
    let holds =
        |at: std::net::IpAddr| it.cidr.contains(&at) && !it.except.iter().any(|net| net.contains(&at));
    if it.cidr.prefix_len() == 0 {
        return true;
    }
    if nodes.peek().is_some() {
        return nodes.any(holds);
    }
    match it.cidr {
        IpNet::V4(it) => it.network().is_private(),
        IpNet::V6(it) => it.network().is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short};

    #[test]
    fn the_block_is_named_with_the_service() {
        assert_eq!(
            found_fields(&RewrittenSource::META, RewrittenSource::FIRES),
            [
                "17 spec.ingress[0].from[0]: clients of 203.0.113.0/24 may come through Service shop/web with the address of a node, which is not among these"
            ]
        );
    }

    #[test]
    fn blocks_that_may_hold_the_nodes_are_fine() {
        let count = |more: &str, from: &str| {
            found_in_short(
                &RewrittenSource::META,
                &format!("pod x/web app=web\n{more}\nsvc x/web {{type: NodePort, selector: {{app: web}}, ports: [{{port: 80}}]}}\nnp x/in {{podSelector: {{}}, ingress: [{{from: [{from}]}}]}}"),
            )
            .len()
        };
        let block = |it: &str| format!("{{ipBlock: {{cidr: {it}}}}}");
        assert_eq!(count("", &block("203.0.113.0/24")), 1);
        assert_eq!(count("", &block("10.0.0.0/8")), 0);
        assert_eq!(count("node n1 ip=192.168.1.1", &block("10.0.0.0/8")), 1);
        assert_eq!(count("node n1 ip=192.168.1.1", &block("192.168.0.0/16")), 0);
        assert_eq!(count("", &format!("{}, {}", block("203.0.113.0/24"), block("0.0.0.0/0"))), 0);
        assert_eq!(count("np x/all {podSelector: {}, ingress: [{}]}", &block("203.0.113.0/24")), 0);
        assert_eq!(count("", "{podSelector: {}}"), 0);
    }
}
