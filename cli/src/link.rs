//! `netpol link`: files as a link of the playground.

use std::net::IpAddr;
use std::path::{Component, Path};

use netpol_core::api::End;
use netpol_core::link::{self, Baseline, CellRef, LinkState, Selection, View};
use netpol_core::view;
use netpol_core::{Options, SourceFile, analyze, redact, settings};

use crate::args::{self, LinkArguments};
use crate::input;
use crate::names::Names;
use crate::revision;
use crate::text::Text;

pub(crate) fn run(it: &LinkArguments) -> Result<Text, String> {
    let mut files = input::read(&it.input)?.complete()?;
    let mut compared = match &it.baseline {
        Some(path) => revision::read(&it.input.at(path.clone()), &it.input)?.complete()?,
        None => Vec::new(),
    };
    [files, compared] = named_alike(files, compared);
    if !it.redact {
        warn(files.iter().chain(&compared));
    } else {
        [files, compared] = [files, compared].map(redacted);
    }
    let mut options = options(&it.setting)?;
    // An address that has no row of its own gets one, by a setting of the page.
    let before = analyze(&files, &options);
    let ends = it.cell.iter().filter(|it| before.end(it).is_err() && before.destination(it).is_none());
    let externals: Vec<IpAddr> = ends.filter_map(|it| view::names::address(it)).collect();
    let analysis = match externals.is_empty() {
        true => before,
        false => {
            options.externals.extend(&externals);
            analyze(&files, &options)
        }
    };
    let asked = args::asked(&analysis, it.port.as_deref())?;
    // The page has one port for all of its matrix: that of the cell, or the one that all pods agree about.
    let destination = it.cell.last().and_then(|it| analysis.end(it).ok()?.row());
    let probe = match destination.and_then(|to| analysis.port_at(&asked, to).ok()) {
        Some(it) => it,
        None => analysis.parse_probe(it.port.as_deref().unwrap_or_default())?,
    };
    let id = |text: &str| -> Result<String, String> {
        let endpoint = |end: End| match end {
            End::Row(row) | End::Address(row, _) => {
                analysis.endpoints().get(row as usize).map(|it| it.id.clone())
            }
            End::Itself => None,
        };
        endpoint(analysis.end(text)?).ok_or_else(|| format!("`{text}` is not a row of the matrix"))
    };
    let selection = match it.cell.as_slice() {
        [from, to] => {
            let to = match analysis.destination(to) {
                // The page knows a Service's port by its number and name too.
                Some(it) if !to.starts_with("svc:") => it.service,
                Some(_) => to.clone(),
                None => id(to)?,
            };
            Some(Selection { cell: CellRef { from: id(from)?, to }, piece: None })
        }
        _ => None,
    };
    let mut settings = String::new();
    for line in it.setting.iter().cloned().chain(externals.iter().map(|it| format!("address={it}"))) {
        settings.push_str(&line);
        settings.push('\n');
    }
    let view = View { filter: it.filter.clone().unwrap_or_default(), ..View::default() };
    let baseline = it.baseline.is_some().then(|| Baseline { files: compared, settings: settings.clone() });
    let state = LinkState { files, probe, selection, settings, view, baseline, ..LinkState::default() };
    let fragment = link::encode(&state).map_err(|it| it.to_string())?;
    let base = it.base.as_deref().unwrap_or_default();
    let base = base.split_once('#').map_or(base, |it| it.0);
    let mut text = Text::default();
    text.line(format_args!("{base}#{fragment}"));
    Ok(text)
}

/// What the settings of a page mean. A key that comes several times has a value of several lines.
fn options(lines: &[String]) -> Result<Options, String> {
    let mut values: Vec<(&str, String)> = Vec::new();
    for line in lines {
        let pair = line.split_once('=').filter(|_| !line.contains('\n'));
        let (key, value) =
            pair.ok_or_else(|| format!("`{line}` is not a setting such as pod-cidr=10.0.0.0/8"))?;
        match values.iter_mut().find(|it| it.0 == key) {
            Some(it) => it.1 = format!("{}\n{value}", it.1),
            None => values.push((key, value.to_owned())),
        }
    }
    let mut options = Options::default();
    for (key, value) in values {
        settings::set(&mut options, key, &value)?;
    }
    Ok(options)
}

/// The changes from one input to another, for who wants to look at them in the page: without what may be secret in them.
pub(crate) fn of_changes(
    base: &str,
    before: Vec<SourceFile>,
    files: Vec<SourceFile>,
    settings: String,
) -> Result<String, String> {
    let [files, before] = named_alike(files, before).map(redacted);
    let baseline = Some(Baseline { files: before, settings: settings.clone() });
    let view = View { tab: "changes".to_owned(), ..View::default() };
    let state = LinkState { files, settings, view, baseline, ..LinkState::default() };
    let fragment = link::encode(&state).map_err(|it| it.to_string())?;
    Ok(format!("{}#{fragment}", base.split_once('#').map_or(base, |it| it.0)))
}

/// The files without what may be secret in them.
fn redacted(files: Vec<SourceFile>) -> Vec<SourceFile> {
    files.into_iter().map(|it| SourceFile::new(it.name, redact::redacted(&it.text))).collect()
}

/// Says what in the files may be secret.
fn warn<'f>(files: impl Iterator<Item = &'f SourceFile>) {
    let found = redact::summary(files.map(|it| &*it.text));
    if !found.is_empty() {
        let mut said = Text::default();
        said.line(format_args!("netpol: the link holds {found}; `--redact` leaves that out"));
        said.to_stderr();
    }
}

/// Two inputs with names of which one file has the same in both. One file on each side is the same file.
fn named_alike(files: Vec<SourceFile>, before: Vec<SourceFile>) -> [Vec<SourceFile>; 2] {
    let [files, mut before] = [files, before].map(named);
    if let ([now], [old]) = (files.as_slice(), before.as_mut_slice()) {
        old.name.clone_from(&now.name);
    }
    [files, before]
}

/// The files under names that tell nothing of this machine: from the folder on that all of them lie in.
fn named(files: Vec<SourceFile>) -> Vec<SourceFile> {
    let parts = |name: &str| -> Vec<String> {
        let plain = |it| match it {
            Component::Normal(it) => Some(it.to_string_lossy().into_owned()),
            Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
        };
        Path::new(name).components().filter_map(plain).collect()
    };
    let paths: Vec<Vec<String>> = files.iter().map(|it| parts(&it.name)).collect();
    let folders = paths.iter().zip(&files).filter(|it| it.1.name != "-");
    let folders = folders.map(|it| it.0.split_last().map_or(&[][..], |it| it.1));
    let shared = folders.reduce(|all, it| {
        let same = all.iter().zip(it).take_while(|(a, b)| a == b).count();
        all.get(..same).unwrap_or_default()
    });
    let skip = shared.map_or(0, <[String]>::len);
    let mut names = Names::default();
    let mut given: Vec<String> = Vec::new();
    for (file, path) in files.iter().zip(&paths) {
        let name = match file.name.as_str() {
            "-" => "input.yaml".to_owned(),
            _ => path.iter().skip(skip).cloned().collect::<Vec<_>>().join("/"),
        };
        given.push(names.add(&name));
    }
    files.into_iter().zip(given).map(|(file, name)| SourceFile::new(name, file.text)).collect()
}
