//! L-74: `ingress:` or `egress:` without a value, which is no rule at all.

use super::network_policies::{self, Np, fix, fix_one, write_types};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Edit, Fix, FixClass, Severity};
use crate::edit::{Written, Yaml};
use crate::ids::PolicyId;
use crate::policy::Direction;

pub(super) struct BlankDirection;

/// A section.
pub(super) struct Finding {
    policy: PolicyId,
    direction: Direction,
    spot: Spot,
    /// Whether it is one of the policy's types.
    isolates: bool,
    leaves_types_out: bool,
}

impl Lint for BlankDirection {
    const META: Meta = Meta {
        about: About::new(
            "L-74",
            "blank-direction",
            Severity::Warning,
            "`ingress` or `egress` has no value, as where a template renders nothing: that is no rule, which closes the direction if it is one of the policy's types, and does nothing otherwise.",
        ),
        fixes: &[FixClass::Safe, FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
  egress:
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress, Egress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
  egress: []
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for np in network_policies::all(facts.model) {
            for direction in Direction::BOTH.into_iter().filter(|it| np.rules(*it).is_empty()) {
                if !facts.may_write(np.policy.location, direction.as_str()) {
                    continue;
                }
                let written = facts.written(np.policy.location);
                let section = written.as_ref().and_then(|it| it.entry(&path(direction)));
                if section.is_some_and(|it| it.value.is_null()) {
                    res.push(Finding {
                        policy: np.id,
                        direction,
                        spot: np.at_key(facts, &path(direction)),
                        isolates: np.isolates(direction),
                        leaves_types_out: np.leaves_types_out(),
                    });
                }
            }
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let direction = it.direction;
        let key = direction.as_str();
        let message = match direction {
            Direction::Ingress if it.isolates => {
                format!("`{key}` has no value, which is no rule: nothing may connect to the pods")
            }
            Direction::Egress if it.isolates => {
                format!("`{key}` has no value, which is no rule: the pods may connect to nothing")
            }
            Direction::Ingress | Direction::Egress if it.leaves_types_out => {
                format!(
                    "`{key}` has no value and does nothing: the type {} is inferred from rules only",
                    direction.policy_type()
                )
            }
            Direction::Ingress | Direction::Egress => format!(
                "`{key}` has no value and does nothing: `policyTypes` does not list {}",
                direction.policy_type()
            ),
        };
        Diagnostic {
            field: path(direction),
            help: format!(
                "write `{key}: []` to have no rule, or `- {{}}` below it to allow everything; or delete the key and its type"
            ),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let direction = it.direction;
        let Some(np) = Np::of(facts.model, it.policy) else { return Vec::new() };
        let Some(written) = np.written(facts) else { return Vec::new() };
        let key = direction.as_str();
        let none = written.set(&path(direction), &Yaml::list([]));
        let all = written.append(&path(direction), &Yaml::nothing());
        let fixes = [
            fix_one("write `[]`: no rule", FixClass::Safe, none),
            fix_one("write `- {}`: everything is allowed", FixClass::Effect, all),
            fix(format!("delete `{key}` and its type"), FixClass::Effect, deleted(np, &written, direction)),
        ];
        fixes.into_iter().flatten().collect()
    }
}

fn path(direction: Direction) -> String {
    format!("spec.{}", direction.as_str())
}

/// The key goes, and with it the direction; `None` where no other one would be left.
fn deleted(np: Np<'_>, written: &Written<'_>, direction: Direction) -> Option<Vec<Edit>> {
    let mut edits = vec![written.delete(&path(direction))?];
    let other = direction.opposite();
    if np.isolates(direction) {
        if np.leaves_types_out() {
            edits.push((!np.rules(other).is_empty()).then(|| write_types(written, &[other.policy_type()]))??);
        } else {
            let types = written.at("spec.policyTypes")?.items();
            let at = types.iter().position(|it| it.as_str() == Some(direction.policy_type()))?;
            edits.push(np.isolates(other).then(|| written.delete(&format!("spec.policyTypes[{at}]")))??);
        }
    }
    Some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn a_blank_section_is_told_by_what_it_does() {
        let text = BlankDirection::FIRES;
        assert_eq!(
            found(&BlankDirection::META, text),
            ["9: `egress` has no value, which is no rule: the pods may connect to nothing"]
        );
        let delete = text.replace("  egress:\n", "").replace("Ingress, Egress", "Ingress");
        let wanted = [
            text.replace("egress:\n", "egress: []\n"),
            text.replace("egress:\n", "egress:\n  - {}\n"),
            delete,
        ];
        assert_eq!(fixed(&BlankDirection::META, text), wanted);
        let ignored = text.replace("Ingress, Egress", "Ingress");
        assert_eq!(
            found(&BlankDirection::META, &ignored),
            ["9: `egress` has no value and does nothing: `policyTypes` does not list Egress"]
        );
        fixed(&BlankDirection::META, &ignored);
        let inferred = text.replace("  policyTypes: [Ingress, Egress]\n", "");
        assert_eq!(
            found(&BlankDirection::META, &inferred),
            ["8: `egress` has no value and does nothing: the type Egress is inferred from rules only"]
        );
        fixed(&BlankDirection::META, &inferred);
    }

    #[test]
    fn ingress_is_inferred_always() {
        let text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: api, namespace: shop}\nspec:\n  podSelector: {}\n  ingress: # to come\n  egress: [{}]\n";
        assert_eq!(
            found(&BlankDirection::META, text),
            ["6: `ingress` has no value, which is no rule: nothing may connect to the pods"]
        );
        assert!(
            fixed(&BlankDirection::META, text).iter().any(|it| it.contains("policyTypes:\n    - Egress\n"))
        );
        quiet(&BlankDirection::META, &text.replace("  ingress: # to come\n", ""));
    }
}
