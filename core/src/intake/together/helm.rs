//! Charts of Helm: templates with the values that stand beside them.
//!
//! Enters: documents with `{{ … }}` that are no content of a manifest, values, what is known of the chart. Leaves: what
//! `helm template` prints. What is not in the input is a hole, read both as set and as not set ([`holes`]).

mod bounds;
mod functions;
pub(super) mod holes;
mod lex;
mod parse;
mod render;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use super::named;
use super::tree::{Data, Item, NOWHERE};
use crate::intake::draft::file_names;
use crate::intake::{Draft, Note, is_object};
use crate::source::{Location, Mapped, SourceFile, Span};
use crate::yaml;

use lex::Piece;
pub(super) use render::Met;
use render::Renderer;
pub(super) use value::stand_in;

/// So many bytes and steps may all templates of an input take.
const MAX_WORK: usize = 8 << 20;

/// Renders the templates among the documents.
pub(super) fn render_charts(drafts: &mut Vec<Draft>, files: &[SourceFile], notes: &mut Vec<Note>) {
    let is_template: Vec<bool> =
        drafts.iter().map(|it| !it.is_plain && is_template(it.text(files))).collect();
    if !is_template.contains(&true) {
        return;
    }
    let names = file_names(drafts, files);
    let chart = Chart::find(drafts, &names, &is_template, files);
    let templates = join(drafts, &names, &is_template, files);
    let parsed: Vec<_> = templates.iter().map(|it| parse::parse(it.text.text())).collect();
    let mut helpers = BTreeMap::new();
    for (it, parsed) in templates.iter().zip(&parsed) {
        for (name, parts) in &parsed.helpers {
            helpers.insert(name.clone(), (&it.text, parts.as_slice()));
        }
    }
    let mut left = MAX_WORK;
    let mut made: BTreeMap<usize, Vec<Draft>> = BTreeMap::new();
    for (template, parsed) in templates.iter().zip(&parsed) {
        let root = chart.root(&template.folder);
        let mut cuts = BTreeSet::new();
        let mut render = |is_set: bool| -> (Mapped, Vec<Met>) {
            let mut renderer = Renderer::new(&root, &helpers, is_set, left);
            let text = renderer.render(&template.text, &parsed.parts);
            left = renderer.left;
            cuts.append(&mut renderer.cuts);
            (text, renderer.met)
        };
        let set = render(true);
        let (drafts, unknown) = if set.1.is_empty() {
            (yaml::split(set.0.text()).iter().map(|it| Draft::of(&set.0, it)).collect(), Vec::new())
        } else {
            let unset = render(false);
            holes::decide(&set, &unset, notes)
        };
        if !cuts.is_empty() {
            notes.push(cut(template.at, cuts));
        }
        if left == 0 {
            notes.push(too_much(template.at));
        }
        if !drafts.is_empty() {
            notes.push(done(template.at, chart.has_values(&template.folder), &unknown));
        }
        made.insert(template.first, drafts);
    }
    let consumed: Vec<usize> = templates.iter().flat_map(|it| it.first..it.first + it.count).collect();
    *drafts = std::mem::take(drafts)
        .into_iter()
        .enumerate()
        .flat_map(|(place, draft)| {
            if let Some(it) = made.remove(&place) {
                return it;
            }
            let is_gone = consumed.contains(&place) || chart.holds(place);
            if is_gone { Vec::new() } else { vec![draft] }
        })
        .collect();
}

/// What was done with a template.
fn done(at: Location, has_values: bool, unknown: &[String]) -> Note {
    let values = if has_values { " with the values that stand beside it" } else { " without values" };
    let mut message = format!("this Helm template was rendered{values}, as `helm template` does");
    if !unknown.is_empty() {
        message += &format!("; not in the input, and of no matter to verdicts: {}", unknown.join(", "));
    }
    Note::did(at, message).titled("make it plain YAML")
}

/// Where a template would make more than it may.
fn too_much(at: Location) -> Note {
    let words = (crate::diagnostic::Severity::Error, crate::diagnostic::Code::TemplateHole);
    let message = "this Helm template makes more than 8 MiB, and is rendered up to there";
    Note::new(at, words, message, "paste what `helm template` prints").incomplete()
}

