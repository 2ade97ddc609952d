//! Promises about the source itself: layers, sizes, doc comments, and no folder of one machine in it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use netpol_tests::paths;

/// The rooms of a crate, in an order in which each uses only those before it. A room is a folder or a file at the top of
/// the crate, and each is a layer of its own.
struct Layers {
    folder: &'static str,
    rooms: &'static [&'static str],
    /// Files that name the rooms, and are in none.
    roots: &'static [&'static str],
}

const CORE: Layers = Layers {
    folder: "core/src",
    rooms: &[
        // The vocabulary.
        "hash",
        "find",
        "order",
        "pause",
        "threads",
        "tri",
        "visible",
        "words",
        "ids",
        "protocol",
        "probe",
        "options",
        "source",
        "diagnostic",
        // From text to objects.
        "yaml",
        "edit",
        "kubectl",
        "intake",
        "redact",
        "kind",
        // From objects to answers.
        "stand_ins",
        "cluster",
        "policy",
        "eval",
        "model",
        // What is asked of a model.
        "explain",
        "lint",
        "audit",
        "needs",
        "compare",
        "expect",
        "repair",
        "findings",
        "view",
        "assist",
        "practice",
        // What callers have in their hands.
        "settings",
        "link",
        "api",
        "terminal",
        "internals",
        "testing",
    ],
    roots: &["lib"],
};

/// The crates whose rooms are in an order.
const ALL: &[Layers] = &[CORE, WEB];

const WEB: Layers = Layers {
    folder: "web/src",
    rooms: &[
        // No word of this project.
        "base", // What the page knows without a document.
        "model", "engine", "state",   // The outside world.
        "later",   // Views and work of other parts of the program.
        "effects", // What is on the page.
        "widgets", "matrix", "editor", "panels", "dialogs", "chrome", "app",
    ],
    roots: &["lib", "main"],
};

impl Layers {
    /// Every use of a room that does not come before, every file in no room, and every room that does not exist.
    fn violations(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let folder = paths::root().join(self.folder);
        for room in self.rooms.iter().chain(self.roots) {
            if !folder.join(room).is_dir() && !folder.join(format!("{room}.rs")).is_file() {
                wrong.push(format!("{}: there is no room {room}", self.folder));
            }
        }
        for path in rust_files(self.folder) {
            let relative = path.strip_prefix(&folder).unwrap().to_path_buf();
            let first = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
            let room = first.trim_end_matches(".rs").to_owned();
            if self.roots.contains(&room.as_str()) || is_test(&path) {
                continue;
            }
            let Some(own) = self.rooms.iter().position(|it| **it == room) else {
                wrong.push(format!("{}: add {room} to the rooms in tests/tidy.rs", shown(&path)));
                continue;
            };
            let text = std::fs::read_to_string(&path).unwrap();
            for used in used_rooms(&text) {
                let before = self.rooms.iter().position(|it| *it == used).is_some_and(|it| it < own);
                if used.is_empty() || used.starts_with(char::is_uppercase) {
                    wrong.push(format!("{}: `crate::{used}` does not name its room", shown(&path)));
                } else if !before && used != room {
                    wrong.push(format!("{} uses {used}", shown(&path)));
                }
            }
        }
        wrong
    }
}

/// What follows `crate::` in a text, apart from comments and from tests at its end.
fn used_rooms(text: &str) -> Vec<String> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let code = text.lines().filter(|it| !it.trim_start().starts_with("//"));
    let name = |it: &str| it.chars().take_while(|it| it.is_alphanumeric() || *it == '_').collect();
    code.flat_map(|it| it.split("crate::").skip(1).map(name)).collect()
}

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
    let shown = shown(path);
    shown.starts_with("tests/") || shown.contains("/tests/") || shown.ends_with("/tests.rs")
}

