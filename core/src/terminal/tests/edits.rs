//! Edits of files leave alone what is not meant: JSON stays JSON, and lists keep their comments and their order.

use super::{evaluate, run};
use crate::source::SourceFile;
use crate::terminal::Terminal;

const JSON: &str = r#"{
  "kind": "Pod",
  "apiVersion": "v1",
  "metadata": {
    "name": "web",
    "labels": {
      "app": "web"
    }
  },
  "spec": {"containers": [{"name": "c", "image": "nginx"}]}
}
"#;

fn text(terminal: &Terminal) -> String {
    terminal.files()[0].text.to_string()
}

#[test]
fn json_stays_json() {
    let mut terminal = Terminal::new(&[SourceFile::new("web.json", JSON)]);
    run(&mut terminal, "kubectl label pod web tier=front", "pod/web labeled\n");
    let wanted = JSON.replace("\"app\": \"web\"\n", "\"app\": \"web\",\n      \"tier\": \"front\"\n");
    assert_eq!(text(&terminal), wanted);
    run(&mut terminal, "kubectl label pod web tier=back --overwrite", "pod/web labeled\n");
    assert_eq!(text(&terminal), wanted.replace("front", "back"));
    run(&mut terminal, "kubectl label pod web tier-", "pod/web unlabeled\n");
    assert_eq!(text(&terminal), JSON);
    run(&mut terminal, "kubectl annotate pod web note='a \"b\"'", "pod/web annotated\n");
    assert!(text(&terminal).contains(r#""annotations": {"note":"a \"b\""}"#), "{}", text(&terminal));
    terminal.add_file(
        "web.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, image: other}]}\n",
    );
    let _printed = terminal.run("kubectl apply -f web.yaml", &evaluate);
    assert!(
        text(&terminal).starts_with('{') && text(&terminal).contains("\"image\": \"other\""),
        "{}",
        text(&terminal)
    );
}

const LIST: &str = "# all of them
apiVersion: v1
kind: List
items:
# the first
- kind: Pod
  apiVersion: v1
  metadata:
    name: one   # its name
  spec: {containers: [{name: c, image: nginx}]}
- apiVersion: v1
  kind: Pod
  metadata:
    name: two
  spec: {containers: [{name: c, image: nginx}]}
# the last
- apiVersion: v1
  kind: Pod
  metadata: {name: three}
  spec: {containers: [{name: c, image: nginx}]}
";

#[test]
fn a_list_keeps_its_comments_and_its_order() {
    let mut terminal = Terminal::new(&[SourceFile::new("list.yaml", LIST)]);
    run(&mut terminal, "kubectl label pod two app=two", "pod/two labeled\n");
    let labelled = text(&terminal);
    assert!(
        labelled.contains("# the first\n- kind: Pod\n  apiVersion: v1\n") && labelled.contains("app: two"),
        "{labelled}"
    );
    run(&mut terminal, "kubectl delete pod two", "pod \"two\" deleted\n");
    let without = text(&terminal);
    let gone = LIST.replace("- apiVersion: v1\n  kind: Pod\n  metadata:\n    name: two\n  spec: {containers: [{name: c, image: nginx}]}\n", "");
    assert_eq!(without, gone);
    terminal.add_file("one.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: one\nspec:\n  containers:\n  - {name: c, image: other}\n");
    let _printed = terminal.run("kubectl apply -f one.yaml", &evaluate);
    let applied = text(&terminal);
    assert!(
        applied.contains("image: other") && applied.contains("# the last\n- apiVersion: v1\n"),
        "{applied}"
    );
    assert!(
        applied.contains("# all of them\napiVersion: v1\nkind: List\nitems:\n# the first\n"),
        "{applied}"
    );
    run(&mut terminal, "kubectl get pods -o name", "pod/one\npod/three\n");
}

#[test]
fn a_list_of_json_stays_one() {
    let list = "{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [\n  {\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"one\"}},\n  {\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"two\"}}\n]}\n";
    let mut terminal = Terminal::new(&[SourceFile::new("list.json", list)]);
    run(&mut terminal, "kubectl label pod one a=b", "pod/one labeled\n");
    assert_eq!(
        text(&terminal),
        list.replace("{\"name\": \"one\"}", "{\"name\": \"one\", \"labels\": {\"a\":\"b\"}}")
    );
    run(&mut terminal, "kubectl delete pod one", "pod \"one\" deleted\n");
    assert!(
        text(&terminal)
            .starts_with("{\"apiVersion\": \"v1\", \"kind\": \"List\", \"items\": [\n  {\"apiVersion\""),
        "{}",
        text(&terminal)
    );
    run(&mut terminal, "kubectl get pods -o name", "pod/two\n");
}

#[test]
fn what_changed_in_one_file_is_read_and_the_rest_is_kept() {
    let pod = |name: &str, image: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: c, image: {image}}}]}}\n"
        )
    };
    let first = [pod("a", "one"), pod("b", "one"), pod("c", "one")].join("---\n");
    let files = [SourceFile::new("1.yaml", first), SourceFile::new("2.yaml", pod("b", "two"))];
    let mut terminal = Terminal::new(&files);
    let images = "kubectl get pods -o jsonpath='{.items[*].spec.containers[0].image}'";
    run(&mut terminal, images, "one two one");
    // With the later one the earlier one is back.
    run(&mut terminal, "kubectl delete pod a", "pod \"a\" deleted\n");
    run(&mut terminal, images, "two one");
    run(&mut terminal, "kubectl delete pod b", "pod \"b\" deleted\n");
    run(&mut terminal, images, "one one");
    run(&mut terminal, "kubectl label pod c x=y", "pod/c labeled\n");
    run(&mut terminal, "kubectl get pods -l x=y -o name", "pod/c\n");
    let again = Terminal::new(&terminal.files());
    assert_eq!(again.files(), terminal.files());
}

#[test]
fn new_objects_go_into_the_file_that_is_theirs() {
    let mut terminal = Terminal::new(&[SourceFile::new("answer.yaml", "# mine\n")]);
    terminal.add_file("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n");
    let written = |terminal: &mut Terminal, line: &str| {
        let edits = terminal.run(line, &evaluate).edits;
        edits.into_iter().map(|it| it.file).collect::<Vec<_>>()
    };
    assert_eq!(written(&mut terminal, "kubectl create ns b"), ["terminal.yaml"]);
    terminal.set_new_file(Some("answer.yaml"));
    assert_eq!(written(&mut terminal, "kubectl create ns c; kubectl apply -f a.yaml"), ["answer.yaml"; 2]);
    terminal.set_new_file(None);
    assert_eq!(
        written(&mut terminal, "kubectl delete ns a; kubectl apply -f a.yaml"),
        ["answer.yaml", "a.yaml"]
    );
}
