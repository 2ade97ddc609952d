//! What strangers write into manifests and links: it is shown, and does nothing to a terminal, a CI or a page.

use netpol_core::SourceFile;
use netpol_core::link::{LinkState, encode};
use netpol_core::visible::is_hidden;

use crate::run::{Folder, Output};

/// Names that act where they are printed.
const NAMES: [&str; 8] = [
    r"we\e[31mb",
    r"a\rOK: no problems   ",
    r"b\n::error::allowed everything",
    r"c\u202egnp\u2028\u2029",
    r"d\x9b31m\x7f",
    r"e\u200b\u2800\u115f\ufe0f",
    r"f ##[error]##vso[task.setvariable]",
    r"<img src=https://evil.example/x.png> [log in](https://evil.example) @team|`\n\n# Heading",
];

/// Pods of these names in a namespace that begins a line, and a policy with what cannot be read.
fn hostile() -> String {
    let pod = |name: &&str| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: \"{name}\", namespace: \"::error::x\", labels: \
             {{\"k{name}\": \"{name}\"}}}}\n"
        )
    };
    let pods: String = NAMES.iter().map(pod).collect();
    let name = NAMES[2];
    format!(
        "{pods}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: \"{name}\", namespace: \
         \"::error::x\"}}\nspec:\n  podSelector: {{}}\n  ingress: [{{from: [{{podSelector: {{matchLabels: {{\"k{name}\": \
         \"{name}\"}}}}}}]}}]\n---\napiVersion: \"v\\e[31m1\"\nkind: \"K\\e]0;T\\a{name}\"\nmetadata: {{name: x}}\n"
    )
}

/// Nothing in the output does more than being read.
#[track_caller]
fn check_harmless(output: &Output) {
    for text in [&output.stdout, &output.stderr] {
        let hidden: Vec<char> =
            text.chars().filter(|it| *it != '\n' && (is_hidden(*it) || it.is_control())).collect();
        assert_eq!(hidden, [], "{text}");
        let commands =
            |it: &&str| it.trim_start().starts_with("::") || it.contains("##[") || it.contains("##vso[");
        let commands: Vec<&str> = text.lines().filter(commands).collect();
        assert!(commands.is_empty(), "{commands:?}");
    }
}

#[test]
fn names_do_nothing_to_a_terminal_or_a_ci() {
    let name = "x\u{1b}[2J::error.yaml";
    let folder = Folder::new(&[(name, hostile())]);
    for arguments in [
        "matrix",
        "matrix -o list",
        "matrix -o markdown",
        "matrix -o json",
        "matrix --by-class -o json",
        "lint",
        "lint -o json",
        "explain internet '::error::x/b\n::error::allowed everything'",
        "explain internet '::error::x/b\n::error::allowed everything' -o json",
        "explain nowhere '::error::x/\u{1b}[31m'",
        "matrix nowhere\u{1b}[31m",
        "matrix --port '\n::error::'",
        "matrix '--\n::error::'",
    ] {
        let output = folder.run(&format!("{arguments} '{name}'"));
        check_harmless(&output);
        assert!(!output.stdout.is_empty() || output.status == 2, "{arguments}: {output:?}");
    }
    let list = folder.run(&format!("matrix -o list '{name}'")).stdout;
    assert!(list.contains("⟨U+003a⟩:error::x/b⟨U+000a⟩::error::allowed everything => "), "{list}");
}

#[test]
fn columns_stand_below_each_other_whatever_the_names() {
    let folder = Folder::new(&[("a.yaml", hostile())]);
    let table = folder.run("matrix a.yaml").stdout;
    let heads = table.lines().next().unwrap();
    let column = heads.chars().position(|it| it == '1').unwrap();
    for row in table.lines().take(NAMES.len() + 1).skip(2) {
        assert!(row.chars().nth(column).is_some_and(|it| "✓✕◐?–".contains(it)), "{table}");
    }
}

#[test]
fn json_holds_the_names_as_they_are() {
    let folder = Folder::new(&[("a.yaml", hostile())]);
    let json = folder.run("matrix -o json a.yaml").json();
    let names: Vec<&str> =
        json["endpoints"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    for name in ["we\u{1b}[31mb", "c\u{202e}gnp\u{2028}\u{2029}", "f ##[error]##vso[task.setvariable]"] {
        assert!(names.contains(&name), "{names:?}");
    }
}

#[test]
fn a_table_of_markdown_is_a_table_of_names() {
    let folder = Folder::new(&[("a.yaml", hostile())]);
    let table = folder.run("matrix -o markdown a.yaml").stdout;
    // What follows an empty line is the legend.
    let rows = || table.lines().take_while(|it| !it.is_empty());
    assert_eq!(rows().count(), NAMES.len() + 3, "{table}");
    for row in rows() {
        let cells = row.replace("\\|", "").matches('|').count();
        assert_eq!(cells, NAMES.len() + 3, "{row}");
        // What is left outside of code.
        let code: Vec<&str> = row.split("``").collect();
        let outside: String = code.iter().step_by(2).flat_map(|it| it.split('`').step_by(2)).collect();
        assert!(!outside.contains(['<', '[', '@', '#', '`']), "{outside}");
    }
}

#[test]
fn the_text_of_a_link_does_nothing_where_it_is_printed() {
    let text = "# \u{1b}[2J\r::error::x\n::stop-commands::x\n##[error]\nkind: \u{202e}\tPod\r\n";
    let files = vec![SourceFile::new("a\n::error::.yaml", text)];
    let state = LinkState { files, scenario: "\n::error::".to_owned(), ..LinkState::default() };
    let link = encode(&state).unwrap();
    let folder = Folder::new::<&str>(&[]);
    let printed = folder.run(&format!("unlink {link}"));
    assert!(!printed.stdout.contains(['\u{1b}', '\0']), "{printed:?}");
    assert!(
        printed.stdout.lines().all(|it| !it.trim_start().starts_with("::") && !it.contains("##[")),
        "{printed:?}"
    );
    assert!(
        printed.stdout.ends_with("kind: \u{202e}\tPod\r\n"),
        "what does nothing stays for programs: {printed:?}"
    );
    assert!(printed.stderr.contains("`--dir` writes the files as they are"), "{}", printed.stderr);
    check_harmless(&folder.run(&format!("unlink {link} -o json")));
    let written = folder.run(&format!("unlink {link} --dir out")).fine().stdout;
    assert_eq!(folder.read(written.trim()), text);
}

#[test]
fn files_that_are_no_text_are_named_once() {
    let utf16: Vec<u8> = hostile().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut noise = 7_u32;
    let mut binary: Vec<u8> = vec![0; 4];
    binary.extend(
        std::iter::repeat_with(|| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 24) as u8
        })
        .take(100_000),
    );
    for (bytes, what) in [
        (b"\x1f\x8b\x08\0\0\0\0\0\n---\n{}\n".to_vec(), "compressed by gzip"),
        (utf16, "UTF-16"),
        (binary, "a binary file: it has a NUL in it"),
        (b"kind: Pod\n---\nkind: \0\n".to_vec(), "a binary file: it has a NUL in it"),
    ] {
        let output = Folder::new(&[("a.yaml", bytes)]).run("lint a.yaml");
        let first = format!("a.yaml:1:1: error[not-text]: this file is {what}, and is not read\n  help: ");
        assert!(output.stdout.starts_with(&first), "{}", output.stdout);
        assert_eq!((output.status, output.stdout.lines().count()), (1, 3), "{}", output.stdout);
    }
}
