//! L-40: a rule for connections that the other end denies.
//!
//! "Both sides must agree" (M-01). Only rules that name their peers and ports are meant, and only where nothing of what
//! they name gets through: that some of it does not is often intended.

use super::facts::Entry;
use super::{Facts, Lint, Meta, added, host_network_selected};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::eval::{Pair, Reason};
use crate::ids::{AtomId, ClassId, EndpointId};
use crate::kind::{PolicyKind, PortMatch, WrittenPeer};
use crate::policy::{Atom, Direction, Peers, PortSet, Rule, RuleRef, Scope, parts};
use crate::tri::Tri;

pub(super) struct OneSideOnly;

/// A peer of a rule, and a connection that the other end denies.
pub(super) struct Finding {
    rule: RuleRef,
    peer: usize,
    from: EndpointId,
    to: EndpointId,
    ports: PortSet,
}

/// So many connections are looked at.
const MOST: usize = 100_000;

impl Lint for OneSideOnly {
    const META: Meta = Meta {
        about: About::new(
            "L-40",
            "one-side-only",
            Severity::Warning,
            "A rule allows connections at one end, and the policies of the other end deny all of them. Both ends must allow a connection.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress:
  - to: [{podSelector: {matchLabels: {app: api}}}]
    ports: [{port: 8080}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: cli}}}]
