//! The arguments of `run` and `shell`.

use std::path::PathBuf;

use clap::Args;

use crate::knobs::Knobs;

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// The commands: a shell script, or a session with a `$` before each command, whose outputs are passed over; or - for
    /// standard input.
    #[arg(value_name = "SCRIPT|-")]
    pub(crate) script: PathBuf,
    #[command(flatten)]
    pub(crate) shell: ShellArguments,
}

#[derive(Debug, Args)]
pub(crate) struct ShellArguments {
    /// What the cluster holds at first: files and directories. Without any it is empty. No file is changed.
    #[arg(value_name = "FILE|DIR")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) options: Knobs,
}
