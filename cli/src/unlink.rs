//! `netpol unlink`: what a link holds, printed or as files. Anybody can make a link, so its names are not trusted.

use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};

use netpol_core::link::{self, LinkReport, LinkState};
use netpol_core::visible::is_hidden;
use netpol_core::{Probe, SourceFile};

use crate::args::{UnlinkArguments, UnlinkFormat};
use crate::names::Names;
use crate::output::Output;
use crate::text::Text;
use crate::{json, together};

/// What the file of a link's task is called.
const TASK: &str = "task.yaml";

pub(crate) fn run(it: &UnlinkArguments) -> Result<Output, String> {
    let mut text = it.link.clone();
    if text == "-" {
        text.clear();
        // One character more than any link has, and an address before it.
        let most = link::MAX_LINK as u64 + 100_000;
        let read = std::io::stdin().lock().take(most).read_to_string(&mut text);
        read.map_err(|it| format!("standard input: {it}"))?;
    }
    let state = link::decode(link::fragment(&text)).map_err(|it| it.to_string())?;
    match (&it.dir, it.output) {
        (Some(folder), _) => Ok(write(&with_task(state), folder, it.force)?.into()),
        (None, UnlinkFormat::Yaml) => Ok(yaml(&state).into()),
        (None, UnlinkFormat::Json) => Ok(json::pretty(&LinkReport::new(state)).into()),
    }
}

/// All files as one stream, with what else the link holds in comments before it.
fn yaml(state: &LinkState) -> Text {
    let mut out = Text::default();
    let mut say = |what: &str, text: &str| {
        if !text.is_empty() {
            out.line(format_args!("# {what}: {text}"));
        }
    };
    say("scenario", &state.scenario);
    if state.probe != Probe::Any {
        say("port", &state.probe.label());
    }
    if let Some(it) = &state.selection {
        say("cell", &format!("{} -> {}", it.cell.from, it.cell.to));
    }
    state.settings.lines().for_each(|it| say("setting", it));
    if let Some(it) = &state.baseline {
        let names: Vec<&str> = it.files.iter().map(|it| it.name.as_str()).collect();
        say("compared with another", &names.join(", "));
    }
    say("tab", &state.view.tab);
    say("filter", &state.view.filter);
    if !state.task.is_empty() {
        out.line("# task:");
        // No object of the cluster, so it is none of the stream.
        state.task.lines().for_each(|it| out.line(format_args!("#   {it}")));
    }
    // A program gets the text to the letter, but for what YAML has no use for; who looks at it sees what is hidden.
    let acts: fn(char) -> bool = match std::io::stdout().is_terminal() {
        true => is_hidden,
        false => |it| it.is_control() && it != '\t',
    };
    let mut changed = false;
    for (at, file) in state.files.iter().enumerate() {
        if at > 0 {
            out.line("---");
        }
        out.line(format_args!("# file: {}", file.name));
        changed |= out.file(&file.text, acts);
    }
    if changed {
        let mut said = Text::default();
        said.line("netpol: characters that do something where they are printed are shown by their numbers;");
        said.line("  `--dir` writes the files as they are");
        said.to_stderr();
    }
    out
}

/// The files with that of the task, if the link brings one.
fn with_task(state: LinkState) -> Vec<SourceFile> {
    let mut files = state.files;
    if !state.task.is_empty() {
        files.push(SourceFile::new(TASK, state.task));
    }
    files
}

/// Writes the files into a folder, all of them or none. Tells their names.
fn write(files: &[SourceFile], folder: &Path, force: bool) -> Result<Text, String> {
    let mut names = Names::default();
    let paths: Vec<PathBuf> = files.iter().map(|it| folder.join(names.add(&safe(&it.name)))).collect();
    for path in &paths {
        // Of the link to a file, not of the file that it leads to.
        match std::fs::symlink_metadata(path) {
            Ok(it) if !it.is_file() => return Err(format!("{} is there, and no file", path.display())),
            Ok(_) if !force => {
                return Err(format!("{} is there already; --force overwrites it", path.display()));
            }
            Ok(_) | Err(_) => (),
        }
    }
    std::fs::create_dir_all(folder).map_err(|it| format!("{}: {it}", folder.display()))?;
    let texts = files.iter().map(|it| &*it.text);
    let files: Vec<(PathBuf, &str)> = paths.into_iter().zip(texts).collect();
    together::write(folder, &files, force)?;
    let mut text = Text::default();
    files.iter().for_each(|it| text.line(it.0.display()));
    Ok(text)
}

/// A name of a link as the name of a file: in the folder and nowhere else, not hidden, and of a manifest.
fn safe(name: &str) -> String {
    const MOST: usize = 100;
    let plain = |it: char| if it.is_alphanumeric() || "._-+ ".contains(it) { it } else { '_' };
    let parts = name.split(['/', '\\']).filter(|it| !matches!(*it, "" | "." | ".."));
    let name = parts.collect::<Vec<_>>().join("-");
    let mut out: String = name.trim().chars().map(plain).take(MOST).collect();
    let stem = out.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let device = ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str())
        || (stem.len() == 4 && (stem.starts_with("COM") || stem.starts_with("LPT")));
    if device || out.is_empty() || out.starts_with(['.', '-', ' ']) {
        out.insert(0, '_');
    }
    let ending = out.rsplit_once('.').map_or("", |it| it.1).to_ascii_lowercase();
    if !matches!(ending.as_str(), "yaml" | "yml" | "json") {
        out.push_str(".yaml");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_task_of_a_link_is_told_and_written() {
        let task = "title: one\nchecks: []\n".to_owned();
        let mut state = LinkState { task, ..LinkState::default() };
        assert_eq!(yaml(&state).as_str(), "# task:\n#   title: one\n#   checks: []\n");
        state.files = vec![SourceFile::new("task.yaml", "kind: Pod\n")];
        let text = yaml(&state);
        assert_eq!(text.as_str(), "# task:\n#   title: one\n#   checks: []\n# file: task.yaml\nkind: Pod\n");
        let folder = std::env::temp_dir().join(format!("netpol-unlink-{}", std::process::id()));
        let names = write(&with_task(state), &folder, false).unwrap();
        assert!(
            names
                .as_str()
                .lines()
                .eq(["task.yaml", "task-2.yaml"].map(|it| folder.join(it).display().to_string()))
        );
        let read = |it: &str| std::fs::read_to_string(folder.join(it)).unwrap();
        assert_eq!(
            (read("task.yaml"), read("task-2.yaml")),
            ("kind: Pod\n".into(), "title: one\nchecks: []\n".into())
        );
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
