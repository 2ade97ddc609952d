//! `git:REVISION` in the place of a file or folder: what stands there in a commit.
//!
//! git is asked for the names and the bytes of a commit alone (`rev-parse`, `ls-tree`, `cat-file`): nothing is checked
//! out, no filter or hook runs, and nothing is fetched. Links and submodules of the commit are not followed, and neither
//! are those of the work tree: a path means what it is called, so a change cannot choose what it is compared with.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use crate::args::Input;
use crate::folder::{is_manifest, is_of_tools};
use crate::input::{self, Sources};

/// Reads an input. After `git:` stands a revision, and after a colon a path; without it, the path of the `other` input is
/// meant.
pub(crate) fn read(it: &Input, other: &Input) -> Result<Sources, String> {
    let path = |it: &Input| it.paths.first().cloned().unwrap_or_default();
    let (own, other) = (path(it), path(other));
    let Some(revision) = revision(&own) else { return input::read(it) };
    let (revision, place) = match revision.split_once(':') {
        Some((revision, place)) => (revision, PathBuf::from(place)),
        None if names_one(&other) => (revision, PathBuf::from(".")),
        None => (revision, other),
    };
    committed(revision, &place, Sources::new(it.limit()))
}

/// Whether a revision stands in the place of a path.
pub(crate) fn names_one(path: &Path) -> bool {
    revision(path).is_some()
}

/// What follows `git:`.
fn revision(path: &Path) -> Option<&str> {
    path.to_str()?.strip_prefix("git:")
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
    if revision.is_empty() {
        return Err("git: names no revision: git:HEAD".to_owned());
    }
    let (folder, inside) = repository(place)?;
    let mut ask = git(&folder);
    let commit = format!("{revision}^{{commit}}");
    ask.args(["rev-parse", "--verify", "--end-of-options", &commit]);
    let commit = String::from_utf8_lossy(&said(ask)?).trim().to_owned();
    let mut ask = git(&folder);
    ask.args(["ls-tree", "-r", "-z", "--long", &commit]);
    if inside != Path::new("") {
        ask.arg("--").arg(&inside);
    }
    let listed = said(ask)?;
    let mut blobs = Blobs::new(&folder)?;
    let mut any = false;
    for entry in listed.split(|it| *it == 0).filter(|it| !it.is_empty()) {
        let entry = String::from_utf8_lossy(entry);
        let Some((about, name)) = entry.split_once('\t') else { continue };
        let path = Path::new(name);
        let below = path.strip_prefix(&inside).unwrap_or(path);
        let is_named = below == Path::new("");
        let shown = if is_named { place.to_owned() } else { place.join(below) };
        let shown = PathBuf::from(format!("{revision}:{}", shown.display()));
        let hidden = below.parent().into_iter().flat_map(Path::components);
        // What is named is read, whatever it is called; of a folder the manifests.
        if !is_named && (!is_manifest(path) || hidden.into_iter().any(|it| is_of_tools(Path::new(&it)))) {
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

/// The folder that git is asked in, and the path from there: the first one on the way that is in a work tree, beginning
/// with the present folder. Those further down are named by what is compared, and may be links.
fn repository(place: &Path) -> Result<(PathBuf, PathBuf), String> {
    let here = std::env::current_dir().map_err(|it| format!("git: {it}"))?;
    let whole = spelled(&here.join(place));
    let (start, steps) = match whole.strip_prefix(&here) {
        Ok(below) => (here.clone(), below.to_owned()),
        Err(_) => (PathBuf::from("/"), whole.strip_prefix("/").unwrap_or(&whole).to_owned()),
    };
    let mut folder = start;
    let mut rest = steps.components();
    let mut first = None;
    loop {
        let mut ask = git(&folder);
        ask.args(["rev-parse", "--is-inside-work-tree"]);
        match said(ask) {
            Ok(_) => return Ok((folder, rest.as_path().to_owned())),
            Err(it) => first.get_or_insert(it),
        };
        match rest.next() {
            Some(it) if folder.join(it).is_dir() => folder.push(it),
            _ => return Err(first.unwrap_or_default()),
        }
    }
}

/// A path without `.` and `..`, by its text alone.
fn spelled(path: &Path) -> PathBuf {
    let mut res = PathBuf::new();
    for it in path.components() {
        match it {
            Component::CurDir => {}
            Component::ParentDir => drop(res.pop()),
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => res.push(it),
        }
    }
    res
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
