//! What a notation is recognised by: a place in the tree, and the object that it is in.

use crate::diagnostic::{Code, Edit, Fix, FixClass};
use crate::edit::{Written, Yaml};
use crate::kind::PolicyKind;
use crate::kind::check::{Path, Report, location};
use crate::source::Span;
use crate::yaml::{Entry, Node, Value};

/// A policy that the API server would refuse, or prune.
pub(super) struct Scene<'s> {
    /// Its kind.
    pub(super) kind: PolicyKind,
    /// The text of its document.
    pub(super) text: &'s str,
    /// The object.
    pub(super) root: &'s Node<'s>,
    /// Whether unknown fields refuse it.
    pub(super) is_strict: bool,
    /// Where something was said against it, and what kind of problem that is.
    told: Vec<(Span, Code)>,
    /// The same, to make edits of; `None` where it cannot be read by itself.
    pub(super) written: Option<Written<'s>>,
}

impl<'s> Scene<'s> {
    pub(super) fn new(
        kind: PolicyKind,
        root: &'s Node<'s>,
        is_strict: bool,
        report: &Report<'s>,
    ) -> Scene<'s> {
        let told = report.diagnostics.iter().filter_map(|it| Some((it.location?.span, it.code))).collect();
        let written = Written::in_text(report.text, location(root.span));
        Scene { kind, text: report.text, root, is_strict, told, written }
    }

    /// Whether a problem of that kind was told of a value.
    pub(super) fn has(&self, at: Span, code: Code) -> bool {
        self.told.iter().any(|it| it.0 == at && it.1 == code)
    }

    /// Whether it is a NetworkPolicy, and no cluster-wide one.
    pub(super) fn is_network_policy(&self) -> bool {
        self.kind == PolicyKind::NetworkPolicy
    }

    /// A fix of several edits, none of which may lack. What makes a refused document valid is of the class `effect`,
    /// because a policy comes into being (L-103).
    pub(super) fn fix<const COUNT: usize>(
        &self,
        title: impl Into<String>,
        edits: impl FnOnce(&Written<'s>) -> [Option<Edit>; COUNT],
    ) -> Vec<Fix> {
        self.fix_of(FixClass::Effect, title, |it| edits(it).into_iter().collect())
    }

    /// The same of as many edits as there are, and of any class.
    pub(super) fn fix_of(
        &self,
        class: FixClass,
        title: impl Into<String>,
        edits: impl FnOnce(&Written<'s>) -> Option<Vec<Edit>>,
    ) -> Vec<Fix> {
        let edits = self.written.as_ref().and_then(edits).filter(|it| !it.is_empty());
        edits.map(|edits| Fix { title: title.into(), edits, class }).into_iter().collect()
    }

    /// A value as it was written, if that is one line.
    pub(super) fn slice(&self, it: &Node<'_>) -> &'s str {
        let text = self.text.get(it.span.start as usize..it.span.end as usize).unwrap_or_default();
        if text.contains('\n') { "" } else { text.trim_end() }
    }

    /// A scalar as it was meant: a number or a word, without quotes.
    pub(super) fn scalar(&self, it: &Node<'_>) -> Option<String> {
        match &it.value {
            Value::String(it) => Some(it.to_string()),
            Value::Int(_) | Value::Float(_) | Value::Bool(_) => {
                Some(self.slice(it).to_owned()).filter(|it| !it.is_empty())
            }
            Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
        }
    }
}

/// A value in the tree, with all that holds it.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) node: &'p Node<'p>,
    /// Its pair, where it is not an item of a list.
    pub(super) entry: Option<&'p Entry<'p>>,
    pub(super) path: &'p Path<'p>,
    /// The path without positions: `spec.ingress.ports.port`.
    pub(super) way: &'p str,
    pub(super) parent: Option<&'p Place<'p>>,
}

impl<'p> Place<'p> {
    /// Whether its way is that of a rule, and this behind it: `ports.port`.
    pub(super) fn is_in_rule(&self, rest: &str) -> bool {
        ["spec.ingress.", "spec.egress."].iter().any(|it| self.way.strip_prefix(it) == Some(rest))
    }

    /// Whether its way ends so.
    pub(super) fn ends_in(&self, rest: &str) -> bool {
        self.way.strip_suffix(rest).is_some_and(|it| it.is_empty() || it.ends_with('.'))
    }

    /// What it is a part of.
    pub(super) fn whole(&self) -> Option<&'p Node<'p>> {
        self.parent.map(|it| it.node)
    }

    /// The path of what it is a part of.
    pub(super) fn whole_path(&self) -> String {
        self.parent.map(|it| it.path.to_string()).unwrap_or_default()
    }

    /// The value behind another key of the same map.
    pub(super) fn beside(&self, key: &str) -> Option<&'p Node<'p>> {
        self.whole()?.get(key)
    }

    /// How many items the list has that holds it, itself or below it.
    pub(super) fn count(&self) -> usize {
        let list = if self.entry.is_some() { self.parent.and_then(|it| it.parent) } else { self.parent };
        list.map_or(0, |it| it.node.items().len())
    }
}

/// What stands in a place, and what was meant by it.
pub(super) struct Meant {
    /// Where.
    pub(super) at: Span,
    /// Where what it explains stands.
    pub(super) covers: Vec<Span>,
    /// A sentence about the input; empty where the words of the API server say it.
    pub(super) message: String,
    /// What to write.
    pub(super) help: String,
    pub(super) fixes: Vec<Fix>,
    /// Whether all problems of the place stay, each with its own words.
    pub(super) keeps_all: bool,
    /// What the words of the problems have in common that it explains.
    pub(super) says: &'static str,
}

impl Meant {
    /// Of the value of a place.
    pub(super) fn at(place: &Place<'_>, message: impl Into<String>) -> Meant {
        Meant {
            at: place.node.span,
            covers: vec![place.node.span],
            message: message.into(),
            help: String::new(),
            fixes: Vec::new(),
            keeps_all: false,
            says: "",
        }
    }

    /// Of the key of a place, which the API does not know.
    pub(super) fn at_key(place: &Place<'_>, message: impl Into<String>) -> Meant {
        let at = place.entry.map_or(place.node.span, |it| it.key_span);
        Meant { at, covers: vec![at], ..Meant::at(place, message) }
    }

    pub(super) fn help(self, help: impl Into<String>) -> Meant {
        Meant { help: help.into(), ..self }
    }

    pub(super) fn fixes(self, fixes: Vec<Fix>) -> Meant {
        Meant { fixes, ..self }
    }
}

/// `` `a`, `b` and `c` ``.
pub(super) fn listed<T: AsRef<str>>(items: &[T]) -> String {
    let quoted: Vec<String> = items.iter().map(|it| format!("`{}`", it.as_ref())).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// Values in one line each: `` `{port: 80}` and `{port: 443}` ``.
pub(super) fn shown(items: &[Yaml]) -> String {
    let lines: Vec<String> = items.iter().map(Yaml::in_line).collect();
    listed(&lines)
}

/// A text of the input between backticks: cut where it is long, in one line.
pub(super) fn cited(text: &str) -> String {
    const LONGEST: usize = 60;
    let line: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("`{}…`", line.get(..end).unwrap_or_default()),
        None => format!("`{line}`"),
    }
}
