//! `netpol unlink`: what a link holds, printed or as files. Anybody can make a link, so its names are not trusted.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use netpol_core::link::{self, LinkReport, LinkState};
use netpol_core::{Probe, SourceFile};

use crate::args::{self, UnlinkArguments, UnlinkFormat};
use crate::json;

pub(crate) fn run(it: &UnlinkArguments) -> Result<String, String> {
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
        (Some(folder), _) => write(&state.files, folder, it.force),
        (None, UnlinkFormat::Yaml) => Ok(yaml(&state)),
        (None, UnlinkFormat::Json) => Ok(json::pretty(&LinkReport::new(state))),
    }
}

/// All files as one stream, with what else the link holds in comments before it.
fn yaml(state: &LinkState) -> String {
    let mut out = String::new();
    let mut say = |what: &str, text: &str| {
        if !text.is_empty() {
            out.push_str(&format!("# {what}: {}\n", one_line(text)));
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
    say("tab", &state.view.tab);
    say("filter", &state.view.filter);
    for (at, file) in state.files.iter().enumerate() {
        out.push_str(&format!(
            "{}# file: {}\n{}",
            if at == 0 { "" } else { "---\n" },
            one_line(&file.name),
            file.text
        ));
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
    out
}

/// Nothing of a link gets out of its comment, or moves the cursor of a terminal.
fn one_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}

/// Writes the files into a folder, all of them or none. Tells their names.
fn write(files: &[SourceFile], folder: &Path, force: bool) -> Result<String, String> {
    let mut names: Vec<String> = Vec::new();
    for file in files {
        names.push(args::unique(&names, &safe(&file.name)));
    }
    let paths: Vec<PathBuf> = names.iter().map(|it| folder.join(it)).collect();
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
    for (file, path) in files.iter().zip(&paths) {
        let mut open = OpenOptions::new();
        let open = if force {
            open.write(true).create(true).truncate(true)
        } else {
            open.write(true).create_new(true)
        };
        let written = open.open(path).and_then(|mut it| it.write_all(file.text.as_bytes()));
        written.map_err(|it| format!("{}: {it}", path.display()))?;
    }
    Ok(paths.iter().map(|it| format!("{}\n", it.display())).collect())
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