";
    const QUIET: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress:
  - to: [{podSelector: {matchLabels: {app: api}}}]
    ports: [{port: 8080}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 8080}, {port: 9090}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut left = MOST;
        let mut res = Vec::new();
        for (at, policy, rule) in facts.rules() {
            if policy.kind != PolicyKind::NetworkPolicy || rule.ports.is_all() {
                continue;
            }
            let Peers::Only(atoms) = &rule.peers else { continue };
            let Some(subjects) = certain(facts, policy.subject) else { continue };
            for (peer, atom) in atoms.iter().enumerate() {
                let named = is_named(facts, *atom).then(|| certain(facts, *atom)).flatten();
                let Some(peers) = named else { continue };
                let denied = denied(facts, (at, rule), (&subjects, &peers), &mut left);
                res.extend(denied.map(|(from, to, ports)| Finding { rule: at, peer, from, to, ports }));
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let model = facts.model;
        let (field, spot) = host_network_selected::peer_spot(facts, it.rule, it.peer);
        let [from, to] = [it.from, it.to].map(|it| model.title(it));
        let (far, message) = match it.rule.direction {
            Direction::Egress => (
                it.to,
                format!("allows {from} to {to} ({}), and the policies of {to} let none of it in", it.ports),
            ),
            Direction::Ingress => (
                it.from,
                format!(
                    "allows {from} to {to} ({}), and the policies of {from} let none of it out",
                    it.ports
                ),
            ),
        };
        let isolates =
            facts.isolating(it.rule.direction.opposite(), far).map(|it| model.policies.policies.at(it));
        let related = isolates.map(|it| (it.location, format!("{} isolates {}", it.id, model.title(far))));
        let help = match it.rule.direction {
            Direction::Egress => "add a rule to `ingress` at the other end",
            Direction::Ingress => "add a rule to `egress` at the other end",
        };
        Diagnostic {
            field,
            help: help.to_owned(),
            related: related.into_iter().collect(),
            ..Self::META.at(&spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        counterpart(facts, it).into_iter().collect()
    }
}

/// Whether a peer asks for labels of pods or of namespaces.
fn is_named(facts: &Facts<'_>, atom: AtomId) -> bool {
    match facts.model.policies.atoms.at(atom) {
        Atom::Pods(it) => {
            let of_namespaces = matches!(&it.scope, Scope::Matching(it) if !it.requirements.is_empty());
            of_namespaces || !it.selector.requirements.is_empty()
        }
        Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => false,
    }
}

/// The classes that a question chooses, where it is certain of all.
fn certain(facts: &Facts<'_>, atom: AtomId) -> Option<Vec<ClassId>> {
    let all = facts.model.reach.answering(atom);
    all.iter().all(|it| it.1 == Tri::Yes).then(|| all.iter().map(|it| it.0).collect())
}

/// A connection that a rule names, where the other end denies each of them.
fn denied(
    facts: &Facts<'_>,
    (at, rule): (RuleRef, &Rule),
    (subjects, peers): (&[ClassId], &[ClassId]),
    left: &mut usize,
) -> Option<(EndpointId, EndpointId, PortSet)> {
    let model = facts.model;
    let (reach, inputs) = (&model.reach, model.inputs());
    let classes = &reach.classes.classes;
    let mut res = None;
    for subject in subjects {
        for peer in peers {
            *left = left.checked_sub(1)?;
            let Some(subject) = classes.at(*subject).members.first().copied() else { continue };
            // Another pod than itself.
            let Some(peer) = classes.at(*peer).members.iter().copied().find(|it| *it != subject) else {
                continue;
            };
            let (from, to) = match at.direction {
                Direction::Egress => (subject, peer),
                Direction::Ingress => (peer, subject),
            };
            let pair = Pair::new(from, to);
            let ports = ports_at(facts, rule, to);
            let (near, _) = reach.judged_side(inputs, at.direction, pair);
            let wanted = near.intersection(&ports);
            if wanted.is_empty() {
                continue;
            }
            let far = at.direction.opposite();
            let (_, possible) = reach.judged_side(inputs, far, pair);
            if !possible.intersection(&wanted).is_empty() {
                return None;
            }
            let first = wanted.first();
            let pieces = reach.pieces(inputs, far, pair);
            let piece = pieces.iter().find(|it| first.is_some_and(|port| it.ports.contains(port.0, port.1)));
            // What a cluster-wide policy denies no rule opens.
            if piece.is_none_or(|it| it.reason != Reason::Isolated) {
                return None;
            }
            res.get_or_insert((from, to, wanted));
        }
    }
    res
}

/// The ports of a rule at a destination.
fn ports_at(facts: &Facts<'_>, rule: &Rule, to: EndpointId) -> PortSet {
    let pod = facts.model.cluster.endpoints.get(to).and_then(|it| it.pod());
    let named = rule.ports.names.iter().flat_map(|&(protocol, name)| {
        let declared = pod.map(|it| it.declared(protocol, facts.model.text(name)));
        declared.into_iter().flatten().map(|it| PortSet::one(it.protocol, it.number))
    });
    named.fold(rule.ports.numbers.clone(), |acc, it| acc.union(&it))
}

/// The rule that the other end lacks.
fn counterpart(facts: &Facts<'_>, it: &Finding) -> Option<Fix> {
    let model = facts.model;
    let far = it.rule.direction.opposite();
    let end = match it.rule.direction {
        Direction::Egress => it.to,
        Direction::Ingress => it.from,
    };
    let isolates = facts.isolating(far, end)?;
    let policy = model.policies.policies.at(it.rule.policy);
    let manifest = model.read.manifests.get(policy.manifest)?;
    let own = manifest.as_network_policy()?;
    let there = model.policies.policies.at(isolates);
    let pods = ("podSelector", added::selector(&own.pod_selector));
    let namespace = (there.namespace != policy.namespace)
        .then(|| ("namespaceSelector", parts::namespace(&own.meta.namespace)));
    let peer = Yaml::map(namespace.into_iter().chain([pods]));
    let key = if far == Direction::Egress { "to" } else { "from" };
    let ports = facts.entries_of(it.rule).iter().map(entry).collect::<Option<Vec<_>>>()?;
    let rule = Yaml::map([(key, Yaml::list([peer])), ("ports", Yaml::list(ports))]);
    let written = manifest.written_rule(it.rule.direction == Direction::Egress, it.rule.index as usize)?;
    let selector = match written.peers?.get(it.peer)?.1 {
        WrittenPeer::Pods { pods, .. } => pods.map_or_else(Yaml::nothing, added::selector),
        WrittenPeer::SameLabels(..)
        | WrittenPeer::Block(_)
        | WrittenPeer::Networks(_)
        | WrittenPeer::Nodes(_)
        | WrittenPeer::DomainNames(_) => return None,
    };
    let name = match far {
        Direction::Egress => format!("{}-clients", own.meta.name.value),
        Direction::Ingress => format!("from-{}", own.meta.name.value),
    };
    added::rule(facts, isolates, far, (&name, selector), rule)
}

fn entry(it: &Entry) -> Option<Yaml> {
    let mut res = vec![("protocol", Yaml::text(it.protocol?.as_str()))];
    match &it.port {
        PortMatch::Any => {}
        PortMatch::Named(name) => res.push(("port", Yaml::text(name.as_str()))),
        PortMatch::Range(first, last) => {
            res.push(("port", Yaml::Number(i64::from(*first))));
            if first < last {
                res.push(("endPort", Yaml::Number(i64::from(*last))));
            }
        }
    }
    Some(Yaml::map(res))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn the_other_end_gets_its_rule() {
        assert_eq!(
            found_fields(&OneSideOnly::META, OneSideOnly::FIRES),
            [
                "12 spec.egress[0].to[0]: allows shop/web to shop/api (TCP 8080), and the policies of shop/api let none of it in"
            ]
        );
        assert_eq!(
            mended(&OneSideOnly::META, OneSideOnly::FIRES),
            [
                "effect: add a rule to ingress of shop/api\n+  - from:\n+    - podSelector:\n+        matchLabels:\n+          app: web\n+    ports:\n+    - protocol: TCP\n+      port: 8080"
            ]
        );
    }

    #[test]
    fn the_way_in_needs_a_way_out() {
        let text = |egress: &str| {
            format!(
                "pod x/web app=web\npod y/api app=api\nnp y/api {{podSelector: {{}}, ingress: [{{from: [{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: x}}}}}}], ports: [{{port: 80}}]}}]}}\nnp x/out {{podSelector: {{}}, policyTypes: [Egress], egress: [{egress}]}}"
            )
        };
        assert_eq!(
            found_in_short(&OneSideOnly::META, &text("")),
            [
                "NetworkPolicy y/api spec.ingress[0].from[0]: allows x/web to y/api (TCP 80), and the policies of x/web let none of it out"
            ]
        );
        assert_eq!(found_in_short(&OneSideOnly::META, &text("{ports: [{port: 80}]}")), [] as [&str; 0]);
    }

    #[test]
    fn one_pod_that_gets_through_shows_that_the_rest_is_meant() {
        let text = |from: &str| {
            format!(
                "pod x/web app=web\npod x/cli app=cli\npod x/api app=api\nnp x/out {{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{{podSelector: {{matchLabels: {{app: api}}}}}}], ports: [{{port: 80}}]}}]}}\nnp x/api {{podSelector: {{matchLabels: {{app: api}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: {from}}}}}}}]}}]}}"
            )
        };
        assert_eq!(found_in_short(&OneSideOnly::META, &text("web")), [] as [&str; 0]);
        assert_eq!(found_in_short(&OneSideOnly::META, &text("other")).len(), 1);
    }
}
