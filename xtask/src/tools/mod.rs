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
