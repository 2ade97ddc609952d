//! L-69: pods that are closed only because some policy allows them something, in a namespace without a default deny.

use super::network_policies::{Np, another, default_deny, directions, fix_one};
use super::{Facts, Lint, Meta, Spot, namespaces};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::policy::Direction;

pub(super) struct NoDefaultDeny;

/// A namespace.
pub(super) struct Finding {
    name: String,
    /// The first policy that closes something.
    spot: Spot,
    open: Vec<Direction>,
}

impl Lint for NoDefaultDeny {
    const META: Meta = Meta {
        about: About::new(
            "L-69",
            "no-default-deny",
            Severity::Info,
            "Policies close only the pods that they name, and none closes the whole namespace: a pod with other labels is open.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: api}}}]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: api}}}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: default-deny, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let model = facts.model;
        let mut res = Vec::new();
        for (id, it) in facts.namespaces().enumerate() {
            let name = &model.cluster.namespaces.at(id).name;
            if it.is_in_doubt || namespaces::is_of_cluster(name) {
                continue;
            }
            let is_open = |direction: &Direction| {
                let here = it.by.get(*direction);
                let is_closed_for_some = here.some.is_some() && here.applied > 0;
                is_closed_for_some && here.all.is_none() && !here.by_admin && !it.is_half_closed(*direction)
            };
            let open: Vec<Direction> = Direction::BOTH.into_iter().filter(is_open).collect();
            let first = open.iter().filter_map(|open| it.by.get(*open).some).min();
            if let Some(np) = first.and_then(|it| Np::of(model, it)) {
                res.push(Finding { name: name.clone(), spot: np.spot(), open });
            }
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let open = directions(&it.open);
        let message = format!(
            "no policy closes {open} for all pods of {}: a pod that no policy names is open",
            it.name
        );
        Diagnostic {
            help: format!("add a policy that closes {open} for all pods; what others allow stays allowed"),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let edit = another(facts, it.spot.location, &default_deny(facts.model, &it.name, &it.open));
        let title = format!("append a policy that closes {}", directions(&it.open));
        fix_one(title, FixClass::Effect, edit).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn a_namespace_without_a_default_is_told_at_its_first_policy() {
        let text = NoDefaultDeny::FIRES;
        assert_eq!(
            found(&NoDefaultDeny::META, text),
            ["5: no policy closes ingress for all pods of shop: a pod that no policy names is open"]
        );
        assert!(fixed(&NoDefaultDeny::META, text).concat().contains("  name: default-deny-ingress\n"));
        let both = text.replace("[Ingress]", "[Ingress, Egress]");
        assert_eq!(
            found(&NoDefaultDeny::META, &both),
            [
                "5: no policy closes ingress and egress for all pods of shop: a pod that no policy names is open"
            ]
        );
        fixed(&NoDefaultDeny::META, &both);
    }

    #[test]
    fn a_policy_for_all_pods_is_enough() {
        quiet(&NoDefaultDeny::META, &NoDefaultDeny::FIRES.replace("{matchLabels: {app: web}}\n", "{}\n"));
        quiet(
            &NoDefaultDeny::META,
            &NoDefaultDeny::FIRES.replace("{app: web}}\n  policy", "{app: other}}\n  policy"),
        );
    }
}
