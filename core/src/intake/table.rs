//! The tables of `kubectl get`.

use super::{Note, list};
use crate::diagnostic::{Code, Severity};
use crate::kubectl::{self, Session};
use crate::source::{Location, Mapped, Span};
use crate::words;
use crate::yaml;

/// How many names a note lists.
const MOST: usize = 10;

/// `NAME   POD-SELECTOR   AGE`.
pub(super) fn is_head(line: &str) -> bool {
    // Nearly no line of a manifest is: the search for columns would take longer than all else that is asked of it.
    if !line.trim_start().starts_with("NAME") {
        return false;
    }
    let is_title = |it: &str| {
        it.chars().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit() || " -()/%".contains(it))
    };
    let mut columns = columns(line);
    matches!(columns.next(), Some("NAME" | "NAMESPACE")) && columns.next().is_some() && is_title(line)
}

/// A line below such a head.
pub(super) fn is_row(line: &str) -> bool {
    line.starts_with(|it: char| it.is_ascii_alphanumeric())
        && columns(line).nth(1).is_some()
        && !is_head(line)
}

/// What two blanks or more stand between.
fn columns(line: &str) -> impl Iterator<Item = &str> {
    line.split("  ").map(str::trim).filter(|it| !it.is_empty())
}

/// What a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Pods,
    Namespaces,
    Policies,
    Other,
}

/// Reads a table: rows that tell their labels are objects.
pub(super) fn read(table: &Mapped, session: &mut Session, notes: &mut Vec<Note>) {
    let mut lines = table.text().split_inclusive('\n');
    let Some(head) = lines.next() else { return };
    let titles: Vec<&str> = head.split_whitespace().collect();
    let has = |it: &str| titles.contains(&it);
    let of = if has("POD-SELECTOR") {
        Of::Policies
    } else if has("READY") && has("STATUS") {
        Of::Pods
    } else if has("STATUS")
        && !has("ROLES")
        && !has("VERSION")
        && !has("CLASS")
        && !has("COMPLETIONS")
        && !has("VOLUME")
        && !has("DURATION")
    {
        Of::Namespaces
    } else {
        Of::Other
    };
    let mut left = Left::default();
    let mut at = head.len();
    let mut count = 0;
    for line in lines {
        let row = Row { table, line, start: at, titles: &titles };
        at += line.len();
        let Some(name) = row.name() else { continue };
        let namespace = row.namespace().unwrap_or_else(|| session.asked_namespace());
        match of {
            Of::Pods => count += row.pod(&name, &namespace, session, &mut left),
            Of::Namespaces => count += row.is_namespace(&name, session),
            Of::Policies => {
                let id = format!("{}/{}", namespace.text(), name.text());
                if !session.knows("NetworkPolicy", namespace.text(), name.text()) {
                    left.policies.push(id);
                    left.readings.extend(row.policies_in_doubt(&name, &namespace));
                }
            }
            Of::Other => {}
        }
    }
    let place = table.locate(Span::new(0, table.text().trim_end().len() as u32));
    if count > 0 {
        let what = if of == Of::Pods { "pod" } else { "namespace" };
        let message = format!("the table of `kubectl get` is read as {}", words::count(count, what));
        notes.push(Note::did(place, message).titled("make it plain YAML"));
    }
    left.say(place, of, session, notes);
}

