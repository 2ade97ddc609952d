//! What a fresh machine lacks: installed at the start of a command, all at once, or named with the command that installs it.
//!
//! A command says what it needs, [`prepare`] sees to it. A step uses nothing that it has not asked for here.

pub(crate) mod browser;
pub(crate) mod machine;
pub(crate) mod nginx;
mod npm;
pub(crate) mod rust;
pub(crate) mod sites;
mod system;

use anyhow::Result;
use machine::Machine;

/// Something that a command needs besides the Rust that runs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Node itself, without any package.
    Node,
    Rustfmt,
    Clippy,
    /// The target wasm32.
    Wasm,
    /// The npm packages of the site and its tests.
    Packages,
    /// Those that measure the page or test it in Firefox.
    AuditPackages,
    /// Those of a user of our npm package.
    UserPackages,
    Browser,
    Firefox,
    /// Tries the recipe of docs/hosting.md; without it that one test is skipped.
    Nginx,
    /// mdBook, and MkDocs with its Python.
    Sites,
}

/// What building the site needs.
pub(crate) const SITE: &[Need] = &[Need::Wasm, Need::Packages];

/// Finds or installs everything, or names all that lacks.
pub(crate) fn prepare(needs: &[Need]) -> Result<()> {
    let machine = Machine::this();
    // First what can be refused: nothing is fetched for a command that cannot run.
    system::provide(&machine, needs)?;
    let mut seen = Vec::new();
    for need in needs {
        if seen.contains(need) {
            continue;
        }
        seen.push(*need);
        match need {
            Need::Node | Need::Browser | Need::Firefox => {}
            Need::Rustfmt => rust::component("fmt", "rustfmt")?,
            Need::Clippy => rust::component("clippy", "clippy")?,
            Need::Wasm => rust::target()?,
            Need::Packages => npm::install("")?,
            Need::AuditPackages => npm::install("tests/audit")?,
            Need::UserPackages => npm::install("tests/npm")?,
            Need::Nginx => nginx::fetch(&machine),
            Need::Sites => sites::install()?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::paths;
    use std::{collections::BTreeSet, fs, path::Path};

    /// What is called by name; everything else is called by where it was found.
    fn called(dir: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                called(&path, found);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                // In pieces, so that this file does not find itself.
                for call in [["comm", "and(\""].concat(), ["Command::", "new(\""].concat()] {
                    let names = text.split(&call).skip(1).filter_map(|it| it.split('"').next());
                    found.extend(names.map(str::to_owned));
                }
            }
        }
    }

    #[test]
    fn no_program_is_taken_from_the_path_unless_it_is_asked_for() {
        let mut found = BTreeSet::new();
        called(&paths::root().join("xtask"), &mut found);
        let known = [
            "node",     // a need
            "rustc",    // beside cargo
            "rustup",   // with a hint where it is missing
            "dpkg-deb", // beside apt-get
            "trunk",    // its step looks for it
            "/bin/sh",  // in tests
        ];
        found.retain(|it| !known.contains(&it.as_str()));
        assert_eq!(found, BTreeSet::new());
    }
}
