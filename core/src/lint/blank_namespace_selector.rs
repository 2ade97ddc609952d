//! L-18: a peer whose `namespaceSelector` is written without a value, which means the policy's own namespace.

use super::network_policies::{self, Np, fix_one};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::{PeerKind, Peers};
use crate::policy::{Direction, RuleRef};

pub(super) struct BlankNamespaceSelector;

/// A peer.
pub(super) struct Finding {
    rule: RuleRef,
    peer: usize,
    key: Spot,
    namespace: String,
}

impl Finding {
    fn path(&self) -> String {
        format!("{}.{}[{}].namespaceSelector", self.rule.path(), self.rule.direction.peers_key(), self.peer)
    }
}

impl Lint for BlankNamespaceSelector {
    const META: Meta = Meta {
        about: About::new(
            "L-18",
            "blank-namespace-selector",
            Severity::Warning,
            "A `namespaceSelector` without a value counts as not written: the peer means pods of the policy's own namespace, not of all namespaces.",
        ),
        fixes: &[FixClass::Safe, FixClass::Effect],
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
    - namespaceSelector:
      podSelector: {matchLabels: {app: proxy}}
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
    - namespaceSelector: {}
      podSelector: {matchLabels: {app: proxy}}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for np in network_policies::all(facts.model) {
            for direction in Direction::BOTH {
                for (at, rule) in np.rules(direction).iter().enumerate() {
                    let Peers::Only(peers) = &rule.peers else { continue };
                    for (peer, it) in peers.iter().enumerate() {
                        let has_pods = matches!(it.kind, PeerKind::Pods { pods: Some(_), .. });
                        if let (Some(key), None) = (it.blank.namespaces.filter(|_| has_pods), it.blank.pods) {
                            let (key, namespace) = (np.at(key), np.read.meta.namespace.clone());
                            res.push(Finding { rule: np.rule(direction, at), peer, key, namespace });
                        }
                    }
                }
            }
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let message = format!(
            "`namespaceSelector` has no value and counts as not written: these are pods of {} only",
            it.namespace
        );
        Diagnostic {
            field: it.path(),
            help: "for pods of all namespaces write `namespaceSelector: {}`; for the own namespace delete the key".to_owned(),
            ..Self::META.at(&it.key, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let written = Np::of(facts.model, it.rule.policy).and_then(|it| it.written(facts));
        let Some(written) = written else { return Vec::new() };
        let delete = fix_one("delete the blank key", FixClass::Safe, written.delete(&it.path()));
        let set = written.set(&it.path(), &Yaml::nothing());
        let set = fix_one("write `{}`, which is all namespaces", FixClass::Effect, set);
        delete.into_iter().chain(set).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn a_blank_selector_is_told_at_its_key() {
        let text = BlankNamespaceSelector::FIRES;
        assert_eq!(
            found(&BlankNamespaceSelector::META, text),
            ["9: `namespaceSelector` has no value and counts as not written: these are pods of shop only"]
        );
        let delete = text.replace("namespaceSelector:\n      podSelector", "podSelector");
        let set = text.replace("namespaceSelector:", "namespaceSelector: {}");
        assert_eq!(fixed(&BlankNamespaceSelector::META, text), [delete, set]);
        let last = text.replace(
            "namespaceSelector:\n      podSelector: {matchLabels: {app: proxy}}",
            "podSelector: {}\n      namespaceSelector: null # all",
        );
        fixed(&BlankNamespaceSelector::META, &last);
    }

    #[test]
    fn a_peer_of_pods_alone_is_quiet() {
        quiet(
            &BlankNamespaceSelector::META,
            &BlankNamespaceSelector::FIRES.replace("namespaceSelector:\n      ", ""),
        );
    }
}
