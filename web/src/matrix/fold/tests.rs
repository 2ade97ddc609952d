use netpol_core::view::EndpointKind;

use super::super::Axes;
use super::super::filter::Filter;
use super::super::testing::endpoint;
use super::*;

#[test]
fn a_head_says_that_a_pod_was_made_up() {
    let made = EndpointView { is_stand_in: true, ..endpoint("shop", "app=web", "") };
    let axes = Axes::new([made].into(), Folds::default(), &Filter::new(""));
    let item = axes.item(&axes.rows, 0).unwrap();
    assert_eq!((item.label.as_str(), item.is_stand_in), ("shop/app=web, a stand-in", true));
}

/// A fold whose members nothing tells apart.
fn fold(name: &str, members: &[u32]) -> FoldView {
    FoldView {
        name: name.to_owned(),
        is_workload: true,
        members: members.to_vec(),
        parts: vec![members.to_vec()],
    }
}

fn axes(folding: &Folding, filter: &str) -> Axes {
    let names = ["web-1", "db", "web-2", "web-3"];
    let endpoints: Vec<EndpointView> = names.iter().map(|it| endpoint("shop", it, "")).collect();
    let folds = Folds::new(&endpoints, Arc::new(vec![fold("nightly", &[0, 2, 3])]), folding);
    Axes::new(endpoints.into(), folds, &Filter::new(filter))
}

fn on(group: &str, name: &str, node: u32) -> EndpointView {
    let is_node = group == "outside";
    let kind = if is_node { EndpointKind::External } else { EndpointKind::Pod };
    EndpointView { node: Some(node), is_node, kind, ..endpoint(group, name, "") }
}

