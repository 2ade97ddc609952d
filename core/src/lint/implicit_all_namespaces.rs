//! L-59: `pods` of a ClusterNetworkPolicy without `namespaceSelector`, which means all namespaces.

use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::ids::PolicyId;
use crate::kind::{ClusterPolicyKind, PolicyKind};
use crate::policy::{Direction, RuleRef};

pub(super) struct ImplicitAllNamespaces;

/// A policy, and the path of `pods` in it.
pub(super) struct Finding(PolicyId, String);

impl Lint for ImplicitAllNamespaces {
    const META: Meta = Meta {
        about: About::new(
            "L-59",
            "implicit-all-namespaces",
            Severity::Warning,
            "The pods of a ClusterNetworkPolicy are given without namespaceSelector. That means pods of all namespaces, and reads as if it were one.",
        ),
        fixes: &[FixClass::Safe],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: db}
spec:
  tier: Admin
  priority: 10
  subject:
    pods:
      podSelector: {matchLabels: {app: db}}
  ingress:
  - action: Deny
    from: [{namespaces: {matchLabels: {tenant: a}}}]
";
    const QUIET: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: db}
spec:
  tier: Admin
  priority: 10
  subject:
    pods:
      namespaceSelector: {}
      podSelector: {matchLabels: {app: db}}
  ingress:
  - action: Deny
    from: [{namespaces: {matchLabels: {tenant: a}}}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        let is_one = |kind| kind == PolicyKind::Cluster(ClusterPolicyKind::Cluster);
        for (id, policy) in facts.whole_policies().filter(|it| is_one(it.1.kind)) {
            let Some(written) = facts.written(policy.location) else { continue };
            let mut look = |path: String| {
                let pods = written.at(&path).filter(|it| !it.entries().is_empty());
                if pods.is_some_and(|it| it.entry("namespaceSelector").is_none()) {
                    res.push(Finding(id, path));
                }
            };
            look("spec.subject.pods".to_owned());
            for direction in Direction::BOTH {
                let key = if direction == Direction::Egress { "to" } else { "from" };
                for (index, _) in (0u32..).zip(facts.model.policies.rules(id, direction)) {
                    let list = format!("{}.{key}", RuleRef { policy: id, direction, index }.path());
                    let count = written.at(&list).map_or(0, |it| it.items().len());
                    (0..count).for_each(|peer| look(format!("{list}[{peer}].pods")));
                }
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let Finding(id, path) = it;
        let policy = facts.model.policies.policies.at(*id);
        let whole = Spot::of_policy(policy);
        let location = facts.place(policy, path).unwrap_or(whole.location);
        Diagnostic {
            field: path.clone(),
            help:
                "write `namespaceSelector: {}` if all namespaces are meant, else the labels of those that are"
                    .to_owned(),
            ..Self::META.at(
                &Spot { location, ..whole },
                "without `namespaceSelector` these are pods of all namespaces",
            )
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let Finding(id, path) = it;
        let policy = facts.model.policies.policies.at(*id);
        let edit = facts.written(policy.location);
        let edit = edit.and_then(|it| it.insert(path, "namespaceSelector", &Yaml::nothing()));
        let title = "write namespaceSelector: {}".to_owned();
        edit.map(|it| Fix { title, edits: vec![it], class: FixClass::Safe }).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn what_is_meant_is_written() {
        assert_eq!(
            found_fields(&ImplicitAllNamespaces::META, ImplicitAllNamespaces::FIRES),
            ["9 spec.subject.pods: without `namespaceSelector` these are pods of all namespaces"]
        );
        let fixes = mended(&ImplicitAllNamespaces::META, ImplicitAllNamespaces::FIRES);
        assert_eq!(fixes, ["safe: write namespaceSelector: {}\n+      namespaceSelector: {}"]);
    }

    #[test]
    fn peers_are_looked_at_too() {
        let count = |peer: &str| {
            found_in_short(&ImplicitAllNamespaces::META, &format!("pod x/a\ncnp p {{tier: Admin, priority: 1, subject: {{namespaces: {{}}}}, egress: [{{action: Deny, to: [{peer}]}}]}}")).len()
        };
        assert_eq!(count("{pods: {podSelector: {matchLabels: {a: x}}}}"), 1);
        assert_eq!(count("{pods: {namespaceSelector: {}, podSelector: {}}}"), 0);
        assert_eq!(count("{namespaces: {}}"), 0);
    }
}
