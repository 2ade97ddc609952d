//! L-75: labels of the policy’s own application in a peer.

use super::asks::Of;
use super::dead::Why;
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};

pub(super) struct CommonLabels;

impl Lint for CommonLabels {
    const META: Meta = Meta {
        about: About::new(
            "L-75",
            "common-labels",
            Severity::Warning,
            "A peer asks for the labels of the application that the policy belongs to, and without these it would match pods. Tools that add labels to all selectors do this to selectors of other applications.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, team: red, env: live}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: proxy, namespace: edge, labels: {app: proxy}}
spec: {containers: [{name: main, image: proxy}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web, team: red, env: live}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}
      podSelector: {matchLabels: {app: proxy, team: red, env: live}}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web, team: red, env: live}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: proxy, namespace: edge, labels: {app: proxy}}
spec: {containers: [{name: main, image: proxy}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web, team: red, env: live}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}
      podSelector: {matchLabels: {app: proxy}}
";
    type Finding = u32;

    fn find(facts: &Facts<'_>) -> Vec<u32> {
        facts.dead_by(|_, why| matches!(why, Why::OwnLabels(..)))
    }

    fn words(facts: &Facts<'_>, it: &u32) -> Diagnostic {
        let (model, (ask, why)) = (facts.model, facts.dead_at(*it));
        let (own, pod) = if let Why::OwnLabels(own, pod) = why {
            (own.as_slice(), model.title(*pod))
        } else {
            (&[][..], "")
        };
        let told: Vec<String> = own
            .iter()
            .take(4)
            .filter_map(|it| ask.requirement(Of::Pods, *it))
            .map(terms::requirement)
            .collect();
        let those = crate::words::and_more(&told, own.len());
        let is_one = own.len() == 1;
        let (verb, them) = if is_one { ("is a label", "it") } else { ("are labels", "them") };
        let message = format!(
            "{those} {verb} of the policy's own application; without {them} the peer would match {pod}"
        );
        Diagnostic {
            field: ask.path(Of::Pods),
            help: "take these labels out of the peer; in kustomize use `labels` with `includeTemplates` and without `includeSelectors`".to_owned(),
            ..Self::META.at(&ask.spot(model, ask.span), message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &u32) -> Vec<Fix> {
        let fix = || {
            let (ask, Why::OwnLabels(own, _)) = facts.dead_at(*it) else { return None };
            let written = facts.written(ask.object())?;
            terms::effect(
                "take them out of the peer".to_owned(),
                terms::without(&written, ask, (Of::Pods, own))?,
            )
        };
        fix().into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{first_fixed, found_in_short};

    #[test]
    fn the_labels_are_named_and_taken_out() {
        let text = "pod x/web app=web team=red\npod x/proxy app=proxy\nnp x/p {podSelector: {matchLabels: {app: web, team: red}}, ingress: [{from: [{podSelector: {matchLabels: {app: proxy, team: red}}}]}]}";
        let wanted = "NetworkPolicy x/p spec.ingress[0].from[0].podSelector: team=red is a label of the policy's own application; without it the peer would match x/proxy";
        assert_eq!(found_in_short(&CommonLabels::META, text), [wanted]);
        let after = first_fixed(&CommonLabels::META, CommonLabels::FIRES);
        assert_eq!(after[0].1, CommonLabels::QUIET);
    }

    #[test]
    fn a_peer_of_the_same_application_is_right() {
        for peer in ["{app: web, team: red}", "{team: red}", "{app: other, team: red}"] {
            let text = format!(
                "pod x/web app=web team=red\npod x/proxy app=proxy\nnp x/p {{podSelector: {{matchLabels: {{app: web, team: red}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {peer}}}}}]}}]}}"
            );
            assert_eq!(found_in_short(&CommonLabels::META, &text), [] as [&str; 0], "{peer}");
        }
    }
}