/// Where parts of a template are left out.
fn cut(at: Location, what: BTreeSet<&'static str>) -> Note {
    let words = (crate::diagnostic::Severity::Warning, crate::diagnostic::Code::TemplateHole);
    let what: Vec<_> = what.into_iter().collect();
    let message = format!("of this Helm template is left out: {}", what.join("; "));
    Note::new(at, words, message, "paste what `helm template` prints").incomplete()
}

/// Whether a document is a template: braces in strings of a manifest are its content, unless they speak of a chart.
fn is_template(text: &str) -> bool {
    if !text.contains("{{") {
        return false;
    }
    let actions: Vec<_> = lex::lex(text)
        .into_iter()
        .filter_map(|it| match it {
            Piece::Action { whole, code } => Some((whole, text.get(code).unwrap_or_default())),
            Piece::Text(_) => None,
        })
        .collect();
    let is_config_map = || text.lines().any(|it| it.trim_end() == "kind: ConfigMap") && is_object(text);
    if actions.iter().any(|it| speaks_of_a_chart(it.1)) && !is_config_map() {
        return true;
    }
    // A comment alone is an action as well, and is not listed.
    let is_open = |at: usize| {
        let line = text.get(..at).and_then(|it| it.rsplit('\n').next()).unwrap_or_default();
        let is_even = |quote: char| line.matches(quote).count() % 2 == 0;
        is_even('"') && is_even('\'') && !line.ends_with('$') && !line.trim_start().starts_with('#')
    };
    actions.iter().any(|it| is_open(it.0.start)) && !is_object(text)
}

fn speaks_of_a_chart(code: &str) -> bool {
    let words =
        [".Values", ".Release.", ".Chart.", "include \"", "define \"", "template \"", ".Capabilities."];
    words.iter().any(|it| code.contains(it))
}

/// A template: a document, or several that one block holds together.
struct Template {
    text: Mapped,
    /// Its first document, and how many there are.
    first: usize,
    count: usize,
    /// The folder of its chart.
    folder: String,
    /// Its first line.
    at: Location,
}

/// Joins the documents that a block goes through.
fn join(drafts: &[Draft], names: &[String], is_template: &[bool], files: &[SourceFile]) -> Vec<Template> {
    let mut res: Vec<Template> = Vec::new();
    let mut open = 0;
    for (place, (draft, name)) in drafts.iter().zip(names).enumerate() {
        let text = draft.mapped(files);
        let before = res.last_mut().filter(|it| open > 0 && it.at.file == draft.place().file);
        if let Some(it) = before {
            let at = text.locate(Span::new(0, 0));
            it.text.put(if it.text.text().ends_with('\n') { "---\n" } else { "\n---\n" }, at);
            it.text.copy(&text, 0..text.text().len());
            it.count += 1;
            open = parse::open_blocks(it.text.text());
        } else if is_template.get(place).is_some_and(|it| *it) {
            open = parse::open_blocks(text.text());
            let line = text.text().trim_start();
            let begin = text.text().len() - line.len();
            let end = begin + line.lines().next().unwrap_or_default().len();
            let at = text.locate(Span::new(begin as u32, end as u32));
            res.push(Template { text, first: place, count: 1, folder: chart_folder(name), at });
        }
    }
    res
}

/// The folder of the chart that a file belongs to.
fn chart_folder(name: &str) -> String {
    let folder = named::folder(name);
    let mut parts = folder.split('/').collect::<Vec<_>>();
    if let Some(it) = parts.iter().rposition(|it| *it == "templates") {
        parts.truncate(it);
    }
    parts.join("/")
}

/// What stands beside the templates.
struct Chart {
    /// Values, and what is known of charts: the document, its folder, and its content.
    values: Vec<(usize, String, Item)>,
    about: Vec<(usize, String, Item)>,
    /// Documents that belong to a chart and are used for nothing: other values, notes.
    others: Vec<usize>,
}

