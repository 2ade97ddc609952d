//! L-15: a policy that does not say which pods it is for, and so is for all of its namespace.

use super::network_policies::{self, Np, fix_one};
use super::{Facts, Lint, Meta, Spot};
use crate::cluster::LabelValue;
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
    /// What would stand behind the only key in it, `matchLabels:`.
    Labels,
}

impl Lint for MissingPodSelector {
    const META: Meta = Meta {
        about: About::new(
            "L-15",
            "missing-pod-selector",
            Severity::Warning,
            "A policy does not say which pods it applies to, and so applies to all pods of its namespace.",
        ),
        fixes: &[FixClass::Safe, FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web-1, namespace: shop, labels: {app: web}}
---
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
apiVersion: v1
kind: Pod
metadata: {name: web-1, namespace: shop, labels: {app: web}}
---
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
            Lacks::Labels => "has a `podSelector` without labels",
        };
        Diagnostic {
            field: it.lacks.field().to_owned(),
            help: "name the pods by their labels; if all are meant, write `podSelector: {}`".to_owned(),
            ..Self::META.at(&it.spot, format!("{how}, so it applies to every pod of {}", it.namespace))
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let edit = |value: Yaml| {
            let written = Np::of(facts.model, it.policy)?.written(facts)?;
            let key = "podSelector";
            match it.lacks {
                Lacks::Spec if written.entry("spec").is_none() => {
                    written.insert("", "spec", &Yaml::map([(key, value)]))
                }
                Lacks::Spec | Lacks::Key => written.insert("spec", key, &value),
                Lacks::Value | Lacks::Labels => written.set("spec.podSelector", &value),
            }
        };
        let all = fix_one("write `podSelector: {}`", FixClass::Safe, edit(Yaml::nothing()));
        let meant = named_like(facts, it.policy).and_then(|(key, value)| {
            let title = format!("select the pods with {key}={value}");
            let labels = Yaml::map([(key.as_str(), Yaml::text(value))]);
            fix_one(title, FixClass::Effect, edit(Yaml::map([("matchLabels", labels)])))
        });
        all.into_iter().chain(meant).collect()
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
            Lacks::Value | Lacks::Labels => "spec.podSelector",
        }
    }
}

fn lacks(facts: &Facts<'_>, np: Np<'_>) -> Option<Lacks> {
    let written = facts.written(np.policy.location)?;
    match written.entry("spec") {
        Some(spec) if !spec.value.is_null() => match spec.value.entry("podSelector") {
            Some(it) if it.value.is_null() => Some(Lacks::Value),
            Some(it) => {
                let keys = it.value.entries();
                (!keys.is_empty() && keys.iter().all(|it| it.value.is_null())).then_some(Lacks::Labels)
            }
            None => Some(Lacks::Key),
        },
        Some(_) | None => Some(Lacks::Spec),
    }
}

/// Keys by which pods are mostly told apart.
const KEYS: [&str; 5] = ["app", "app.kubernetes.io/name", "k8s-app", "run", "tier"];

/// The label of pods of the namespace whose value is the name of the policy, or the only one that is a word of it.
fn named_like(facts: &Facts<'_>, policy: PolicyId) -> Option<(String, String)> {
    // So many pods are looked at.
    const MOST: usize = 1_000;
    let np = Np::of(facts.model, policy)?;
    let cluster = &facts.model.cluster;
    let pods = cluster.pods_of(np.policy.namespace?).map(|it| it.1).filter(|it| !it.is_stand_in);
    let pods: Vec<_> = pods.take(MOST).collect();
    let name = np.read.meta.name.value.as_str();
    KEYS.iter().find_map(|key| {
        let key = cluster.strings.find(key)?;
        let values = pods.iter().filter_map(|it| match it.labels.get(key)? {
            LabelValue::Known(it) => Some(facts.model.text(it)),
            LabelValue::Unknown | LabelValue::PerhapsAbsent | LabelValue::Anything => None,
        });
        let mut like: Vec<&str> =
            values.filter(|it| *it == name || name.split(['-', '.']).any(|word| word == *it)).collect();
        crate::order::sort_dedup(&mut like);
        let exact = like.iter().position(|it| *it == name);
        let found = match (exact, like.as_slice()) {
            (Some(_), _) => name,
            (None, [one]) => one,
            (None, _) => return None,
        };
        Some((facts.model.text(key).to_owned(), found.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found};

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

    #[test]
    fn labels_that_are_left_blank_are_none() {
        let blank = |it: &str| format!("{HEAD}spec:\n  podSelector:\n{it}  ingress: []\n");
        let told = ["5: has a `podSelector` without labels, so it applies to every pod of shop"];
        assert_eq!(found(&MissingPodSelector::META, &blank("    matchLabels:\n")), told);
        assert_eq!(
            fixed(&MissingPodSelector::META, &blank("    matchLabels:\n")),
            [format!("{HEAD}spec:\n  podSelector: {{}}\n  ingress: []\n")]
        );
        assert_eq!(
            found(&MissingPodSelector::META, &blank("    matchLabels:\n    matchExpressions:\n")),
            told
        );
        for it in ["    matchLabels: {}\n", "    matchLabels: {app: web}\n    matchExpressions:\n"] {
            assert_eq!(found(&MissingPodSelector::META, &blank(it)), [] as [&str; 0], "{it}");
        }
    }

    #[test]
    fn the_pods_that_the_policy_is_named_after_can_be_written() {
        let pods = "{apiVersion: v1, kind: Pod, metadata: {name: web-1, namespace: shop, labels: {app: web}}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: api-1, namespace: shop, labels: {app: api}}}\n---\n";
        let after = |name: &str| {
            let head = HEAD.replace("name: web", &format!("name: {name}"));
            fixed(
                &MissingPodSelector::META,
                &format!("{pods}{head}spec:\n  podSelector:\n    matchLabels:\n"),
            )
        };
        for name in ["web", "web-policy", "allow-to-web"] {
            assert!(after(name)[1].ends_with("  podSelector:\n    matchLabels:\n      app: web\n"), "{name}");
        }
        // It names both, or none.
        for name in ["web-to-api", "lockdown"] {
            assert_eq!(after(name).len(), 1, "{name}");
        }
    }
}
