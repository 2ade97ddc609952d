use super::Line;
use crate::source::SourceFile;
use crate::{Options, analyze};

fn line(first: u32, second: Option<u32>, elsewhere: Option<u32>, node: Option<u32>) -> Line {
    Line { first, second, elsewhere, node }
}

#[test]
fn a_cell_is_that_of_the_firsts_but_for_a_pod_with_itself_or_its_own_node() {
    let alone = |it, node| line(it, None, None, node);
    for (from, to, expected, why) in [
        (alone(0, None), alone(1, None), (0, 1), "two single pods"),
        (alone(0, None), alone(0, None), (0, 0), "a single pod and itself"),
        (line(0, Some(1), None, None), line(0, Some(1), None, None), (0, 1), "two of the same"),
        (
            line(0, Some(1), None, None),
            alone(0, None),
            (1, 0),
            "the second where the column has only the first",
        ),
        (alone(0, Some(7)), alone(5, Some(8)), (0, 5), "a pod and the node of another"),
        (alone(0, Some(7)), alone(5, Some(7)), (0, 5), "there is only its own node"),
        (alone(0, Some(7)), line(5, Some(6), Some(6), Some(7)), (0, 6), "another node than its own"),
        (line(0, Some(1), Some(1), Some(7)), alone(5, Some(7)), (1, 5), "a pod that is on another node"),
    ] {
        assert_eq!(from.cell(&to), expected, "{why}");
    }
}

#[test]
fn one_line_stands_for_all_that_nothing_tells_apart() {
    let pod = |name: &str, app: &str| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, labels: {{app: {app}, n: {name}}}}}}}\n---\n"
        )
    };
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {matchLabels: {app: api}}}\n";
    let text = [pod("web-1", "web"), pod("api", "api"), pod("web-2", "web"), policy.to_owned()].concat();
    let model = analyze(&[SourceFile::new("a.yaml", text)], &Options::default());
    let titles = |by_class| -> Vec<String> { model.lines(by_class).into_iter().map(|it| it.title).collect() };
    assert_eq!(titles(false), ["default/web-1", "default/api", "default/web-2", "internet"]);
    assert_eq!(titles(true), ["default/web-1 and 1 more", "default/api", "internet"]);
    let lines = model.lines(true);
    let members: Vec<&[u32]> = lines.iter().map(|it| &*it.members).collect();
    assert_eq!(members, [&[0, 2][..], &[], &[]]);
    let ids: Vec<String> = model.entries(&lines).into_iter().map(|it| it.0.id).collect();
    assert_eq!(ids, ["default/web-1", "default/api", "ip:0.0.0.0-255.255.255.255"]);
}
