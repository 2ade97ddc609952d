use super::cause::Causes;
use super::{Change, Comparison, compare};
use crate::ids::EndId;
use crate::options::Options;
use crate::testing::{short, short_with};

const PODS: &str = "
pod shop/web app=web
pod shop/api app=api
pod shop/db app=db";

fn told(before: &str, after: &str) -> Vec<String> {
    told_with(before, after, &Options { stand_ins: false, ..Options::default() })
}

fn told_with(before: &str, after: &str, options: &Options) -> Vec<String> {
    let (before, after) = (short_with(before, options), short_with(after, options));
    let (before, after) = (before.model(), after.model());
    let comparison = compare(before, after);
    lines(&comparison, before, after)
}

fn lines(comparison: &Comparison, before: &crate::model::Model, after: &crate::model::Model) -> Vec<String> {
    let models = comparison.models(before, after);
    let mut res = Vec::new();
    for difference in &comparison.differences {
        let pairs: Vec<_> = comparison.pairs(models, difference).collect();
        assert_eq!(pairs.len() as u64, difference.pairs);
        for (from, to) in pairs {
            let name = |it: EndId| crate::view::compare::title(comparison, models, it);
            assert_eq!(comparison.cells(models, from, to).as_ref(), Some(&difference.ports));
            res.push(format!(
                "{:?} {} {}: {} -> {}",
                difference.change,
                name(from),
                name(to),
                difference.ports.before.allowed,
                difference.ports.after.allowed
            ));
        }
    }
    res.sort();
    res
}

#[test]
fn a_policy_that_is_new_denies_what_it_does_not_allow() {
    let policy = "np shop/db {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 5432}]}]}";
    let found = told(PODS, &format!("{PODS}\n{policy}"));
    assert_eq!(
        found,
        [
            "NewlyDenied internet shop/db: all -> ",
            "NewlyDenied shop/api shop/db: all -> TCP 5432",
            "NewlyDenied shop/web shop/db: all -> ",
        ]
    );
    let reversed = told(&format!("{PODS}\n{policy}"), PODS);
    assert_eq!(reversed.len(), 3);
    assert!(reversed.iter().all(|it| it.starts_with("NewlyAllowed")), "{reversed:?}");
    assert_eq!(told(PODS, PODS), <[String; 0]>::default());
}

#[test]
fn addresses_are_matched_one_by_one_also_of_a_family_that_one_side_does_not_speak_of() {
    let block = |it: &str| {
        format!(
            "{PODS}\nnp shop/db {{podSelector: {{matchLabels: {{app: db}}}}, ingress: [{{from: [{{ipBlock: {{cidr: '{it}'}}}}]}}]}}"
        )
    };
    let found = told(&block("0.0.0.0/0"), &block("10.0.0.0/8"));
    // Pods are taken to lie in 10.244.0.0/16.
    assert_eq!(found, ["NewlyDenied internet shop/db: all -> "]);
    let of_ipv6 =
        Options { pod_cidrs: vec!["fd00::/64".parse().unwrap()], stand_ins: false, ..Options::default() };
    let found = told_with(&block("0.0.0.0/0"), &block("2000::/3"), &of_ipv6);
    assert_eq!(found, ["NewlyAllowed 2000::/3 shop/db:  -> all"]);
    let found = told_with(&block("2000::/3"), PODS, &of_ipv6);
    let rest = found.iter().filter(|it| it.starts_with("NewlyAllowed internet (IPv6) shop/db:  -> all"));
    assert_eq!((rest.count(), found.iter().any(|it| it.contains("2000"))), (1, false), "{found:#?}");
}

#[test]
fn pods_of_a_workload_are_the_same_after_a_rollout() {
    let pods = |hash: &str| {
        format!(
            "pod x/web-{hash}-a app=web owner=ReplicaSet/web-{hash} pod-template-hash={hash}\npod x/api app=api\n"
        )
    };
    let (before, after) = (short(&pods("11")), short(&pods("22")));
    let comparison = compare(before.model(), after.model());
    assert!(comparison.removed.is_empty() && comparison.added.is_empty());
    let (before, after) = (short("pod x/a\npod x/b"), short("pod x/b\npod x/c"));
    let comparison = compare(before.model(), after.model());
    assert_eq!((comparison.removed.len(), comparison.added.len()), (1, 1));
}

#[test]
fn the_objects_that_make_a_difference_are_found() {
    let base = "
np shop/one {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]}
np shop/two {podSelector: {matchLabels: {app: api}}, egress: [{}], policyTypes: [Egress]}
np shop/other {podSelector: {matchLabels: {app: web}}, ingress: [{}]}";
    let changed = "
np shop/one {podSelector: {matchLabels: {app: db}}, ingress: []}
np shop/two {podSelector: {matchLabels: {app: api}}, egress: [{ports: [{port: 1}]}], policyTypes: [Egress]}
np shop/other {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{podSelector: {}}]}]}";
    let (before, after) = (short(&format!("{PODS}{base}")), short(&format!("{PODS}{changed}")));
    let (before, after) = (before.model(), after.model());
    let comparison = compare(before, after);
    let models = comparison.models(before, after);
    let differences: Vec<_> = comparison.differences.iter().collect();
    let mut causes = Causes::new(&comparison, models, &differences);
    let mut found = Vec::new();
    for (at, it) in comparison.differences.iter().enumerate() {
        let objects = causes.of(at).unwrap();
        let names: Vec<_> = objects.iter().map(|it| causes.changed[*it].name.clone()).collect();
        let (from, to) = comparison.pairs(models, it).next().unwrap();
        let name = |it: EndId| models.after.title(comparison.ends.at(it).both.after);
        found.push(format!("{} {}: {}", name(from), name(to), names.join("+")));
        assert_eq!(it.change, Change::NewlyDenied);
    }
    found.sort();
    assert_eq!(found, ["internet shop/web: other", "shop/api shop/db: one", "shop/api shop/web: two"]);
}
