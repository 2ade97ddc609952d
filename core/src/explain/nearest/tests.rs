use super::*;
use crate::testing::short;

/// The nearest pod, what keeps it out, and how near it is.
fn near(lines: &str, wanted: &str) -> String {
    let analysis = short(&format!("{lines}\nnp x/p {{podSelector: {{matchLabels: {wanted}}}}}"));
    let model = analysis.model();
    let crate::policy::Atom::Pods(asked) =
        model.policies.atoms.at(model.policies.policies.as_slice()[0].subject)
    else {
        panic!("a subject");
    };
    let namespace = model.cluster.namespace("x").unwrap();
    match Search::new(&model.cluster).pod(&[namespace], &asked.selector) {
        Found::Fits => "fits".to_owned(),
        Found::Nobody => "nobody".to_owned(),
        Found::TooMuch => "too much".to_owned(),
        Found::Near(it) => {
            let key = |miss: &Miss| model.text(asked.selector.requirements[miss.requirement].key).to_owned();
            let misses: Vec<_> =
                it.misses.iter().map(|miss| format!("{} {:?}", key(miss), miss.letters)).collect();
            let several = if it.is_one_of_several { " of several" } else { "" };
            format!(
                "{} fails {}, meant: {}{several}",
                model.title(it.it),
                misses.join(" and "),
                it.is_meant()
            )
        }
    }
}

#[test]
fn the_pod_that_fails_the_fewest_requirements_is_the_nearest() {
    let pods = "pod x/far app=web\npod x/near app=api tier=front\npod y/other app=api tier=back";
    assert_eq!(near(pods, "{app: api, tier: back}"), "x/near fails tier Some(5), meant: true");
    assert_eq!(near(pods, "{app: apl}"), "x/near fails app Some(1), meant: true");
    assert_eq!(near(pods, "{app: frontend-of-the-shop}"), "x/far fails app Some(19), meant: false");
    assert_eq!(near(pods, "{app: api}"), "fits");
    assert_eq!(near("pod y/other app=api", "{app: api}"), "nobody");
}

#[test]
fn what_is_perhaps_there_fits() {
    assert_eq!(near("deployment x/web app=web", "{pod-template-hash: '1'}"), "fits");
    // One that fails for certain, and perhaps by another requirement as well, is not told.
    assert_eq!(near("deployment x/web app=web", "{app: api, pod-template-hash: '1'}"), "nobody");
}

#[test]
fn equally_near_pods_are_told_apart_by_what_they_have() {
    let two = "pod x/one app=apia\npod x/two app=apib";
    assert_eq!(near(two, "{app: apic}"), "x/one fails app Some(1), meant: true of several");
    let same = "pod x/one app=apia\npod x/two app=apia kind=other";
    assert_eq!(near(same, "{app: apic}"), "x/one fails app Some(1), meant: true");
}

#[test]
fn a_label_is_looked_for_among_the_pods_that_have_it() {
    let pods: String = (0..500).map(|it| format!("pod x/p{it} app=web nr=n{it}\n")).collect();
    let analysis = short(&format!(
        "{pods}np x/a {{podSelector: {{matchLabels: {{app: web, nr: n7}}}}}}\n\
         np x/b {{podSelector: {{matchLabels: {{app: web, nr: none}}}}}}"
    ));
    let model = analysis.model();
    let search = Search::new(&model.cluster);
    let looked_at: Vec<(Option<usize>, usize)> = model
        .policies
        .policies
        .iter()
        .map(|it| {
            let crate::policy::Atom::Pods(asked) = model.policies.atoms.at(it.subject) else {
                panic!("a subject");
            };
            let fewest = search.fewest(&asked.selector).map(<[usize]>::len);
            (fewest, search.having(&asked.selector).unwrap().len())
        })
        .collect();
    assert_eq!(looked_at, [(Some(1), 1), (Some(0), 0)]);
}

#[test]
fn slips_are_counted_in_letters() {
    for (a, b, count) in [
        ("web", "web", 0),
        ("web", "wbe", 1),
        ("web", "WEB", 0),
        ("web", "db", 2),
        ("", "ab", 2),
        ("abc", "", 3),
        ("frontend", "backend", 5),
    ] {
        assert_eq!(letters(a, b), count, "{a} {b}");
        assert_eq!(letters(b, a), count, "{b} {a}");
    }
    assert!(is_slip("web", "wbe") && is_slip("Front", "front") && is_slip("fronted", "frontend"));
    assert!(!is_slip("web", "db") && !is_slip("a", "b") && !is_slip("frontend", "backend"));
    let is_alike = |a, b| is_alike(letters(a, b), a, b);
    assert!(is_alike("backend", "backend-api") && !is_alike("web", "db") && !is_alike("web", ""));
}

#[test]
fn the_budget_ends_a_search() {
    let analysis = short("pod x/a app=web\nnp x/p {podSelector: {matchLabels: {app: api}}}");
    let model = analysis.model();
    let crate::policy::Atom::Pods(asked) =
        model.policies.atoms.at(model.policies.policies.as_slice()[0].subject)
    else {
        panic!("a subject");
    };
    let search = Search::new(&model.cluster);
    search.left.set(1);
    assert_eq!(search.pod(&[model.cluster.namespace("x").unwrap()], &asked.selector), Found::TooMuch);
}
