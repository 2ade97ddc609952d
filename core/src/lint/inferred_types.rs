//! L-14: a policy without `policyTypes`, which the API server fills in.

use super::network_policies::{self, Np, fix_one, write_types};
use super::{Facts, Lint, Meta, Spot, empty_egress_list, isolates_ingress_too};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::ids::PolicyId;

pub(super) struct InferredTypes;

impl Lint for InferredTypes {
    const META: Meta = Meta {
        about: About::new(
            "L-14",
            "inferred-types",
            Severity::Info,
            "A policy has no `policyTypes`: which directions it closes is inferred from its rules, and changes with them.",
        ),
        fixes: &[FixClass::Safe],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
";
    type Finding = (PolicyId, Spot);

    fn find(facts: &Facts<'_>) -> Vec<(PolicyId, Spot)> {
        // Where leaving them out is a mistake, that is said instead.
        let is_said = |it: &Np<'_>| {
            empty_egress_list::looks_closed(facts, *it) || isolates_ingress_too::closes_ingress(facts, *it)
        };
        let all = network_policies::all(facts.model).filter(|it| it.leaves_types_out());
        all.filter(|it| !is_said(it)).map(|it| (it.id, it.at_key(facts, "spec"))).collect()
    }

    fn words(facts: &Facts<'_>, (policy, spot): &(PolicyId, Spot)) -> Diagnostic {
        let types = Np::of(facts.model, *policy).map_or(&[][..], inferred);
        let message = format!("`policyTypes` is left out, and is taken for [{}]", types.join(", "));
        Diagnostic {
            field: "spec.policyTypes".to_owned(),
            help: format!("write `policyTypes: [{}]`", types.join(", ")),
            ..Self::META.at(spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, (policy, _): &(PolicyId, Spot)) -> Vec<Fix> {
        let Some(np) = Np::of(facts.model, *policy) else { return Vec::new() };
        let types = inferred(np);
        let edit = np.written(facts).and_then(|it| write_types(&it, types));
        let title = format!("write `policyTypes: [{}]`", types.join(", "));
        fix_one(title, FixClass::Safe, edit).into_iter().collect()
    }
}

/// "If this field is not specified, it will default based on the existence of ingress or egress rules."
fn inferred(np: Np<'_>) -> &'static [&'static str] {
    if np.read.policy_types.egress { &["Ingress", "Egress"] } else { &["Ingress"] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn what_is_inferred_is_told_and_written() {
        let text = InferredTypes::FIRES;
        assert_eq!(
            found(&InferredTypes::META, text),
            ["4: `policyTypes` is left out, and is taken for [Ingress]"]
        );
        let wanted = text.replace("  ingress", "  policyTypes:\n  - Ingress\n  ingress");
        assert_eq!(fixed(&InferredTypes::META, text), [wanted]);
        let both = text.replace("  ingress", "  egress: [{}]\n  ingress");
        assert_eq!(
            found(&InferredTypes::META, &both),
            ["4: `policyTypes` is left out, and is taken for [Ingress, Egress]"]
        );
        fixed(&InferredTypes::META, &both);
    }

    #[test]
    fn what_is_said_otherwise_is_not_said_twice() {
        quiet(
            &InferredTypes::META,
            &InferredTypes::FIRES.replace("  ingress", "  egress").replace("from", "to"),
        );
        quiet(&InferredTypes::META, &format!("{}  egress: []\n", InferredTypes::FIRES));
    }
}
