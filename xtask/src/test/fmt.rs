//! The code is formatted as `rustfmt.toml` says.

use super::Run;
use crate::command::{self, cargo};
use anyhow::{Context, Result};

pub(super) fn run(_: &mut Run<'_>) -> Result<()> {
    command::run(cargo().args(["fmt", "--all", "--", "--check"])).context("`cargo fmt` repairs it")
}
