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

#[test]
fn a_loop_of_links_ends() {
    let folder = Folder::new(&[("d/a/b/a.yaml", pod("a"))]);
    symlink("../..", folder.path("d/a/b/up")).unwrap();
    symlink("self", folder.path("d/self")).unwrap();
    symlink("two.yaml", folder.path("d/one.yaml")).unwrap();
    symlink("one.yaml", folder.path("d/two.yaml")).unwrap();
    symlink("a/b/node_modules", folder.path("d/renamed")).unwrap();
    folder.write("d/a/b/node_modules/b.yaml", pod("b"));
    let output = folder.run("matrix -o json d");
    assert_eq!(pods(&output), ["a"], "a folder of a tool stays one under another name");
    assert_eq!(problems(&output), ["error unreadable d/one.yaml", "error unreadable d/two.yaml"]);
}

#[test]
fn what_may_not_be_read_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new(&[("d/a.yaml", pod("a")), ("d/b.yaml", pod("b")), ("d/c/c.yaml", pod("c"))]);
    let close = |name: &str, mode| {
        std::fs::set_permissions(folder.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    close("d/b.yaml", 0);
    close("d/c", 0);
    let all_may_be_read = std::fs::read(folder.path("d/b.yaml")).is_ok();
    let output = folder.run("matrix -o json d");
    close("d/c", 0o700);
    if all_may_be_read {
        return println!("skipped: root reads everything");
    }
    assert_eq!((output.status, pods(&output)), (1, vec!["a".into()]));
    assert_eq!(problems(&output), ["error unreadable d/b.yaml", "error unreadable d/c"]);
    assert_eq!(output.json()["incomplete"], true);
}

#[test]
fn a_thousand_are_said_of_what_cannot_be_read() {
    let folder = Folder::new(&[("d/a.yaml", pod("a"))]);
    (0..1_003).for_each(|nth| symlink("nowhere", folder.path(&format!("d/{nth}.yaml"))).unwrap());
    let output = folder.run("matrix -o json d");
    assert_eq!(problems(&output).len(), 1_001);
    let last = &output.json()["problems"][1_000];
    assert_eq!(last["message"], "3 more errors of the input are left out");
    assert_eq!(output.json()["incomplete"], true);
}

/// A file of so many bytes that takes none on the disk.
fn huge(folder: &Folder, name: &str, bytes: u64) {
    folder.write(name, "");
    std::fs::File::options().write(true).open(folder.path(name)).unwrap().set_len(bytes).unwrap();
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let folder = Folder::new(&[("d/a.yaml", pod("a"))]);
    huge(&folder, "d/huge.yaml", 64_000_001);
    let output = folder.run("matrix -o json d");
    assert_eq!((output.status, pods(&output)), (1, vec!["a".into()]));
    assert_eq!(problems(&output), ["error unreadable d/huge.yaml"]);
    assert_eq!(output.json()["incomplete"], true);
    let named = folder.run("matrix d/huge.yaml");
    let said = "netpol: d/huge.yaml: it is larger than 64 MB; `--limit-file` raises the limit\n";
    assert_eq!((named.status, named.stderr.as_str()), (2, said));
    let raised = folder.run("matrix -o json --limit-file 65 d");
    assert_eq!(problems(&raised), ["error not-text d/huge.yaml"]);
    for endless in ["lint --limit-file 1 /dev/zero", "lint --limit-file 1 d/a.yaml /dev/zero"] {
        let output = folder.run(endless);
        assert_eq!(output.status, 2, "{endless}");
        assert!(
            output.stderr.contains("/dev/zero: no regular file: it is larger than 1 MB"),
            "{}",
            output.stderr
        );
    }
    let piped = folder.pipe("lint --limit-file 1 -", &"#".repeat(1_000_001));
    assert_eq!(
        piped.stderr,
        "netpol: standard input: it is larger than 1 MB; `--limit-file` raises the limit\n"
    );
    folder.pipe("lint --limit-file 1 -", &"#".repeat(1_000_000)).fine();
}

/// A run whose names of hosts are in a file.
fn with_names(folder: &Folder, arguments: &str, file: &str) -> crate::run::Output {
    folder.run(&format!("{arguments} --dns-file {file} d"))
}

#[test]
fn a_file_that_a_flag_names_has_the_same_limit() {
    let folder = Folder::new(&[("d/a.yaml", pod("a")), ("names", "api.example.com 203.0.113.7\n".into())]);
    huge(&folder, "huge", 64_000_001);
    let (large, larger) = (" ".repeat(1_000_000), " ".repeat(1_000_001));
    folder.write("large", &large);
    folder.write("larger", &larger);
    for (arguments, file, said) in [
        ("lint", "huge", "huge: it is larger than 64 MB; `--limit-file` raises the limit"),
        ("matrix", "huge", "huge: it is larger than 64 MB; `--limit-file` raises the limit"),
        (
            "explain default/a 203.0.113.7",
            "huge",
            "huge: it is larger than 64 MB; `--limit-file` raises the limit",
        ),
        ("lint --limit-file 1", "larger", "larger: it is larger than 1 MB; `--limit-file` raises the limit"),
        (
            "lint --limit-file 1",
            "/dev/zero",
            "/dev/zero: it is larger than 1 MB; `--limit-file` raises the limit",
        ),
    ] {
        let output = with_names(&folder, arguments, file);
        assert_eq!((output.status, output.stderr), (2, format!("netpol: {said}\n")), "{arguments} {file}");
    }
    for file in ["names", "large"] {
        with_names(&folder, "lint --limit-file 1", file).fine();
    }
    with_names(&folder, "lint --limit-file 2", "larger").fine();
}

#[test]
fn many_files_have_a_limit_too() {
    let folder = Folder::new(&[("d/a.yaml", pod("a"))]);
    let most = format!("#{}", " ".repeat(999_999));
    (10..27).for_each(|nth| folder.write(&format!("d/b{nth}.yaml"), &most));
    let output = folder.run("lint --limit-file 1 d");
    let said = "d/b25.yaml:1:1: error[unreadable]: all files together are larger than 16 MB; `--limit-file` raises the \
                limit\n";
    assert!(output.stdout.starts_with(said), "{}", output.stdout);
    assert_eq!(output.status, 1);
}