#[test]
fn rooms_use_only_what_comes_before_them() {
    for layers in ALL {
        let wrong = layers.violations();
        assert!(wrong.is_empty(), "against the arrows:\n{}", wrong.join("\n"));
    }
}

#[test]
fn a_use_is_found_wherever_it_stands_in_a_line() {
    let text = "use crate::view;\n// crate::api\nlet it = a(crate::kind::B, crate::lint::c());\n#[cfg(test)]\nmod tests {\n    use crate::testing;";
    assert_eq!(used_rooms(text), ["view", "kind", "lint"]);
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
        "a question asked of one kind forgets the others: ask all of them in core/src/kind/manifest.rs, or take \
         this kind with `as_…`:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn kinds_are_compared_as_values() {
    let mut wrong = Vec::new();
    for path in ["cli/src", "core/src", "js", "web"].iter().flat_map(|it| rust_files(it)) {
        if shown(&path).starts_with("core/src/kind") || is_test(&path) {
            continue;
        }
        // kubectl has kinds that the evaluation has not, in a table of its own.
        let has_table = shown(&path).starts_with("core/src/kubectl");
        let compares =
            |it: &str| compares_a_kind_by_its_name(it) || !has_table && compares_an_entry_by_its_name(it);
        let text = std::fs::read_to_string(&path).unwrap();
        for (line, text) in text.lines().enumerate().filter(|it| compares(it.1)) {
            wrong.push(format!("{}:{}: {}", shown(&path), line + 1, text.trim()));
        }
    }
    assert!(
        wrong.is_empty(),
        "the compiler does not see a kind that a comparison by name forgets: ask the enum, with a `match` that names \
         every kind:\n{}",
        wrong.join("\n")
    );
}

/// Names of kinds begin with a capital letter; a `kind` of messages does not.
fn compares_a_kind_by_its_name(line: &str) -> bool {
    let name = |it: &str| it.chars().take_while(|it| it.is_alphanumeric()).collect::<String>();
    let compared = ["kind == \"", "kind != \"", "kind.as_str() == \"", "kind.as_str() != \""];
    compares_with_a_capital(line, &compared)
        || line.split("Some(\"").skip(1).any(|it| name(it).ends_with("Policy"))
}

/// The same of what a table has for a kind.
fn compares_an_entry_by_its_name(line: &str) -> bool {
    compares_with_a_capital(line, &[".name == \"", ".name != \""])
}

fn compares_with_a_capital(line: &str, compared: &[&str]) -> bool {
    let begins =
        |at: usize, before: &str| line[at + before.len()..].starts_with(|it: char| it.is_uppercase());
    compared.iter().any(|before| line.match_indices(before).any(|it| begins(it.0, before)))
}

#[test]
fn a_kind_that_is_compared_by_its_name_is_found() {
    let found = [
        "it.kind != \"NetworkPolicy\"",
        "if kind == \"Pod\" {",
        "it.kind.as_str() == \"Job\"",
        "policy == Some(\"ClusterNetworkPolicy\")",
    ];
    for line in found {
        assert!(compares_a_kind_by_its_name(line), "{line}");
    }
    assert!(compares_an_entry_by_its_name("place.kind.is_some_and(|it| it.name == \"Namespace\")"));
    assert!(!compares_an_entry_by_its_name("it.name == \"-\""));
    for line in ["kind == \"load\"", "it.kind == PolicyKind::NetworkPolicy", "Some(\"web\")"] {
        assert!(!compares_a_kind_by_its_name(line), "{line}");
    }
}

#[test]
fn documents_that_people_look_for_are_there() {
    for name in ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"] {
        let text = std::fs::read_to_string(paths::root().join(name));
        let text = text.unwrap_or_else(|it| panic!("{name}: {it}"));
        assert!(text.starts_with("# "), "{name} has no heading");
        assert!(text.lines().count() > 5, "{name} says nothing");
    }
}

