//! L-13: `egress: []` of a policy without `policyTypes`: it looks as if it closed egress, and does not.

use super::network_policies::{self, Np, fix_one, write_types};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::ids::PolicyId;
use crate::yaml::Value;

pub(super) struct EmptyEgressList;

impl Lint for EmptyEgressList {
    const META: Meta = Meta {
        about: About::new(
            "L-13",
            "empty-egress-list",
            Severity::Warning,
            "`egress: []` without `policyTypes` does not close egress: the type Egress is inferred from rules only.",
        ),
        fixes: &[FixClass::Effect, FixClass::Safe],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec:
  podSelector: {}
  ingress: []
  egress: []
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress: []
  egress: []
";
    type Finding = (PolicyId, Spot);

    fn find(facts: &Facts<'_>) -> Vec<(PolicyId, Spot)> {
        network_policies::all(facts.model)
            .filter(|it| looks_closed(facts, *it))
            .map(|it| (it.id, it.at_key(facts, "spec.egress")))
            .collect()
    }

    fn words(_: &Facts<'_>, (_, spot): &(PolicyId, Spot)) -> Diagnostic {
        let message = "`egress: []` does not close egress: without `policyTypes` the type Egress is inferred from rules, and there are none";
        Diagnostic {
            field: "spec.egress".to_owned(),
            help: "to close it, write `policyTypes: [Ingress, Egress]`".to_owned(),
            ..Self::META.at(spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, (policy, _): &(PolicyId, Spot)) -> Vec<Fix> {
        let written = Np::of(facts.model, *policy).and_then(|it| it.written(facts));
        let Some(written) = written else { return Vec::new() };
        let types = write_types(&written, &["Ingress", "Egress"]);
        let close = fix_one("close it: write `policyTypes: [Ingress, Egress]`", FixClass::Effect, types);
        let leave =
            fix_one("delete `egress: []`, which does nothing", FixClass::Safe, written.delete("spec.egress"));
        close.into_iter().chain(leave).collect()
    }
}

/// Whether `egress: []` is written and the types are not.
pub(super) fn looks_closed(facts: &Facts<'_>, np: Np<'_>) -> bool {
    if !np.leaves_types_out() || !np.read.egress.is_empty() {
        return false;
    }
    if !facts.may_write(np.policy.location, "egress") {
        return false;
    }
    let written = facts.written(np.policy.location);
    let list = written.as_ref().and_then(|it| it.at("spec.egress"));
    list.is_some_and(|it| matches!(&it.value, Value::Sequence(items) if items.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn an_empty_egress_is_told_at_its_key() {
        let text = EmptyEgressList::FIRES;
        assert_eq!(
            found(&EmptyEgressList::META, text),
            [
                "7: `egress: []` does not close egress: without `policyTypes` the type Egress is inferred from rules, and there are none"
            ]
        );
        let close = text.replace("  ingress", "  policyTypes:\n    - Ingress\n    - Egress\n  ingress");
        assert_eq!(fixed(&EmptyEgressList::META, text), [close, text.replace("  egress: []\n", "")]);
        let in_code = text.replace("egress: []", "\"e\\x67ress\": []");
        assert_eq!(found(&EmptyEgressList::META, &in_code), found(&EmptyEgressList::META, text));
    }

    #[test]
    fn an_empty_list_of_types_is_none() {
        let text = EmptyEgressList::FIRES.replace("  ingress: []", "  policyTypes: []");
        let [close, _] = fixed(&EmptyEgressList::META, &text).try_into().unwrap();
        assert_eq!(close, text.replace("policyTypes: []", "policyTypes:\n    - Ingress\n    - Egress"));
        quiet(&EmptyEgressList::META, &text.replace("egress: []", "egress: [{}]"));
    }
}
