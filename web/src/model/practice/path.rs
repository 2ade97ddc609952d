//! The path: lessons and tasks in the order in which a learner meets them, from first steps to what exams ask. Pure.

use super::{Entry, catalogue, lessons};

/// A stretch of the path: what it is about, and its lessons and tasks.
type Stretch = (&'static str, &'static [&'static str]);

static PATH: &[Stretch] = &[
    (
        "First steps",
        &[
            "lessons/27-open-until-selected",
            "close-incoming",
            "lessons/06-no-rule-or-empty-rule",
            "isolate-one-app",
            "lessons/16-answers-need-no-rule",
            "lessons/19-who-enforces-it",
            "lessons/30-a-dry-run-is-no-test",
            "predict",
        ],
    ),
    (
        "Choosing pods",
        &[
            "lessons/28-all-pairs-must-hold",
            "lessons/31-names-of-policies",
            "one-client-one-port",
            "several-clients",
            "lessons/24-labels-of-the-pods",
            "relabel-a-workload",
            "lessons/07-an-empty-from",
            "mistyped-label",
            "lessons/32-labels-to-come",
            "all-but-two-tiers",
        ],
    ),
    (
        "Both directions",
        &[
            "lessons/09-left-out-types",
            "close-outgoing",
            "lessons/10-the-other-direction",
            "close-both",
            "lessons/11-rules-that-are-ignored",
            "types-too-many",
            "lessons/13-both-ends",
            "add-beside-a-deny",
            "which-end",
        ],
    ),
    (
        "Namespaces",
        &[
            "lessons/05-beside-its-pods",
            "wrong-namespace",
            "lessons/04-stays-at-home",
            "same-namespace-only",
            "lessons/03-label-not-name",
            "admit-namespace",
            "lessons/02-one-dash-more",
            "both-must-match",
            "stray-dash",
            "lessons/08-here-anywhere-everything",
            "lessons/26-one-namespace-only",
            "namespace-or-label-anywhere",
        ],
    ),
    (
        "Ports",
        &[
            "lessons/12-port-of-the-pod",
            "egress-to-a-service",
            "lessons/20-the-name-of-a-port",
            "named-port",
            "lessons/22-a-range-of-ports",
            "port-range",
            "lessons/29-each-source-each-port",
            "monitoring",
            "mixed-protocols",
        ],
    ),
    (
        "Outside the cluster",
        &[
            "lessons/14-blocks-are-for-outside",
            "outside-range-one-port",
            "lessons/15-except-denies-nothing",
            "block-minus-exceptions",
            "metadata-closed",
            "lessons/18-on-the-network-of-the-node",
            "cluster-yes-internet-no",
        ],
    ),
    (
        "DNS",
        &[
            "lessons/01-names-need-dns",
            "lost-dns",
            "lessons/21-no-protocol-is-tcp",
            "close-both-keep-dns",
            "lessons/33-three-ways-to-fail",
            "name-the-ending",
            "test-pod",
            "chain-of-three",
        ],
    ),
    (
        "Several policies",
        &[
            "lessons/17-policies-add-up",
            "least-permissive",
            "lessons/23-the-rule-that-nearly-fits",
            "one-opens-one-closes",
            "lessons/25-describe-is-a-summary",
            "no-effect",
            "lessons/34-what-was-not-seen",
            "tighten",
            "idle-policy",
        ],
    ),
    (
        "Beyond NetworkPolicy",
        &[
            "lessons/35-admin-and-baseline",
            "admin-deny",
            "lessons/36-pass-is-not-accept",
            "baseline-default",
            "tier-order",
        ],
    ),
];

/// The stretches of the path with what there is of them. A task that the catalogue does not have is left out.
pub fn stretches() -> Vec<(&'static str, Vec<Entry>)> {
    let known: Vec<Entry> = catalogue().into_iter().chain(lessons()).collect();
    let found = |name: &&str| known.iter().find(|it| it.name == *name).copied();
    PATH.iter().map(|(name, all)| (*name, all.iter().filter_map(found).collect())).collect()
}

/// Where something stands: its stretch, and the which of how many it is there.
pub fn place(name: &str) -> Option<(&'static str, usize, usize)> {
    stretches().into_iter().find_map(|(stretch, all)| {
        let at = all.iter().position(|it| it.name == name)?;
        Some((stretch, at + 1, all.len()))
    })
}

/// The first step behind this one that is not done, from the beginning again where there is none behind it. `None` also
/// where `after` is something that is not on the path; an empty name stands before all.
pub fn next(after: &str, is_done: impl Fn(&str) -> bool) -> Option<Entry> {
    let all: Vec<Entry> = stretches().into_iter().flat_map(|it| it.1).collect();
    let at = match after {
        "" => 0,
        _ => all.iter().position(|it| it.name == after)? + 1,
    };
    let (before, behind) = all.split_at_checked(at)?;
    behind.iter().chain(before).find(|it| it.name != after && !is_done(it.name)).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_lesson_is_on_the_path_and_nothing_is_there_twice() {
        let names: Vec<&str> = PATH.iter().flat_map(|it| it.1.iter().copied()).collect();
        let all: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(all.len(), names.len(), "something is on the path twice");
        for it in lessons() {
            assert!(all.contains(it.name), "{} is not on the path", it.name);
        }
        for name in names {
            let path = format!("{}/../static/practice/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
            assert!(std::fs::exists(path).unwrap(), "{name} is no task");
        }
    }

    #[test]
    fn every_stretch_begins_with_a_lesson_and_has_tasks() {
        for (name, all) in stretches() {
            assert!(all.first().unwrap().is_lesson(), "{name}");
            assert!(all.iter().any(|it| !it.is_lesson()), "{name}");
        }
    }

    #[test]
    fn the_next_step_is_the_first_behind_that_is_not_done() {
        let name = |after: &str, done: &[&str]| next(after, |it| done.contains(&it)).map(|it| it.name);
        let first = "lessons/27-open-until-selected";
        assert_eq!(name("", &[]), Some(first));
        assert_eq!(name("", &[first]), Some("close-incoming"));
        assert_eq!(name(first, &["close-incoming"]), Some("lessons/06-no-rule-or-empty-rule"));
        // The path ends with tasks: after the last one it begins again.
        let last = stretches().pop().unwrap().1.pop().unwrap().name;
        assert_eq!(name(last, &[]), Some(first));
        assert_eq!(next("no-such-task", |_| false), None);
        assert_eq!(next(first, |_| true), None);
    }

    #[test]
    fn a_step_knows_its_place() {
        assert_eq!(
            place("lessons/06-no-rule-or-empty-rule").map(|it| (it.0, it.1)),
            Some(("First steps", 3))
        );
        assert_eq!(place("merge"), None);
    }
}
