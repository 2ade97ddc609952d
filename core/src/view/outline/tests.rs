use super::*;
use crate::testing::{short, text};

const SHOP: &str = "
ns shop
deployment shop/web replicas=3 app=web
replicaset shop/web-11 owner=Deployment/web
pod shop/web-11-a owner=ReplicaSet/web-11 app=web
pod shop/web-11-b owner=ReplicaSet/web-11 app=web
pod shop/cache
job data/load
np shop/closed {podSelector: {}}
np data/from-shop-web {podSelector: {matchLabels: {app: db}}, ingress: [{}]}
cnp everywhere {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [], egress: []}
svc shop/web {selector: {app: web}, ports: [{name: a, port: 80}, {name: b, port: 443}, {name: c, port: 8443}]}
node n1";

fn drawn(view: &OutlineView, found: &OutlineFound) -> Vec<String> {
    let mut res = Vec::new();
    for (group, members) in &found.groups {
        res.push(format!("{} {}", group.title(), members.len()));
        for it in members.iter().filter_map(|it| view.entries.get(*it as usize)) {
            res.push(format!("  {} {} [{}]", it.kind, it.title(), it.detail));
        }
    }
    res
}

#[test]
fn every_object_stands_under_its_heading_and_a_workload_for_its_pods() {
    let view = short(SHOP).outline();
    let found = view.search("");
    let wanted = [
        "Problems 1",
        "  NetworkPolicy data/from-shop-web no pod of data has app=db, so the policy protects nothing; the nearest: data/load has no label app, wanted app=db []",
        "Namespaces 2",
        "  namespace data [1 policy]",
        "  Namespace shop [1 policy]",
        "Workloads 3",
        "  Job data/load [job]",
        "  Pod shop/cache [pod]",
        "  Deployment shop/web [×2]",
        "Policies 3",
        "  ClusterNetworkPolicy everywhere [all 4]",
        "  NetworkPolicy data/from-shop-web [no pod]",
        "  NetworkPolicy shop/closed [all 3]",
        "Services 1",
        "  Service shop/web [80, 443 +1]",
        "Other objects 1",
        "  Node n1 [node]",
    ];
    assert_eq!(drawn(&view, &found), wanted);
    assert_eq!(
        (view.count, found.count, found.best),
        (10, 10, None),
        "the ReplicaSet and the pods of web are not shown"
    );
}

#[test]
fn an_entry_leads_to_its_object_and_shows_the_worst_that_is_wrong_in_it() {
    let view = text("kind: Pod\napiVersion: v1\nmetadata: {name: a, namespace: x}\nspec: {containers: [{name: c, image: i}]}\n---\nkind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nmetadata: {name: b, namespace: x}\nspec: {podSelector: {}, ingres: []}\n---\nkind: CiliumNetworkPolicy\napiVersion: cilium.io/v2\nmetadata: {name: c, namespace: x}\n").outline();
    let drawn: Vec<_> = view
        .entries
        .iter()
        .filter(|it| it.group != OutlineGroup::Problems)
        .map(|it| (it.label(), it.place.map(|it| (it.from_line, it.to_line))))
        .collect();
    let wanted = [
        ("namespace x".to_owned(), Some((1, 4))),
        ("Pod x/a".to_owned(), Some((1, 4))),
        ("NetworkPolicy x/b, left out, error".to_owned(), Some((8, 8))),
        ("CiliumNetworkPolicy x/c, left out, warning".to_owned(), Some((11, 13))),
    ];
    assert_eq!(drawn, wanted);
}

#[test]
fn stand_ins_are_no_objects_of_the_input() {
    let files = [crate::SourceFile::new(
        "a.yaml",
        "kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nmetadata: {name: b, namespace: x}\nspec: {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {matchLabels: {a: b}}}]}]}",
    )];
    let analysis = crate::analyze(&files, &crate::Options::default());
    assert!(analysis.stand_ins().is_some());
    let view = analysis.outline();
    let titles: Vec<String> = view.entries.iter().map(|it| format!("{} {}", it.kind, it.title())).collect();
    assert_eq!(titles, ["namespace x", "NetworkPolicy x/b"]);
}

