//! L-11: rules of a direction that `policyTypes` does not list, which nothing reads.

use super::network_policies::{self, Np, fix_one};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::ids::PolicyId;
use crate::policy::Direction;
use crate::words;

pub(super) struct IgnoredSection;

/// A section.
pub(super) struct Finding {
    policy: PolicyId,
    direction: Direction,
    spot: Spot,
    rules: usize,
}

impl Lint for IgnoredSection {
    const META: Meta = Meta {
        about: About::new(
            "L-11",
            "ignored-section",
            Severity::Warning,
            "A policy has rules of a direction that its `policyTypes` does not list: they are ignored.",
        ),
        fixes: &[FixClass::Effect, FixClass::Safe],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
  egress:
  - to: [{podSelector: {matchLabels: {app: db}}}]
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
  egress: []
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for np in network_policies::all(facts.model) {
            let ignored = |it: &Direction| !np.isolates(*it) && !np.rules(*it).is_empty();
            let finding = |direction: Direction| {
                let spot = np.at_key(facts, &format!("spec.{}", direction.as_str()));
                Finding { policy: np.id, direction, spot, rules: np.rules(direction).len() }
            };
            res.extend(Direction::BOTH.into_iter().filter(ignored).map(finding));
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let direction = it.direction;
        let (rules, are) = (words::count(it.rules, "rule"), if it.rules == 1 { "is" } else { "are" });
        let (listed, lacks) = (direction.opposite().policy_type(), direction.policy_type());
        let message =
            format!("{rules} of `{}` {are} ignored: `policyTypes` lists {listed} only", direction.as_str());
        Diagnostic {
            field: format!("spec.{}", direction.as_str()),
            help: format!("add {lacks} to `policyTypes`, or delete `{}`", direction.as_str()),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let written = Np::of(facts.model, it.policy).and_then(|it| it.written(facts));
        let Some(written) = written else { return Vec::new() };
        let (key, name) = (it.direction.as_str(), it.direction.policy_type());
        // The API takes no more than two, also where one is there twice.
        let is_twice = written.at("spec.policyTypes").is_some_and(|it| it.items().len() > 1);
        let add = if is_twice {
            let types = ["Ingress", "Egress"].map(Yaml::text);
            written.set("spec.policyTypes", &Yaml::list(types))
        } else {
            written.append("spec.policyTypes", &Yaml::text(name))
        };
        let add = fix_one(format!("add {name} to `policyTypes`"), FixClass::Effect, add);
        let delete = written.delete(&format!("spec.{key}"));
        let delete = fix_one(format!("delete `{key}`, which is ignored"), FixClass::Safe, delete);
        add.into_iter().chain(delete).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn ignored_rules_are_counted() {
        let text = IgnoredSection::FIRES;
        assert_eq!(
            found(&IgnoredSection::META, text),
            ["7: 1 rule of `egress` is ignored: `policyTypes` lists Ingress only"]
        );
        let add = text.replace("[Ingress]", "[Ingress, Egress]");
        let head = text.split("  egress").next().unwrap();
        assert_eq!(fixed(&IgnoredSection::META, text), [add, head.to_owned()]);
        let other = text
            .replace("[Ingress]", "[Egress]")
            .replace("  egress:", "  ingress:\n  - {}\n  - {}\n  egress:");
        assert_eq!(
            found(&IgnoredSection::META, &other),
            ["7: 2 rules of `ingress` are ignored: `policyTypes` lists Egress only"]
        );
        fixed(&IgnoredSection::META, &other);
    }

    #[test]
    fn a_type_that_is_there_twice_leaves_room_for_the_other() {
        let twice = IgnoredSection::FIRES.replace("[Ingress]", "[Ingress, Ingress]");
        let after = fixed(&IgnoredSection::META, &twice);
        assert!(!after[0].contains("Ingress, Ingress") && after[0].contains("Egress"), "{after:?}");
    }

    #[test]
    fn types_that_are_left_out_ignore_nothing() {
        quiet(&IgnoredSection::META, &IgnoredSection::FIRES.replace("  policyTypes: [Ingress]\n", ""));
    }
}
