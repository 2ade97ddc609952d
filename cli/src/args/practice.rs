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
