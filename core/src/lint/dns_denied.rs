//! L-94: a denial of a cluster-wide policy that keeps pods from the servers of DNS.

use super::admin::{self, Dns, Ordered};
use super::{Facts, Lint, Meta, Spot, denies_pods_too};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::policy::{Action, Direction, RuleRef, Tier};
use crate::protocol::Protocol;

pub(super) struct DnsDenied;

/// A rule, and the protocols of DNS that it denies.
pub(super) struct Finding(RuleRef, Vec<Protocol>);

impl Lint for DnsDenied {
    const META: Meta = Meta {
        about: About::new(
            "L-94",
            "dns-denied",
            Severity::Warning,
            "A cluster-wide policy denies the way to the DNS pods. Names no longer resolve for its pods; in the Admin tier no policy of a namespace can allow it again.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: tenants}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {tenant: a}}}
  egress:
  - action: Deny
    to: [{namespaces: {matchExpressions: [{key: tenant, operator: NotIn, values: [a]}]}}]
";
    const QUIET: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: tenants}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {tenant: a}}}
  egress:
  - action: Pass
    to: [{namespaces: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
  - action: Deny
    to: [{namespaces: {matchExpressions: [{key: tenant, operator: NotIn, values: [a]}]}}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut ordered = Ordered::new(facts);
        let rules = ordered.rules();
        if rules.iter().all(|it| it.0.direction == Direction::Ingress) {
            return Vec::new();
        }
        let dns = Dns::of(facts);
        let found: Vec<Finding> =
            rules.into_iter().filter_map(|it| finding(facts, &mut ordered, &dns, it.0)).collect();
        // A denial of all addresses is told by a rule of its own, with what becomes of names.
        found.into_iter().filter(|it| !denies_pods_too::is_one(facts, &mut ordered, it.0)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let Finding(rule, protocols) = it;
        let spot = Spot::of_rule(&facts.model.policies, *rule);
        let protocols: Vec<&str> = protocols.iter().map(|it| it.as_str()).collect();
        let dns = Dns::of(facts);
        let message = format!(
            "denies DNS over {} to {}: names no longer resolve",
            protocols.join(" and "),
            dns.title(facts)
        );
        let tier = facts.model.policies.tier(rule.policy);
        let help = match tier {
            Tier::Admin => "allow DNS by a rule before this one; no policy of a namespace can",
            Tier::NetworkPolicy | Tier::Baseline => "allow DNS by a rule before this one",
        };
        Diagnostic { field: rule.path(), help: help.to_owned(), ..Self::META.at(&spot, message) }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let rule = it.0;
        let policy = facts.model.policies.policies.at(rule.policy);
        let fix = Dns::of(facts).allowed(policy.kind).and_then(|allowed| {
            let written = facts.written(policy.location)?;
            let edit = written.insert_item(&admin::list(rule.direction), rule.index as usize, &allowed)?;
            Some(Fix { title: "allow DNS before it".to_owned(), edits: vec![edit], class: FixClass::Effect })
        });
        fix.into_iter().collect()
    }
}

fn finding(facts: &Facts<'_>, ordered: &mut Ordered<'_, '_>, dns: &Dns, it: RuleRef) -> Option<Finding> {
    let policies = &facts.model.policies;
    let rule =
        policies.rule(it).filter(|own| own.action == Action::Deny && it.direction == Direction::Egress)?;
    let mut denied = dns.reached_by(facts, rule);
    if denied.is_empty() {
        return None;
    }
    for (_, before) in ordered.before(it)? {
        let decided = dns.reached_by(facts, before);
        denied.retain(|it| !decided.contains(it));
    }
    let policy = policies.policies.at(it.policy);
    // What NetworkPolicies isolate never comes to the Baseline tier.
    let is_asked = !policy.tier.is_after_isolation() || !facts.all_isolated(policy.subject, it.direction);
    (is_asked && !denied.is_empty()).then_some(Finding(it, denied))
}

/// Whether a rule denies DNS on the way out.
pub(super) fn is_denied(facts: &Facts<'_>, ordered: &mut Ordered<'_, '_>, dns: &Dns, it: RuleRef) -> bool {
    it.direction == Direction::Egress && finding(facts, ordered, dns, it).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn a_rule_for_dns_goes_before_it() {
        assert_eq!(
            found_fields(&DnsDenied::META, DnsDenied::FIRES),
            [
                "9 spec.egress[0]: denies DNS over UDP and TCP to the DNS pods of kube-system: names no longer resolve"
            ]
        );
        let fixes = mended(&DnsDenied::META, DnsDenied::FIRES);
        assert!(
            fixes[0].contains("+  - name: dns\n+    action: Accept")
                && fixes[0].contains("k8s-app: kube-dns"),
            "{fixes:?}"
        );
        let old = DnsDenied::FIRES
            .replace("v1alpha2", "v1alpha1")
            .replace("ClusterNetworkPolicy", "AdminNetworkPolicy")
            .replace("  tier: Admin\n", "");
        let fixes = mended(&DnsDenied::META, &old);
        assert!(fixes[0].contains("action: Allow") && fixes[0].contains("portNumber"), "{fixes:?}");
    }

    #[test]
    fn the_servers_of_the_input_are_meant() {
        let count = |pods: &str, egress: &str| {
            found_in_short(&DnsDenied::META, &format!("pod x/a app=a\n{pods}\ncnp p {{tier: Baseline, priority: 1, subject: {{namespaces: {{matchLabels: {{kubernetes.io/metadata.name: x}}}}}}, egress: [{egress}]}}")).len()
        };
        let all = "{action: Deny, to: [{networks: [10.0.0.0/8]}]}";
        assert_eq!(count("", all), 1);
        assert_eq!(count("", "{action: Deny, to: [{networks: [0.0.0.0/0]}]}"), 0, "all addresses: L-60");
        assert_eq!(count("", "{action: Deny, to: [{networks: [192.0.2.0/24]}]}"), 0);
        assert_eq!(
            count(
                "",
                "{action: Deny, to: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 80}}}]}"
            ),
            0
        );
        let server = "pod kube-system/dns k8s-app=kube-dns port=53/UDP ip=10.0.0.53";
        assert_eq!(count(server, "{action: Deny, to: [{networks: [10.0.0.0/24]}]}"), 1);
        assert_eq!(
            count(
                server,
                &format!(
                    "{{action: Accept, to: [{{pods: {{podSelector: {{matchLabels: {{k8s-app: kube-dns}}}}}}}}]}}, {all}"
                )
            ),
            0
        );
        assert_eq!(
            count("np x/p {podSelector: {}, policyTypes: [Egress]}", all),
            0,
            "the Baseline tier is not asked"
        );
    }
}
