//! Trunk, where it is installed, makes the same files out of the same `index.html`.

use super::Run;
use crate::{
    command::{self, command},
    paths,
    tools::machine::Machine,
};
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeSet, fs, path::Path};

pub(super) fn run(_: &mut Run<'_>) -> Result<()> {
    // Trunk is told to download nothing, so it needs the other tool beside it.
    for tool in ["trunk", "wasm-bindgen"] {
        if Machine::this().find(&[tool]).is_none() {
            println!("{tool} is not on the PATH: nothing to compare");
            return Ok(());
        }
    }
    let out = paths::target().join("site/trunk");
    command::run(command("trunk").args(["build", "--release", "--dist"]).arg(&out))?;
    let (ours, theirs) = (names(&paths::dist())?, names(&out)?);
    ensure!(
        ours == theirs,
        "the two drivers disagree:\n  only xtask: {:?}\n  only Trunk: {:?}",
        ours.difference(&theirs).collect::<Vec<_>>(),
        theirs.difference(&ours).collect::<Vec<_>>()
    );
    println!("{} files, the same by both drivers", ours.len());
    Ok(())
}

/// The names of all files without the hashes in them.
fn names(dir: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    collect(dir, "", &mut found)?;
    Ok(found)
}

fn collect(dir: &Path, prefix: &str, found: &mut BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("reading {}", dir.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // xtask bundles the snippets into the glue, Trunk copies them beside it; and only xtask parts the program.
        if prefix.is_empty() && (name == "snippets" || is_part(&name)) {
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{prefix}{name}/"), found)?;
        } else {
            found.insert(format!("{prefix}{}", without_hash(&name)));
        }
    }
    Ok(())
}

fn is_part(name: &str) -> bool {
    name.ends_with(".wasm") && !name.ends_with("_bg.wasm")
}

fn without_hash(name: &str) -> String {
    name.split('-')
        .filter_map(|part| {
            let digits = part.chars().take_while(char::is_ascii_hexdigit).count();
            if digits == 16 { part.get(16..).filter(|rest| !rest.is_empty()) } else { Some(part) }
        })
        .collect::<Vec<_>>()
        .join("-")
        .replace("-.", ".")
        .replace("-_", "_")
}

#[cfg(test)]
mod tests {
    use super::without_hash;

    #[test]
    fn the_hashes_of_both_drivers_go() {
        for name in ["netpol-web-0123456789abcdef_bg.wasm", "netpol-web_bg.wasm"] {
            assert_eq!(without_hash(name), "netpol-web_bg.wasm");
        }
        assert_eq!(without_hash("main-0123456789abcdef.css"), "main.css");
        assert_eq!(without_hash("and-or.yaml"), "and-or.yaml");
    }
}
