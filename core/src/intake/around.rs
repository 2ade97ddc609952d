//! What stands around manifests: pages, terminals, tables. Manifests are read as they stand; commands are carried out in the
//! order of the text.

use super::regions::{Region, Rest, regions};
use super::{Draft, Note, described, place, shell, table};
use crate::diagnostic::{Code, Severity};
use crate::kubectl::Session;
use crate::source::{Location, Mapped, SourceFile, Span};
use crate::yaml;

/// What a text comes to.
#[derive(Default)]
pub(super) struct Read {
    pub(super) drafts: Vec<Draft>,
    /// Texts that were read and are in no document.
    pub(super) aside: Vec<Mapped>,
    /// Values in commands that may be secret.
    pub(super) confidential: Vec<Location>,
}

/// The documents of a text. One that is an object by itself is left as it is: a fence in a ConfigMap or the `EOF` of a
/// script in it is part of that object.
pub(super) fn cut_away(text: &Mapped, files: &[SourceFile], notes: &mut Vec<Note>) -> Read {
    let Some(regions) = regions(text) else {
        let drafts = yaml::split(text.text()).iter().map(|it| Draft::of(text, it)).collect();
        return Read { drafts, ..Read::default() };
    };
    say(&regions, notes);
    let has_commands = |it: &Region| {
        matches!(it, Region::Script(..) | Region::Shown(..) | Region::Table(_) | Region::Described(_))
    };
    if regions.iter().any(has_commands) { carried_out(regions, files, notes) } else { as_they_stand(regions) }
}

/// The manifests of a page without commands.
fn as_they_stand(regions: Vec<Region>) -> Read {
    let mut res = Read::default();
    for region in regions {
        if let Region::Plain(text, name) = region {
            let drafts = yaml::split(text.text());
            let drafts = drafts.iter().map(|it| Draft::of(&text, it).named(name.clone()));
            res.drafts.extend(drafts);
        }
    }
    res
}

/// What is there after the last command.
fn carried_out(regions: Vec<Region>, files: &[SourceFile], notes: &mut Vec<Note>) -> Read {
    let mut session = Session::default();
    let mut first = None;
    let mut captions: Vec<String> = Vec::new();
    for region in regions {
        match region {
            Region::Plain(text, name) => {
                captions.extend(name.clone());
                for it in yaml::split(text.text()) {
                    let mut document = Mapped::new();
                    document.copy(&text, it.start as usize..it.start as usize + it.text.len());
                    let at = place(&document);
                    session.add(document, name.clone(), at);
                }
            }
            Region::Script(text, statement) => {
                first.get_or_insert_with(|| first_line(&text));
                session.run(&text, &statement);
            }
            Region::Shown(name, text) => {
                let at = place(&text);
                session.show_file(&name, text, at);
            }
            Region::Table(table) => table::read(&table, &mut session, notes),
            Region::Described(text) => described::read(&text, &session, notes),
            Region::Rest(..) => {}
        }
    }
    let mut outcome = session.finish();
    // A page may apply a file above the fence that shows it, and one that stands beside it.
    let base = |it: &str| it.rsplit('/').next().unwrap_or_default().to_owned();
    let is_shown = |it: &str| {
        let names = captions.iter().chain(files.iter().map(|it| &it.name));
        names.into_iter().any(|name| base(it) == base(name))
    };
    outcome.events.retain(|it| !matches!(&it.what, crate::kubectl::What::NoFile(name) if is_shown(name)));
    if let Some(first) = first {
        shell::notes(first, &outcome, notes);
    }
    let draft = |it: crate::kubectl::Object| Draft::made(it.text).named(it.file);
    let of_chart = outcome.chart.into_iter().flat_map(|(name, text)| {
        let documents: Vec<Draft> = yaml::split(text.text())
            .iter()
            .map(|it| Draft::of(&text, it).named(Some(name.clone())))
            .collect();
        documents
    });
    Read {
        drafts: of_chart.chain(outcome.objects.into_iter().map(draft)).collect(),
        aside: outcome.aside,
        confidential: outcome.confidential,
    }
}

/// The line that a command begins on.
fn first_line(text: &Mapped) -> Location {
    let line = text.text().lines().next().unwrap_or_default();
    text.locate(Span::new(0, line.trim_end().len() as u32))
}

/// One note for the page, one for what is read as prose, and one for each command without an end.
fn say(regions: &[Region], notes: &mut Vec<Note>) {
    let of = |what: Rest| {
        regions.iter().filter_map(move |it| match it {
            Region::Rest(at, it) if *it == what => Some(*at),
            Region::Plain(..)
            | Region::Script(..)
            | Region::Shown(..)
            | Region::Table(_)
            | Region::Described(_)
            | Region::Rest(..) => None,
        })
    };
    let fences = of(Rest::Fence).count();
    if let Some(at) = of(Rest::Fence).next() {
        let message = match fences {
            1 => "a page with one fence: what is in it is read, and the text around it is not".to_owned(),
            _ => format!(
                "a page with {fences} fences: what is in them is read, and the text around them is not"
            ),
        };
        notes.push(Note::did(at, message).titled("make it plain YAML"));
    } else if let Some(at) = of(Rest::Prose).next() {
        let message = "this text is no part of a manifest and no command, and is not read";
        notes.push(Note::did(at, message).titled("make it plain YAML"));
    }
    for at in of(Rest::Unclosed).take(20) {
        let message = "this command has a quote, a bracket or a loop without an end, and is not carried out";
        let note = Note::new(at, (Severity::Error, Code::NotYaml), message, "close it, or paste all of it");
        notes.push(note.incomplete());
    }
}
