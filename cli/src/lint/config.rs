//! `.netpol.toml`: what a tree of manifests wants to be told.
//!
//! ```toml
//! [lint]
//! ignore = ["wide-rule", "L-06"]
//! select = []
//! fail-on = "warning"
//!
//! [lint.ignore-in]
//! "legacy/" = ["repeated-rule"]
//! ```

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use netpol_core::Analysis;
use netpol_core::diagnostic::{Code, Diagnostic, Severity};
use serde::Deserialize;

use crate::input::Sources;

/// What it is called.
pub(crate) const NAME: &str = ".netpol.toml";
/// Nobody writes a longer one by hand.
const MOST_BYTES: u64 = 1_000_000;

/// What the file says.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// Where it lies; `None`: there is none.
    file: Option<PathBuf>,
    pub(super) select: Vec<String>,
    pub(super) ignore: Vec<String>,
    pub(super) fail_on: Option<Severity>,
    /// Folders and files, seen from its own folder, and what is not told of them.
    ignore_in: Vec<(String, Vec<String>)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    lint: Table,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct Table {
    select: Vec<String>,
    ignore: Vec<String>,
    fail_on: Option<String>,
    ignore_in: BTreeMap<String, Vec<String>>,
}

fn nearest(paths: &[PathBuf]) -> Result<Option<PathBuf>, String> {
    let mut found: Option<PathBuf> = None;
    for path in paths.iter().filter(|it| it.as_os_str() != "-") {
        let Ok(path) = path.canonicalize() else { continue };
        let start = if path.is_dir() { Some(path.as_path()) } else { path.parent() };
        let mut above = start.into_iter().flat_map(Path::ancestors);
        let root = start.and_then(|it| it.ancestors().find(|it| it.join(".git").exists()));
        let is_inside = |it: &&Path| root.map_or(Some(*it) == start, |root| it.starts_with(root));
        let here = above.by_ref().take_while(is_inside).map(|it| it.join(NAME)).find(|it| it.is_file());
        match (&found, here) {
            (Some(one), Some(other)) if *one != other => {
                return Err(format!(
                    "two files say what to tell: {} and {}; name one with `--config`",
                    one.display(),
                    other.display()
                ));
            }
            (None, Some(it)) => found = Some(it),
            _ => {}
        }
    }
    Ok(found)
}

fn open(path: &Path) -> Result<Config, String> {
    let wrong = |why: String| format!("{}: {why}", path.display());
    let size = std::fs::metadata(path).map_err(|it| wrong(it.to_string()))?;
    if !size.is_file() || size.len() > MOST_BYTES {
        return Err(wrong("it is no file of at most 1 MB".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(|it| wrong(it.to_string()))?;
    let File { lint } = toml::from_str(&text).map_err(|it| wrong(it.to_string().trim_end().to_owned()))?;
    let fail_on = lint.fail_on.map(|it| severity(&it)).transpose().map_err(&wrong)?;
    for it in lint.select.iter().chain(&lint.ignore).chain(lint.ignore_in.values().flatten()) {
        super::about(it).map_err(&wrong)?;
    }
    Ok(Config {
        file: Some(path.to_owned()),
        select: lint.select,
        ignore: lint.ignore,
        fail_on,
        ignore_in: lint.ignore_in.into_iter().collect(),
    })
}

/// `error`, `warning` or `info`.
pub(crate) fn severity(text: &str) -> Result<Severity, String> {
    let all = [Severity::Error, Severity::Warning, Severity::Info];
    let found = all.into_iter().find(|it| it.as_str() == text);
    found.ok_or_else(|| format!("`{text}` is none of `error`, `warning` and `info`"))
}

impl Config {
    /// Reads the file that is named, where one is; else the nearest one above what is read, up to the root of the repository.
    pub(crate) fn read(named: Option<&Path>, paths: &[PathBuf]) -> Result<Config, String> {
        let path = match named {
            Some(it) if it.as_os_str() == "none" => None,
            Some(it) => Some(it.to_owned()),
            None => nearest(paths)?,
        };
        path.map_or_else(|| Ok(Config::default()), |it| open(&it))
    }

    /// Leaves out what is ignored in some folders. What is ignored there in vain is told.
    pub(super) fn without_ignored(
        &self,
        analysis: &Analysis,
        sources: &Sources,
        problems: &mut Vec<Diagnostic>,
    ) {
        for (folder, names, answered) in self.left_out(analysis, problems) {
            let has_files = sources.files.iter().any(|it| self.is_below(&it.name, &folder));
            for (name, _) in names.iter().zip(answered).filter(|it| has_files && !it.1) {
                let message = format!("`{name}` is to be ignored in {folder}, and is not found there");
                let mut it = Diagnostic::new(Severity::Info, Code::UnusedIgnore, message);
                it.help = format!("delete it from {NAME}");
                problems.push(it);
            }
        }
    }

    /// The same without a word about it.
    pub(super) fn without_ignored_quietly(&self, analysis: &Analysis, problems: &mut Vec<Diagnostic>) {
        self.left_out(analysis, problems);
    }

    fn left_out(
        &self,
        analysis: &Analysis,
        problems: &mut Vec<Diagnostic>,
    ) -> Vec<(String, Vec<String>, Vec<bool>)> {
        let mut res = Vec::new();
        for (folder, names) in &self.ignore_in {
            let abouts: Vec<_> = names.iter().filter_map(|it| super::about(it).ok()).collect();
            let mut answered = vec![false; names.len()];
            problems.retain(|it| {
                let can = it.severity != Severity::Error || matches!(it.code, Code::Lint(_));
                let file = it.location.and_then(|it| analysis.line_column(it)).map_or("", |it| it.0);
                if !can || !self.is_below(file, folder) {
                    return true;
                }
                let nth = abouts.iter().position(|about| about.code == it.code.as_str());
                if let Some(answered) = nth.and_then(|it| answered.get_mut(it)) {
                    *answered = true;
                }
                nth.is_none()
            });
            res.push((folder.clone(), names.clone(), answered));
        }
        res
    }

    /// Whether a file that was read lies in a folder that is seen from the one of the settings, or is it.
    fn is_below(&self, file: &str, folder: &str) -> bool {
        let own = self.file.as_deref().and_then(Path::parent);
        let (Some(own), Ok(file)) = (own, Path::new(file).canonicalize()) else { return false };
        let Ok(own) = (if own.as_os_str().is_empty() { Path::new(".") } else { own }).canonicalize() else {
            return false;
        };
        let plain = |it: &Component<'_>| !matches!(it, Component::CurDir);
        let folder: PathBuf = Path::new(folder).components().filter(plain).collect();
        file.strip_prefix(&own).is_ok_and(|it| it.starts_with(&folder))
    }
}