#[test]
fn a_cell_of_folded_pods_and_nodes_is_not_that_of_a_pod_and_its_own_node() {
    let endpoints =
        [on("shop", "web-1", 0), on("shop", "web-2", 1), on("outside", "n0", 0), on("outside", "n1", 1)];
    let list = Arc::new(vec![fold("web", &[0, 1]), fold("nodes", &[2, 3])]);
    for (folding, expected) in [
        (folded(), vec![("shop/web-1", "outside/n1")]),
        (
            Folding { all: Some(true), others: vec!["outside/n0".to_owned()] },
            vec![("shop/web-2", "outside/n0"), ("shop/web-1", "outside/n1")],
        ),
    ] {
        let folds = Folds::new(&endpoints, list.clone(), &folding);
        let axes = Axes::new(endpoints.clone().into(), folds, &Filter::new(""));
        let pods = axes.item(&axes.rows, 0).unwrap();
        let nodes = (1..axes.columns.len()).filter_map(|at| axes.item(&axes.columns, at));
        let ids = |it: &Item| {
            let (from, to) = pods.ends(it);
            (from.id.clone(), to.id.clone())
        };
        let found: Vec<(String, String)> = nodes.map(|it| ids(&it)).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|it| (&*it.0, &*it.1)).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_row_that_was_unfolded_stands_for_itself() {
    let nodes = ["n0", "n1", "n2"].iter().zip(0..).map(|(name, node)| on("outside", name, node));
    let endpoints: Vec<EndpointView> = std::iter::once(on("shop", "web", 0)).chain(nodes).collect();
    let list = Arc::new(vec![fold("nodes", &[1, 2, 3])]);
    let folds = Folds::new(&endpoints, list, &Folding::default());
    let axes = Axes::new(endpoints.into(), folds, &Filter::new(""));
    let pod = axes.item(&axes.rows, 0).unwrap();
    let own_node = axes.item(&axes.columns, 1).unwrap();
    assert!(own_node.leads, "it can be folded again");
    assert_eq!(pod.ends(&own_node).1.id, "outside/n0");
}

fn folded() -> Folding {
    Folding { all: Some(true), others: Vec::new() }
}

fn heads(axes: &Axes, axis: &Axis) -> Vec<String> {
    let item = |at| axes.item(axis, at).map(|it| format!("{}{}", it.name, it.count()));
    (0..axis.len()).filter_map(item).collect()
}

#[test]
fn a_row_stands_for_all_that_pass_the_filter() {
    let all = axes(&folded(), "");
    assert_eq!(heads(&all, &all.rows), ["nightly ×3", "db"]);
    assert_eq!([0, 1, 2, 3].map(|it| all.rows.position(it)), [Some(0), Some(1), Some(0), Some(0)]);
    assert_eq!(all.total(), "4 pods in 2 rows");
    // One that is left has its own name.
    assert_eq!(heads(&axes(&folded(), "-2"), &axes(&folded(), "-2").rows), ["web-2"]);
    let some = axes(&folded(), "web -> shop/web-3");
    assert_eq!(
        (heads(&some, &some.rows), heads(&some, &some.columns)),
        (vec!["nightly ×3".to_owned()], vec!["web-3".to_owned()])
    );
    let open = axes(&Folding::default(), "");
    assert_eq!(heads(&open, &open.rows), ["web-1", "db", "web-2", "web-3"]);
    assert_eq!(open.total(), "");
    let mut turned = folded();
    turned.turn("shop/web-1");
    assert_eq!(heads(&axes(&turned, ""), &open.rows).len(), 4);
}

#[test]
fn the_filter_finds_a_workload_and_each_of_its_pods() {
    for (filter, expected) in [
        ("nightly", "nightly ×3"),
        ("shop/web-3", "web-3"),
        ("web", "nightly ×3"),
        ("shop nightly", "nightly ×3"),
    ] {
        let found = axes(&folded(), filter);
        assert_eq!(heads(&found, &found.rows), [expected], "{filter}");
        let open = axes(&Folding::default(), filter);
        assert!(!heads(&open, &open.rows).is_empty(), "{filter}");
    }
}

#[test]
fn a_fold_and_itself_are_two_of_its_members() {
    for (filter, expected) in [
        ("web", ("shop/web-1", "shop/web-2")),
        ("web -> web-1", ("shop/web-2", "shop/web-1")),
        ("web-1", ("shop/web-1", "shop/web-1")),
        ("web -> db", ("shop/web-1", "shop/db")),
    ] {
        let axes = axes(&folded(), filter);
        let (from, to) = (axes.item(&axes.rows, 0).unwrap(), axes.item(&axes.columns, 0).unwrap());
        let (first, second) = from.ends(&to);
        assert_eq!((&*first.id, &*second.id), expected, "{filter}");
    }
}

#[test]
fn the_name_of_a_fold_names_what_is_in_it_and_one_row_folds_by_itself() {
    let all = axes(&folded(), "");
    let first = all.item(&all.rows, 0).unwrap();
    assert_eq!(first.label, "shop/nightly ×3: web-1, web-2, web-3");
    let open = axes(&Folding::default(), "");
    let leads: Vec<bool> = (0..4).filter_map(|it| Some(open.item(&open.rows, it)?.leads)).collect();
    assert_eq!(leads, [true, false, false, false]);
    assert_eq!(open.folds.name(&open.endpoints, 3), Some("shop/web-1"));
    assert_eq!(open.folds.name(&open.endpoints, 1), None);
}

#[test]
fn one_pod_is_called_after_its_workload() {
    let endpoints = [endpoint("shop", "web-5d4f8c7b9-x2x7k", ""), endpoint("shop", "db", "")];
    let folds = Folds::new(&endpoints, Arc::new(vec![fold("web", &[0])]), &folded());
    let axes = Axes::new(endpoints.into(), folds, &Filter::new(""));
    let item = axes.item(&axes.rows, 0).unwrap();
    assert_eq!((&*item.name, &*item.label), ("web", "shop/web: web-5d4f8c7b9-x2x7k"));
    assert_eq!(
        (item.leads, item.count().as_str(), item.first.id.as_str()),
        (false, "", "shop/web-5d4f8c7b9-x2x7k")
    );
}
