//! L-34: a port that no container declares and no Service leads to.
//!
//! "Declaring ports is informational", so this is only said of pods that declare ports, each of them.

use std::rc::Rc;

use super::facts::{Chosen, Entry};
use super::{Facts, Lint, Meta, added, service_port_in_rule, some_backends_only};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::order::sort_dedup;
use crate::policy::{Action, Atom, Direction, Peers, RuleRef};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::words;

pub(super) struct UndeclaredPort;

/// An entry of ports.
pub(super) struct Finding {
    entry: Entry,
    port: (Protocol, u16),
    pods: String,
    /// What these declare.
    declared: Vec<String>,
}

impl Lint for UndeclaredPort {
    const META: Meta = Meta {
        about: About::new(
            "L-34",
            "undeclared-port",
            Severity::Info,
            "A rule names a port that none of the pods it is about declares and no Service leads to, while each of them declares others. Pods need not declare their ports, but the number may be a typing mistake.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, image: api, ports: [{containerPort: 8080}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 8008}]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: api, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 8008}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        // Who denies a port is glad that nothing listens there.
        let accepted = facts.entries().filter(|it| it.2.action == Action::Accept);
        accepted.filter_map(|(entry, ..)| finding(facts, entry)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (field, spot) = it.entry.spot(facts);
        let port = Probe::Port(it.port.0, it.port.1).label();
        let message = format!("no container of {} declares {port}, and no Service leads to it", it.pods);
        let shown: Vec<&String> = it.declared.iter().take(4).collect();
        let declared = words::and_more(&shown, it.declared.len());
        let help = format!("a pod need not declare its ports; declared are {declared}");
        Diagnostic { field, help, ..Self::META.at(&spot, message) }
    }
}

fn finding(facts: &Facts<'_>, entry: Entry) -> Option<Finding> {
    let port = entry.number()?;
    if !is_specific(facts, entry.rule) {
        return None;
    }
    let chosen = facts.destinations(entry.rule)?;
    let is_open = |it: &Rc<Chosen<'_>>| it.is_in_doubt || it.some_declare_none || it.uses(port);
    if chosen.iter().any(is_open) || chosen.iter().all(|it| it.classes.is_empty()) {
        return None;
    }
    if service_port_in_rule::is_one(facts, &entry) || some_backends_only::is_one(facts, &entry) {
        return None;
    }
    let mut declared: Vec<(Protocol, u16)> =
        chosen.iter().flat_map(|it| &it.declared).map(|it| (it.0, it.1)).collect();
    sort_dedup(&mut declared);
    let declared = declared.into_iter().map(|it| Probe::Port(it.0, it.1).label()).collect();
    Some(Finding { pods: facts.titles_of(&chosen), entry, port, declared })
}

/// Whether a rule is about pods by their labels: what is said to whole namespaces may be meant for pods that are not in
/// the input.
fn is_specific(facts: &Facts<'_>, it: RuleRef) -> bool {
    let policies = &facts.model.policies;
    if it.direction == Direction::Ingress {
        // A cluster-wide policy is for many kinds of pods.
        let policy = policies.policies.at(it.policy);
        return policy.tier.mode().isolates() || added::is_for_some(facts, it.policy);
    }
    let by_labels = |it: &crate::ids::AtomId| match policies.atoms.at(*it) {
        Atom::Pods(it) => !it.selector.requirements.is_empty(),
        Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => false,
    };
    match policies.rule(it).map(|it| &it.peers) {
        Some(Peers::Only(atoms)) => atoms.iter().all(by_labels),
        Some(Peers::Any) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short};

    #[test]
    fn it_says_what_is_declared() {
        assert_eq!(
            found_fields(&UndeclaredPort::META, UndeclaredPort::FIRES),
            [
                "13 spec.ingress[0].ports[0].port: no container of shop/api declares TCP 8008, and no Service leads to it"
            ]
        );
        let analysis = crate::testing::text(UndeclaredPort::FIRES);
        let all = analysis.lints(|it| it == &UndeclaredPort::META);
        assert_eq!(all[0].help, "a pod need not declare its ports; declared are TCP 8080");
    }

    #[test]
    fn one_pod_that_declares_nothing_may_have_it() {
        let count = |rest: &str| {
            found_in_short(
                &UndeclaredPort::META,
                &format!("pod x/a port=80\n{rest}\nnp x/in {{podSelector: {{}}, ingress: [{{ports: [{{port: 90}}]}}]}}"),
            )
            .len()
        };
        assert_eq!(count(""), 1);
        assert_eq!(count("pod x/b"), 0);
        assert_eq!(count("pod x/b port=90"), 0);
        assert_eq!(count("svc x/a {selector: {}, ports: [{port: 90}]}"), 1);
        assert_eq!(
            count("pod x/b app=b port=1\nsvc x/b {selector: {app: b}, ports: [{port: 80, targetPort: 90}]}"),
            0
        );
        assert_eq!(
            count("pod x/b app=b port=1\nsvc x/b {selector: {app: b}, ports: [{port: 90, targetPort: 1}]}"),
            0,
            "said as the port of the Service"
        );
    }

    #[test]
    fn a_rule_for_whole_namespaces_may_mean_pods_that_are_not_there() {
        let count = |to: &str| {
            found_in_short(
                &UndeclaredPort::META,
                &format!("pod x/a port=80 app=a\nnp x/out {{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{to}], ports: [{{port: 53, protocol: UDP}}]}}]}}"),
            )
            .len()
        };
        assert_eq!(count("{namespaceSelector: {}}"), 0);
        assert_eq!(count("{podSelector: {matchLabels: {app: a}}}"), 1);
    }
}
