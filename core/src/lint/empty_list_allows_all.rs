//! L-16: `from`, `to` or `ports` that is written and empty, which is everything and not nothing.

use super::network_policies::{self, Np, fix, fix_one, without_rule};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::kind::{Peers, Ports};
use crate::policy::{Direction, RuleRef};
use crate::source::Location;
use crate::yaml::Value;

pub(super) struct EmptyListAllowsAll;

/// A key of a rule.
pub(super) struct Finding {
    rule: RuleRef,
    key: &'static str,
    location: Location,
    /// Nothing stands behind it; else `[]` does.
    is_blank: bool,
}

impl Lint for EmptyListAllowsAll {
    const META: Meta = Meta {
        about: About::new(
            "L-16",
            "empty-list-allows-all",
            Severity::Warning,
            "`from`, `to` or `ports` is written, but empty: that is everybody or every port, where the author may mean no one or none.",
        ),
        fixes: &[FixClass::Safe, FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
  - from: []
    ports:
    - port: 8080
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress: []
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for np in network_policies::all(facts.model) {
            for direction in Direction::BOTH.into_iter().filter(|it| np.isolates(*it)) {
                for (at, rule) in np.rules(direction).iter().enumerate() {
                    let peers = (rule.peers == Peers::Any).then_some(direction.peers_key());
                    let ports = (rule.ports == Ports::Any).then_some("ports");
                    for key in peers.into_iter().chain(ports) {
                        res.extend(empty(facts, np, np.rule(direction, at), key));
                    }
                }
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (all, none) = match it.key {
            "ports" => ("every port", "to allow none, delete the rule"),
            "from" => ("everybody", "to let no one in, delete the rule"),
            _ => ("every destination", "to let out nothing, delete the rule"),
        };
        let how = if it.is_blank { "has no value" } else { "is an empty list" };
        let spot = Spot { location: it.location, ..Spot::of_rule(&facts.model.policies, it.rule) };
        Diagnostic {
            field: format!("{}.{}", it.rule.path(), it.key),
            help: format!("if {all} is meant, delete `{}`; {none}", it.key),
            ..Self::META.at(&spot, format!("`{}` {how}, which allows {all}, not none", it.key))
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let Some(np) = Np::of(facts.model, it.rule.policy) else { return Vec::new() };
        let Some(written) = np.written(facts) else { return Vec::new() };
        let key = written.delete(&format!("{}.{}", it.rule.path(), it.key));
        let rule = without_rule(np, &written, it.rule);
        let safe = fix_one(format!("delete the empty `{}`", it.key), FixClass::Safe, key);
        let effect =
            fix(format!("delete {}, so that it allows nothing", it.rule.words()), FixClass::Effect, rule);
        safe.into_iter().chain(effect).collect()
    }
}

/// The key of a rule, if it is written and empty.
fn empty(facts: &Facts<'_>, np: Np<'_>, rule: RuleRef, key: &'static str) -> Option<Finding> {
    // Most rules have neither, and then their policies are not read again.
    if facts.model.policies.rule(rule).is_some_and(|it| !facts.may_bring(it.location, key)) {
        return None;
    }
    let written = facts.written(np.policy.location)?;
    let entry = written.entry(&format!("{}.{key}", rule.path()))?;
    let is_blank = match &entry.value.value {
        Value::Null => true,
        Value::Sequence(items) if items.is_empty() => false,
        Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::String(_)
        | Value::Sequence(_)
        | Value::Mapping(_) => return None,
    };
    Some(Finding { rule, key, location: written.locate(entry.key_span), is_blank })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn an_empty_list_is_told_at_its_key() {
        let text = EmptyListAllowsAll::FIRES;
        assert_eq!(
            found(&EmptyListAllowsAll::META, text),
            ["8: `from` is an empty list, which allows everybody, not none"]
        );
        let [safe, effect] = fixed(&EmptyListAllowsAll::META, text).try_into().unwrap();
        assert_eq!(safe, text.replace("from: []\n    ", ""));
        assert_eq!(effect, text.replace("\n  - from: []\n    ports:\n    - port: 8080", " []"));
    }

    #[test]
    fn a_blank_is_empty_too() {
        let text = EmptyListAllowsAll::FIRES.replace("from: []", "from:").replace("\n    - port: 8080", "");
        assert_eq!(
            found(&EmptyListAllowsAll::META, &text),
            [
                "8: `from` has no value, which allows everybody, not none",
                "9: `ports` has no value, which allows every port, not none"
            ]
        );
        fixed(&EmptyListAllowsAll::META, &text);
    }

    #[test]
    fn the_last_rule_of_egress_goes_and_egress_stays_closed() {
        let text = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
  egress:
  - to: []
";
        let [safe, effect] = fixed(&EmptyListAllowsAll::META, text).try_into().unwrap();
        assert_eq!(safe, text.replace("to: []", "{}"));
        let wanted =
            text.replace("  egress:\n  - to: []", "  policyTypes:\n  - Ingress\n  - Egress\n  egress: []");
        assert_eq!(effect, wanted);
    }

    #[test]
    fn lists_that_are_left_out_and_sections_that_are_ignored_are_quiet() {
        let head = EmptyListAllowsAll::FIRES.split("  ingress:").next().unwrap();
        quiet(&EmptyListAllowsAll::META, &format!("{head}  ingress:\n  - {{}}\n"));
        quiet(&EmptyListAllowsAll::META, &format!("{head}  ingress:\n"));
        quiet(&EmptyListAllowsAll::META, &format!("{head}  egress:\n  - to: []\n"));
    }
}
