//! What is written: tags and links lead somewhere, and texts of the page name who they speak of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use netpol_tests::{literals, paths, semantics};

/// Files of these folders, with these endings, may use tags.
const FOLDERS: [&str; 9] = ["core", "cli", "web", "js", "tests", "xtask", "docs", "static", ".ci"];
const ENDINGS: [&str; 11] = ["rs", "mjs", "js", "ts", "css", "html", "md", "yaml", "tsv", "toml", "txt"];

/// What is made, installed, or is data.
const LEFT_OUT: [&str; 5] = ["node_modules", "target", "generated", "dist", "links"];

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    for path in entries.filter_map(|it| it.ok().map(|it| it.path())) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            let is_left_out = LEFT_OUT.contains(&name.as_str()) && !path.ends_with("core/src/link");
            found.extend(if is_left_out { Vec::new() } else { files(&path, endings) });
        } else if path.extension().is_some_and(|it| endings.iter().any(|ending| it == *ending)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn sources(endings: &[&str]) -> Vec<PathBuf> {
    let root = paths::root();
    let in_folders = FOLDERS.iter().flat_map(|it| files(&root.join(it), endings));
    let here = std::fs::read_dir(&root).into_iter().flatten().filter_map(|it| it.ok().map(|it| it.path()));
    let here = here.filter(|it| it.extension().is_some_and(|it| it == "md" || it == "html"));
    in_folders.chain(here).collect()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(paths::root()).unwrap_or(path).display().to_string()
}

#[test]
fn every_tag_is_explained() {
    let explained = semantics::explained(&semantics::document());
    assert!(400 < explained.len(), "only {} tags", explained.len());
    let mut wrong = Vec::new();
    for path in sources(&ENDINGS) {
        // It has some on purpose that do not exist.
        if path.ends_with("tests/semantics.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let unknown = semantics::tags(&text).filter(|it| !explained.contains(&it.1));
        wrong.extend(unknown.map(|(line, tag)| format!("{}:{line}: {tag}", shown(&path))));
    }
    assert!(wrong.is_empty(), "not in {}:\n{}", semantics::DOCUMENT, wrong.join("\n"));
}

/// What a heading is called in addresses, as GitHub makes it.
fn slug(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'));
    kept.map(|it| if it == ' ' { '-' } else { it }).collect()
}

/// Everything in a document that a fragment can name.
fn targets(document: &str) -> BTreeSet<String> {
    let mut targets: BTreeSet<String> = BTreeSet::new();
    let mut in_code = false;
    for line in document.lines() {
        in_code ^= line.trim_start().starts_with("```");
        if line.starts_with('#') && !in_code {
            let slug = slug(line);
            let repeated = (1..).map(|it| format!("{slug}-{it}"));
            let free = std::iter::once(slug.clone()).chain(repeated).find(|it| !targets.contains(it));
            targets.extend(free);
        }
    }
    let anchors = document.split("<a id=\"").skip(1).filter_map(|it| it.split_once('"'));
    targets.extend(anchors.map(|it| it.0.to_owned()));
    targets
}

#[test]
fn links_within_the_documents_lead_somewhere() {
    let documents = sources(&["md"]);
    let known: BTreeMap<PathBuf, BTreeSet<String>> = documents
        .iter()
        .map(|it| (it.clone(), targets(&std::fs::read_to_string(it).unwrap_or_default())))
        .collect();
    let mut wrong = Vec::new();
    for path in &documents {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let links = text.split("](").skip(1).filter_map(|it| it.split_once(')')).map(|it| it.0);
        let own = |it: &&str| !it.contains("://") && !it.contains(' ') && !it.starts_with("mailto:");
        for link in links.filter(own) {
            let (file, fragment) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { path.clone() } else { path.with_file_name("").join(file) };
            let target = target.canonicalize().unwrap_or(target);
            let of_target = known.iter().find(|it| it.0.canonicalize().is_ok_and(|it| it == target));
            let found = of_target.is_none_or(|it| fragment.is_empty() || it.1.contains(fragment));
            if !target.exists() || !found {
                wrong.push(format!("{}: {link}", shown(path)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Who they are has a name: the user, a caller, a client, the policy's author.
const UNNAMED: [&str; 4] = ["nobody", "somebody", "whoever", "whatever"];

/// Texts that still have such a word; each goes with the next change of its component.
const LEFT: [&str; 2] = [
    "The matrix shows who reaches whom, so it needs somebody:",
    "Whoever opens the link sees the same answers.",
];

/// The words of a text, in lower case.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|it: char| !it.is_alphabetic()).map(str::to_lowercase)
}

/// What a script holds besides its comments.
fn of_script(source: &str) -> Vec<(usize, String)> {
    let mut in_comment = false;
    let mut found = Vec::new();
    for (line, text) in source.lines().enumerate() {
        let start = text.trim_start();
        in_comment |= start.starts_with("/*");
        if !in_comment && !start.starts_with("//") {
            let code = text.find(" // ").map_or(text, |at| &text[..at]);
            found.push((line + 1, code.to_owned()));
        }
        in_comment &= !text.contains("*/");
    }
    found
}

#[test]
fn texts_of_the_page_name_who_they_speak_of() {
    let root = paths::root();
    let whole = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        text.lines().map(str::to_owned).enumerate().map(|(at, it)| (at + 1, it)).collect::<Vec<_>>()
    };
    let rust = |path: &PathBuf| literals::of_rust(&std::fs::read_to_string(path).unwrap_or_default());
    let script = |path: &PathBuf| of_script(&std::fs::read_to_string(path).unwrap_or_default());
    let of_tests = |it: &PathBuf| it.components().any(|it| it.as_os_str() == "tests");
    let mut texts: Vec<(PathBuf, usize, String)> = Vec::new();
    let mut add = |path: &PathBuf, found: Vec<(usize, String)>| {
        texts.extend(found.into_iter().map(|(line, text)| (path.clone(), line, text)));
    };
    for path in ["core/src", "web/src", "js/src"].iter().flat_map(|it| files(&root.join(it), &["rs"])) {
        if !path.ends_with("tests.rs") && !of_tests(&path) {
            add(&path, rust(&path));
        }
    }
    for path in ["web/editor", "web/embed", "web/offline", "web/qr"]
        .iter()
        .flat_map(|it| files(&root.join(it), &["js"]))
    {
        add(&path, script(&path));
    }
    for path in files(&root.join("static"), &["yaml", "html", "webmanifest"])
        .into_iter()
        .chain([root.join("index.html")])
    {
        add(&path, whole(&path));
    }
    assert!(2_000 < texts.len(), "only {} texts were found", texts.len());
    let is_wrong = |text: &str| words(text).any(|it| UNNAMED.contains(&it.as_str()));
    let wrong = texts.iter().filter(|it| is_wrong(&it.2) && !LEFT.iter().any(|left| it.2.contains(left)));
    let wrong: Vec<String> =
        wrong.map(|(path, line, text)| format!("{}:{line}: {text}", shown(path))).collect();
    assert!(wrong.is_empty(), "who is it?\n{}", wrong.join("\n"));
}
