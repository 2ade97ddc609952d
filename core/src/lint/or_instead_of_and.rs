//! L-10: two entries where one was probably meant.

use super::asks::Ask;
use super::{Facts, Lint, Meta, terms};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Written;
use crate::source::Span;

pub(super) struct OrInsteadOfAnd;

impl Lint for OrInsteadOfAnd {
    const META: Meta = Meta {
        about: About::new(
            "L-10",
            "or-instead-of-and",
            Severity::Warning,
            "Two entries of a list are either the one or the other: a namespaceSelector alone lets in every pod of its namespaces. With one dash less both hold together.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: edge, labels: {team: blue}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {team: blue}}
    - podSelector: {matchLabels: {app: front}}
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Namespace
metadata: {name: edge, labels: {team: blue}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: main, image: web}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {team: blue}}
      podSelector: {matchLabels: {app: front}}
";
    type Finding = (u32, u32);

    fn find(facts: &Facts<'_>) -> Vec<(u32, u32)> {
        let asks: Vec<_> = facts.asks().enumerate().collect();
        let pairs = asks.windows(2).filter_map(|it| match it {
            [(one, first), (other, second)] => is_split(first, second).then_some((*one, *other)),
            _ => None,
        });
        pairs.filter(|it| !is_meant(facts, *it)).collect()
    }

    fn words(facts: &Facts<'_>, &(first, second): &(u32, u32)) -> Diagnostic {
        let (first, second) = (facts.asks().at(first), facts.asks().at(second));
        let namespaces = match first.namespaces.map(|it| it.requirements.as_slice()) {
            Some([]) | None => "every namespace".to_owned(),
            Some(_) => {
                format!("namespaces with {}", first.namespaces.map(terms::selector).unwrap_or_default())
            }
        };
        let pods = second.pods.map(terms::selector).unwrap_or_default();
        let message = format!(
            "with a dash of its own this is another peer: all pods of {namespaces} match, and pods of {} with {pods}",
            second.meta.namespace
        );
        Diagnostic {
            field: second.base(),
            help: "remove the dash before `podSelector`, if only such pods of these namespaces are meant"
                .to_owned(),
            related: vec![(first.meta.origin.locate(first.span), "the other peer".to_owned())],
            ..Self::META.at(&second.spot(facts.model, second.span), message)
        }
    }

    fn fix(facts: &Facts<'_>, &(_, second): &(u32, u32)) -> Vec<Fix> {
        let ask = facts.asks().at(second);
        let fix = || {
            let written = facts.written(ask.object())?;
            let edit = written.without_dash(&ask.base()).or_else(|| joined(&written, ask))?;
            terms::effect("join the two peers: both selectors hold together".to_owned(), vec![edit])
        };
        fix().into_iter().collect()
    }
}

/// Whether one has only a namespaceSelector, and the next only a podSelector that asks for something.
fn is_split(first: &Ask<'_>, second: &Ask<'_>) -> bool {
    let (Some((rule, one)), Some((other_rule, other))) = (first.peer, second.peer) else { return false };
    let next_to = rule == other_rule && one + 1 == other && !first.is_cluster_wide;
    let only_namespaces = first.namespaces.is_some() && first.pods.is_none();
    let only_pods = second.namespaces.is_none() && !second.has_blank_namespaces;
    next_to && only_namespaces && only_pods && second.pods.is_some_and(|it| !it.requirements.is_empty())
}

/// Whether the pods of the second peer are there in the own namespace, and not in those of the first: together both would
/// match nothing.
fn is_meant(facts: &Facts<'_>, (first, second): (u32, u32)) -> bool {
    use crate::policy::{Atom, Pods};
    let model = facts.model;
    let [first, second] = [first, second].map(|it| facts.asks().at(it).atom);
    let is_real = |it: &crate::cluster::PodBody| !it.is_stand_in;
    let real = |atom| {
        let members = model.reach.groups_answering(atom).flat_map(|it| it.0);
        members.filter_map(|it| model.cluster.endpoints.at(*it).pod()).filter(|it| is_real(it))
    };
    let Atom::Pods(Pods { selector, .. }) = model.policies.atoms.at(second) else { return false };
    let mut others = real(first).take(MOST_PODS).peekable();
    let (has_own, has_others) = (real(second).next().is_some(), others.peek().is_some());
    has_own && has_others && !others.any(|it| selector.test(&it.labels).possible())
}

/// So many pods are asked whether they fit both selectors.
const MOST_PODS: usize = 200;

/// Makes one of two entries in braces.
fn joined(written: &Written<'_>, ask: &Ask<'_>) -> Option<crate::diagnostic::Edit> {
    let (rule, nth) = ask.peer?;
    let before = Ask { peer: Some((rule, nth.checked_sub(1)?)), ..*ask }.base();
    let (first, second) = (written.at(&before)?.span, written.at(&ask.base())?.span);
    let text = written.slice(first).trim_end();
    let is_in_braces = text.ends_with('}') && text.starts_with('{') && written.slice(second).starts_with('{');
    let end = first.start + text.len() as u32 - 1;
    let between = Span::new(end, second.start + 1);
    let is_plain = !written.slice(between).contains(['#', '&', '*']);
    (is_in_braces && is_plain).then(|| written.replaced(between, ", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{changed_lines, found_in_short};

    fn policy(peers: &str) -> String {
        format!(
            "ns y team=blue\npod y/b app=front\npod x/web app=web\npod x/front app=local\nnp x/p {{podSelector: {{}}, ingress: [{{from: [{peers}]}}]}}"
        )
    }

    #[test]
    fn what_both_entries_match_is_told() {
        let split = policy(
            "{namespaceSelector: {matchLabels: {team: blue}}}, {podSelector: {matchLabels: {app: front}}}",
        );
        let wanted = "NetworkPolicy x/p spec.ingress[0].from[1]: with a dash of its own this is another peer: all pods of namespaces with team=blue match, and pods of x with app=front";
        assert_eq!(found_in_short(&OrInsteadOfAnd::META, &split), [wanted]);
        assert_eq!(
            changed_lines(&OrInsteadOfAnd::META, OrInsteadOfAnd::FIRES),
            ["      podSelector: {matchLabels: {app: front}}"]
        );
        let flow = OrInsteadOfAnd::FIRES.replace(
            "  - from:\n    - namespaceSelector: {matchLabels: {team: blue}}\n    - podSelector: {matchLabels: {app: front}}",
            "  - from: [{namespaceSelector: {matchLabels: {team: blue}}}, {podSelector: {matchLabels: {app: front}}}]",
        );
        assert_eq!(
            changed_lines(&OrInsteadOfAnd::META, &flow),
            [
                "  - from: [{namespaceSelector: {matchLabels: {team: blue}}, podSelector: {matchLabels: {app: front}}}]"
            ]
        );
    }

    #[test]
    fn two_peers_that_can_only_be_meant_apart_are_right() {
        for peers in [
            // All pods of the own namespace, and another namespace.
            "{namespaceSelector: {matchLabels: {team: blue}}}, {podSelector: {}}",
            // No pod of the other namespace has the label, and one of the own has.
            "{namespaceSelector: {matchLabels: {team: blue}}}, {podSelector: {matchLabels: {app: local}}}",
            "{namespaceSelector: {matchLabels: {team: blue}}}, {ipBlock: {cidr: 10.0.0.0/8}}, {podSelector: {matchLabels: {app: front}}}",
            "{podSelector: {matchLabels: {app: front}}}, {namespaceSelector: {matchLabels: {team: blue}}}",
        ] {
            assert_eq!(found_in_short(&OrInsteadOfAnd::META, &policy(peers)), [] as [&str; 0], "{peers}");
        }
    }
}
