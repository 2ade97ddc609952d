//! `netpol practice`.

use crate::run::Folder;

fn folder() -> Folder {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../static/practice/one-client-one-port.yaml"
    ));
    Folder::new(&[("task.yaml", text.unwrap())])
}

const RIGHT: &str = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: oven, namespace: bakery}, spec: {podSelector: {matchLabels: {role: oven}}, ingress: [{from: [{podSelector: {matchLabels: {role: counter}}}], ports: [{port: 7070}]}]}}\n";

#[test]
fn tasks_are_checked() {
    let folder = folder();
    let output = folder.run("practice check task.yaml").fine();
    assert!(output.stdout.starts_with("1 task, 0 with problems; "), "{}", output.stdout);
    folder.write("task.yaml", folder.read("task.yaml").replace("group:", "gruop:"));
    let output = folder.run("practice check task.yaml");
    assert_eq!(output.status, 1);
    assert!(output.stdout.contains("task.yaml:3:1: `gruop` is not known here"), "{}", output.stdout);
}

#[test]
fn answers_are_graded_by_their_effect() {
    let folder = folder();
    folder.write("mine.yaml", RIGHT);
    let output = folder.run("practice grade task.yaml mine.yaml").fine();
    assert_eq!(output.stdout, "One client, one server, one port: passed on 13 clusters\n");
    folder.write("mine.yaml", RIGHT.replace("{matchLabels: {role: counter}}", "{}"));
    let output = folder.run("practice grade task.yaml mine.yaml");
    assert_eq!(output.status, 1);
    let told = "One client, one server, one port: not yet
0 pairs lack a connection, 1 has one too many
bakery/cleaner can still reach bakery/oven on TCP 7070, and it should not
  Entering bakery/oven: bakery/oven ingress rule 1 allows it (namespace `bakery` is the policy's own, every pod there matches, `TCP 7070` is listed)
";
    assert_eq!(output.stdout, told);
    let output = folder.run("practice grade -o json task.yaml mine.yaml");
    let json: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!((json["outcome"].as_str(), json["excess"].as_u64()), (Some("failed"), Some(1)));
    assert_eq!(json["first"]["fromId"].as_str(), Some("bakery/cleaner"));
}

#[test]
fn an_empty_answer_is_graded() {
    let folder = folder();
    folder.write("mine.yaml", "\n");
    let output = folder.run("practice grade task.yaml mine.yaml");
    assert_eq!(output.status, 1);
    assert!(output.stdout.contains("there is no NetworkPolicy bakery/oven"), "{}", output.stdout);
    assert!(output.stdout.contains("pairs lack a connection, "), "{}", output.stdout);
}

#[test]
fn what_is_no_answer_is_told() {
    let folder = folder();
    folder.write("mine.yaml", "kind: [");
    let output = folder.run("practice grade task.yaml mine.yaml");
    assert_eq!(output.status, 1);
    assert!(output.stdout.contains("not applied, so nothing is said of connections"), "{}", output.stdout);
    folder.write("more.yaml", RIGHT);
    let output = folder.run("practice grade task.yaml mine.yaml more.yaml");
    assert_eq!(output.status, 2);
    assert!(
        output.stderr.contains("the files of this task are cluster.yaml, answer.yaml"),
        "{}",
        output.stderr
    );
    let output = folder.run("practice grade mine.yaml more.yaml");
    assert_eq!(output.status, 2);
}

#[test]
fn a_number_makes_a_task_of_a_scenario_or_of_files() {
    let scenario =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../static/scenarios/05-and-or.yaml"));
    let folder = Folder::new(&[("scenario.yaml", scenario.unwrap())]);
    let printed = folder.run("practice repair scenario.yaml --seed 3").fine().stdout;
    assert!(printed.starts_with("title: \"Repair 1.3: One item or two: AND against OR\"\n"), "{printed}");
    assert!(printed.contains("- name: policies.yaml\n  yours: |\n"), "{printed}");
    let output = folder.run("practice repair scenario.yaml --seed 3 --out task.yaml").fine();
    assert_eq!(output.stdout, "task.yaml: Repair 1.3: One item or two: AND against OR\n");
    assert_eq!(folder.read("task.yaml"), printed);
    folder.run("practice check task.yaml").fine();
    let again = folder.run("practice repair scenario.yaml --seed 3 --out task.yaml");
    assert_eq!(again.status, 2, "{again:?}");
    folder.write("pods.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: a}}\n");
    let none = folder.run("practice repair pods.yaml");
    assert_eq!(
        (none.status, none.stderr.trim_end()),
        (2, "netpol: no task can be made: there is no policy in these files")
    );
}
