//! `netpol practice`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Input;

#[derive(Debug, Args)]
pub(crate) struct PracticeArguments {
    #[command(subcommand)]
    pub(crate) command: PracticeCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PracticeCommand {
    /// Whether tasks are right: the start fails, solutions pass in any spelling, cheats fail, hints and text say enough
    /// and not too much.
    Check(CheckArguments),
    /// Grades an answer to a task by its effect.
    Grade(GradeArguments),
    /// Makes a task of files that are right: one or two slips of real life are made in their policies, which ones the
    /// number says.
    Repair(RepairTaskArguments),
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum GradeFormat {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct GradeArguments {
    /// The file of the task.
    #[arg(value_name = "TASK")]
    pub(crate) task: PathBuf,
    /// How to print it.
    #[arg(short, long, value_enum, default_value = "text")]
    pub(crate) output: GradeFormat,
    #[command(flatten)]
    pub(crate) answer: Input,
}

#[derive(Debug, Args)]
pub(crate) struct RepairTaskArguments {
    /// Which task: the same number makes the same one.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Where to write the file of the task, which is not there yet; else it is printed.
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) input: Input,
}
