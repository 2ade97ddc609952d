//! L-72: a selector that one label keeps from pods that are plainly meant.

use super::asks::Of;
use super::dead::Why;
use super::siblings::{self, Siblings};
use super::{Facts, Lint, Meta, near, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::words;

pub(super) struct MissedByOneLabel;

/// A selector that nearly selects something, or some of what it should.
pub(super) enum Finding {
    /// Among those that select nothing.
    Nearly(u32),
    Siblings(Siblings),
}

impl Lint for MissedByOneLabel {
    const META: Meta = Meta {
        about: About::new(
            "L-72",
            "missed-by-one-label",
            Severity::Warning,
            "One label keeps a selector from a pod that it nearly selects, or from some of the pods of one application. They are missed by a label that is misspelt or too narrow.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api, tier: backend}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api, tier: beckend}}
  policyTypes: [Ingress]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api, tier: backend}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api, tier: backend}}
  policyTypes: [Ingress]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let nearly = facts.dead_by(|_, why| matches!(why, Why::Near(_))).into_iter().map(Finding::Nearly);
        nearly.chain(siblings::find(facts).into_iter().map(Finding::Siblings)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let model = facts.model;
        match it {
            Finding::Nearly(at) => {
                let (ask, why) = facts.dead_at(*at);
                let wanted = ask.pods.map(terms::selector).unwrap_or_default();
                let nearest = if let Why::Near(it) = why { Some(it) } else { None };
                let there = nearest
                    .zip(ask.pods)
                    .and_then(|(it, pods)| near::sentence(model, pods, model.title(it.it), it));
                let there = there.map_or(String::new(), |it| format!(", and {it}"));
                let is_key = nearest.and_then(|it| it.only_miss()).is_some_and(|it| it.other_key.is_some());
                let what = if is_key { "key" } else { "value" };
                let nth = nearest.and_then(|it| it.only_miss()).map_or(0, |it| it.requirement);
                let span = ask.requirement(Of::Pods, nth).map_or(ask.span, |it| it.span);
                Diagnostic {
                    field: ask.path(Of::Pods),
                    help: format!("write the {what} that the pod has, or delete the requirement"),
                    ..Self::META.at(
                        &ask.spot(model, span),
                        format!("nothing is selected: no pod has {wanted}{there}"),
                    )
                }
            }
            Finding::Siblings(it) => {
                let ask = facts.asks().at(it.ask);
                let span = ask.requirement(Of::Pods, it.requirement).map_or(ask.span, |it| it.span);
                let miss = std::iter::once((it.requirement, it.test.actual));
                let why = ask.pods.and_then(|it| near::has_and_wanted(model, it, miss)).unwrap_or_default();
                let others = match it.left_out - 1 {
                    0 => String::new(),
                    more => format!(" (and {} more)", words::count(more, "pod")),
                };
                let message = format!(
                    "of the pods of {}, {} is selected and {}{others} is not: it {why}",
                    it.group,
                    model.title(it.taken),
                    model.title(it.first)
                );
                Diagnostic {
                    field: ask.path(Of::Pods),
                    help: "delete the requirement, if all of them are meant".to_owned(),
                    ..Self::META.at(&ask.spot(model, span), message)
                }
            }
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        match it {
            Finding::Nearly(at) => {
                let (ask, Why::Near(nearest)) = facts.dead_at(*at) else { return Vec::new() };
                let value = near::values(facts, ask, nearest);
                let dropped =
                    nearest.only_miss().and_then(|it| terms::dropped(facts, ask, (Of::Pods, it.requirement)));
                value.into_iter().chain(dropped).collect()
            }
            Finding::Siblings(it) => {
                terms::dropped(facts, facts.asks().at(it.ask), (Of::Pods, it.requirement))
                    .into_iter()
                    .collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{first_fixed, found_in_short};

    #[test]
    fn key_wanted_and_actual_are_named() {
        let text =
            "pod x/api app=api tier=front\nnp x/p {podSelector: {matchLabels: {app: api, tier: back}}}";
        let wanted = "NetworkPolicy x/p spec.podSelector: nothing is selected: no pod has app=api and tier=back, and x/api has tier=front, wanted tier=back";
        assert_eq!(found_in_short(&MissedByOneLabel::META, text), [wanted]);
        let slip = "pod x/api app=api\nnp x/p {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: Api}}}]}]}";
        assert_eq!(found_in_short(&MissedByOneLabel::META, slip).len(), 1);
        let absent = "pod x/api app=api\nnp x/p {podSelector: {matchLabels: {app: api, tier: back}}}";
        assert!(
            found_in_short(&MissedByOneLabel::META, absent)[0]
                .ends_with("x/api has no label tier, wanted tier=back")
        );
        let after = first_fixed(&MissedByOneLabel::META, MissedByOneLabel::FIRES);
        let titles: Vec<&str> = after.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(titles, ["write tier=backend", "delete tier=beckend"]);
        assert_eq!(after[0].1, MissedByOneLabel::QUIET);
    }

    #[test]
    fn capital_letters_of_a_key_count() {
        let text = "pod x/web app=web\npod x/db app=db\nnp x/p {podSelector: {matchLabels: {App: db}}}";
        let wanted = "NetworkPolicy x/p spec.podSelector: nothing is selected: no pod has App=db, and x/db has app=db, wanted App=db: capital letters count";
        assert_eq!(found_in_short(&MissedByOneLabel::META, text), [wanted]);
        let text = MissedByOneLabel::QUIET
            .replace("{app: api, tier: backend}}\n  policy", "{app: api, TIER: backend}}\n  policy");
        let after = first_fixed(&MissedByOneLabel::META, &text);
        assert_eq!(after[0], ("write tier=backend".to_owned(), MissedByOneLabel::QUIET.to_owned()));
        // Both keys are asked for: which one is wrong is not plain.
        let both = "pod x/web app=web\nnp x/p {podSelector: {matchLabels: {app: web, App: web}}}";
        let analysis = crate::testing::short(both);
        let titles: Vec<_> = analysis.lints(|it| it == &MissedByOneLabel::META)[0]
            .fixes
            .iter()
            .map(|it| it.title.clone())
            .collect();
        assert_eq!(titles, ["delete App=web"]);
    }

    #[test]
    fn a_pod_that_is_something_else_is_not_meant() {
        for text in [
            "pod x/api app=api\nnp x/p {podSelector: {matchLabels: {app: web}}}",
            "pod x/api app=api tier=front\nnp x/p {podSelector: {matchLabels: {app: web, tier: back}}}",
            "pod x/api app=web\nnp x/p {podSelector: {matchLabels: {app: db}}}",
            "pod x/api app=apx hostnet\nnp x/p {podSelector: {matchLabels: {app: apx}}}",
        ] {
            assert_eq!(found_in_short(&MissedByOneLabel::META, text), [] as [&str; 0], "{text}");
        }
    }

    const PODS: &str = "pod x/api-1 app=api track=stable\npod x/api-2 app=api track=canary\n";
    const SERVICE: &str = "svc x/api {selector: {app: api}, ports: [{port: 80}]}\n";

    #[test]
    fn some_pods_of_a_service_are_told() {
        let policy = "np x/p {podSelector: {matchLabels: {app: api, track: stable}}, policyTypes: [Ingress]}";
        let wanted = "NetworkPolicy x/p spec.podSelector: of the pods of Service x/api, x/api-1 is selected and x/api-2 is not: it has track=canary, wanted track=stable";
        assert_eq!(found_in_short(&MissedByOneLabel::META, &format!("{PODS}{SERVICE}{policy}")), [wanted]);
        // Without a Service nothing says that they belong together.
        assert_eq!(found_in_short(&MissedByOneLabel::META, &format!("{PODS}{policy}")), [] as [&str; 0]);
        let owned = "pod x/api-1 app=api track=stable owner=ReplicaSet/api\npod x/api-2 app=api owner=ReplicaSet/api\n";
        assert_eq!(found_in_short(&MissedByOneLabel::META, &format!("{owned}{policy}")).len(), 1);
    }

    #[test]
    fn controllers_of_two_groups_that_share_a_name_are_two() {
        let text = "job x/load app=queue\npod x/load-a app=plain owner=Job.batch.example.com//load\nnp x/p {podSelector: {matchLabels: {app: queue}}}";
        assert_eq!(found_in_short(&MissedByOneLabel::META, text), [] as [&str; 0]);
    }

    #[test]
    fn pods_that_another_policy_or_peer_takes_are_not_missed() {
        let one = "np x/p {podSelector: {matchLabels: {app: api, track: stable}}, policyTypes: [Ingress]}\n";
        let other =
            "np x/q {podSelector: {matchLabels: {app: api, track: canary}}, policyTypes: [Ingress]}\n";
        assert_eq!(
            found_in_short(&MissedByOneLabel::META, &format!("{PODS}{SERVICE}{one}{other}")),
            [] as [&str; 0]
        );
        let peer = |it: &str| format!("{{podSelector: {{matchLabels: {{app: api, track: {it}}}}}}}");
        let rule = |peers: &str| format!("np x/p {{podSelector: {{}}, ingress: [{{from: [{peers}]}}]}}");
        let (stable, canary) = (peer("stable"), peer("canary"));
        assert_eq!(
            found_in_short(&MissedByOneLabel::META, &format!("{PODS}{SERVICE}{}", rule(&stable))).len(),
            1
        );
        let both = rule(&format!("{stable}, {canary}"));
        assert_eq!(
            found_in_short(&MissedByOneLabel::META, &format!("{PODS}{SERVICE}{both}")),
            [] as [&str; 0]
        );
    }

    #[test]
    fn labels_that_other_rules_speak_of_are_left_to_them() {
        let pods = "pod x/api-1 app=api pod-template-hash=1 owner=ReplicaSet/api\npod x/api-2 app=api pod-template-hash=2 owner=ReplicaSet/api\n";
        let policy = "np x/p {podSelector: {matchLabels: {app: api, pod-template-hash: '1'}}}";
        assert_eq!(found_in_short(&MissedByOneLabel::META, &format!("{pods}{policy}")), [] as [&str; 0]);
    }

    #[test]
    fn a_stand_in_does_not_hide_a_slip() {
        let text =
            "pod x/api app=api\nnp x/p {podSelector: {matchLabels: {app: ap1}}, policyTypes: [Ingress]}";
        let options = crate::options::Options::default();
        let analysis = crate::testing::short_with(text, &options);
        assert!(analysis.model().stand_ins.is_some());
        assert_eq!(analysis.lints(|it| it == &MissedByOneLabel::META).len(), 1);
        let is_about_it = |it: &crate::lint::Meta| ["L-01", "L-02"].contains(&it.about.id);
        assert_eq!(analysis.lints(is_about_it), []);
    }
}
