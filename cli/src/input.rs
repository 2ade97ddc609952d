//! Files, directories, standard input.
//!
//! Leaves: what was read, and what could not be, which the analysis then lacks and says. Deliberately not here: how
//! a directory is searched (see [`crate::folder`]).

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use netpol_core::diagnostic::{Code, Diagnostic, Severity};
use netpol_core::source::{FileId, Location, Span};
use netpol_core::{Analysis, Options, SourceFile, analyze};

use crate::args::Input;
use crate::folder;

/// How long a pipe that is named may be without a writer.
const PATIENCE: Duration = Duration::from_secs(2);
/// All files together may be so many times as large as one.
const FILES: u64 = 16;

/// What there is to evaluate.
pub(crate) struct Sources {
    /// In reading order. What could not be read is there too, without text.
    pub(crate) files: Vec<SourceFile>,
    /// What could not be read, and what is not followed.
    pub(crate) unread: Vec<Diagnostic>,
    /// How many bytes one file may have.
    limit: u64,
    /// How many bytes may still be read.
    left: u64,
}

impl Sources {
    pub(crate) fn new(limit: u64) -> Sources {
        Sources { files: Vec::new(), unread: Vec::new(), limit, left: limit * FILES }
    }

    /// The same with other texts of the files.
    pub(crate) fn with(&self, files: Vec<SourceFile>) -> Sources {
        Sources { files, unread: self.unread.clone(), limit: self.limit, left: self.left }
    }

    /// Evaluates what was read.
    pub(crate) fn analyze(&self, options: &Options) -> Analysis {
        analyze(&self.files, options).without(self.unread.clone())
    }

    /// Everything that is read by its name alone, such as what becomes a link.
    pub(crate) fn complete(self) -> Result<Vec<SourceFile>, String> {
        match self.unread.iter().find(|it| it.severity == Severity::Error) {
            Some(it) => Err(format!("{}: {}", self.name(it), it.message)),
            None => {
                let told: Vec<FileId> =
                    self.unread.iter().filter_map(|it| it.location).map(|it| it.file).collect();
                let files = (0..).zip(self.files).filter(|it| !told.contains(&FileId(it.0)));
                Ok(files.map(|it| it.1).collect())
            }
        }
    }

    /// A manifest whose text is missing: the result lacks what is in it.
    pub(crate) fn miss(&mut self, path: &Path, why: &str) {
        self.tell(path, Severity::Error, Code::Unreadable, why.to_owned(), "");
    }

    /// A link that leads out of its folder. `kubectl` opens a file that a link leads to, but does not search a folder.
    pub(crate) fn skip(&mut self, path: &Path, is_file: bool) {
        let severity = if is_file { Severity::Error } else { Severity::Warning };
        let why = "this link leads out of the folder and is not followed".to_owned();
        self.tell(path, severity, Code::NotFollowed, why, "name what it leads to as well, if it is meant");
    }

    fn tell(&mut self, path: &Path, severity: Severity, code: Code, why: String, help: &str) {
        let at = self.files.len();
        self.files.push(SourceFile::new(path.display().to_string(), ""));
        self.tell_of(at, severity, code, why, help);
    }

    /// A file whose text is longer than one may be: the result lacks what is in it.
    pub(crate) fn empty(&mut self, at: usize) {
        if let Some(it) = self.files.get_mut(at) {
            it.text = "".into();
            self.tell_of(at, Severity::Error, Code::Unreadable, self.too_large(), "");
        }
    }

    fn tell_of(&mut self, at: usize, severity: Severity, code: Code, why: String, help: &str) {
        let file = FileId(at as u32);
        let mut problem = Diagnostic::new(severity, code, why);
        problem.help = help.to_owned();
        problem.location = Some(Location { file, span: Span::new(0, 0) });
        self.unread.push(problem);
    }

    /// Adds a regular file.
    pub(crate) fn add_file(&mut self, path: &Path) -> io::Result<()> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        self.add(path, file, size)
    }

    /// Adds all that can be read, of which there may be more or less than was promised.
    pub(crate) fn add(&mut self, path: &Path, from: impl Read, size: u64) -> io::Result<()> {
        let most = self.limit.min(self.left);
        let Some(bytes) = at_most(most, from, size)? else {
            return Err(io::Error::other(match most < self.limit {
                true => too_large("all files together are", self.limit * FILES),
                false => self.too_large(),
            }));
        };
        self.left -= bytes.len() as u64;
        self.files.push(SourceFile::new(path.display().to_string(), text(&bytes)));
        Ok(())
    }

    /// Why one file is not read that is larger than the limit.
    fn too_large(&self) -> String {
        too_large("it is", self.limit)
    }

    /// Whether a text is longer than one file may be.
    pub(crate) fn is_too_large(&self, text: &str) -> bool {
        text.len() as u64 > self.limit
    }

    /// The first that is named and could not be read.
    fn missing(&self) -> Option<String> {
        let missing = self.unread.iter().find(|it| it.severity == Severity::Error);
        missing.map(|it| format!("{}: {}", self.name(it), it.message))
    }

    /// Fails where no file was read.
    fn has_files(&self) -> Result<(), String> {
        if self.files.len() > self.unread.len() {
            return Ok(());
        }
        Err(self.missing().unwrap_or_else(|| "no .yaml, .yml or .json file there".to_owned()))
    }

    /// Fails where there is nothing to evaluate.
    fn check(&self) -> Result<(), String> {
        self.has_files()?;
        // What a pipe delivers when the command before it failed must not pass for a cluster without problems.
        if self.files.iter().all(|it| it.text.trim().is_empty()) {
            return Err(self.missing().unwrap_or_else(|| "the input is empty".to_owned()));
        }
        Ok(())
    }

    fn name(&self, it: &Diagnostic) -> &str {
        let file = it.location.and_then(|it| self.files.get(it.file.0 as usize));
        file.map_or("", |it| &it.name)
    }
}

