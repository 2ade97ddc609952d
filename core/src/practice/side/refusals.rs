//! Why an answer cannot be applied: a server refuses it, or it would take too long to grade.

use super::Object;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kind::{Read, server};
use crate::practice::task::{Role, Task};
use crate::practice::tree::Tree;
use crate::source::{Location, Places, SourceFile};
use crate::yaml;
use std::sync::Arc;

/// Answers that would take longer to grade are refused: bytes of all files, and policies with their rules, peers and ports.
const BYTES: usize = 200_000;
const PARTS: usize = 1_000;
/// Address blocks cut each other into pieces, so there may be fewer of them.
const BLOCKS: usize = 300;

/// Why an answer cannot be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The file.
    pub file: String,
    /// One-based; 0 where it is about the whole file.
    pub line: u32,
    /// What is wrong: lower case, without a final period.
    pub message: String,
    /// Whether a server would refuse it, too, or kubectl before it; else only the grade has no answer to it.
    pub by_server: bool,
}

impl Refused {
    /// What is not graded, and that a server may take.
    pub(in crate::practice) fn here(file: &str, line: u32, message: impl Into<String>) -> Refused {
        Refused { file: file.to_owned(), line, message: message.into(), by_server: false }
    }
}

/// Files that are too large.
pub(super) fn of_size(files: &[SourceFile]) -> Result<(), Vec<Refused>> {
    if files.iter().map(|it| it.text.len()).sum::<usize>() > BYTES {
        return too_large("its files have more than 200 kB");
    }
    Ok(())
}

/// Files that the learner writes with the fences of Markdown: what is pasted is read, and kubectl does not read it.
pub(super) fn of_fences(task: &Task, files: &[SourceFile]) -> Result<(), Vec<Refused>> {
    let mut res = Vec::new();
    for file in files.iter().filter(|it| is_yours(task, &it.name)) {
        let fence = file.text.lines().position(|it| it.starts_with("```") || it.starts_with("~~~"));
        res.extend(fence.map(|at| {
            let line = at as u32 + 1;
            let message = format!(
                "error converting YAML to JSON: yaml: line {line}: a fence of Markdown is no YAML: take the lines with ``` away"
            );
            Refused { file: file.name.clone(), line, message, by_server: true }
        }));
    }
    if res.is_empty() { Ok(()) } else { Err(res) }
}

fn is_yours(task: &Task, name: &str) -> bool {
    task.files.iter().any(|it| it.role == Role::Yours && it.file.name == name)
}

/// Policies with too many parts.
pub(super) fn of_parts(objects: &[Object]) -> Result<(), Vec<Refused>> {
    let own = |it: &Object| {
        let of = |it: &Tree| -> usize {
            ["from", "to", "ports"].iter().filter_map(|key| it.get(key)).map(|it| it.items().len()).sum()
        };
        let rules = ["ingress", "egress"].into_iter().filter_map(|key| it.tree.at(&["spec", key]));
        1 + rules.flat_map(Tree::items).map(|it| 1 + of(it)).sum::<usize>()
    };
    if objects.iter().filter(|it| it.is_policy).map(own).sum::<usize>() > PARTS {
        return too_large("its policies have more than 1,000 rules, peers and ports");
    }
    if objects.iter().filter(|it| it.is_policy).map(|it| blocks(&it.tree)).sum::<usize>() > BLOCKS {
        return too_large("its policies have more than 300 address blocks");
    }
    Ok(())
}

/// How many address blocks a policy has.
fn blocks(it: &Tree) -> usize {
    let own = it.get("ipBlock").map_or(0, |it| 1 + it.get("except").map_or(0, |it| it.items().len()));
    let networks = it.get("networks").map_or(0, |it| it.items().len());
    let inner = it.items().iter().chain(it.entries().iter().map(|it| &it.1));
    own + networks + inner.map(blocks).sum::<usize>()
}

fn too_large(what: &str) -> Result<(), Vec<Refused>> {
    Err(vec![Refused::here("", 0, format!("the answer is too large to be graded: {what}"))])
}

