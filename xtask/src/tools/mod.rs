//! What a fresh machine lacks: fetched at the pinned version, or named with the command that installs it.

pub(crate) mod browser;
pub(crate) mod npm;
pub(crate) mod sites;
pub(crate) mod target;

use anyhow::Result;

/// What building the site needs, besides Rust and Node.
pub(crate) fn for_build() -> Result<()> {
    target::install()?;
    npm::install()
}
