//! L-12: a policy of egress rules alone without `policyTypes`, which closes ingress as well.

use super::network_policies::{self, Np, fix_one, write_types};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::ids::PolicyId;

pub(super) struct IsolatesIngressToo;

impl Lint for IsolatesIngressToo {
    const META: Meta = Meta {
        about: About::new(
            "L-12",
            "isolates-ingress-too",
            Severity::Warning,
            "A policy has egress rules only and no `policyTypes`: the type Ingress is always inferred, so nothing may connect to its pods any more.",
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
  egress:
  - to: [{podSelector: {matchLabels: {app: db}}}]
    ports: [{port: 5432}]
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress:
  - to: [{podSelector: {matchLabels: {app: db}}}]
    ports: [{port: 5432}]
";
    type Finding = (PolicyId, Spot);

    fn find(facts: &Facts<'_>) -> Vec<(PolicyId, Spot)> {
        network_policies::all(facts.model)
            .filter(|it| closes_ingress(facts, *it))
            .map(|it| (it.id, it.at_key(facts, "spec.egress")))
            .collect()
    }

    fn words(_: &Facts<'_>, (_, spot): &(PolicyId, Spot)) -> Diagnostic {
        let message = "without `policyTypes` these egress rules close ingress as well: nothing may connect to the pods of this policy";
        Diagnostic {
            field: "spec.egress".to_owned(),
            help: "write `policyTypes: [Egress]`, or `[Ingress, Egress]` if ingress is to be closed"
                .to_owned(),
            ..Self::META.at(spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, (policy, _): &(PolicyId, Spot)) -> Vec<Fix> {
        let written = Np::of(facts.model, *policy).and_then(|it| it.written(facts));
        let Some(written) = written else { return Vec::new() };
        let egress = write_types(&written, &["Egress"]);
        let both = write_types(&written, &["Ingress", "Egress"]);
        let open = fix_one("limit egress only: write `policyTypes: [Egress]`", FixClass::Effect, egress);
        let closed = fix_one("say so: write `policyTypes: [Ingress, Egress]`", FixClass::Safe, both);
        open.into_iter().chain(closed).collect()
    }
}

/// Whether a policy has egress rules only and leaves its types out. Who writes `ingress: []` means it.
pub(super) fn closes_ingress(facts: &Facts<'_>, np: Np<'_>) -> bool {
    let has_egress_only = np.read.ingress.is_empty() && !np.read.egress.is_empty();
    let is_written = || {
        facts.may_write(np.policy.location, "ingress")
            && facts.written(np.policy.location).is_some_and(|it| it.entry("spec.ingress").is_some())
    };
    np.leaves_types_out() && has_egress_only && !is_written()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn egress_rules_alone_are_told() {
        let text = IsolatesIngressToo::FIRES;
        assert_eq!(
            found(&IsolatesIngressToo::META, text),
            [
                "6: without `policyTypes` these egress rules close ingress as well: nothing may connect to the pods of this policy"
            ]
        );
        let with = |it: &str| text.replace("  egress", &format!("  policyTypes:\n{it}  egress"));
        assert_eq!(
            fixed(&IsolatesIngressToo::META, text),
            [with("  - Egress\n"), with("  - Ingress\n  - Egress\n")]
        );
    }

    #[test]
    fn who_writes_ingress_means_it() {
        let text = IsolatesIngressToo::FIRES;
        quiet(&IsolatesIngressToo::META, &text.replace("  egress", "  ingress: []\n  egress"));
        quiet(&IsolatesIngressToo::META, &text.replace("  egress", "  ingress: [{}]\n  egress"));
    }
}
