//! A document with holes as it is read in spite of them, and as wide or as narrow as they let it be.

use super::holes::Made;
use super::render::Met;
use crate::source::{Mapped, Span};
use crate::yaml::{self, Node, Value};

/// A document to be read: what stands for a hole stays in names, and is taken out where it would be of a wrong type.
pub(super) fn plain(it: &Made<'_>, own: &[&Met]) -> Mapped {
    let Some(root) = yaml::parse(it.text.text(), &mut Vec::new()) else { return it.text.clone() };
    let holes: Vec<Span> = own.iter().filter(|it| it.is_printed).filter_map(|met| printed(it, met)).collect();
    let mut edits: Vec<(Span, &str)> = Vec::new();
    let mut open = vec![&root];
    while let Some(node) = open.pop() {
        match &node.value {
            _ if holes.contains(&node.span) => edits.push((node.span, "null")),
            Value::Mapping(entries) => {
                for it in entries {
                    let span = it.value.span;
                    let is_kept = matches!(
                        it.key.as_ref(),
                        "metadata" | "kind" | "apiVersion" | "matchLabels" | "name"
                    );
                    // A port without its number is none.
                    if it.key == "ports"
                        && holes.iter().any(|it| span.start <= it.start && it.end <= span.end)
                    {
                        edits.push((span, "[]"));
                    } else if !is_kept {
                        open.push(&it.value);
                    }
                }
            }
            Value::Sequence(items) => open.extend(items),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => {}
        }
    }
    edits.sort();
    edits.dedup();
    it.text.edited(edits.into_iter().map(|(it, text)| (it.start as usize..it.end as usize, text)))
}

/// A rule that matches nothing.
const NOTHING: &str =
    "{podSelector: {matchExpressions: [{key: a, operator: Exists}, {key: a, operator: DoesNotExist}]}}";

/// A policy as wide as its holes let it be (a label with any value, every port, every address), or as wide in whom it
/// selects and as narrow in what it lets pass. What it is with a value for each hole lies between these and no policy.
pub(super) fn bound(it: &Made<'_>, own: &[&Met], is_wide: bool) -> Mapped {
    let Some(root) = yaml::parse(it.text.text(), &mut Vec::new()) else { return it.text.clone() };
    let holes: Vec<Span> = own.iter().filter(|it| it.is_printed).filter_map(|met| printed(it, met)).collect();
    let is_hole = |node: &Node<'_>| {
        holes
            .iter()
            .any(|it| node.span.start <= it.start && it.end <= node.span.end && node.entries().is_empty())
    };
    // A hole may stand for several labels, or make them.
    let whole: Vec<Span> = own.iter().filter_map(|met| printed(it, met)).collect();
    let is_made_of_hole = |span: Span| {
        let touches = |it: &&Span| it.start < span.end && span.start < it.end;
        let inside = |it: &Span| span.start < it.start && it.end <= span.end && holes.contains(it);
        whole.iter().filter(touches).any(|it| !inside(it))
    };
    let mut edits: Vec<(Span, String)> = Vec::new();
    let mut open = vec![&root];
    while let Some(node) = open.pop() {
        open.extend(node.items());
        for entry in node.entries() {
            match entry.key.as_ref() {
                // Names stay: a policy needs one.
                "metadata" => {}
                "matchLabels" if entry.value.entries().iter().any(|it| is_hole(&it.value)) => {
                    let (open, known): (Vec<_>, Vec<_>) =
                        entry.value.entries().iter().partition(|it| is_hole(&it.value));
                    let text = |it: &yaml::Entry<'_>| yaml::quoted(it.value.as_str().unwrap_or_default());
                    let known = known.iter().map(|it| format!("{}: {}", yaml::written(&it.key), text(it)));
                    let exist = open
                        .iter()
                        .map(|it| format!("{{key: {}, operator: Exists}}", yaml::written(&it.key)));
                    let written = node.get("matchExpressions").is_some();
                    let exist = if written { Vec::new() } else { exist.collect::<Vec<_>>() };
                    let text = format!(
                        "{{matchLabels: {{{}}}, matchExpressions: [{}]}}",
                        known.collect::<Vec<_>>().join(", "),
                        exist.join(", ")
                    );
                    // Of a selector that has expressions, too, only these would be wider than it is.
                    edits.push((node.span, if written { "{}".to_owned() } else { text }));
                }
                "matchLabels" | "matchExpressions" if is_made_of_hole(entry.value.span) => {
                    edits.push((node.span, "{}".to_owned()));
                }
                "matchExpressions" if is_hole_below(&entry.value, &is_hole) => {
                    edits.push((node.span, "{}".to_owned()));
                }
                "ingress" | "egress" if !is_wide => {
                    let peers = if entry.key == "ingress" { "from" } else { "to" };
                    let open = entry.value.items().iter().filter(|rule| {
                        holes.iter().any(|it| rule.span.start <= it.start && it.end <= rule.span.end)
                    });
                    edits.extend(open.map(|rule| (rule.span, format!("{{{peers}: [{NOTHING}]}}"))));
                }
                "port" | "endPort" if is_hole(&entry.value) => edits.push((node.span, "{}".to_owned())),
                "cidr" if is_hole(&entry.value) => edits.push((node.span, "{cidr: 0.0.0.0/0}".to_owned())),
                _ => open.push(&entry.value),
            }
        }
    }
    edits.sort();
    edits.dedup_by(|it, before| it.0.start < before.0.end);
    let edits = edits.iter().map(|(it, text)| (it.start as usize..it.end as usize, text.as_str()));
    it.text.edited(edits)
}

fn is_hole_below(node: &Node<'_>, is_hole: &impl Fn(&Node<'_>) -> bool) -> bool {
    let items = node.items().iter().flat_map(|it| it.entries().iter().map(|it| &it.value));
    let values = items.flat_map(|it| std::iter::once(it).chain(it.items()));
    values.into_iter().any(is_hole)
}

/// What was printed for a hole, without the blanks around it, in the text of a document.
fn printed(it: &Made<'_>, met: &Met) -> Option<Span> {
    let start = met.range.start.checked_sub(it.document.start as usize)?;
    let end = met.range.end.checked_sub(it.document.start as usize)?;
    let text = it.document.text.get(start..end)?;
    let begin = start + (text.len() - text.trim_start().len());
    Some(Span::new(begin as u32, (begin + text.trim().len()) as u32))
}
