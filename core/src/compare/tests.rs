use super::cause::Causes;
use super::{Change, Comparison, compare};
use crate::ids::EndId;
use crate::options::Options;
use crate::policy::Direction;
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

/// Which pod was which before, where it had another name; then what is gone, and what is new.
fn names(before: &str, after: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
    let (before, after) = (short(before), short(after));
    let comparison = compare(before.model(), after.model());
    let (old, new) = (|it| before.model().id(it).unwrap(), |it| after.model().id(it).unwrap());
    let ends = comparison.ends.iter().map(|it| (old(it.both.before), new(it.both.after)));
    (
        ends.filter(|it| it.0 != it.1).map(|it| format!("{} is {}", it.1, it.0)).collect(),
        comparison.removed.iter().map(|it| old(*it).to_owned()).collect(),
        comparison.added.iter().map(|it| new(*it).to_owned()).collect(),
    )
}

/// Pods of the ReplicaSet of a Deployment.
fn rolled(set: &str, hash: &str, pods: &[(&str, &str)]) -> String {
    let pod = |(name, rest): &(&str, &str)| {
        format!("pod x/{set}-{hash}-{name} {rest} owner=ReplicaSet/{set}-{hash} pod-template-hash={hash}\n")
    };
    pods.iter().map(pod).collect()
}

#[test]
fn pods_that_are_alike_are_matched_before_their_order_counts() {
    // One of three pods is gone, and only labels and ports tell which.
    let before = rolled(
        "web",
        "11",
        &[("a", "app=web side=left"), ("b", "app=web port=http:80/TCP"), ("c", "app=web")],
    );
    let after = rolled("web", "22", &[("d", "app=web"), ("e", "app=web port=http:80/TCP")]);
    let (same, gone, new) = names(&before, &after);
    assert_eq!(same, ["x/web-22-d is x/web-11-c", "x/web-22-e is x/web-11-b"]);
    assert_eq!((gone, new), (vec!["x/web-11-a".to_owned()], Vec::new()));
    // Of the same labels with other ports it is still that one; what is alike in nothing follows in its order.
    let after = rolled("web", "22", &[("d", "app=other"), ("e", "app=web side=left port=9/TCP")]);
    let (same, gone, _) = names(&before, &after);
    assert_eq!(same, ["x/web-22-d is x/web-11-b", "x/web-22-e is x/web-11-a"]);
    assert_eq!(gone, ["x/web-11-c"]);
}

#[test]
fn a_workload_with_another_name_is_the_one_with_the_same_pods() {
    let before = format!(
        "{}{}",
        rolled("web", "11", &[("a", "app=web"), ("b", "app=web"), ("c", "app=web")]),
        rolled("api", "11", &[("a", "app=api")])
    );
    let after = format!(
        "{}{}",
        rolled("backend", "33", &[("a", "app=api")]),
        rolled("front", "33", &[("d", "app=web"), ("e", "app=web")])
    );
    let (same, gone, new) = names(&before, &after);
    let wanted = ["x/backend-33-a is x/api-11-a", "x/front-33-d is x/web-11-a", "x/front-33-e is x/web-11-b"];
    assert_eq!(
        (same, gone, new),
        (wanted.map(str::to_owned).to_vec(), vec!["x/web-11-c".to_owned()], Vec::new())
    );
    // Two could be meant, or nothing says so.
    let one = |name: &str, label: &str| format!("deployment x/{name} {label}\n");
    for (before, after) in [
        (one("web", "app=web"), one("a", "app=web") + &one("b", "app=web")),
        (one("web", "app=web"), one("a", "app=other")),
        (one("web", ""), one("a", "")),
        ("pod x/web app=web".to_owned(), "pod x/a app=web".to_owned()),
        (one("web", "app=web"), "deployment y/a app=web".to_owned()),
    ] {
        assert_eq!(names(&before, &after).0, <[String; 0]>::default(), "{before} {after}");
    }
    assert_eq!(names(&one("web", "app=web"), &one("a", "app=web")).0, ["x/a is x/web"]);
}

/// The pods whose policies say about all ends what they said before, for traffic that comes in.
fn alike(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (short(before), short(after));
    let (before, after) = (before.model(), after.model());
    let classes = compare(before, after).classes;
    let pairs: Vec<_> = classes.iter().map(|it| (it.class.before, it.class.after)).collect();
    let sides = [(&before.reach, before.inputs()), (&after.reach, after.inputs())];
    let Some(found) = crate::eval::Alike::new(sides, &pairs) else { return Vec::new() };
    let group = |of: &crate::model::Model, it| of.reach.group_of(Direction::Ingress, it);
    let same = classes.iter().filter(|it| {
        found.are(Direction::Ingress, (group(before, it.class.before), group(after, it.class.after)))
    });
    let members = same.flat_map(|it| after.reach.classes.classes.at(it.class.after).members.iter());
    let mut res: Vec<String> = members.map(|it| after.id(*it).unwrap().to_owned()).collect();
    res.retain(|it| it.starts_with("shop/"));
    res.sort();
    res
}

#[test]
fn only_groups_of_which_something_changed_are_looked_at() {
    let policy = |name: &str, of: &str, from: &str, port: &str| {
        format!(
            "np shop/{name} {{podSelector: {{matchLabels: {{app: {of}}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: {from}}}}}}}], ports: [{{port: {port}}}]}}]}}\n"
        )
    };
    let pods = PODS.to_owned() + "\npod shop/named app=named port=http:80/TCP\n";
    let before = format!(
        "{pods}{}{}{}",
        policy("db", "db", "api", "5432"),
        policy("api", "api", "web", "80"),
        policy("named", "named", "web", "http")
    );
    let all = ["shop/api", "shop/db", "shop/named", "shop/web"];
    assert_eq!(alike(&before, &before), all);
    // Another port, another peer, or another policy beside it.
    let rest = ["shop/api", "shop/named", "shop/web"];
    assert_eq!(alike(&before, &before.replace("5432", "5433")), rest);
    assert_eq!(alike(&before, &(before.clone() + &policy("more", "db", "web", "1"))), rest);
    assert_eq!(
        alike(&before, &before.replace("pod shop/web app=web", "pod shop/web app=gone")),
        ["shop/db", "shop/web"]
    );
    // A name that stands for another port, and a policy before it, with which everything has another number.
    let named = before.replace("http:80", "http:81");
    assert_eq!(alike(&before, &named), ["shop/api", "shop/db", "shop/web"]);
    let first = format!("{}{before}", policy("first", "nothing", "else", "7"));
    assert_eq!(alike(&before, &first), all);
    // Other settings may change anything.
    let (one, other) =
        (short(&before), short_with(&before, &Options { limit_work: 1_000_000, ..Options::default() }));
    let sides = [(&one.model().reach, one.model().inputs()), (&other.model().reach, other.model().inputs())];
    assert!(crate::eval::Alike::new(sides, &[]).is_none());
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
