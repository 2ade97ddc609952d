//! L-63: a rule of the Admin tier that decides otherwise than NetworkPolicies would.

use super::admin::{self, Ordered};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::eval::{Pair, Reason};
use crate::ids::{AtomId, ClassId, EndpointId, PolicyId};
use crate::policy::{Action, Direction, Peers, PortSet, Rule, RuleRef, Tier};
use crate::tri::Tri;

pub(super) struct OverriddenByAdmin;

/// A rule, and a connection about which a NetworkPolicy says something else.
pub(super) struct Finding {
    rule: RuleRef,
    action: Action,
    from: EndpointId,
    to: EndpointId,
    ports: PortSet,
    policy: PolicyId,
}

/// So many rules of NetworkPolicies are looked at.
const MOST: usize = 200_000;

impl Lint for OverriddenByAdmin {
    const META: Meta = Meta {
        about: About::new(
            "L-63",
            "overridden-by-admin",
            Severity::Info,
            "A rule of the Admin tier allows what a NetworkPolicy denies, or denies what one allows. It decides first, which the authors of NetworkPolicies may not expect.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cli, namespace: ops, labels: {app: cli}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec:
  podSelector: {}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: ops}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}
  ingress:
  - action: Accept
    from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: ops}}}]
";
    const QUIET: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: cli, namespace: ops, labels: {app: cli}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed, namespace: shop}
spec:
  podSelector: {}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: ops}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {kubernetes.io/metadata.name: shop}}}
  ingress:
  - action: Pass
    from: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: ops}}}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut left = MOST;
        let rules = Ordered::new(facts).rules();
        let rules = rules.into_iter().filter(|it| it.1.tier == Tier::Admin && it.2.action != Action::Pass);
        rules.filter_map(|(at, policy, rule)| finding(facts, (at, rule), policy.subject, &mut left)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let model = facts.model;
        let spot = Spot::of_rule(&model.policies, it.rule);
        let policy = model.policies.policies.at(it.policy);
        let [from, to] = [it.from, it.to].map(|it| model.title(it));
        let (does, would) = match it.action {
            Action::Deny => ("denies", "allows"),
            Action::Accept | Action::Pass => ("allows", "denies"),
        };
        let message =
            format!("{does} {from} to {to} ({}), which NetworkPolicy {} {would}", it.ports, policy.id);
        Diagnostic {
            field: it.rule.path(),
            help: "`Pass` leaves it to the NetworkPolicies; else tell their authors".to_owned(),
            related: vec![(policy.location, format!("{would} it"))],
            ..Self::META.at(&spot, message)
        }
    }
}

fn finding(
    facts: &Facts<'_>,
    (at, rule): (RuleRef, &Rule),
    subject: AtomId,
    left: &mut usize,
) -> Option<Finding> {
    let model = facts.model;
    let (reach, inputs) = (&model.reach, model.inputs());
    let certain = |it: AtomId| {
        let all = reach.answering(it).iter().filter(|it| it.1 == Tri::Yes);
        all.map(|it| it.0).collect::<Vec<_>>()
    };
    let mut peers: Vec<ClassId> = admin::peers(rule).iter().flat_map(|it| certain(*it)).collect();
    crate::order::sort_dedup(&mut peers);
    for subject in certain(subject).into_iter().filter_map(|it| facts.first_of(it)) {
        let Some(isolates) = facts.isolating(at.direction, subject) else { continue };
        for peer in peers.iter().filter_map(|it| facts.other_of(*it, subject)) {
            let (from, to) = match at.direction {
                Direction::Egress => (subject, peer),
                Direction::Ingress => (peer, subject),
            };
            let pair = Pair::new(from, to);
            let pieces = reach.pieces(inputs, at.direction, pair);
            *left = left.checked_sub(pieces.len() + 1)?;
            let own = pieces.iter().filter(|it| it.reason == Reason::Rule(at)).map(|it| &it.ports);
            let own = PortSet::of_all(own);
            if own.is_empty() {
                continue;
            }
            let (allowed, allows) = said(facts, at.direction, subject, (peer, pair), left)?;
            let (ports, policy) = match rule.action {
                Action::Deny => (own.intersection(&allowed), allows.unwrap_or(isolates)),
                Action::Accept | Action::Pass => (own.difference(&allowed), isolates),
            };
            if !ports.is_empty() {
                return Some(Finding { rule: at, action: rule.action, from, to, ports, policy });
            }
        }
    }
    None
}

/// The ports that NetworkPolicies allow, or perhaps do, and one that does.
fn said(
    facts: &Facts<'_>,
    direction: Direction,
    subject: EndpointId,
    (peer, pair): (EndpointId, Pair),
    left: &mut usize,
) -> Option<(PortSet, Option<PolicyId>)> {
    let model = facts.model;
    let policies = &model.policies;
    let seen = model.reach.see(model.inputs(), peer, model.reach.family(model.inputs(), pair));
    let (mut allowed, mut by) = (PortSet::empty(), None);
    for (policy, _) in model.reach.applying(direction, subject) {
        if !policies.policies.at(*policy).tier.mode().isolates() {
            continue;
        }
        for rule in policies.rules(*policy, direction) {
            *left = left.checked_sub(1)?;
            let is_peer = match &rule.peers {
                Peers::Any => true,
                Peers::Only(all) => all.iter().any(|it| policies.answer::<()>(*it, &seen).tri.possible()),
            };
            if is_peer {
                // What a name stands for is not asked: then nothing is said of it.
                if !rule.ports.names.is_empty() {
                    return Some((PortSet::all(), None));
                }
                allowed = allowed.union(&rule.ports.numbers);
                by = by.or(Some(*policy));
            }
        }
    }
    Some((allowed, by))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short};

    #[test]
    fn both_policies_are_named() {
        assert_eq!(
            found_fields(&OverriddenByAdmin::META, OverriddenByAdmin::FIRES),
            ["19 spec.ingress[0]: allows ops/cli to shop/web (all), which NetworkPolicy shop/closed denies"]
        );
    }

    #[test]
    fn only_what_they_decide_otherwise_counts() {
        let all = |action: &str, rules: &str| {
            found_in_short(&OverriddenByAdmin::META, &format!("pod x/a\npod y/b\nnp x/p {{podSelector: {{}}, policyTypes: [Ingress], ingress: [{rules}]}}\ncnp c {{tier: Admin, priority: 1, subject: {{namespaces: {{matchLabels: {{kubernetes.io/metadata.name: x}}}}}}, ingress: [{{action: {action}, from: [{{namespaces: {{}}}}], protocols: [{{tcp: {{destinationPort: {{number: 80}}}}}}]}}]}}")).len()
        };
        assert_eq!(all("Deny", "{ports: [{port: 80}]}"), 1);
        assert_eq!(all("Deny", "{ports: [{port: 81}]}"), 0);
        assert_eq!(all("Accept", "{ports: [{port: 80}]}"), 0);
        assert_eq!(all("Accept", "{ports: [{port: 81}]}"), 1);
        assert_eq!(all("Pass", ""), 0);
    }
}
