//! L-15: a policy that does not say which pods it is for, and so is for all of its namespace.

use super::network_policies::{self, Np, fix_one};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::ids::PolicyId;

pub(super) struct MissingPodSelector;

/// A policy.
pub(super) struct Finding {
    policy: PolicyId,
    spot: Spot,
    namespace: String,
    lacks: Lacks,
}

/// What is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lacks {
    /// `spec`, or what would stand behind it.
    Spec,
    /// `podSelector`.
    Key,
    /// What would stand behind `podSelector:`.
    Value,
}

impl Lint for MissingPodSelector {
    const META: Meta = Meta {
        about: About::new(
            "L-15",
            "missing-pod-selector",
            Severity::Warning,
            "A policy does not say which pods it applies to, and so applies to all pods of its namespace.",
        ),
        fixes: &[FixClass::Safe],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  policyTypes: [Ingress]
  ingress:
  - from:
    - podSelector: {matchLabels: {app: api}}
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress]
  ingress:
  - from:
    - podSelector: {matchLabels: {app: api}}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let all = network_policies::all(facts.model).filter(|it| it.selects_all());
        all.filter_map(|it| Finding::new(facts, it)).collect()
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let how = match it.lacks {
            Lacks::Spec => "has no `spec`",
            Lacks::Key => "has no `podSelector`",
            Lacks::Value => "has a `podSelector` without a value",
        };
        Diagnostic {
            field: it.lacks.field().to_owned(),
            help: "name the pods by their labels; if all are meant, write `podSelector: {}`".to_owned(),
            ..Self::META.at(&it.spot, format!("{how}, so it applies to every pod of {}", it.namespace))
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let edit = || {
            let written = Np::of(facts.model, it.policy)?.written(facts)?;
            let (key, value) = ("podSelector", Yaml::nothing());
            match it.lacks {
                Lacks::Spec if written.entry("spec").is_none() => {
                    written.insert("", "spec", &Yaml::map([(key, value)]))
                }
                Lacks::Spec | Lacks::Key => written.insert("spec", key, &value),
                Lacks::Value => written.set("spec.podSelector", &value),
            }
        };
        fix_one("write `podSelector: {}`", FixClass::Safe, edit()).into_iter().collect()
    }
}

impl Finding {
    fn new(facts: &Facts<'_>, np: Np<'_>) -> Option<Finding> {
        let lacks = lacks(facts, np)?;
        let namespace = np.read.meta.namespace.clone();
        Some(Finding { policy: np.id, spot: np.at_key(facts, lacks.field()), namespace, lacks })
    }
}

impl Lacks {
    /// The field that is there.
    fn field(self) -> &'static str {
        match self {
            Lacks::Spec | Lacks::Key => "spec",
            Lacks::Value => "spec.podSelector",
        }
    }
}

fn lacks(facts: &Facts<'_>, np: Np<'_>) -> Option<Lacks> {
    let written = facts.written(np.policy.location)?;
    match written.entry("spec") {
        Some(spec) if !spec.value.is_null() => match spec.value.entry("podSelector") {
            Some(it) => it.value.is_null().then_some(Lacks::Value),
            None => Some(Lacks::Key),
        },
        Some(_) | None => Some(Lacks::Spec),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::testing::{fixed, found};

    const HEAD: &str =
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web, namespace: shop}\n";

    #[test]
    fn what_is_missing_is_told_where_it_would_stand() {
        let all = |it: &str| {
            (
                found(&MissingPodSelector::META, &format!("{HEAD}{it}")),
                fixed(&MissingPodSelector::META, &format!("{HEAD}{it}")),
            )
        };
        let told = |it: &str| vec![format!("{it}, so it applies to every pod of shop")];
        assert_eq!(all(""), (told("1: has no `spec`"), vec![format!("{HEAD}spec:\n  podSelector: {{}}\n")]));
        assert_eq!(
            all("spec:\n"),
            (told("4: has no `spec`"), vec![format!("{HEAD}spec:\n  podSelector: {{}}\n")])
        );
        assert_eq!(
            all("spec:\n  podSelector:\n  ingress: []\n"),
            (
                told("5: has a `podSelector` without a value"),
                vec![format!("{HEAD}spec:\n  podSelector: {{}}\n  ingress: []\n")]
            )
        );
        assert_eq!(
            all("spec: {ingress: []}\n"),
            (
                told("4: has no `podSelector`"),
                vec![format!("{HEAD}spec: {{podSelector: {{}}, ingress: []}}\n")]
            )
        );
    }
}
