//! L-55: a rule of a cluster-wide policy that is never reached, because a rule before it decides about all that it
//! matches.

use super::coverage::{CoveredRule, How};
use super::{Facts, Lint, Meta, Spot, deleted};
use crate::diagnostic::{About, Diagnostic, Edit, Fix, FixClass, Severity};
use crate::model::Model;
use crate::policy::Peers;
use crate::source::{Location, Span};

pub(super) struct UnreachableRule;

/// So many comparisons of two rules tell whether they match the same.
const MOST_COMPARED: usize = 2_000;

impl Lint for UnreachableRule {
    const META: Meta = Meta {
        about: About::new(
            "L-55",
            "unreachable-rule",
            Severity::Warning,
            "A rule before it, of the same policy or of one with a stronger priority, decides about everything that a rule of a cluster-wide policy matches. The rule is never reached in any cluster.",
        ),
        fixes: &[FixClass::Effect, FixClass::Safe],
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
  subject: {namespaces: {}}
  ingress:
  - action: Deny
    from: [{namespaces: {}}]
  - action: Accept
    from: [{namespaces: {matchLabels: {team: monitoring}}}]
";
    const QUIET: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: tenants}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {}}
  ingress:
  - action: Accept
    from: [{namespaces: {matchLabels: {team: monitoring}}}]
  - action: Deny
    from: [{namespaces: {}}]
