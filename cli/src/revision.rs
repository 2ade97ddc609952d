//! `git:REVISION` in the place of a file or folder: what stands there in a commit.
//!
//! git is asked for the names and the bytes of a commit alone (`rev-parse`, `ls-tree`, `cat-file`): nothing is checked
//! out, no filter or hook runs, and nothing is fetched. Links and submodules of the commit are not followed.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::args::Input;
use crate::folder::{is_manifest, is_of_tools};
use crate::input::{self, Sources};

/// Reads an input. After `git:` stands a revision, and after a colon a path; without it, the path of the `other` input is
/// meant.
pub(crate) fn read(it: &Input, other: &Input) -> Result<Sources, String> {
    let path = |it: &Input| it.paths.first().cloned().unwrap_or_default();
    let (own, other) = (path(it), path(other));
    let Some(revision) = own.to_str().and_then(|it| it.strip_prefix("git:")) else { return input::read(it) };
    // A file of that name is meant as it stands.
    if own.exists() {
        return input::read(it);
    }
    let (revision, place) = match revision.split_once(':') {
        Some((revision, place)) => (revision, PathBuf::from(place)),
        None if other.to_str().is_some_and(|it| it.starts_with("git:")) => (revision, PathBuf::from(".")),
        None => (revision, other),
    };
    committed(revision, &place, Sources::new(it.limit()))
}

/// git in a folder. The text of a question is never taken for an option.
fn git(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.args([
        "--no-pager",
        "--literal-pathspecs",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "safe.bareRepository=explicit",
    ])
    .current_dir(folder);
    git.env("GIT_NO_LAZY_FETCH", "1").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
    git.stdin(Stdio::null()).stderr(Stdio::piped()).stdout(Stdio::piped());
    git
}

fn said(mut git: Command) -> Result<Vec<u8>, String> {
    let output = git.output().map_err(|it| format!("git: {it}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let why = String::from_utf8_lossy(&output.stderr);
    Err(format!("git: {}", why.lines().next().unwrap_or("it failed")))
}

fn committed(revision: &str, place: &Path, mut sources: Sources) -> Result<Sources, String> {
    let is_folder = place.is_dir() || !place.exists();
    let folder = match (place.is_dir(), place.parent()) {
        (true, _) => place,
        (false, Some(it)) if !it.as_os_str().is_empty() && it.is_dir() => it,
        (false, _) => Path::new("."),
    };
    let mut ask = git(folder);
    let commit = format!("{revision}^{{commit}}");
    ask.args(["rev-parse", "--verify", "--end-of-options", &commit]);
    let commit = String::from_utf8_lossy(&said(ask)?).trim().to_owned();
    let mut ask = git(folder);
    ask.args(["ls-tree", "-r", "-z", "--long", &commit]);
    // Of a folder all that is in it; else the one file, or the folder that is no longer there.
    if !place.is_dir() {
        ask.arg("--").arg(if folder == Path::new(".") {
            place
        } else {
            Path::new(place.file_name().unwrap_or_default())
        });
    }
    let listed = said(ask)?;
    let mut blobs = Blobs::new(folder)?;
    let mut any = false;
    for entry in listed.split(|it| *it == 0).filter(|it| !it.is_empty()) {
        let entry = String::from_utf8_lossy(entry);
        let Some((about, name)) = entry.split_once('\t') else { continue };
        let path = Path::new(name);
        let shown = PathBuf::from(format!("{revision}:{}", folder.join(path).display()));
        let hidden = path.parent().into_iter().flat_map(Path::components);
        if is_folder && (!is_manifest(path) || hidden.into_iter().any(|it| is_of_tools(Path::new(&it)))) {
            continue;
        }
        let mut about = about.split_whitespace();
        match (about.next(), about.next(), about.next(), about.next()) {
            (Some("100644" | "100755"), Some("blob"), Some(hash), Some(size)) => {
                any = true;
                let size = size.parse().unwrap_or(u64::MAX);
                let read = blobs.read(hash, size, |from| sources.add(&shown, from, size));
                read.map_err(|it| format!("{}: {it}", shown.display()))?;
            }
            (Some(_), ..) => sources.skip(&shown, true),
            (None, ..) => {}
        }
    }
    if !any {
        return Err(format!("{revision}: no .yaml, .yml or .json file at {} there", place.display()));
    }
    Ok(sources)
}

/// The bytes of files of commits, one after the other.
struct Blobs {
    git: std::process::Child,
    from: BufReader<std::process::ChildStdout>,
}

impl Blobs {
    fn new(folder: &Path) -> Result<Blobs, String> {
        let mut ask = git(folder);
        ask.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stderr(Stdio::null());
        let mut git = ask.spawn().map_err(|it| format!("git: {it}"))?;
        let from = git.stdout.take().ok_or("git: it does not answer")?;
        Ok(Blobs { git, from: BufReader::new(from) })
    }

    fn read(
        &mut self,
        hash: &str,
        size: u64,
        mut take: impl FnMut(&mut dyn Read) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        let to = self.git.stdin.as_mut().ok_or_else(|| std::io::Error::other("git does not listen"))?;
        writeln!(to, "{hash}")?;
        to.flush()?;
        let mut head = String::new();
        self.from.read_line(&mut head)?;
        if !head.trim_end().ends_with(&format!(" blob {size}")) {
            return Err(std::io::Error::other("git does not have it"));
        }
        let mut bytes = self.from.by_ref().take(size);
        take(&mut bytes)?;
        std::io::copy(&mut bytes, &mut std::io::sink())?;
        // A line ends each answer.
        self.from.read_line(&mut head).map(drop)
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        drop(self.git.stdin.take());
        let _ended = self.git.kill();
        let _ended = self.git.wait();
    }
}
