//! L-47: a rule that depends on what some network plugins do not have: SCTP, or a range of ports (C-16, C-17).

use super::facts::Entry;
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::hash::HashSet;
use crate::ids::PolicyId;
use crate::kind::{PolicyKind, PortMatch};
use crate::protocol::Protocol;

pub(super) struct PluginSupport;

/// The first entry of a policy that depends on it.
pub(super) struct Finding {
    entry: Entry,
    is_range: bool,
}

impl Lint for PluginSupport {
    const META: Meta = Meta {
        about: About::new(
            "L-47",
            "plugin-support",
            Severity::Info,
            "A policy uses SCTP or a range of ports, which some network plugins do not have. Without SCTP the rule admits nothing; without ranges only the first port counts.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: game, namespace: shop}
spec:
  podSelector: {matchLabels: {app: game}}
  ingress:
  - ports:
    - port: 7000
      endPort: 7100
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: game, namespace: shop}
spec:
  podSelector: {matchLabels: {app: game}}
  ingress:
  - ports:
    - port: 7000
    - port: 7001
      protocol: UDP
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut seen: HashSet<(PolicyId, bool)> = HashSet::default();
        let mut res = Vec::new();
        for (entry, ..) in facts.entries().filter(|it| it.1.kind == PolicyKind::NetworkPolicy) {
            let is_range = matches!(entry.port, PortMatch::Range(first, last) if first < last);
            let is_sctp = entry.protocol == Some(Protocol::Sctp);
            for (is_one, is_range) in [(is_range, true), (is_sctp, false)] {
                if is_one && seen.insert((entry.rule.policy, is_range)) {
                    res.push(Finding { entry: entry.clone(), is_range });
                }
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let policy = facts.model.policies.policies.at(it.entry.rule.policy);
        let key = if it.is_range { "endPort" } else { "protocol" };
        let field = format!("{}.{key}", it.entry.path());
        let location = it.entry.within(facts, key).unwrap_or(it.entry.location);
        let message = if it.is_range {
            "some network plugins do not know `endPort`, and allow the first port only"
        } else {
            "some network plugins do not know SCTP, and allow nothing here"
        };
        Diagnostic {
            field,
            help: "look into the documentation of the network plugin of the cluster".to_owned(),
            ..Self::META.at(&Spot { location, ..Spot::of_policy(policy) }, message)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short};

    #[test]
    fn a_range_is_told_once_for_a_policy() {
        assert_eq!(
            found_fields(&PluginSupport::META, PluginSupport::FIRES),
            [
                "9 spec.ingress[0].ports[0].endPort: some network plugins do not know `endPort`, and allow the first port only"
            ]
        );
        let count = |ports: &str| {
            found_in_short(
                &PluginSupport::META,
                &format!("np x/p {{podSelector: {{}}, ingress: [{{ports: [{ports}]}}]}}"),
            )
            .len()
        };
        assert_eq!(count("{port: 1, endPort: 2}, {port: 4, endPort: 5}"), 1);
        assert_eq!(count("{port: 1, endPort: 2, protocol: SCTP}"), 2);
        assert_eq!(count("{port: 1, endPort: 1}"), 0);
    }
}
