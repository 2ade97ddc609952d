//! The examples of `docs/cli.md` are what the tool really prints.

use crate::run::Folder;

const DOCS: &str = include_str!("../../docs/cli.md");
/// The flags of the settings, by their keys; made from the settings.
const SETTINGS: &str = include_str!("../../docs/settings.md");

/// Fenced blocks by what stands behind their backticks, in the order of the page.
fn blocks(kind: &str) -> Vec<&'static str> {
    let mut parts = DOCS.split("\n```");
    let mut res = Vec::new();
    parts.next();
    while let (Some(block), _) = (parts.next(), parts.next()) {
        let (first, text) = block.split_once('\n').unwrap();
        if first == kind {
            res.push(text);
        }
    }
    res
}

#[test]
fn examples_are_real() {
    let files = blocks("yaml");
    let names = [
        "shop.yaml",
        "frontends.yaml",
        "rollout.yaml",
        "service.yaml",
        "front.yaml",
        "new.yaml",
        "tests.yaml",
    ];
    let named: Vec<(&str, &str)> = names.into_iter().zip(files).collect();
    let folder = Folder::new(&named);
    let sessions = blocks("console");
    assert!(sessions.len() >= 4, "{sessions:?}");
    for session in sessions {
        let (command, expected) = session.split_once('\n').unwrap();
        let arguments = command.strip_prefix("$ netpol ").unwrap();
        let output = folder.run(arguments);
        let found = output.stderr + &output.stdout;
        let trimmed = |it: &str| it.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        assert_eq!(trimmed(&found), trimmed(expected), "$ netpol {arguments}");
    }
}

#[test]
fn every_flag_is_described() {
    let folder = Folder::new::<&str>(&[]);
    for command in [
        "matrix",
        "explain",
        "lint",
        "lsp",
        "audit",
        "diff",
        "equivalent",
        "test",
        "practice",
        "link",
        "unlink",
        "run",
        "shell",
    ] {
        let help = folder.run(&format!("{command} --help")).fine().stdout;
        for flag in help.split_whitespace().filter(|it| it.starts_with("--") && *it != "--help") {
            // A switch, `--strict[=<ON|OFF>]`.
            let flag = flag.split('[').next().unwrap();
            if flag.contains('=') {
                // Of another tool.
                continue;
            }
            let flag = flag.trim_end_matches([',', '.', '`', ']']);
            let is_setting = SETTINGS.contains(&format!("\n| `{}` |", flag.trim_start_matches('-')))
                || SETTINGS.contains(&format!("`{flag}`"));
            assert!(
                is_setting || DOCS.contains(&format!("`{flag}")),
                "{command} {flag} is not in docs/cli.md"
            );
        }
        assert!(DOCS.contains(&format!("## netpol {command}")), "{command}");
    }
}
