//! Two inputs.

use std::path::PathBuf;

use clap::Args;

use super::Input;

/// Two inputs that are compared.
#[derive(Debug, Args)]
pub(crate) struct Both {
    /// A file or directory, or git:REVISION for the other one as it is in a commit, or git:REVISION:PATH.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The same.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Read no file that is larger, in MB. All files of one input together may be sixteen times as large.
    #[arg(long, value_name = "MB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..=4000))]
    limit_file: u32,
}

impl Both {
    /// Each as an input of its own.
    pub(crate) fn inputs(&self) -> [Input; 2] {
        [&self.old, &self.new].map(|it| Input { paths: vec![it.clone()], limit_file: self.limit_file })
    }
}
