//! The terminal by itself: edits of files, completion, what a line is.

mod connections;
mod edits;
mod refused;

use super::{FileEdit, Terminal};
use crate::api::analyze;
use crate::options::Options;
use crate::source::SourceFile;

pub(super) fn evaluate(files: &[SourceFile]) -> std::sync::Arc<crate::api::Analysis> {
    analyze(files, &Options { stand_ins: false, ..Options::default() }).into()
}

const SHOP: &str = "# the shop
apiVersion: v1
kind: Namespace
metadata:
  name: shop   # ours
---
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  labels:
    app: web   # the front
spec:
  containers: [{name: c, image: nginx}]
";

fn shop() -> Terminal {
    Terminal::new(&[SourceFile::new("shop.yaml", SHOP)])
}

#[track_caller]
pub(super) fn run(terminal: &mut Terminal, line: &str, expected: &str) -> Vec<FileEdit> {
    let output = terminal.run(line, &evaluate);
    assert_eq!(output.text(), expected, "{line}");
    output.edits
}

#[test]
fn a_label_changes_its_own_line_alone() {
    let mut terminal = shop();
    let edits = run(&mut terminal, "kubectl label pod web -n shop app=api --overwrite", "pod/web labeled\n");
    assert_eq!(edits.len(), 1);
    assert_eq!(terminal.files()[0].text.as_ref(), SHOP.replace("app: web ", "app: api "));
    run(&mut terminal, "kubectl label ns shop team=a", "namespace/shop labeled\n");
    let text = terminal.files()[0].text.to_string();
    assert!(text.contains("name: shop   # ours\n") && text.contains("team: a\n"), "{text}");
    // Its pod stays as it was.
    assert!(text.ends_with(SHOP.split("---").nth(1).unwrap().replace("app: web ", "app: api ").as_str()));
}

#[test]
fn what_is_deleted_goes_with_its_line_of_dashes() {
    let mut terminal = shop();
    run(&mut terminal, "kubectl delete pod web -n shop", "pod \"web\" deleted\n");
    assert_eq!(terminal.files()[0].text.as_ref(), SHOP.split("---").next().unwrap());
    let mut terminal = shop();
    run(&mut terminal, "kubectl delete ns shop", "namespace \"shop\" deleted\n");
    assert_eq!(terminal.files()[0].text.trim(), "");
}

#[test]
fn an_object_of_a_list_is_taken_out_of_it() {
    let list = r#"{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "one"}},
  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "two"}}
]}"#;
    let mut terminal = Terminal::new(&[SourceFile::new("list.json", list)]);
    run(&mut terminal, "kubectl delete pod one", "pod \"one\" deleted\n");
    run(&mut terminal, "kubectl get pods -o name", "pod/two\n");
}

#[test]
fn what_is_new_stands_in_the_file_that_it_was_applied_from() {
    let mut terminal = shop();
    terminal.add_file("deny.yaml", "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny}\nspec: {podSelector: {}}\n");
    run(
        &mut terminal,
        "kubectl apply -f deny.yaml -n shop",
        "networkpolicy.networking.k8s.io/deny created\n",
    );
    run(&mut terminal, "kubectl create ns other", "namespace/other created\n");
    let files = terminal.files();
    let names: Vec<&str> = files.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["shop.yaml", "deny.yaml", "terminal.yaml"]);
    assert!(files[1].text.contains("namespace: shop"), "{}", files[1].text);
}

#[test]
fn a_line_is_open_until_its_end_is_there() {
    for it in ["kubectl apply -f - <<EOF\nkind: x", "for x in a b; do", "echo 'a", "kubectl get \\"] {
        assert!(Terminal::is_open(it), "{it}");
    }
    for it in ["kubectl apply -f - <<EOF\nkind: x\nEOF", "for x in a b; do echo $x; done", "echo 'a'", ""] {
        assert!(!Terminal::is_open(it), "{it}");
    }
}

#[test]
fn words_are_completed() {
    let terminal = shop();
    let of = |line: &str| terminal.complete(line, line.len());
    assert_eq!(of("kubectl desc"), (8, vec!["describe".to_owned()]));
    assert_eq!(of("kubectl get networkp"), (12, vec!["networkpolicies".to_owned()]));
    assert_eq!(of("kubectl get pods -n sh"), (20, vec!["shop".to_owned()]));
    assert_eq!(of("kubectl -n shop get pod w"), (24, vec!["web".to_owned()]));
    assert_eq!(of("kubectl -n shop describe pod/w"), (29, vec!["web".to_owned()]));
    assert_eq!(of("kubectl get po | gr"), (17, vec!["grep".to_owned()]));
    assert_eq!(of("kubectl get pods -n shop -l a"), (28, vec!["app=web".to_owned()]));
    assert_eq!(of("kubectl apply -f sh"), (17, vec!["shop.yaml".to_owned()]));
}

