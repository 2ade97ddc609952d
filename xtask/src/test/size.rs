//! The bytes of the site: every file raw, by gzip and by brotli, and the budgets of `size-budget.json`.

use super::Run;
use crate::command::{self, command};
use anyhow::{Context, Result};

pub(super) fn run(_: &mut Run<'_>) -> Result<()> {
    // Node carries both compressors; the comparison is where the numbers are.
    command::run(command("node").args(["xtask/src/test/size.mjs", "size-budget.json", "dist"])).context(
        "the site is over its budget; if the bytes are worth it, say why where you raise size-budget.json",
    )
}