/// Reads everything, "argument order, then path order inside a directory". Fails when something that was
/// named cannot be read, or when there is nothing to read.
pub(crate) fn read(input: &Input) -> Result<Sources, String> {
    let sources = gather(input, |_| true)?;
    sources.check()?;
    Ok(sources)
}

/// The same where empty files say something, too.
pub(crate) fn read_even_empty(input: &Input) -> Result<Sources, String> {
    let sources = gather(input, |_| true)?;
    sources.has_files()?;
    Ok(sources)
}

/// The same without pages of Markdown that are named. `None`: nothing but pages is there.
pub(crate) fn read_beside_pages(input: &Input, has_pages: bool) -> Result<Option<Sources>, String> {
    let sources = gather(input, |it| !folder::is_page(it))?;
    if has_pages && sources.files.is_empty() {
        return Ok(None);
    }
    sources.check()?;
    Ok(Some(sources))
}

fn gather(input: &Input, is_wanted: fn(&Path) -> bool) -> Result<Sources, String> {
    let mut sources = Sources::new(input.limit());
    for path in input.paths.iter().filter(|it| it.is_dir() || is_wanted(it)) {
        let failed = |it: io::Error| format!("{}: {it}", path.display());
        if path.as_os_str() == "-" {
            let read = sources.add(path, io::stdin().lock(), 0);
            read.map_err(|it| format!("standard input: {it}"))?;
        } else if path.is_dir() {
            folder::read(path, &mut sources).map(drop).map_err(failed)?;
        } else if std::fs::metadata(path).map_err(failed)?.is_file() {
            sources.add_file(path).map_err(failed)?;
        } else {
            let opened = open(path)?;
            let read = sources.add(path, opened, 0);
            read.map_err(|it| format!("{}: no regular file: {it}", path.display()))?;
        }
    }
    Ok(sources)
}

/// The text of a file that a flag names beside the input, such as `--dns-file`: held to the limit of one file, and no
/// part of what all files together may be. Fails as an input that is named does.
pub(crate) fn read_beside(path: &Path, limit: u64) -> Result<String, String> {
    let failed = |it: io::Error| format!("{}: {it}", path.display());
    let about = std::fs::metadata(path).map_err(failed)?;
    let (file, size) = match about.is_file() {
        true => (File::open(path).map_err(failed)?, about.len()),
        false => (open(path)?, 0),
    };
    let bytes = at_most(limit, file, size).map_err(failed)?;
    Ok(text(&bytes.ok_or_else(|| failed(io::Error::other(too_large("it is", limit))))?))
}

/// All that can be read, where it is no more than so many bytes. What is promised to be more is not read at all.
fn at_most(most: u64, from: impl Read, size: u64) -> io::Result<Option<Vec<u8>>> {
    if most < size {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    from.take(most + 1).read_to_end(&mut bytes)?;
    Ok(if most < bytes.len() as u64 { None } else { Some(bytes) })
}

/// `limit` is in bytes.
fn too_large(what: &str, limit: u64) -> String {
    let most = limit / 1_000_000;
    format!("{what} larger than {most} MB; `--limit-file` raises the limit")
}

/// What a shell puts in the place of `<(command)`, and anything else that is no regular file. Opening a pipe waits
/// for its writer, which may never come.
fn open(path: &Path) -> Result<File, String> {
    let (send, opened) = mpsc::channel();
    let to_open = path.to_owned();
    std::thread::spawn(move || send.send(File::open(to_open)));
    let file = opened.recv_timeout(PATIENCE);
    let file =
        file.map_err(|_| format!("{}: no regular file, and nothing writes into it", path.display()))?;
    file.map_err(|it| format!("{}: no regular file: {it}", path.display()))
}

/// UTF-8, or UTF-16 with a byte-order mark: what `kubectl … > file` leaves in older versions of PowerShell. Other
/// bytes become `�`, where the reader will stumble over them and say so.
fn text(bytes: &[u8]) -> String {
    let units: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return String::from_utf8_lossy(bytes).into_owned(),
    };
    let (pairs, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().skip(1).map(|it| units(*it)).collect();
    String::from_utf16_lossy(&units)
}
