//! What `netpol lsp` is told at its start. All else an editor says.

use clap::Args;

use super::Input;
use crate::knobs::Knobs;

#[derive(Debug, Args)]
pub(crate) struct ServerArguments {
    /// Speak over standard input and output, which is the only way there is: editors say it.
    #[arg(long)]
    stdio: bool,
    #[command(flatten)]
    pub(crate) options: Knobs,
    /// Read no file that is larger, in MB. All files together may be sixteen times as large.
    #[arg(long, value_name = "MB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=4000))]
    limit_file: u32,
}

impl ServerArguments {
    /// No path, with the limits: which files there are, the editor says.
    pub(crate) fn input(&self) -> Input {
        Input { paths: Vec::new(), limit_file: self.limit_file }
    }
}
