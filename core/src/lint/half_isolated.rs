//! L-68: a namespace that is closed in one direction, and open in the other.

use super::network_policies::{Np, another, default_deny, fix_one};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::policy::Direction;

pub(super) struct HalfIsolated;

/// A namespace.
pub(super) struct Finding {
    name: String,
    /// The policy that closes one direction.
    spot: Spot,
    open: Direction,
}

impl Lint for HalfIsolated {
    const META: Meta = Meta {
        about: About::new(
            "L-68",
            "half-isolated",
            Severity::Info,
            "A namespace closes one direction by default and leaves the other one open: who takes over a pod may still send data out, or be reached.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny-ingress, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny-ingress, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns-only, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - ports: [{port: 53, protocol: UDP}, {port: 53, protocol: TCP}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for (id, it) in facts.namespaces().enumerate() {
            for open in Direction::BOTH.into_iter().filter(|open| it.is_half_closed(*open)) {
                let by = it.by.get(open.opposite()).deny;
                let Some(np) = by.and_then(|it| Np::of(facts.model, it)) else { continue };
                let name = facts.model.cluster.namespaces.at(id).name.clone();
                res.push(Finding { name, spot: np.spot(), open });
            }
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (closed, open) = (it.open.opposite().as_str(), it.open.as_str());
        let message =
            format!("closes {closed} for all pods of {}, and nothing closes {open} for all of them", it.name);
        Diagnostic {
            help: format!("if {open} is to be closed as well, add a policy for it"),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let edit = another(facts, it.spot.location, &default_deny(facts.model, &it.name, &[it.open]));
        let title = format!("append a policy that closes {}", it.open.as_str());
        fix_one(title, FixClass::Effect, edit).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn the_policy_that_closes_one_direction_is_told() {
        let text = HalfIsolated::FIRES;
        assert_eq!(
            found(&HalfIsolated::META, text),
            ["1: closes ingress for all pods of shop, and nothing closes egress for all of them"]
        );
        assert!(fixed(&HalfIsolated::META, text).concat().contains("  name: default-deny-egress\n"));
        let egress = text.replace("[Ingress]", "[Egress]");
        assert_eq!(
            found(&HalfIsolated::META, &egress),
            ["1: closes egress for all pods of shop, and nothing closes ingress for all of them"]
        );
        // The name is taken.
        assert!(fixed(&HalfIsolated::META, &egress).concat().contains("  name: default-deny-ingress-2\n"));
    }

    #[test]
    fn both_directions_or_rules_for_all_pods_are_quiet() {
        quiet(&HalfIsolated::META, &HalfIsolated::FIRES.replace("[Ingress]", "[Ingress, Egress]"));
        quiet(
            &HalfIsolated::META,
            &HalfIsolated::FIRES.replace("podSelector: {}", "podSelector: {matchLabels: {app: web}}"),
        );
    }
}
