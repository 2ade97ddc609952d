//! L-09: a label of pods that is asked of namespaces, or the reverse.

use super::asks::{Ask, Of};
use super::dead::Why;
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::{Written, Yaml};
use crate::ids::EndpointId;
use crate::kind::Operator;
use crate::policy::parts;

pub(super) struct MixedUpLabels;

impl Lint for MixedUpLabels {
    const META: Meta = Meta {
        about: About::new(
            "L-09",
            "mixed-up-labels",
            Severity::Warning,
            "A namespaceSelector asks for a label that only pods have, or a podSelector for one that only namespaces have. The selector matches nothing.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {}}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {app: web}}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {}}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: main, image: api}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress:
  - from:
    - podSelector: {matchLabels: {app: web}}
";
    type Finding = u32;

    fn find(facts: &Facts<'_>) -> Vec<u32> {
        facts.dead_by(|_, why| matches!(why, Why::LabelOfPods(..) | Why::LabelOfNamespace(..)))
    }

    fn words(facts: &Facts<'_>, it: &u32) -> Diagnostic {
        let (model, (ask, why)) = (facts.model, facts.dead_at(*it));
        let (of, nth) = place(why);
        let it = ask.requirement(of, nth);
        let (pair, span) = it.map_or((String::new(), ask.span), |it| (terms::requirement(it), it.span));
        let (message, help) = if let Why::LabelOfPods(_, pod) = why {
            let message =
                format!("no namespace has {pair}: it is a label of pods, as of {}", model.title(*pod));
            (message, "ask for it in `podSelector`")
        } else {
            let namespace = if let Why::LabelOfNamespace(_, it) = why {
                &model.cluster.namespaces.at(*it).name
            } else {
                ""
            };
            let in_peer = "ask for it in `namespaceSelector`";
            let help = if ask.peer.is_some() { in_peer } else { "select the pods by labels of their own" };
            (format!("no pod has {pair}: it is a label of namespace {namespace}"), help)
        };
        Diagnostic {
            field: ask.path(of),
            help: help.to_owned(),
            ..Self::META.at(&ask.spot(model, span), message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &u32) -> Vec<Fix> {
        let (ask, why) = facts.dead_at(*it);
        let (of, nth) = place(why);
        let other = if of == Of::Pods { Of::Namespaces } else { Of::Pods };
        let fix = || {
            // The subject of a policy has one selector.
            (ask.peer.is_some() && !ask.is_cluster_wide).then_some(())?;
            let (key, value) = terms::pair(ask.requirement(of, nth)?)?;
            let written = facts.written(ask.object())?;
            let edits = moved(facts, &written, ask, (of, nth), other, (key, value), why)?;
            terms::effect(format!("ask for {key}={value} in {}", name(other)), edits)
        };
        fix().into_iter().collect()
    }
}

fn name(it: Of) -> &'static str {
    match it {
        Of::Pods => "podSelector",
        Of::Namespaces => "namespaceSelector",
    }
}

/// Which selector has the pair, and its position.
fn place(it: &Why) -> (Of, usize) {
    if let Why::LabelOfPods(nth, _) = it {
        return (Of::Namespaces, *nth);
    }
    (Of::Pods, if let Why::LabelOfNamespace(nth, _) = it { *nth } else { 0 })
}

/// Takes the pair out of one selector and writes it into the other.
fn moved(
    facts: &Facts<'_>,
    written: &Written<'_>,
    ask: &Ask<'_>,
    (of, nth): (Of, usize),
    other: Of,
    pair: (&str, &str),
    why: &Why,
) -> Option<Vec<crate::diagnostic::Edit>> {
    let is_alone = ask.selector(of)?.requirements.len() == 1;
    let Some(into) = ask.selector(other) else {
        let is_at_home = |it: EndpointId| {
            let namespace = facts.model.cluster.endpoints.at(it).pod().map(|it| it.namespace);
            namespace == facts.model.policies.policies.at(ask.policy).namespace
        };
        let stays = if let Why::LabelOfPods(_, pod) = why { !is_at_home(*pod) } else { false };
        // The whole selector changes its kind, where nothing is left in it.
        if is_alone && !stays {
            return Some(vec![written.rename(&ask.path(of), name(other))?]);
        }
        let inserted = written.insert(&ask.base(), name(other), &parts::labels([pair]))?;
        let left = if is_alone {
            vec![written.set(&ask.path(of), &Yaml::nothing())?]
        } else {
            terms::without(written, ask, (of, &[nth]))?
        };
        return Some([vec![inserted], left].concat());
    };
    let has_key = |it: &crate::kind::Requirement| it.operator == Operator::Equals && it.key == pair.0;
    (!into.requirements.iter().any(has_key)).then_some(())?;
    let path = ask.path(other);
    let inserted = match written.at(&format!("{path}.matchLabels")) {
        Some(_) => written.insert(&format!("{path}.matchLabels"), pair.0, &Yaml::text(pair.1))?,
        None => written.insert(&path, "matchLabels", &Yaml::map([(pair.0, Yaml::text(pair.1))]))?,
    };
    let left = match (is_alone, of) {
        (true, Of::Namespaces) => vec![written.set(&ask.path(of), &Yaml::nothing())?],
        (true, Of::Pods) => vec![written.delete(&ask.path(of))?],
        (false, _) => terms::without(written, ask, (of, &[nth]))?,
    };
    Some([vec![inserted], left].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, first_fixed, found_in_short};

    fn policy(namespaces: &str, peer: &str) -> String {
        format!(
            "{namespaces}\npod x/api app=api\npod x/web app=web\nnp x/p {{podSelector: {{}}, ingress: [{{from: [{peer}]}}]}}"
        )
    }

    #[test]
    fn the_selector_that_would_do_is_named() {
        let of_pods = policy("ns x", "{namespaceSelector: {matchLabels: {app: web}}}");
        let wanted = "NetworkPolicy x/p spec.ingress[0].from[0].namespaceSelector: no namespace has app=web: it is a label of pods, as of x/web";
        assert_eq!(found_in_short(&MixedUpLabels::META, &of_pods), [wanted]);
        let of_namespaces = policy("ns y env=live", "{podSelector: {matchLabels: {env: live}}}");
        let wanted = "NetworkPolicy x/p spec.ingress[0].from[0].podSelector: no pod has env=live: it is a label of namespace y";
        assert_eq!(found_in_short(&MixedUpLabels::META, &of_namespaces), [wanted]);
    }

    #[test]
    fn the_pair_is_moved() {
        let text = MixedUpLabels::FIRES;
        assert_eq!(
            changed_lines(&MixedUpLabels::META, text),
            ["    - podSelector: {matchLabels: {app: web}}"]
        );
        let elsewhere = text.replace("name: web, namespace: shop", "name: web, namespace: edge");
        assert_eq!(
            changed_lines(&MixedUpLabels::META, &elsewhere),
            [
                "    - podSelector:",
                "        matchLabels:",
                "          app: web",
                "      namespaceSelector: {}"
            ]
        );
        let both = text.replace(
            "    - namespaceSelector: {matchLabels: {app: web}}",
            "    - namespaceSelector: {matchLabels: {app: web, kubernetes.io/metadata.name: shop}}\n      podSelector: {matchLabels: {app: web}}",
        );
        assert_eq!(first_fixed(&MixedUpLabels::META, &both).len(), 0, "the key is there already");
        let both = both.replace(
            "      podSelector: {matchLabels: {app: web}}",
            "      podSelector: {matchExpressions: [{key: app, operator: Exists}]}",
        );
        assert_eq!(
            changed_lines(&MixedUpLabels::META, &both),
            [
                "    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}",
                "      podSelector: {matchLabels: {app: web}, matchExpressions: [{key: app, operator: Exists}]}"
            ]
        );
    }

    #[test]
    fn labels_that_both_may_have_are_not_told_while_namespaces_are_unknown() {
        for (namespaces, peer) in [
            ("pod y/b team=blue", "{namespaceSelector: {matchLabels: {team: blue}}}"),
            ("ns y app=web", "{namespaceSelector: {matchLabels: {app: web}}}"),
            (
                "ns y env=live\npod y/b env=live",
                "{namespaceSelector: {}, podSelector: {matchLabels: {env: live}}}",
            ),
        ] {
            assert_eq!(
                found_in_short(&MixedUpLabels::META, &policy(namespaces, peer)),
                [] as [&str; 0],
                "{peer}"
            );
        }
    }
}