impl Chart {
    fn find(drafts: &[Draft], names: &[String], is_template: &[bool], files: &[SourceFile]) -> Chart {
        let mut res = Chart { values: Vec::new(), about: Vec::new(), others: Vec::new() };
        let templates = drafts.iter().zip(is_template).filter(|it| *it.1).map(|it| it.0.text(files));
        let templates: Vec<&str> = templates.collect();
        let is_asked = |key: &str| {
            let words = format!(".Values.{key}");
            let ends = |rest: &str| !rest.starts_with(|it: char| it.is_alphanumeric() || it == '_');
            templates.iter().any(|text| {
                text.match_indices(&words).any(|it| text.get(it.0 + words.len()..).is_none_or(ends))
            })
        };
        for (place, ((draft, name), is_template)) in drafts.iter().zip(names).zip(is_template).enumerate() {
            if draft.is_plain || *is_template {
                continue;
            }
            let text = draft.mapped(files);
            let Some(item) =
                Item::parse(&text).filter(|it| matches!(it, Item::Map(_)) && it.get("kind").is_none())
            else {
                continue;
            };
            let folder = named::folder(name).to_owned();
            let base = named::base(name);
            let is_about = item.get("version").is_some()
                && item.get("name").is_some()
                && item.get("apiVersion").is_some();
            if matches!(base, "Chart.yaml" | "Chart.yml") || is_about {
                res.about.push((place, folder, item));
            } else if matches!(base, "values.yaml" | "values.yml")
                || item.fields().iter().any(|it| is_asked(&it.key))
            {
                if base.starts_with("values")
                    && base.contains(['-', '.', '_'])
                    && !matches!(base, "values.yaml" | "values.yml")
                {
                    res.others.push(place);
                } else {
                    res.values.push((place, folder, item));
                }
            }
        }
        // Where no plain `values.yaml` is there, the values of one surrounding are those of the input.
        if res.values.is_empty()
            && let Some(place) = res.others.first().copied()
            && let Some((draft, name)) = drafts.get(place).zip(names.get(place))
            && let Some(item) = Item::parse(&draft.mapped(files))
        {
            res.others.retain(|it| *it != place);
            res.values.push((place, named::folder(name).to_owned(), item));
        }
        res
    }

    fn holds(&self, place: usize) -> bool {
        let mut used = self.values.iter().chain(&self.about).map(|it| it.0);
        used.any(|it| it == place) || self.others.contains(&place)
    }

    fn has_values(&self, folder: &str) -> bool {
        nearest(&self.values, folder).is_some()
    }

    /// What `.` is in the templates of a folder.
    fn root(&self, folder: &str) -> Item {
        let text = |it: &str| Item::text(it, NOWHERE);
        let map = |fields: Vec<(&str, Item)>| {
            let mut res = Item::Map(Vec::new());
            for (key, value) in fields {
                res.set(key, NOWHERE, value);
            }
            res
        };
        // Without a release, `helm template` calls it so.
        let release = map(vec![
            ("Name", text("release-name")),
            ("Namespace", text("default")),
            ("Service", text("Helm")),
            ("IsInstall", Item::made(Data::Bool(true), NOWHERE)),
            ("IsUpgrade", Item::made(Data::Bool(false), NOWHERE)),
            ("Revision", Item::made(Data::Int(1), NOWHERE)),
        ]);
        let mut chart = Item::Map(Vec::new());
        for it in nearest(&self.about, folder).map(Item::fields).unwrap_or_default() {
            let mut letters = it.key.chars();
            let name: String =
                letters.next().map(|it| it.to_ascii_uppercase()).into_iter().chain(letters).collect();
            chart.set(&name, it.at, it.value.clone());
        }
        let values = nearest(&self.values, folder).cloned().unwrap_or_else(|| Item::Map(Vec::new()));
        map(vec![("Values", values), ("Release", release), ("Chart", chart)])
    }
}

/// Of several charts, the one of the folder; else the first.
fn nearest<'c>(all: &'c [(usize, String, Item)], folder: &str) -> Option<&'c Item> {
    all.iter().find(|it| it.1 == folder).or_else(|| all.first()).map(|it| &it.2)
}

#[cfg(test)]
mod tests;
