//! L-78: a selector that asks for a version.

use super::asks::Of;
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::kind::{Operator, Requirement};

pub(super) struct ReleaseLabel;

impl Lint for ReleaseLabel {
    const META: Meta = Meta {
        about: About::new(
            "L-78",
            "release-label",
            Severity::Warning,
            "A selector asks for a label that has another value in each release. While one is rolled out, half of the pods are not selected.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web-a, namespace: shop, labels: {app.kubernetes.io/name: web, app.kubernetes.io/version: \"1.2\"}}
spec: {containers: [{name: main, image: web-a}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: web
      app.kubernetes.io/version: \"1.2\"
  policyTypes: [Ingress]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web-a, namespace: shop, labels: {app.kubernetes.io/name: web, app.kubernetes.io/version: \"1.2\"}}
spec: {containers: [{name: main, image: web-a}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/name: web
  policyTypes: [Ingress]
";
    type Finding = (u32, Of, usize);

    fn find(facts: &Facts<'_>) -> Vec<(u32, Of, usize)> {
        let mut res = Vec::new();
        for (at, ask) in facts.asks().enumerate() {
            for (of, selector) in ask.selectors() {
                let found = selector.requirements.iter().enumerate().filter(|it| asks_version(it.1));
                res.extend(found.map(|it| (at, of, it.0)));
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, &(at, of, nth): &(u32, Of, usize)) -> Diagnostic {
        let ask = facts.asks().at(at);
        let it = ask.requirement(of, nth);
        let (wanted, span) = it.map_or((String::new(), ask.span), |it| (terms::requirement(it), it.span));
        Diagnostic {
            field: ask.path(of),
            help: "select by labels that stay, as `app.kubernetes.io/name` and `app.kubernetes.io/instance`"
                .to_owned(),
            ..Self::META.at(&ask.spot(facts.model, span), format!("{wanted} changes with each release"))
        }
    }

    fn fix(facts: &Facts<'_>, &(at, of, nth): &(u32, Of, usize)) -> Vec<Fix> {
        terms::dropped(facts, facts.asks().at(at), (of, nth)).into_iter().collect()
    }
}

/// Whether a label has the version of a release as its value.
pub(super) fn is_version(key: &str, values: &[String]) -> bool {
    match key {
        "helm.sh/chart" | "app.kubernetes.io/version" => true,
        "chart" => values.iter().any(|it| ends_in_version(it)),
        _ => false,
    }
}

fn asks_version(it: &Requirement) -> bool {
    let wants = match it.operator {
        Operator::Equals | Operator::In => true,
        Operator::NotIn | Operator::Exists | Operator::DoesNotExist => false,
    };
    wants && is_version(&it.key, &it.values)
}

/// `web-1.2.3`
fn ends_in_version(it: &str) -> bool {
    let Some((_, version)) = it.rsplit_once('-') else { return false };
    let mut numbers = version.strip_prefix('v').unwrap_or(version).split('.').peekable();
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let several = version.contains('.');
    several && numbers.all(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{first_fixed, found_in_short};

    #[test]
    fn the_label_is_named_and_deleted() {
        let policy = |selector: &str| format!("pod x/web app=web\nnp x/p {{podSelector: {selector}}}");
        let wanted = "NetworkPolicy x/p spec.podSelector: helm.sh/chart=web-1.2.3 changes with each release";
        assert_eq!(
            found_in_short(&ReleaseLabel::META, &policy("{matchLabels: {helm.sh/chart: web-1.2.3}}")),
            [wanted]
        );
        for (selector, count) in [
            ("{matchLabels: {chart: web-1.2.3}}", 1),
            ("{matchLabels: {chart: web-v2.0}}", 1),
            ("{matchLabels: {chart: web}}", 0),
            ("{matchLabels: {chart: web-2}}", 0),
            ("{matchLabels: {app: web-1.2.3}}", 0),
            ("{matchExpressions: [{key: app.kubernetes.io/version, operator: NotIn, values: ['1']}]}", 0),
            ("{matchExpressions: [{key: app.kubernetes.io/version, operator: In, values: ['1']}]}", 1),
        ] {
            assert_eq!(found_in_short(&ReleaseLabel::META, &policy(selector)).len(), count, "{selector}");
        }
        let after = first_fixed(&ReleaseLabel::META, ReleaseLabel::FIRES);
        assert_eq!(after[0].1, ReleaseLabel::QUIET);
        let listed = ReleaseLabel::FIRES.replace(
            "      app.kubernetes.io/version: \"1.2\"\n",
            "    matchExpressions:\n    - {key: app.kubernetes.io/version, operator: In, values: [\"1.2\"]}\n",
        );
        let after = first_fixed(&ReleaseLabel::META, &listed);
        assert_eq!(after[0].1, ReleaseLabel::QUIET);
    }
}