#[test]
fn words_are_sought_as_they_are_and_else_as_beginnings_and_the_best_comes_first() {
    let view = short(
        "
pod payments/gateway
pod payments/ledger
pod data/pg
np payments/ledger-from-gateway {podSelector: {}}
np data/pg-from-pay {podSelector: {}}
svc payments/ledger {selector: {a: b}, ports: [{port: 1}]}",
    )
    .outline();
    let found = |text: &str| {
        let found = view.search(text);
        let title = |it: &u32| view.entries.get(*it as usize).map(OutlineEntry::title);
        let objects = found.groups.iter().filter(|it| it.0 != OutlineGroup::Problems);
        let all: Vec<String> = objects.flat_map(|it| it.1.iter().filter_map(title)).collect();
        (all.join(" "), found.best.as_ref().and_then(title).unwrap_or_default())
    };
    let both = |all: &str, best: &str| (all.to_owned(), best.to_owned());
    assert_eq!(
        found("LEDGER"),
        both("payments/ledger payments/ledger-from-gateway payments/ledger", "payments/ledger")
    );
    assert_eq!(found("lfg"), both("payments/ledger-from-gateway", "payments/ledger-from-gateway"));
    assert_eq!(found("pay gate").0, "payments/gateway payments/ledger-from-gateway");
    assert_eq!(found("p/le pod"), both("payments/ledger", "payments/ledger"));
    assert_eq!(found("netpol pg"), both("data/pg-from-pay", "data/pg-from-pay"));
    assert_eq!(found("pfp").0, "data/pg-from-pay");
    assert_eq!(found("ldr"), both("", ""), "letters inside of parts are no beginnings");
    assert_eq!(found("nothing"), both("", ""));
}

#[test]
fn what_a_workload_made_is_found_where_nothing_else_has_the_name() {
    let view = short(SHOP).outline();
    let groups = |text: &str| view.search(text).groups.iter().map(|it| it.0).collect::<Vec<_>>();
    assert!(!groups("web").contains(&OutlineGroup::MadeByWorkloads));
    assert_eq!(groups("web-11-b"), [OutlineGroup::MadeByWorkloads]);
    assert_eq!(view.search("web-11").count, 3, "a ReplicaSet and its two pods");
}

#[test]
fn a_title_shows_the_letters_that_were_meant() {
    let view = short("pod payments/payout").outline();
    let entry = view.entries.iter().find(|it| it.kind == "Pod").unwrap();
    let marked = |text: &str| {
        let part = |it: &OutlinePart| match (it.is_found, it.is_namespace) {
            (true, true) => format!("<{}>", it.text),
            (true, false) => format!("[{}]", it.text),
            (false, true) => format!("({})", it.text),
            (false, false) => it.text.clone(),
        };
        entry.parts(text).iter().map(part).collect::<String>()
    };
    assert_eq!(marked(""), "(payments/)payout");
    assert_eq!(marked("pay"), "(payments/)[pay]out", "the name's own beginning before the namespace's");
    assert_eq!(marked("ments/PAY"), "(pay)<ments/>[pay]out");
    assert_eq!(marked("p/po"), "(payments/)payout", "no part begins with an o");
    assert_eq!(marked("p/pa"), "<p>(ayments)</>[pa]yout");
}

#[test]
fn no_text_makes_a_search_fail() {
    let name = "ä-ö".repeat(40);
    let entry = OutlineEntry {
        group: OutlineGroup::Workloads,
        kind: "Pod".to_owned(),
        namespace: "ü".to_owned(),
        name,
        detail: String::new(),
        place: None,
        problem: None,
    };
    let view = OutlineView { entries: vec![entry], count: 1 };
    for text in ["ä", "äö", "üä", "\u{308}", &"ä".repeat(400), "-", "//", "a\0b"] {
        let found = view.search(text);
        for it in found.groups.iter().flat_map(|it| &it.1) {
            let parts = view.entries[*it as usize].parts(text);
            let whole: String = parts.iter().map(|it| it.text.as_str()).collect();
            assert_eq!(whole, view.entries[*it as usize].title());
        }
    }
    assert_eq!(view.search("üä").count, 1);
}
