//! `action.yml` and `.pre-commit-hooks.yaml` at the top of the repository: their scripts run here as the runner and
//! pre-commit run them, in a repository with two commits and without a network.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::Folder;

const PODS: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
";

fn policy(ingress: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: api, namespace: shop}}\nspec:\n  \
         podSelector: {{matchLabels: {{app: api}}}}\n  ingress: [{ingress}]\n"
    )
}

fn top(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

/// A repository whose last commit opens something; none where there is no git or bash.
fn repository() -> Option<Folder> {
    let folder = Folder::new(&[
        ("k8s/pods.yaml", PODS.to_owned()),
        ("k8s/policy.yaml", policy("")),
        ("k8s/notes.txt", "no manifest".to_owned()),
    ]);
    let runs = |it: &str| Command::new(it).arg("--version").output().is_ok();
    if !runs("git") || !runs("bash") {
        println!("skipped: there is no git, or no bash");
        return None;
    }
    git(&folder, &["init", "-q", "-b", "main"]);
    commit(&folder);
    folder.write("k8s/policy.yaml", policy("{ports: [{port: 8080}]}"));
    commit(&folder);
    folder.write("tmp/.keep", "");
    Some(folder)
}

fn git(folder: &Folder, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=n", "-c", "user.email=e@example.com"]).args(arguments);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    assert!(git.current_dir(folder.path("")).output().unwrap().status.success(), "{arguments:?}");
}

fn commit(folder: &Folder) {
    git(folder, &["add", "."]);
    git(folder, &["commit", "-q", "-m", "one"]);
}

/// The `run: |` of each step, and the `env` above it as names.
fn steps(action: &str) -> Vec<(String, Vec<String>)> {
    let mut steps = Vec::new();
    for part in action.split("\n    - id: ").skip(1) {
        let (head, script) = part.split_once("      run: |\n").unwrap();
        let lines =
            script.lines().map_while(|it| it.strip_prefix("        ").or(it.is_empty().then_some("")));
        let script = lines.collect::<Vec<_>>().join("\n");
        assert!(!script.contains("${{"), "an input inside of a script is a script");
        let names = head.split_once("      env:\n").unwrap().1.lines();
        steps.push((script, names.filter_map(|it| Some(it.trim().split_once(':')?.0.to_owned())).collect()));
    }
    steps
}

struct Ran {
    status: i32,
    stdout: String,
    outputs: String,
    summary: String,
}

/// Runs all steps with these inputs, by the names of their variables.
fn act(folder: &Folder, given: &[(&str, &str)]) -> Ran {
    let (outputs, summary) = ("tmp/outputs", "tmp/summary");
    folder.write(outputs, "");
    folder.write(summary, "");
    let mut res = Ran { status: 0, stdout: String::new(), outputs: String::new(), summary: String::new() };
    for (script, names) in steps(&top("action.yml")) {
        let mut bash = Command::new("bash");
        // As the runner calls it.
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script]).current_dir(folder.path(""));
        for name in &names {
            let value = given.iter().find(|it| it.0 == name).map_or("", |it| it.1);
            let path = folder.read(outputs).lines().find_map(|it| Some(it.strip_prefix("path=")?.to_owned()));
            bash.env(name, if name == "NETPOL" { path.as_deref().unwrap_or_default() } else { value });
        }
        bash.env("GITHUB_OUTPUT", folder.path(outputs)).env("GITHUB_STEP_SUMMARY", folder.path(summary));
        bash.env("RUNNER_TEMP", folder.path("tmp"));
        let output = bash.output().unwrap();
        res.status = output.status.code().unwrap();
        res.stdout.push_str(&String::from_utf8(output.stdout).unwrap());
        if res.status != 0 {
            break;
        }
    }
    (res.outputs, res.summary) = (folder.read(outputs), folder.read(summary));
    res
}

const NETPOL: &str = env!("CARGO_BIN_EXE_netpol");

#[test]
fn the_action_marks_the_lines_and_fills_the_summary() {
    let Some(folder) = repository() else { return };
    let it = act(&folder, &[("BINARY", NETPOL), ("TARGET", "k8s"), ("LINK_BASE", "https://example.org/")]);
    assert_eq!(it.status, 0, "{}", it.stdout);
    assert!(it.stdout.contains("\n::warning file=k8s/policy.yaml,line="), "{}", it.stdout);
    assert!(it.summary.starts_with("## Who may reach whom\n"), "{}", it.summary);
    assert!(it.summary.contains("](https://example.org/#2"), "{}", it.summary);
    assert!(it.outputs.contains("\nstatus=1\nmarkdown="), "{}", it.outputs);
}

