//! L-73: a rule that allows everything, beside others in its list, which do nothing then.

use super::coverage::How;
use super::{Facts, Lint, Meta, Spot, deleted};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::policy::RuleRef;

pub(super) struct WideRule;

/// The rule that allows everything, and the others of its list.
pub(super) struct Finding {
    rule: RuleRef,
    others: Vec<RuleRef>,
}

impl Lint for WideRule {
    const META: Meta = Meta {
        about: About::new(
            "L-73",
            "wide-rule",
            Severity::Warning,
            "A rule without peers and ports allows everything, so the other rules of its list do nothing. This happens where a template renders an empty value.",
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
  ingress:
  - from: [{podSelector: {matchLabels: {app: web}}}]
    ports: [{port: 8080}]
  - {}
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - {}
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res: Vec<Finding> = Vec::new();
        for it in facts.coverage().rules.iter().filter(|it| it.how == How::Wide) {
            match res.last_mut().filter(|last| last.rule == it.by) {
                Some(last) => last.others.push(it.rule),
                None => res.push(Finding { rule: it.by, others: vec![it.rule] }),
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let spot = Spot::of_rule(&facts.model.policies, it.rule);
        let list = deleted::list(it.rule.direction);
        let others = match it.others.as_slice() {
            [one] => format!("{} changes", one.words()),
            all => format!("the other {} rules of `{list}` change", all.len()),
        };
        Diagnostic {
            field: it.rule.path(),
            help: "delete it, or the others".to_owned(),
            ..Self::META.at(&spot, format!("allows everything: {others} nothing"))
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let model = facts.model;
        let it_alone =
            deleted::rules(model, format!("delete {}", it.rule.words()), FixClass::Effect, &[it.rule]);
        let others = match it.others.as_slice() {
            [one] => format!("delete {}", one.words()),
            _ => format!("delete the other rules of {}", deleted::list(it.rule.direction)),
        };
        let others = deleted::rules(model, others, FixClass::Safe, &it.others);
        it_alone.into_iter().chain(others).collect()
    }
}
