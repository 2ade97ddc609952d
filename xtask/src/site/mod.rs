//! Builds the site that `index.html` describes into `dist/`.
//!
//! `index.html` is written for Trunk: `<link data-trunk rel="…">` names what the site consists of. This is the second
//! driver of the same description, which needs no installed tool; it knows the five kinds of link that we use.
//! Every address in the output is relative, so the site works under any path.

mod copy;
mod css;
pub(crate) mod html;
mod inline;
mod names;
mod rust;
mod split;

use crate::{
    command::{self, command},
    helper::Helper,
    paths,
    progress::Progress,
    tools::{self, Need},
};
use anyhow::{Context, Result, anyhow, bail};
pub(crate) use copy::tree;
use html::{Link, Part};
pub(crate) use rust::cargo_for_release;
pub(crate) use split::FEATURE as SPLIT;
use std::{
    fs,
    path::{Path, PathBuf},
    thread::{self, ScopedJoinHandle},
};

/// For whom the site is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Fast to build, with names for debugging.
    Dev,
    /// Small, and every file that may change is named by its content.
    Release,
}

/// A site under construction.
struct Site {
    mode: Mode,
    /// The directory that becomes `dist/` when all went well.
    out: PathBuf,
}

/// Builds the site, and tells the steps of it. A failure leaves the `dist/` of before.
pub(crate) fn build(mode: Mode) -> Result<()> {
    tools::prepare(&[Need::Node, Need::Wasm])?;
    let helpers = match mode {
        Mode::Dev => 1,
        Mode::Release => 2,
    };
    make(mode, Progress::of(3 + helpers))
}

/// Builds it once more, after an edit.
pub(crate) fn rebuild(mode: Mode) -> Result<()> {
    make(mode, Progress::silent())
}

/// What cargo says that it compiled for the program of a release: JSON, a line for each crate.
pub(crate) fn compiled() -> Result<String> {
    let parts = page()?;
    let programs = parts.iter().filter_map(|it| match it {
        Part::Link(link) if link.find("rel") == Some("rust") => Some(link),
        Part::Link(_) | Part::Text(_) => None,
    });
    programs.map(rust::compiled).collect()
}

/// The description of the site.
fn page() -> Result<Vec<Part>> {
    let source = fs::read_to_string(paths::root().join("index.html")).context("reading index.html")?;
    html::parse(&source).context("index.html")
}

fn make(mode: Mode, mut progress: Progress) -> Result<()> {
    let parts = page()?;
    // What Node makes and what cargo makes do not wait for each other.
    thread::scope(|scope| {
        let mut front = Some(scope.spawn(front));
        let mut front_is_well = || match front.take_if(|it| it.is_finished()) {
            Some(it) => joined(it),
            None => Ok(()),
        };
        progress.step(
            "wasm-bindgen, which makes the glue between the page and the browser; npm packages beside it",
        );
        Helper::Bindgen.build()?;
        front_is_well()?;
        if mode == Mode::Release {
            progress.step("what splits the page into files that are loaded when they are needed");
            Helper::Parts.build()?;
            front_is_well()?;
        }
        progress.step("the page and what it is built from");
        for part in &parts {
            if let Part::Link(link) = part
                && link.get("rel")? == "rust"
            {
                rust::compile(link, mode).with_context(|| in_page(link))?;
            }
        }
        progress.step("the editor and the style sheets");
        front.map_or(Ok(()), joined)
    })?;

    progress.step("glue, and all files into dist/");
    let site = Site { mode, out: paths::target().join("site/new") };
    empty(&site.out)?;
    let mut page = String::new();
    for part in &parts {
        match part {
            Part::Text(text) => page.push_str(text),
            Part::Link(link) => page.push_str(&site.asset(link).with_context(|| in_page(link))?),
        }
    }
    write(&site.out.join("index.html"), page.as_bytes())?;
    if mode == Mode::Release {
        command::run(command("node").arg("web/finish.mjs").arg(&site.out)).context("finishing the site")?;
    }
    publish(&site.out)?;
    println!("built dist/ in {:.1} s", progress.seconds());
    Ok(())
}

/// Which line of the page a failure belongs to.
fn in_page(link: &Link) -> String {
    format!("index.html: `{}`", link.source)
}

/// What Node makes: the npm packages, the editor, the style sheets.
fn front() -> Result<()> {
    tools::prepare(&[Need::Packages])?;
    command::run(command("node").arg("web/bundle.mjs")).context("bundling the editor and the style sheets")
}

fn joined(thread: ScopedJoinHandle<'_, Result<()>>) -> Result<()> {
    thread.join().map_err(|_| anyhow!("what Node makes ended in a panic"))?
}

impl Site {
    /// Makes what a link asks for; gives what stands in its place in the page.
    fn asset(&self, link: &Link) -> Result<String> {
        match link.get("rel")? {
            "rust" => rust::make(self, link),
            "css" => css::make(self, link),
            "inline" => inline::make(link),
            "copy-dir" | "copy-file" => copy::make(self, link),
            other => bail!("this driver does not know `rel=\"{other}\"`; teach it in xtask/src/site"),
        }
    }

    /// Puts a file of this content into the site, in a release under a name that tells the content.
    fn put(&self, name: &str, suffix: &str, content: &[u8]) -> Result<String> {
        let file = match self.mode {
            Mode::Dev => format!("{name}{suffix}"),
            Mode::Release => format!("{name}-{}{suffix}", names::hash(content)),
        };
        write(&self.out.join(&file), content)?;
        Ok(file)
    }
}

/// Makes `dir` an empty directory.
pub(crate) fn empty(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("removing {}", dir.display()))?;
    }
    fs::create_dir_all(dir).with_context(|| format!("creating {}", dir.display()))
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("reading {}", file.display()))
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::write(file, content).with_context(|| format!("writing {}", file.display()))
}

/// Exchanges `dist/` for the new site in one step, so that a server of `dist/` never shows a half.
fn publish(new: &Path) -> Result<()> {
    let dist = paths::dist();
    let old = paths::target().join("site/old");
    if old.exists() {
        fs::remove_dir_all(&old).with_context(|| format!("removing {}", old.display()))?;
    }
    if dist.exists() {
        // `target` may be on another disk, where a rename cannot go.
        if fs::rename(&dist, &old).is_err() {
            fs::remove_dir_all(&dist).context("removing the old dist/")?;
        }
    }
    if fs::rename(new, &dist).is_err() {
        copy::tree(new, &dist, &[])?;
    }
    Ok(())
}