";
    type Finding = CoveredRule;

    fn find(facts: &Facts<'_>) -> Vec<CoveredRule> {
        facts.coverage().rules.iter().filter(|it| it.how == How::Unreachable).copied().collect()
    }

    fn words(facts: &Facts<'_>, it: &CoveredRule) -> Diagnostic {
        let spot = Spot::of_rule(&facts.model.policies, it.rule);
        let message = format!("{}: it is never reached in any cluster", it.words(facts.model));
        let help = if is_same(facts.model, it) {
            "delete it"
        } else {
            match is_mutual(facts.model, it) {
                Some(true) => "the two match the same: delete one of them",
                Some(false) => "move it before the other one, or delete it",
                None => "delete it",
            }
        };
        Diagnostic {
            field: it.rule.path(),
            help: help.to_owned(),
            related: deleted::related(facts.model, it.by, "decides before it"),
            ..Self::META.at(&spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &CoveredRule) -> Vec<Fix> {
        // Where it is unknown whether it matches, a verdict may be open because of it, and is not without it.
        let class = if is_in_doubt(facts.model, it) { FixClass::Effect } else { FixClass::Safe };
        let delete = deleted::covered(facts.model, it).map(|it| Fix { class, ..it });
        moved_up(facts.model, it).into_iter().chain(delete).collect()
    }
}

/// Whether it is unknown of some end whether the rule matches it.
fn is_in_doubt(model: &Model, it: &CoveredRule) -> bool {
    match model.policies.rule(it.rule).map(|it| &it.peers) {
        Some(Peers::Only(all)) => all.iter().any(|it| model.reach.is_in_doubt(*it)),
        Some(Peers::Any) | None => false,
    }
}

/// Whether both rules do the same: then it does not matter which is first.
fn is_same(model: &Model, it: &CoveredRule) -> bool {
    let action = |it| model.policies.rule(it).map(|it| it.action);
    action(it.rule) == action(it.by)
}

/// Whether each of the two matches all that the other one does: the other one would never be reached behind it. `None`
/// where too much would have to be compared to tell.
fn is_mutual(model: &Model, it: &CoveredRule) -> Option<bool> {
    let Model { policies, cluster, .. } = model;
    let (rule, by) = (policies.rule(it.rule)?, policies.rule(it.by)?);
    if !rule.ports.cover(&by.ports) {
        return Some(false);
    }
    (policies.weight(rule, by) <= MOST_COMPARED).then(|| policies.rule_covers(cluster, rule, by))
}

/// Moves the rule before the one that decides, where both are whole lines of one list and do not do the same. Where they
/// match the same, perhaps, the move would only make the other one the rule that is never reached.
fn moved_up(model: &Model, it: &CoveredRule) -> Option<Fix> {
    let is_of_use =
        it.rule.policy == it.by.policy && !is_same(model, it) && is_mutual(model, it) == Some(false);
    is_of_use.then_some(())?;
    let place = |it| model.places.list_entry(model.policies.rule(it)?.location);
    let (from, to) = (place(it.rule)?, place(it.by)?);
    let text = model.places.text(from)?;
    let is_line = model.places.lead(from)?.is_empty() && model.places.lead(to)?.is_empty();
    (is_line && text.ends_with('\n')).then_some(())?;
    let before = Location { file: to.file, span: Span::new(to.span.start, to.span.start) };
    Some(Fix {
        title: format!("move {} before {}", it.rule.words(), it.by.words()),
        edits: vec![
            Edit { location: before, text: text.to_owned() },
            Edit { location: from, text: String::new() },
        ],
        class: FixClass::Effect,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let analysis = crate::testing::short(text);
        let all = analysis.lints(|it| it == &UnreachableRule::META);
        all.iter().map(|it| format!("{} {}", it.object, it.field)).collect()
    }

    fn policies(first: &str, second: &str) -> String {
        let policy = |name: &str, rest: &str| format!("cnp {name} {{tier: Admin, {rest}}}");
        format!("pod x/a\n{}\n{}", policy("one", first), policy("two", second))
    }

    #[test]
    fn a_stronger_policy_that_selects_more_decides() {
        let wide = |priority: u32, subject: &str| {
            format!(
                "priority: {priority}, subject: {{namespaces: {subject}}}, ingress: [{{action: Pass, from: [{{namespaces: {{}}}}]}}]"
            )
        };
        let narrow = "priority: 5, subject: {namespaces: {matchLabels: {a: x}}}, ingress: [{action: Deny, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {b: w}}}}]}]";
        let named = ["ClusterNetworkPolicy two spec.ingress[0]"];
        assert_eq!(found(&policies(&wide(1, "{}"), narrow)), named);
        assert_eq!(found(&policies(&wide(5, "{}"), narrow)), [] as [&str; 0], "equal priority has no order");
        assert_eq!(found(&policies(&wide(9, "{}"), narrow)), [] as [&str; 0]);
        assert_eq!(found(&policies(&wide(1, "{matchLabels: {a: z}}"), narrow)), [] as [&str; 0]);
    }

    #[test]
    fn what_is_perhaps_matched_decides_nothing_for_certain() {
        // Any address may be that of a node, as far as the input says.
        let rules = "priority: 1, subject: {namespaces: {}}, egress: [{action: Accept, to: [{nodes: {}}]}, {action: Deny, to: [{nodes: {matchLabels: {a: x}}}]}]";
        assert_eq!(found(&format!("pod x/a\ncnp one {{tier: Admin, {rules}}}")), [] as [&str; 0]);
    }

    #[test]
    fn without_a_rule_that_is_perhaps_matched_a_verdict_may_be_certain() {
        // Of a pod without an address, it is unknown in which half of the pods' block it lies.
        let class = |network: &str| {
            let text = format!(
                "apiVersion: v1
kind: Pod
metadata: {{name: a}}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {{name: one}}
spec:
  tier: Admin
  priority: 1
  subject: {{namespaces: {{}}}}
  egress:
  - action: Accept
    to: [{{networks: [0.0.0.0/0]}}]
  - action: Deny
    to: [{{networks: [{network}]}}]
"
            );
            let analysis = crate::testing::text(&text);
            let all = analysis.lints(|it| it == &UnreachableRule::META);
            all[0].fixes.last().unwrap().class
        };
        assert_eq!(class("10.244.0.0/17"), FixClass::Effect);
        assert_eq!(class("192.0.2.0/24"), FixClass::Safe);
    }

    #[test]
    fn what_the_rule_before_does_as_well_is_deleted_and_not_moved() {
        let text = |second: &str| {
            format!(
                "apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {{name: tenants}}
spec:
  tier: Admin
  priority: 10
  subject: {{namespaces: {{}}}}
  ingress:
  - action: Deny
    from: [{{namespaces: {{}}}}]
  - action: {second}
    from: [{{namespaces: {{matchLabels: {{team: a}}}}}}]
"
            )
        };
        let said = |second: &str| {
            let analysis = crate::testing::text(&text(second));
            let all = analysis.lints(|it| it == &UnreachableRule::META);
            let titles = all[0].fixes.iter().map(|it| it.title.clone()).collect::<Vec<_>>();
            (all[0].help.clone(), titles)
        };
        let (moved, deleted) = ("move ingress rule 2 before ingress rule 1", "delete ingress rule 2");
        assert_eq!(
            said("Accept"),
            (
                "move it before the other one, or delete it".to_owned(),
                vec![moved.to_owned(), deleted.to_owned()]
            )
        );
        assert_eq!(said("Deny"), ("delete it".to_owned(), vec![deleted.to_owned()]));
    }

    #[test]
    fn of_two_that_match_the_same_none_is_moved_back_and_forth() {
        let text = UnreachableRule::FIRES
            .replace("{namespaces: {matchLabels: {team: monitoring}}}", "{namespaces: {}}");
        let analysis = crate::testing::text(&text);
        let all = analysis.lints(|it| it == &UnreachableRule::META);
        let titles = all[0].fixes.iter().map(|it| it.title.as_str()).collect::<Vec<_>>();
        assert_eq!(
            (all[0].help.as_str(), titles),
            ("the two match the same: delete one of them", vec!["delete ingress rule 2"])
        );
    }

    #[test]
    fn of_two_that_are_too_large_to_compare_nothing_is_said_as_a_fact() {
        let said = |count: usize| {
            let teams = (0..count).map(|it| format!("t{it}")).collect::<Vec<_>>().join(", ");
            let text = UnreachableRule::FIRES.replace(
                "matchLabels: {team: monitoring}",
                &format!("matchExpressions: [{{key: team, operator: In, values: [{teams}]}}]"),
            );
            let analysis = crate::testing::text(&text);
            let all = analysis.lints(|it| it == &UnreachableRule::META);
            let titles = all[0].fixes.iter().map(|it| it.title.clone()).collect::<Vec<_>>();
            (all[0].help.clone(), titles.join(", "))
        };
        let (moved, deleted) = ("move ingress rule 2 before ingress rule 1", "delete ingress rule 2");
        let told = ("move it before the other one, or delete it".to_owned(), format!("{moved}, {deleted}"));
        assert_eq!(said(MOST_COMPARED / 2), told);
        assert_eq!(said(MOST_COMPARED + 1), ("delete it".to_owned(), deleted.to_owned()));
    }
}
