//! `netpol practice repair`: a task of files that are right, made by a number.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use netpol_core::SourceFile;
use netpol_core::practice::{self, scenario_files};

use crate::args::RepairTaskArguments;
use crate::input;
use crate::names::Names;
use crate::output::Output;
use crate::text::Text;

/// Prints the file of the task, or writes it.
pub(super) fn run(it: &RepairTaskArguments) -> Result<(Output, u8), String> {
    let (title, files) = files(input::read(&it.input)?.complete()?);
    let made =
        practice::repair(&title, &files, it.seed).map_err(|why| format!("no task can be made: {why}"))?;
    let mut text = Text::default();
    let Some(path) = &it.out else {
        text.file(&made.file, |it| it.is_control() && it != '\t');
        return Ok((text.into(), 0));
    };
    write(path, &made.file).map_err(|it| format!("{}: {it}", path.display()))?;
    text.line(format_args!("{}: {}", path.display(), made.task.title));
    Ok((text.into(), 0))
}

/// What the files are called together, and the files by their names without folders. A scenario is several files in one.
fn files(read: Vec<SourceFile>) -> (String, Vec<SourceFile>) {
    if let [only] = read.as_slice()
        && let Some(it) = scenario_files(&only.text)
    {
        return it;
    }
    let mut names = Names::default();
    let short = |name: &str| {
        Path::new(name).file_name().map_or_else(|| name.to_owned(), |it| it.to_string_lossy().into_owned())
    };
    let files: Vec<SourceFile> =
        read.into_iter().map(|it| SourceFile { name: names.add(&short(&it.name)), text: it.text }).collect();
    let title = files.first().map(|it| it.name.clone()).unwrap_or_default();
    (title, files)
}

/// Writes a file that is not there yet.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
