//! Directories that hold more than manifests, and files that are none.
#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::process::Command;

use serde_json::Value;

use crate::run::{Folder, Output};

fn pod(name: &str) -> String {
    format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\n")
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).unwrap()
}

/// The pods that a run has seen.
#[track_caller]
fn pods(output: &Output) -> Vec<String> {
    let value = output.json();
    let pods = list(&value, "endpoints").iter().filter(|it| it["kind"] == "Pod");
    pods.map(|it| it["name"].as_str().unwrap().to_owned()).collect()
}

/// Code and file of what is said about the input.
#[track_caller]
fn problems(output: &Output) -> Vec<String> {
    let value = output.json();
    let text = |it: &Value, key: &str| it[key].as_str().unwrap_or_default().to_owned();
    let told = |it| format!("{} {} {}", text(it, "severity"), text(it, "code"), text(it, "file"));
    list(&value, "problems").iter().map(told).collect()
}

fn pipe(folder: &Folder, name: &str) {
    assert!(Command::new("mkfifo").arg(folder.path(name)).status().unwrap().success());
}

#[test]
fn a_pipe_in_a_folder_is_not_opened() {
    let folder = Folder::new(&[("d/a.yaml", pod("a")), ("d/z.yml", pod("z"))]);
    pipe(&folder, "d/m.yaml");
    pipe(&folder, "d/socket");
    let output = folder.run("matrix -o json d");
    assert_eq!((output.status, pods(&output)), (1, vec!["a".into(), "z".into()]), "the others are read");
    assert_eq!(problems(&output), ["error unreadable d/m.yaml"], "what may have been a manifest is said");
    assert_eq!(output.json()["incomplete"], true);
    let said = folder.run("matrix d").stderr;
    assert!(said.contains("d/m.yaml:1:1: error[unreadable]: no regular file: it is not opened\n"), "{said}");
    assert!(said.contains("incomplete: without the document at d/m.yaml line 1: 1 error"), "{said}");
}

#[test]
fn a_link_that_leads_nowhere_stops_nothing() {
    let folder = Folder::new(&[("d/a.yaml", pod("a")), ("d/z/b.json", "{}".to_owned())]);
    symlink("nowhere.yaml", folder.path("d/gone.yaml")).unwrap();
    symlink("nowhere", folder.path("d/gone")).unwrap();
    folder.write("d/z/b.json", r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}}"#);
    let output = folder.run("matrix -o json d");
    assert_eq!(pods(&output), ["a", "b"]);
    assert_eq!(problems(&output), ["error unreadable d/gone.yaml"]);
    assert_eq!(output.json()["incomplete"], true);
    assert_eq!(folder.run("link d").status, 2, "a link would hold less than the folder");
}

#[test]
fn links_are_followed_inside_of_the_folder_only() {
    let folder = Folder::new(&[("d/a/a.yaml", pod("a")), ("out/b.yaml", pod("b")), ("d/c.yaml", pod("c"))]);
    symlink("..", folder.path("d/a/up")).unwrap();
    symlink("a", folder.path("d/again")).unwrap();
    symlink("c.yaml", folder.path("d/d.yaml")).unwrap();
    symlink("../out", folder.path("d/far")).unwrap();
    symlink("../out/b.yaml", folder.path("d/far.yaml")).unwrap();
    let output = folder.run("matrix -o json d");
    assert_eq!(pods(&output), ["a", "c"], "each file once, however many links lead to it");
    assert_eq!(problems(&output), ["warning not-followed d/far", "error not-followed d/far.yaml"]);
    let named = folder.run("matrix -o json d/far d/again");
    assert_eq!((named.status, pods(&named)), (0, vec!["b".into(), "a".into()]), "what is named is meant");
}

#[test]
fn folders_of_tools_are_searched_only_if_they_are_named() {
    let folder = Folder::new(&[("d/a.yaml", pod("a")), ("d/x/node_modules/m/b.yaml", pod("b"))]);
    folder.write("d/.git/c.yaml", pod("c"));
    folder.write("d/vendor/e.yaml", pod("e"));
    folder.write("d/.github/f.yaml", pod("f"));
    assert_eq!(pods(&folder.run("matrix -o json d").fine()), ["f", "a"]);
    assert_eq!(pods(&folder.run("matrix -o json d/vendor d/x/node_modules").fine()), ["e", "b"]);
}

#[test]
fn a_pipe_that_is_named_is_read() {
    let folder = Folder::new(&[("a.yaml", pod("a"))]);
    let shell = |script: &str| {
        let mut shell = Command::new("bash");
        shell.current_dir(folder.path("")).args(["-c", script]).env("NETPOL", env!("CARGO_BIN_EXE_netpol"));
        let output = shell.output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(shell("$NETPOL lint <(cat a.yaml)"), (0, String::new()), "process substitution");
    assert_eq!(
        shell("cat a.yaml | $NETPOL lint /dev/stdin"),
        (0, String::new()),
        "standard input by its path"
    );
    pipe(&folder, "p");
    assert_eq!(shell("cat a.yaml > p & $NETPOL lint p; wait"), (0, String::new()), "with a writer");
    let alone = folder.run("lint p");
    let said = "netpol: p: no regular file, and nothing writes into it\n";
    assert_eq!((alone.status, alone.stderr.as_str()), (2, said), "without a writer it does not hang");
}
