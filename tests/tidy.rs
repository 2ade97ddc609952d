//! Promises about the source itself: layers, sizes, doc comments, and nothing of anybody's machine in it.

use std::path::{Path, PathBuf};
use std::process::Command;

use netpol_tests::paths;

/// A module of core may use those before it, and the ones of [`EVERYWHERE`].
const LAYERS: [&[&str]; 10] = [
    &["yaml"],
    &["intake"],
    &["kind"],
    &["cluster"],
    &["policy"],
    &["eval"],
    &["explain"],
    &["analysis", "view"],
    &["link", "lint", "families", "diff", "expect", "settings"],
    &["testing"],
];

/// Usable by every module.
const EVERYWHERE: [&str; 10] =
    ["source", "diagnostic", "ids", "order", "options", "probe", "protocol", "tri", "strings", "threads"];

fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![paths::root().join(folder)];
    while let Some(folder) = folders.pop() {
        for path in
            std::fs::read_dir(folder).into_iter().flatten().filter_map(|it| it.ok().map(|it| it.path()))
        {
            if path.is_dir() && path.file_name().is_some_and(|it| it != "node_modules" && it != "target") {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn shown(path: &Path) -> String {
    path.strip_prefix(paths::root()).unwrap_or(path).display().to_string()
}

fn is_test(path: &Path) -> bool {
    shown(path).starts_with("tests/") || path.file_stem().is_some_and(|it| it == "tests")
}

#[test]
fn modules_of_core_use_only_what_comes_before_them() {
    let layer = |module: &str| LAYERS.iter().position(|it| it.contains(&module));
    let mut wrong = Vec::new();
    for path in rust_files("core/src") {
        let relative = path.strip_prefix(paths::root().join("core/src")).unwrap().to_path_buf();
        let first = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs").to_owned();
        if module == "lib" || is_test(&path) {
            continue;
        }
        let own =
            layer(&module).unwrap_or(if EVERYWHERE.contains(&module.as_str()) { 0 } else { usize::MAX });
        assert!(own != usize::MAX, "core/src/{module}: add it to the layers of tests/tidy.rs");
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|it| !it.trim_start().starts_with("//"));
        for used in code.flat_map(|it| it.split("crate::").skip(1)) {
            let used: String = used.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
            let allowed = EVERYWHERE.contains(&used.as_str())
                || used.starts_with(char::is_uppercase)
                || used == module
                || layer(&used).is_some_and(|it| it <= own);
            if !allowed {
                wrong.push(format!("{} uses {used}", shown(&path)));
            }
        }
    }
    assert!(wrong.is_empty(), "against the arrows:\n{}", wrong.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut wrong = Vec::new();
    for path in ["cli", "core", "js", "web", "xtask", "tests"].iter().flat_map(|it| rust_files(it)) {
        let text = std::fs::read_to_string(&path).unwrap();
        let (lines, most) = (text.lines().count(), if is_test(&path) { 600 } else { 400 });
        if lines > most {
            wrong.push(format!("{}: {lines} lines, at most {most}", shown(&path)));
        }
        let mut first = text.lines().filter(|it| !it.starts_with("#!["));
        if !first.next().is_some_and(|it| it.starts_with("//!")) && !path.ends_with("tests.rs") {
            wrong.push(format!("{}: no //! at the top", shown(&path)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn objects_are_taken_by_their_kind_in_one_place() {
    let mut wrong = Vec::new();
    for path in ["cli/src", "core/src", "js", "web"].iter().flat_map(|it| rust_files(it)) {
        if shown(&path).starts_with("core/src/kind") || is_test(&path) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (line, text) in text.lines().enumerate() {
            let one_kind = ["let Manifest::", "Some(Manifest::", "Some(&Manifest::", ", Manifest::"];
            if one_kind.iter().any(|it| text.contains(it)) {
                wrong.push(format!("{}:{}", shown(&path), line + 1));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "a question asked of one kind forgets the others: ask all of them in core/src/kind/questions.rs, or take \
         this kind with `as_…`:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn documents_that_people_look_for_are_there() {
    // Where one of them is still to be written, there is no promise to keep.
    for name in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"] {
        let path = paths::root().join(name);
        if let Ok(text) = std::fs::read_to_string(&path) {
            assert!(text.starts_with("# "), "{name} has no heading");
            assert!(text.lines().count() > 5, "{name} says nothing");
        } else {
            println!("{name} is missing");
        }
    }
}

#[test]
fn nothing_tells_of_somebodys_machine() {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(paths::root()).output();
    let Some(listed) = listed.ok().filter(|it| it.status.success()) else {
        return println!("skipped: there is no git, or no repository of it");
    };
    // In pieces, so that this file does not find itself.
    let tells =
        [["/ho", "me/"], ["/ro", "ot/"], ["/Use", "rs/"], ["/wo", "rk/"], ["C:", "\\\\"], ["/tm", "p/"]];
    let mut wrong = Vec::new();
    for name in String::from_utf8_lossy(&listed.stdout).split('\0').filter(|it| !it.is_empty()) {
        let Ok(text) = std::fs::read_to_string(paths::root().join(name)) else { continue };
        for tell in tells.iter().map(|it| it.concat()) {
            let stands_alone =
                |at: usize| !text[..at].ends_with(|it: char| it.is_alphanumeric() || "._-:/".contains(it));
            if text.match_indices(&tell).any(|it| stands_alone(it.0)) {
                wrong.push(format!("{name} has {tell}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
