//! The matrix, and how much of it is printed.

use clap::{Args, ValueEnum};
use netpol_core::Options;
use netpol_core::settings;

use super::Input;
use crate::knobs::Knobs;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MatrixFormat {
    Table,
    List,
    Json,
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct MatrixArguments {
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "table")]
    pub(crate) output: MatrixFormat,
    /// Look at one port only: TCP/8080, 8080, UDP/53, or the name of a container port, in each column that of its own
    /// pods.
    #[arg(long)]
    pub(crate) port: Option<String>,
    /// One row and column for all pods of a namespace that no policy tells apart.
    #[arg(long)]
    pub(crate) by_class: bool,
    /// One row and column for all pods of a workload; where these differ, a cell says for how many of them something is
    /// allowed. Not in JSON.
    #[arg(long, conflicts_with = "by_class")]
    pub(crate) by_workload: bool,
    /// Print counts and the milliseconds of each step instead.
    #[arg(long)]
    pub(crate) summary: bool,
    #[command(flatten)]
    pub(crate) most: MostCells,
    #[command(flatten)]
    pub(crate) options: Knobs,
    #[command(flatten)]
    pub(crate) input: Input,
}

/// How many cells are printed at most.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct MostCells {
    /// Print no more cells, or changed pairs: rows as long as they fit. What is left out is said, and the result is
    /// incomplete. Any number, or `none`. Default: 10000000, and 200000000 of JSON.
    #[arg(long, value_name = "CELLS", value_parser = number_or_none)]
    limit_cells: Option<u64>,
}

impl MostCells {
    /// Of what people read, and what is kept whole until it is printed: 3,162 rows.
    const TOLD: u64 = 10_000_000;
    /// Of what is written for programs as it is made: 14,142 rows, so all of a cluster of 10,000 pods.
    const WRITTEN: u64 = 200_000_000;

    /// For people.
    pub(crate) fn told(self) -> u64 {
        self.limit_cells.unwrap_or(MostCells::TOLD)
    }

    /// For programs.
    pub(crate) fn written(self) -> u64 {
        self.limit_cells.unwrap_or(MostCells::WRITTEN)
    }
}

/// Read as `--limit-work` reads it.
fn number_or_none(text: &str) -> Result<u64, String> {
    let wrong = || format!("`{text}` is not a number of cells such as 10000000, and not `none`");
    let limit = settings::knobs().find(|it| it.key == "limit-work").ok_or_else(wrong)?;
    let mut options = Options::default();
    settings::set_flag(&mut options, limit, &[text]).map_err(|_| wrong())?;
    Ok(options.limit_work)
}