#[test]
fn paths_print_what_they_find() {
    let mut terminal = shop();
    for (path, expected) in [
        ("{.items[*].metadata.name}", "web"),
        (
            "{range .items[*]}{.metadata.name}{\"\\t\"}{.spec.containers[0].image}{\"\\n\"}{end}",
            "web\tnginx\n",
        ),
        ("{.items[?(@.metadata.name==\"web\")].metadata.labels.app}", "web"),
        ("{..image}", "nginx"),
        ("{.items[0].metadata.labels}", "{\"app\":\"web\"}"),
    ] {
        run(&mut terminal, &format!("kubectl get pods -n shop -o jsonpath='{path}'"), expected);
    }
}

#[test]
fn lines_are_found_by_patterns() {
    let mut terminal = Terminal::new(&[]);
    terminal.add_file("x", "one\ntwo three\nthree.\n");
    for (line, expected) in [
        ("grep three x", "two three\nthree.\n"),
        ("grep ^three x", "three.\n"),
        ("grep 't.*ee$' x", "two three\n"),
        ("grep -v three x", "one\n"),
        ("grep -c three x", "2\n"),
        ("grep -i ONE x", "one\n"),
        ("grep -E 'one|two' x", "one\ntwo three\n"),
        ("cat x | head -1", "one\n"),
        ("tail -n 1 x", "three.\n"),
        ("cat x | wc -l", "3\n"),
        ("false || echo no && echo yes", "no\nyes\n"),
        ("for i in {1..3}; do echo -n $i; done", "123"),
        ("echo {a,b}{1,2} x{1..2}-{c,d}", "a1 a2 b1 b2 x1-c x1-d x2-c x2-d\n"),
        ("x=a; y=$(echo b); echo \"$x $y\" '$x'", "a b $x\n"),
        ("if grep -q one x; then echo there; else echo gone; fi", "there\n"),
    ] {
        run(&mut terminal, line, expected);
    }
}

#[test]
fn the_editor_opens_at_the_object_where_there_is_one() {
    let mut terminal = shop().with_editor();
    let output = terminal.run("kubectl edit pod web -n shop", &evaluate);
    let opened = output.opened.unwrap();
    assert_eq!((opened.file.as_str(), output.status), ("shop.yaml", 0));
    assert!(SHOP.get(opened.start..opened.end).unwrap().starts_with("apiVersion: v1\nkind: Pod"));
    assert_eq!(shop().run("kubectl edit pod web -n shop", &evaluate).opened, None);
}

#[test]
fn examples_fit_the_files_and_work() {
    let mut terminal = Terminal::new(&[SourceFile::new(
        "a.yaml",
        "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop}, spec: {containers: [{name: c, image: busybox}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}, spec: {containers: [{name: c, image: nginx}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}, spec: {selector: {app: db}, ports: [{port: 80}]}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: shop}, spec: {podSelector: {}}}
",
    )]);
    let examples = terminal.examples(&evaluate);
    let expected = [
        "kubectl get pods -A",
        "kubectl exec -n shop web -- wget -qO- -T 2 http://db.shop",
        "kubectl describe netpol deny -n shop",
    ];
    assert_eq!(examples, expected);
    assert!(terminal.run(&examples[1], &evaluate).text().contains("timed out"));
    for it in Terminal::new(&[]).examples(&evaluate) {
        assert_eq!(Terminal::new(&[]).run(&it, &evaluate).status, 0, "{it}");
    }
}

#[test]
fn examples_show_what_is_answered_denied_and_refused() {
    let pod = |name: &str, image: &str, port: u16| {
        format!(
            "{{apiVersion: v1, kind: Pod, metadata: {{name: {name}, namespace: shop, labels: {{app: {name}}}}}, spec: {{containers: [{{name: c, image: {image}, ports: [{{containerPort: {port}}}]}}]}}}}\n---\n"
        )
    };
    let service = |name: &str| {
        format!(
            "{{apiVersion: v1, kind: Service, metadata: {{name: {name}, namespace: shop}}, spec: {{selector: {{app: {name}}}, ports: [{{port: 80}}]}}}}\n---\n"
        )
    };
    let deny = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: deny, namespace: shop}, spec: {podSelector: {matchLabels: {app: db}}}}\n";
    let files = [SourceFile::new(
        "a.yaml",
        pod("web", "busybox", 80)
            + &pod("api", "nginx", 80)
            + &pod("db", "nginx", 80)
            + &service("db")
            + &service("api")
            + deny,
    )];
    let mut terminal = Terminal::new(&files);
    let examples = terminal.examples(&evaluate);
    let ends: Vec<&str> = examples
        .iter()
        .filter(|it| it.contains(" exec "))
        .map(|it| {
            let output = terminal.run(it, &evaluate);
            match output.text() {
                _ if output.status == 0 => "answered",
                it if it.contains("timed out") => "denied",
                it if it.contains("refused") => "refused",
                _ => "otherwise",
            }
        })
        .collect();
    assert_eq!(ends, ["answered", "denied", "refused"], "{examples:#?}");
    assert!(examples[1].ends_with("http://api.shop"), "{examples:#?}");
}

#[test]
fn a_text_with_a_broken_document_is_not_readable() {
    assert!(Terminal::is_readable(SHOP) && Terminal::is_readable(""));
    assert!(!Terminal::is_readable(&SHOP.replace("kind: Pod", "kind: [Pod")));
}
