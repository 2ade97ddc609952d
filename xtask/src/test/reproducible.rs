//! The same sources give the same release, byte for byte: `dist/` against one that is built from nothing in another folder.
//!
//! Of the machine the second build shares the toolchain, Node and the downloaded sources. Everything else it has of its own:
//! the folder, `target`, npm packages, the tools of the build, time zone and language.

use super::Run;
use crate::{
    command::{self, cargo},
    paths,
    site::{self, tree},
};
use anyhow::{Context, Result, bail, ensure};
use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process,
};

/// What is made from the sources, as `.gitignore` has it, and what git keeps.
const MADE: &[&str] = &[".git", "dist", "node_modules", "target", "generated"];

pub(super) fn run(_: &mut Run<'_>) -> Result<()> {
    // Elsewhere and longer than most folders: not below this one, whose settings cargo would read there too.
    let other = env::temp_dir().join(format!("netpol-playground-built-a-second-time-{}", process::id()));
    site::empty(&other)?;
    tree(paths::root(), &other, MADE)?;
    let mut build = cargo();
    build.current_dir(&other).args(["run", "--package", "xtask", "--", "build", "--release"]);
    build.env_remove("CARGO_TARGET_DIR").env("TZ", "Asia/Kathmandu").env("LC_ALL", "C");
    build.env("npm_config_prefer_offline", "true");
    command::run(&mut build).with_context(|| format!("building in {}", other.display()))?;
    let (ours, theirs) = (files(&paths::dist())?, files(&other.join("dist"))?);
    if let Some(told) = differences(&ours, &theirs) {
        bail!("two builds of the same sources differ; the second is in {}\n{told}", other.display());
    }
    ensure!(ours.len() > 10, "dist/ has {} files", ours.len());
    let bytes: usize = ours.values().map(Vec::len).sum();
    println!("{} files, {bytes} bytes, the same in two folders", ours.len());
    fs::remove_dir_all(&other).with_context(|| format!("removing {}", other.display()))
}

/// The content of every file below a folder, by its path in it.
fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(it) = folders.pop() {
        for entry in fs::read_dir(&it).with_context(|| format!("reading {}", it.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let content = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
                found.insert(path.strip_prefix(folder)?.to_owned(), content);
            }
        }
    }
    Ok(found)
}

/// A line for each file that only one of them has, or that differs; nothing where they are the same.
fn differences(ours: &BTreeMap<PathBuf, Vec<u8>>, theirs: &BTreeMap<PathBuf, Vec<u8>>) -> Option<String> {
    let mut told = Vec::new();
    for (path, content) in ours {
        let name = path.display();
        match theirs.get(path) {
            None => told.push(format!("  only here: {name}")),
            Some(other) if other != content => {
                let same = content.iter().zip(other).take_while(|(a, b)| a == b).count();
                let (here, there) = (content.len(), other.len());
                told.push(format!("  from byte {same} on: {name}, {here} bytes here, {there} there"));
            }
            Some(_) => {}
        }
    }
    told.extend(
        theirs
            .keys()
            .filter(|it| !ours.contains_key(*it))
            .map(|it| format!("  only there: {}", it.display())),
    );
    if told.is_empty() { None } else { Some(told.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::{MADE, differences};
    use crate::paths;
    use std::{
        collections::{BTreeMap, BTreeSet},
        fs,
        path::PathBuf,
    };

    fn site(files: &[(&str, &str)]) -> BTreeMap<PathBuf, Vec<u8>> {
        files.iter().map(|(name, text)| (PathBuf::from(name), text.as_bytes().to_owned())).collect()
    }

    #[test]
    fn every_file_that_differs_is_told() {
        let ours = site(&[("a.js", "one"), ("b.css", "same"), ("c/d.wasm", "asm")]);
        assert_eq!(differences(&ours, &ours), None);
        let theirs = site(&[("a.js", "once"), ("b.css", "same"), ("e.html", "")]);
        assert_eq!(
            differences(&ours, &theirs).unwrap(),
            "  from byte 2 on: a.js, 3 bytes here, 4 there\n  only here: c/d.wasm\n  only there: e.html"
        );
    }

    #[test]
    fn what_git_does_not_keep_is_not_copied() {
        let ignored = fs::read_to_string(paths::root().join(".gitignore")).unwrap();
        let names = ignored.lines().filter(|it| !it.starts_with('*')).filter_map(|it| it.rsplit('/').next());
        let made: BTreeSet<_> = MADE.iter().copied().filter(|it| *it != ".git").collect();
        assert_eq!(names.collect::<BTreeSet<_>>(), made);
    }
}