/// A selector as tables show it, as the fields of one: `a=b,c in (d,e),!f`. One that is not understood selects all pods.
fn selector(text: &str) -> String {
    let mut terms: Vec<String> = vec![String::new()];
    let mut depth = 0_u32;
    for it in text.chars().filter(|_| text != "<none>") {
        match it {
            ',' if depth == 0 => terms.push(String::new()),
            _ => {
                depth = (depth + u32::from(it == '(')).saturating_sub(u32::from(it == ')'));
                if let Some(term) = terms.last_mut() {
                    term.push(it);
                }
            }
        }
    }
    let is_word = |it: &str| it.chars().all(|it| it.is_ascii_alphanumeric() || "-._/".contains(it));
    let mut expressions = Vec::new();
    for term in terms.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
        let several = |word: &str| {
            let (key, values) = term.split_once(word)?;
            Some((key.trim(), values.trim().strip_prefix('(')?.strip_suffix(')')?))
        };
        let (key, operator, values) = if let Some((key, values)) = several(" notin ") {
            (key, "NotIn", values)
        } else if let Some((key, values)) = several(" in ") {
            (key, "In", values)
        } else if let Some((key, value)) = term.split_once("!=") {
            (key, "NotIn", value)
        } else if let Some((key, value)) = term.split_once('=') {
            (key, "In", value.trim_start_matches('='))
        } else if let Some(key) = term.strip_prefix('!') {
            (key, "DoesNotExist", "")
        } else {
            (term, "Exists", "")
        };
        let words: Vec<&str> = values.split(',').map(str::trim).collect();
        if !is_word(key) || !words.iter().all(|it| is_word(it)) {
            return String::new();
        }
        let words: Vec<String> = words.iter().map(|it| format!("\"{it}\"")).collect();
        let values = if operator.ends_with("In") {
            format!(", values: [{}]", words.join(", "))
        } else {
            String::new()
        };
        expressions.push(format!("{{key: {key}, operator: {operator}{values}}}"));
    }
    if expressions.is_empty() {
        String::new()
    } else {
        format!("matchExpressions: [{}]", expressions.join(", "))
    }
}

/// A policy of which its selector is known, in two readings: it lets nothing pass, or everything. All that it may be lies
/// between them.
pub(super) fn policies_in_doubt(name: &str, namespace: &str, shown: &str, at: Location) -> [Mapped; 2] {
    let selector = selector(shown);
    ["", ", ingress: [{}], egress: [{}]"].map(|rules| {
        let text = format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {}, namespace: {}}}\nspec: {{podSelector: {{{selector}}}, policyTypes: [Ingress, Egress]{rules}}}\n",
            yaml::quoted(name),
            yaml::quoted(namespace)
        );
        let mut res = Mapped::new();
        res.put(&text, at);
        res
    })
}

/// What of a table is no object.
#[derive(Default)]
struct Left {
    finished: Vec<String>,
    policies: Vec<String>,
    /// What these may be.
    readings: Vec<Mapped>,
    unlabelled: Vec<String>,
}

impl Left {
    fn say(&self, at: Location, of: Of, session: &Session, notes: &mut Vec<Note>) {
        if !self.finished.is_empty() {
            let verb = if self.finished.len() == 1 {
                "has finished and is no row"
            } else {
                "have finished and are no rows"
            };
            notes.push(Note::did(at, format!("{} {verb}", names(&self.finished))));
        }
        if !self.policies.is_empty() {
            let message = format!(
                "a table tells the names and selectors of policies and not what they allow: without {}",
                names(&self.policies)
            );
            let help = "paste what `kubectl get netpol -A -o yaml` prints";
            let note = Note::new(at, (Severity::Warning, Code::NotInText), message, help);
            notes.push(Note { readings: self.readings.clone(), ..note.incomplete() });
        }
        if !self.unlabelled.is_empty() {
            let message = format!(
                "the table does not tell the labels of {}: they are no rows",
                names(&self.unlabelled)
            );
            let help = "paste what `kubectl get pods -A --show-labels` prints";
            let note = Note::new(at, (Severity::Warning, Code::NotInText), message, help);
            notes.push(note.incomplete());
        }
        if of == Of::Other && !session.has_commands() {
            let help = "paste what `kubectl get … -o yaml` prints instead";
            let message = "this table is not a manifest and is not read";
            notes.push(Note::new(at, (Severity::Warning, Code::NotInText), message, help).incomplete());
        }
    }
}