/// What reading refuses; of the files that the learner writes also what a server refuses and an evaluator can read.
pub(super) fn of_reading(task: &Task, files: &[SourceFile], read: &Read) -> Result<(), Vec<Refused>> {
    let places = Places::new(files, Arc::clone(&read.made));
    if read.incomplete {
        let errors = read.diagnostics.iter().filter(|it| it.severity == Severity::Error);
        return Err(errors.map(|it| refused(&places, it.location, it.message.clone())).collect());
    }
    let is_yours = |name: &str| is_yours(task, name);
    let yours =
        |it: &&Diagnostic| it.location.is_some_and(|it| is_yours(places.name(places.real(it).file.0)));
    let mut all: Vec<Refused> = of_server(files, read, &places, &is_yours);
    let warned = read.diagnostics.iter().filter(|it| it.severity != Severity::Error).filter(yours);
    for it in warned {
        let at = it.location.map(|it| places.real(it));
        let Some(message) = refusal(it, at.and_then(|it| places.text(it)).unwrap_or_default()) else {
            continue;
        };
        let own = refused(&places, it.location, message);
        // What both say is said once.
        if !all.iter().any(|known| (&known.file, known.line) == (&own.file, own.line)) {
            all.push(own);
        }
    }
    if !all.is_empty() {
        return Err(all);
    }
    if let Some(it) = read.missing.first() {
        let message = format!("{} is of a kind that is not evaluated", it.title());
        return Err(vec![Refused { by_server: false, ..refused(&places, Some(it.location), message) }]);
    }
    Ok(())
}

fn refused(places: &Places, at: Option<Location>, message: String) -> Refused {
    let at = at.map(|it| places.real(it));
    let line = at.and_then(|it| places.line_column(it)).map_or(0, |it| it.line);
    let file = at.map(|it| places.name(it.file.0).to_owned()).unwrap_or_default();
    Refused { file, line, message, by_server: true }
}

/// What a server refuses of objects that are no policies, in the files that the learner writes.
fn of_server(
    files: &[SourceFile],
    read: &Read,
    places: &Places,
    is_yours: &dyn Fn(&str) -> bool,
) -> Vec<Refused> {
    let mut res = Vec::new();
    for it in read.manifests.iter() {
        let meta = it.meta();
        let at = meta.origin.locate(meta.span);
        if !is_yours(places.name(places.real(at).file.0)) {
            continue;
        }
        let Some(whole) = places.whole(at.file) else { continue };
        let Some(node) = yaml::object(whole, at.span) else { continue };
        let kind = it.kind_name();
        let name = meta.name.value.as_str();
        let found = server::refusals(kind, whole, &node).into_iter().chain(server::twice(&node));
        res.extend(found.map(|it| {
            let at = it.location.map(|own| Location { file: at.file, ..own });
            refused(places, at, in_words(kind, name, &it))
        }));
    }
    res.extend(of_unread(files, read, is_yours));
    res
}

/// The same of objects of kinds that are not read.
fn of_unread(files: &[SourceFile], read: &Read, is_yours: &dyn Fn(&str) -> bool) -> Vec<Refused> {
    let is_read = |kind: &str| read.manifests.iter().any(|it| it.kind_name() == kind);
    let mut res = Vec::new();
    for file in files.iter().filter(|it| is_yours(&it.name)) {
        for document in yaml::split(&file.text) {
            let Some(node) = yaml::parse(document.text, &mut Vec::new()) else { continue };
            let text = |key| node.get(key).and_then(yaml::Node::as_str).unwrap_or_default();
            let kind = text("kind");
            if kind.is_empty() || text("apiVersion").is_empty() || kind.ends_with("List") || is_read(kind) {
                continue;
            }
            let name = node.at(&["metadata", "name"]).and_then(yaml::Node::as_str).unwrap_or_default();
            let before = file.text.get(..document.start as usize).unwrap_or_default();
            for it in server::refusals(kind, document.text, &node) {
                let start = it.location.map_or(0, |it| it.span.start as usize);
                let within = document.text.get(..start).unwrap_or_default();
                let line = 1 + before.matches('\n').count() + within.matches('\n').count();
                let message = in_words(kind, name, &it);
                res.push(Refused { file: file.name.clone(), line: line as u32, message, by_server: true });
            }
        }
    }
    res
}

/// The words of a server.
fn in_words(kind: &str, name: &str, it: &Diagnostic) -> String {
    match it.code.is_of_value() {
        true => format!("The {kind} \"{name}\" is invalid: {}: {}", it.field, it.message),
        false => it.message.clone(),
    }
}

/// The words of kubectl or of the server against something that is only warned about; `None` where both take it.
fn refusal(it: &Diagnostic, written: &str) -> Option<String> {
    let (kind, name) = it.object.split_once(' ').unwrap_or(("object", &it.object));
    if matches!(it.code, Code::RemovedApi | Code::UnservedVersion) {
        let version = written.trim_matches(['"', '\'']);
        return Some(format!(
            "resource mapping not found: no matches for kind \"{kind}\" in version \"{version}\"; ensure CRDs are installed first"
        ));
    }
    let name = name.rsplit('/').next().unwrap_or_default();
    (it.code.is_of_value() || it.code == Code::WrongType).then(|| in_words(kind, name, it))
}