#[test]
fn the_action_fails_where_it_was_asked_to() {
    let Some(folder) = repository() else { return };
    let with =
        |more: &[(&str, &str)]| act(&folder, &[&[("BINARY", NETPOL), ("TARGET", "k8s")], more].concat());
    let it = with(&[("FAIL_ON", "new-allowed")]);
    assert_eq!(it.status, 1);
    assert!(it.stdout.contains("\n::error file=k8s/policy.yaml,line="), "{}", it.stdout);
    assert_eq!(with(&[("FAIL_ON", "any")]).status, 1);
    assert_eq!(with(&[("BASE", "HEAD"), ("FAIL_ON", "any")]).status, 0);
    assert_eq!(with(&[("BASE", "no-such-commit")]).status, 2);
    assert_eq!(with(&[("ARGUMENTS", "--pod-cidr 10.0.0.0/8 --strict=off")]).status, 0);
    assert_eq!(with(&[("ARGUMENTS", "--no-such-flag")]).status, 2);
}

#[test]
fn what_an_input_holds_is_no_command() {
    let Some(folder) = repository() else { return };
    let hostile = "$(touch tmp/gone); touch tmp/gone #";
    for name in ["BINARY", "TARGET", "BASE", "FAIL_ON", "LINK_BASE", "ARGUMENTS", "TOWARDS"] {
        let given = [("BINARY", NETPOL), ("TARGET", "k8s")];
        let given: Vec<_> = given.into_iter().filter(|it| it.0 != name).chain([(name, hostile)]).collect();
        act(&folder, &given);
        assert!(!folder.exists("tmp/gone"), "{name}");
    }
    let it = act(&folder, &[("BINARY", "tools/netpol"), ("TARGET", "k8s")]);
    assert_eq!(it.status, 2);
    assert!(it.stdout.starts_with("::error::there is no program"), "{}", it.stdout);
}

#[test]
fn every_input_and_output_of_the_action_is_described_and_used() {
    let (action, docs) = (top("action.yml"), top("docs/ci.md"));
    let section = |name: &str| {
        let text = action.split_once(&format!("\n{name}:\n")).unwrap().1;
        let lines = text.lines().take_while(|it| it.is_empty() || it.starts_with(' '));
        let names = lines.filter_map(|it| it.strip_prefix("  ").filter(|it| !it.starts_with(' ')));
        names.map(|it| it.trim_end_matches(':').to_owned()).collect::<Vec<_>>()
    };
    for name in section("inputs") {
        assert!(action.contains(&format!("${{{{ inputs.{name} }}}}")), "{name} is not used");
        assert!(docs.contains(&format!("`{name}`")), "{name}");
    }
    for name in section("outputs") {
        assert!(docs.contains(&format!("`{name}`")), "{name}");
    }
}

/// What a hook of `.pre-commit-hooks.yaml` says of a key.
fn hook(id: &str, key: &str) -> Option<String> {
    let hooks = top(".pre-commit-hooks.yaml");
    let hook = hooks.split("- id: ").find(|it| it.lines().next() == Some(id)).unwrap();
    let line = hook.lines().find_map(|it| it.strip_prefix(&format!("  {key}: ")));
    line.map(str::to_owned)
}

/// Runs a hook on the staged files as pre-commit does.
fn commit_with(folder: &Folder, id: &str, args: Option<&str>, staged: &[&str]) -> (i32, String) {
    let entry = hook(id, "entry").unwrap();
    let mut words = entry.split_whitespace();
    assert_eq!((words.next(), hook(id, "language").as_deref()), (Some("netpol"), Some("system")));
    let default = hook(id, "args").map(|it| it.trim_matches(['[', ']']).to_owned());
    let passes = hook(id, "pass_filenames").as_deref() != Some("false");
    // `\.(ya?ml|json)$`
    assert_eq!(hook(id, "files").as_deref(), Some("\\.(ya?ml|json)$"));
    let is_manifest = |it: &&&str| [".yaml", ".yml", ".json"].iter().any(|end| it.ends_with(end));
    let mut netpol = Command::new(PathBuf::from(NETPOL));
    netpol.args(words).args(args.map(str::to_owned).or(default)).current_dir(folder.path(""));
    if passes {
        netpol.args(staged.iter().filter(is_manifest));
    }
    let output = netpol.output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_hooks_hold_back_what_is_broken_and_what_opens_something() {
    let Some(folder) = repository() else { return };
    let staged = ["k8s/pods.yaml", "k8s/policy.yaml", "k8s/notes.txt"];
    let lint = || commit_with(&folder, "netpol-lint", None, &staged);
    let diff = |args| commit_with(&folder, "netpol-diff", args, &staged);
    assert_eq!((lint().0, diff(Some("k8s")).0, diff(None).0), (0, 0, 0));
    // What is no manifest is in the way of nothing.
    folder.write("package.json", "{\"name\": \"a\", \"scripts\": {}}\n");
    folder.write("docker-compose.yaml", "services: {}\n");
    assert_eq!((lint().0, diff(None).0), (0, 0));
    // It closes something: fine.
    folder.write("k8s/policy.yaml", policy(""));
    assert_eq!(diff(Some("k8s")).0, 0);
    folder.write("k8s/policy.yaml", policy("{}"));
    let (status, told) = diff(Some("k8s"));
    assert_eq!(status, 1);
    assert!(told.contains("newly allowed"), "{told}");
    folder.write("k8s/policy.yaml", policy("{ports: [{port: [}]}"));
    assert_eq!(lint().0, 1);
}
