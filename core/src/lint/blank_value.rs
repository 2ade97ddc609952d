//! L-24: a label whose value is left blank in a selector.

use super::asks::{Ask, Of};
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::Operator;

pub(super) struct BlankValue;

impl Lint for BlankValue {
    const META: Meta = Meta {
        about: About::new(
            "L-24",
            "blank-value",
            Severity::Warning,
            "A value that is left blank is the empty text, so the selector takes only what has the label without a value. Mostly any value is meant.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector:
    matchLabels:
      app:
  policyTypes: [Ingress]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector:
    matchLabels:
      app: \"\"
  policyTypes: [Ingress]
";
    type Finding = (u32, Of, usize);

    fn find(facts: &Facts<'_>) -> Vec<(u32, Of, usize)> {
        let of = |(at, ask)| blanks(facts, ask).into_iter().map(move |(of, nth)| (at, of, nth));
        facts.asks().enumerate().flat_map(of).collect()
    }

    fn words(facts: &Facts<'_>, &(at, of, nth): &(u32, Of, usize)) -> Diagnostic {
        let ask = facts.asks().at(at);
        let it = ask.requirement(of, nth);
        let (key, span) = it.map_or(("", ask.span), |it| (it.key.as_str(), it.span));
        let message = format!("{key} is left blank: that asks for the label {key} with an empty value");
        Diagnostic {
            field: ask.path(of),
            help: "give the value, or ask for the label with any value by `operator: Exists`".to_owned(),
            ..Self::META.at(&ask.spot(facts.model, span), message)
        }
    }

    fn fix(facts: &Facts<'_>, &(at, of, nth): &(u32, Of, usize)) -> Vec<Fix> {
        let ask = facts.asks().at(at);
        let fix = || {
            let all = &ask.selector(of)?.requirements;
            let key = all.get(nth)?.key.as_str();
            let written = facts.written(ask.object())?;
            let selector = ask.path(of);
            let (pairs, expressions) =
                (format!("{selector}.matchLabels"), format!("{selector}.matchExpressions"));
            let exists = Yaml::map([("key", Yaml::text(key)), ("operator", Yaml::text("Exists"))]);
            let is_only_pair = all.iter().filter(|it| it.operator == Operator::Equals).count() == 1;
            let has_expressions = written.at(&expressions).is_some();
            let edits = match (is_only_pair, has_expressions) {
                // The map becomes the list.
                (true, false) => {
                    vec![
                        written.rename(&pairs, "matchExpressions")?,
                        written.set(&pairs, &Yaml::list([exists]))?,
                    ]
                }
                (true, true) => vec![written.delete(&pairs)?, written.append(&expressions, &exists)?],
                (false, true) => {
                    let deleted = terms::without(&written, ask, (of, &[nth]))?;
                    [deleted, vec![written.append(&expressions, &exists)?]].concat()
                }
                (false, false) => {
                    let deleted = terms::without(&written, ask, (of, &[nth]))?;
                    let inserted = written.insert(&selector, "matchExpressions", &Yaml::list([exists]))?;
                    [deleted, vec![inserted]].concat()
                }
            };
            terms::effect(format!("ask for {key} with any value"), edits)
        };
        fix().into_iter().collect()
    }
}

/// The pairs of a policy whose values are blank: which selector, and the position there.
pub(super) fn blanks(facts: &Facts<'_>, ask: &Ask<'_>) -> Vec<(Of, usize)> {
    let mut res = Vec::new();
    for (of, selector) in ask.selectors() {
        for (nth, it) in selector.requirements.iter().enumerate() {
            let is_empty = it.operator == Operator::Equals && it.values.iter().all(String::is_empty);
            let is_blank = || {
                let path = terms::path(ask, of, nth)?;
                Some(facts.written(ask.object())?.at(&path)?.is_null())
            };
            if is_empty && is_blank() == Some(true) {
                res.push((of, nth));
            }
        }
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, found_fields};

    #[test]
    fn the_key_is_named() {
        assert_eq!(
            found_fields(&BlankValue::META, BlankValue::FIRES),
            ["12 spec.podSelector: app is left blank: that asks for the label app with an empty value"]
        );
        for quiet in ["app: ''", "app: api", "app: ~x"] {
            let text = BlankValue::FIRES.replace("      app:\n", &format!("      {quiet}\n"));
            assert_eq!(found_fields(&BlankValue::META, &text), [] as [&str; 0], "{quiet}");
        }
    }

    #[test]
    fn any_value_is_asked_for_in_each_way_of_writing() {
        let changed = |from: &str, to: &str| {
            assert!(BlankValue::FIRES.contains(from));
            changed_lines(&BlankValue::META, &BlankValue::FIRES.replace(from, to))
        };
        let lines = "    matchLabels:\n      app:\n";
        let expression = ["    matchExpressions:", "      - key: app", "        operator: Exists"];
        assert_eq!(changed(lines, lines), expression);
        assert_eq!(changed(lines, "    matchLabels: {app: }\n"), expression);
        assert_eq!(changed(lines, "    matchLabels:\n      app:\n      tier: back\n"), expression);
        assert_eq!(
            changed(
                lines,
                "    matchLabels: {app: , tier: back}\n    matchExpressions:\n    - {key: x, operator: DoesNotExist}\n"
            ),
            ["    matchLabels: {tier: back}", "    - key: app", "      operator: Exists"]
        );
    }
}
