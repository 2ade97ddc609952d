//! L-58: a cluster-wide policy that applies to no pod. One without rules is told where it is read.

use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::ids::PolicyId;

pub(super) struct SubjectWithoutPods;

/// A policy.
pub(super) struct Finding(PolicyId);

impl Lint for SubjectWithoutPods {
    const META: Meta = Meta {
        about: About::new(
            "L-58",
            "subject-without-pods",
            Severity::Info,
            "A cluster-wide policy applies to no pod of the input, so it has no effect there.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: tenants}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {tenant: a}}}
  ingress:
  - action: Deny
    from: [{namespaces: {}}]
";
    const QUIET: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {tenant: a}}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: tenants}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {tenant: a}}}
  ingress:
  - action: Deny
    from: [{namespaces: {}}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let model = facts.model;
        let policies = facts.whole_policies().filter(|(_, it)| {
            let has_rules = [&it.rules.egress, &it.rules.ingress]
                .iter()
                .any(|it| it.as_ref().is_some_and(|it| !it.is_empty()));
            it.tier.mode().is_ordered() && has_rules && !model.reach.is_selected(it.subject, |_| true)
        });
        policies.map(|it| Finding(it.0)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let policy = facts.model.policies.policies.at(it.0);
        let whole = Spot::of_policy(policy);
        let location = facts.place(policy, "spec.subject").unwrap_or(whole.location);
        Diagnostic {
            field: "spec.subject".to_owned(),
            help: "compare the labels with those of the namespaces and pods; labels of a namespace come from its Namespace object".to_owned(),
            ..Self::META.at(&Spot { location, ..whole }, "applies to no pod of the input")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short};

    #[test]
    fn the_subject_is_the_place() {
        assert_eq!(
            found_fields(&SubjectWithoutPods::META, SubjectWithoutPods::FIRES),
            ["9 spec.subject: applies to no pod of the input"]
        );
        let count = |pod: &str| {
            found_in_short(&SubjectWithoutPods::META, &format!("{pod}\ncnp p {{tier: Admin, priority: 1, subject: {{pods: {{podSelector: {{matchLabels: {{pod-template-hash: a}}}}}}}}, ingress: [{{action: Deny, from: [{{namespaces: {{}}}}]}}]}}")).len()
        };
        assert_eq!(count("pod x/a"), 1);
        assert_eq!(count("deployment x/a"), 0, "its hash may be that one");
    }
}