fn names(all: &[String]) -> String {
    let mut shown: Vec<&str> = all.iter().take(MOST).map(String::as_str).collect();
    let more = all.len().saturating_sub(MOST);
    let words = format!("{more} more");
    if more == 0 {
        return list(&shown, "and");
    }
    shown.push(&words);
    list(&shown, "and")
}

/// A line of a table.
struct Row<'t> {
    table: &'t Mapped,
    line: &'t str,
    start: usize,
    titles: &'t [&'t str],
}

impl Row<'_> {
    fn copy(&self, word: &str, from_end: bool) -> Option<Mapped> {
        let at = if from_end { self.line.rfind(word)? } else { self.line.find(word)? };
        let mut res = Mapped::new();
        res.copy(self.table, self.start + at..self.start + at + word.len());
        Some(res)
    }

    fn word(&self, index: usize) -> Option<&str> {
        self.line.split_whitespace().nth(index)
    }

    fn is_spread(&self) -> bool {
        self.titles.first() == Some(&"NAMESPACE")
    }

    fn namespace(&self) -> Option<Mapped> {
        if self.is_spread() { self.copy(self.word(0)?, false) } else { None }
    }

    fn name(&self) -> Option<Mapped> {
        let index = usize::from(self.is_spread());
        let word = self.word(index)?;
        let skipped = if index == 1 { self.word(0)?.len() } else { 0 };
        let at = skipped + self.line.get(skipped..)?.find(word)?;
        let mut res = Mapped::new();
        res.copy(self.table, self.start + at..self.start + at + word.len());
        Some(res)
    }

    /// The labels of the last column.
    fn labels(&self) -> Option<Vec<(Mapped, Mapped)>> {
        if self.titles.last() != Some(&"LABELS") {
            return None;
        }
        let word = self.line.split_whitespace().last()?;
        if word == "<none>" {
            return Some(Vec::new());
        }
        Some(kubectl::pairs(&self.copy(word, true)?))
    }

    /// A policy of which its selector is known.
    fn policies_in_doubt(&self, name: &Mapped, namespace: &Mapped) -> [Mapped; 2] {
        let column = self.titles.iter().position(|it| *it == "POD-SELECTOR").unwrap_or_default();
        let selector = columns(self.line).nth(column).unwrap_or_default();
        let length = self.line.trim_end().len();
        let at = self.table.locate(Span::new(self.start as u32, (self.start + length) as u32));
        policies_in_doubt(name.text(), namespace.text(), selector, at)
    }

    fn pod(&self, name: &Mapped, namespace: &Mapped, session: &mut Session, left: &mut Left) -> usize {
        let id = format!("{}/{}", namespace.text(), name.text());
        let before = self.titles.iter().position(|it| *it == "STATUS").unwrap_or(0);
        let status = self.word(before).unwrap_or_default();
        if matches!(
            status,
            "Completed"
                | "Error"
                | "Succeeded"
                | "Failed"
                | "Evicted"
                | "OOMKilled"
                | "ContainerStatusUnknown"
        ) {
            left.finished.push(id);
            return 0;
        }
        if session.knows("Pod", namespace.text(), name.text()) {
            return 0;
        }
        let Some(labels) = self.labels() else {
            if !session.has_commands() {
                left.unlabelled.push(id);
            }
            return 0;
        };
        if session.makes(namespace.text(), name.text(), &labels) {
            return 0;
        }
        let at = super::place(name);
        let text = kubectl::manifest(("v1", "Pod"), at, name, Some(namespace), &labels);
        session.add(text, None, at);
        1
    }

    fn is_namespace(&self, name: &Mapped, session: &mut Session) -> usize {
        let Some(mut labels) = self.labels() else { return 0 };
        // Every namespace has this one; one without any other is there once something is in it.
        labels.retain(|it| it.0.text() != "kubernetes.io/metadata.name");
        if labels.is_empty() {
            return 0;
        }
        let at = super::place(name);
        let text = kubectl::manifest(("v1", "Namespace"), at, name, None, &labels);
        session.add(text, None, at);
        1
    }
}
