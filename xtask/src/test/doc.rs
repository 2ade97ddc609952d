//! The library's documentation is whole: every link leads somewhere. (That everything has some, the compiler checks.)

use super::Run;
use crate::command::{self, cargo};
use anyhow::Result;

pub(super) fn run(_: &mut Run<'_>) -> Result<()> {
    let packages = ["--package", "netpol-core", "--package", "netpol-js"];
    command::run(
        cargo().args(["doc", "--no-deps", "--quiet"]).args(packages).env("RUSTDOCFLAGS", "-D warnings"),
    )
}