#[test]
fn nothing_names_a_folder_of_one_machine() {
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

/// A code that is listed and never told would be a promise that is not kept.
#[test]
fn every_code_of_a_problem_is_told_somewhere() {
    let folders = ["core/src", "cli/src"];
    let files = folders.iter().flat_map(|it| rust_files(it)).filter(|it| !is_test(it));
    let texts: Vec<String> = files.map(|it| std::fs::read_to_string(it).unwrap()).collect();
    let told = |code: &netpol_core::diagnostic::Code| {
        let name = format!("Code::{code:?}");
        let end = |it: &str| !it.starts_with(|it: char| it.is_alphanumeric());
        texts.iter().any(|text| text.match_indices(&name).any(|at| end(&text[at.0 + name.len()..])))
    };
    let silent: Vec<_> = netpol_core::diagnostic::Code::ALL.iter().filter(|it| !told(it)).collect();
    assert!(silent.is_empty(), "never told: {silent:?}");
}

/// The sheets that Practice adds once it is opened: what they say must touch nothing else, then and later.
const LATE_SHEETS: [&str; 5] = ["author", "exam", "lessons", "practice", "predict"];

/// The selectors of a style sheet, one by one.
fn selectors(css: &str) -> Vec<String> {
    let mut text = String::new();
    for part in css.split("/*") {
        text += part.split_once("*/").map_or(part, |it| it.1);
    }
    let heads = text.split('{').filter_map(|it| it.rsplit(['}', ';']).next());
    let heads = heads.map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('@'));
    // A comma in brackets parts no selectors.
    let mut res = Vec::new();
    for head in heads {
        let mut own = String::new();
        let mut depth = 0;
        for letter in head.chars() {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            if letter == ',' && depth == 0 {
                res.push(std::mem::take(&mut own));
            } else {
                own.push(letter);
            }
        }
        res.push(own);
    }
    // The steps of an animation are none: no element has such a name.
    let is_step = |it: &str| it == "from" || it == "to" || it.ends_with('%');
    res.into_iter().map(|it| it.trim().to_owned()).filter(|it| !is_step(it)).collect()
}

/// The classes and ids in a selector.
fn names(selector: &str) -> Vec<&str> {
    let is_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    let behind = selector.split(['.', '#']).skip(1);
    behind.map(|it| it.split(|it| !is_name(it)).next().unwrap_or_default()).collect()
}

#[test]
fn sheets_that_come_later_change_nothing_of_what_was_there() {
    let sheets = paths::files("web/style", "css").into_iter().map(|path| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, selectors(&std::fs::read_to_string(path).unwrap()))
    });
    let (late, first): (Vec<_>, Vec<_>) = sheets.partition(|it| LATE_SHEETS.contains(&it.0.as_str()));
    assert_eq!(late.len(), LATE_SHEETS.len());
    let taken: BTreeSet<&str> = first.iter().flat_map(|it| &it.1).flat_map(|it| names(it)).collect();
    // Panes of the page that only tasks have, and the lock of a file's tab.
    let is_meant = |it: &str| it.starts_with(".page[data-pane=\"task\"]") || it == ".files .tab .icon";
    let leaks: Vec<String> = late
        .iter()
        .flat_map(|(sheet, all)| all.iter().map(move |it| (sheet, it)))
        .filter(|(_, it)| names(it).iter().all(|name| taken.contains(name)) && !is_meant(it))
        .map(|(sheet, it)| format!("{sheet}.css: {it}"))
        .collect();
    assert!(leaks.is_empty(), "give these a class of their own:\n{}", leaks.join("\n"));
}

#[test]
fn selectors_are_told_apart() {
    let css = "/* a { } */ .a, .b:is(.c, #d) > p { x: y; }\n@media (a) { .e::before { } }";
    assert_eq!(selectors(css), [".a", ".b:is(.c, #d) > p", ".e::before"]);
    assert_eq!(names(".b:is(.c, #d) > p"), ["b", "c", "d"]);
}
