//! L-23: a selector that contradicts itself, or says a value twice.

use super::asks::Of;
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::hash::HashSet;
use crate::kind::Requirement;

pub(super) struct ContradictorySelector;

/// A requirement that contradicts those before it, or has a value twice.
pub(super) struct Finding {
    ask: u32,
    of: Of,
    nth: usize,
    is_contradiction: bool,
}

impl Lint for ContradictorySelector {
    const META: Meta = Meta {
        about: About::new(
            "L-23",
            "contradictory-selector",
            Severity::Error,
            "The requirements of a selector exclude each other, so nothing can ever match it. A list that has a value twice is told as an information.",
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
  podSelector:
    matchLabels: {app: api}
    matchExpressions:
    - {key: app, operator: NotIn, values: [api, web]}
  ingress:
  - from:
    - podSelector:
        matchExpressions:
        - {key: app, operator: In, values: [web, worker, web]}
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector:
    matchLabels: {app: api}
    matchExpressions:
    - {key: tier, operator: NotIn, values: [api, web]}
  ingress:
  - from:
    - podSelector:
        matchExpressions:
        - {key: app, operator: In, values: [web, worker]}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for (ask, it) in facts.asks().enumerate() {
            for (of, selector) in it.selectors() {
                if let Some(nth) = terms::contradiction(selector) {
                    res.push(Finding { ask, of, nth, is_contradiction: true });
                }
                let twice = selector.requirements.iter().enumerate().filter(|it| !repeated(it.1).is_empty());
                res.extend(twice.map(|it| Finding { ask, of, nth: it.0, is_contradiction: false }));
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let ask = facts.asks().at(it.ask);
        let all = ask.selector(it.of).map(|it| it.requirements.as_slice()).unwrap_or_default();
        let Some(requirement) = all.get(it.nth) else {
            return Self::META.at(&ask.spot(facts.model, ask.span), "");
        };
        let spot = ask.spot(facts.model, requirement.span);
        let field = ask.path(it.of);
        if !it.is_contradiction {
            let values: Vec<&str> = repeated(requirement)
                .iter()
                .take(4)
                .filter_map(|it| requirement.values.get(*it))
                .map(String::as_str)
                .collect();
            return Diagnostic {
                field,
                help: "delete the repetition".to_owned(),
                severity: Severity::Info,
                ..Self::META.at(&spot, format!("{} stands in the list twice", values.join(", ")))
            };
        }
        let others = all.iter().take(it.nth).filter(|it| it.key == requirement.key).map(terms::requirement);
        let others: Vec<String> = others.take(4).collect();
        let matched = if it.of == Of::Pods { "pod" } else { "namespace" };
        let message = format!(
            "no {matched} can ever match: {} contradicts {}",
            terms::requirement(requirement),
            others.join(" and ")
        );
        Diagnostic { field, help: "change or delete one of them".to_owned(), ..Self::META.at(&spot, message) }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let ask = facts.asks().at(it.ask);
        let fix = || {
            let requirement = ask.requirement(it.of, it.nth).filter(|_| !it.is_contradiction)?;
            let path = format!("{}.values", terms::path(ask, it.of, it.nth)?);
            let written = facts.written(ask.object())?;
            let edit = match repeated(requirement).as_slice() {
                [one] => written.delete(&format!("{path}[{one}]"))?,
                all => {
                    let values = requirement.values.iter().enumerate().filter(|it| !all.contains(&it.0));
                    written.set(&path, &Yaml::list(values.map(|it| Yaml::text(it.1.as_str()))))?
                }
            };
            Some(Fix {
                title: "delete the repeated values".to_owned(),
                edits: vec![edit],
                class: FixClass::Safe,
            })
        };
        fix().into_iter().collect()
    }
}

/// The positions of values that stand in the list before.
fn repeated(it: &Requirement) -> Vec<usize> {
    let mut seen: HashSet<&str> = HashSet::default();
    let again = it.values.iter().enumerate().filter(|it| !seen.insert(it.1));
    again.map(|it| it.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{first_fixed, found_in_short};

    fn subject(selector: &str) -> String {
        format!("pod x/web app=web\nnp x/p {{podSelector: {selector}, policyTypes: [Ingress]}}")
    }

    #[test]
    fn what_contradicts_what_is_told() {
        let text =
            subject("{matchLabels: {app: web}, matchExpressions: [{key: app, operator: DoesNotExist}]}");
        let wanted =
            "NetworkPolicy x/p spec.podSelector: no pod can ever match: app absent contradicts app=web";
        assert_eq!(found_in_short(&ContradictorySelector::META, &text), [wanted]);
        for (selector, count) in [
            ("{matchLabels: {app: web}, matchExpressions: [{key: app, operator: In, values: [api, db]}]}", 1),
            (
                "{matchExpressions: [{key: app, operator: In, values: [a, b]}, {key: app, operator: NotIn, values: [a]}, {key: app, operator: NotIn, values: [b]}]}",
                1,
            ),
            ("{matchExpressions: [{key: app, operator: Exists}, {key: app, operator: DoesNotExist}]}", 1),
            (
                "{matchExpressions: [{key: app, operator: In, values: [a, b]}, {key: app, operator: NotIn, values: [a]}]}",
                0,
            ),
            ("{matchExpressions: [{key: app, operator: Exists}, {key: tier, operator: DoesNotExist}]}", 0),
            (
                "{matchExpressions: [{key: app, operator: NotIn, values: [a]}, {key: app, operator: DoesNotExist}]}",
                0,
            ),
        ] {
            assert_eq!(
                found_in_short(&ContradictorySelector::META, &subject(selector)).len(),
                count,
                "{selector}"
            );
        }
    }

    #[test]
    fn repeated_values_are_deleted() {
        let text = ContradictorySelector::FIRES.replace("NotIn, values: [api, web]", "NotIn, values: [web]");
        for (values, after) in [
            ("[web, worker, web]", "[web, worker]"),
            ("[web, web, web]", "[web]"),
            ("[a, a, b, b]", "[a, b]"),
        ] {
            let all = first_fixed(&ContradictorySelector::META, &text.replace("[web, worker, web]", values));
            assert_eq!(all[0].0, "delete the repeated values");
            assert_eq!(all[0].1, text.replace("[web, worker, web]", after));
        }
    }
}
