//! A part of a NetworkPolicy alone, `ingress:` or `- from:`: it is read as if the policy stood around it.

use super::Work;
use crate::intake::{Mapped, Note};
use crate::source::Span;
use crate::yaml::{self, Node, Value};

/// Where a part stands in a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// `spec:` and what is below it.
    Spec,
    /// `ingress:` or what else stands below `spec`.
    Fields,
    /// Items of the list with this name.
    Rules(&'static str),
    /// One of these.
    Rule(&'static str),
}

/// The policy around a part.
pub(super) fn repair(text: &Mapped, notes: &mut Vec<Note>, work: &mut Work) -> Option<Vec<Mapped>> {
    let is_begun = |it: &str| {
        let it = it.trim_start_matches(['-', ' ']);
        ["spec:", "podSelector:", "policyTypes:", "ingress:", "egress:", "from:", "to:", "ports:"]
            .iter()
            .any(|key| it.starts_with(key))
    };
    let mut lines =
        text.text().lines().filter(|it| !it.trim().is_empty() && !it.trim_start().starts_with('#'));
    if !lines.next().is_some_and(is_begun) {
        return None;
    }
    let root = yaml::parse(text.text(), &mut Vec::new())?;
    let part = part(&root)?;
    let spec = if part == Part::Spec { root.get("spec")? } else { &root };
    work.fragments += 1;
    let place = text.locate(Span::new(root.span.start, root.span.start));
    let mut res = Mapped::new();
    let name = if work.fragments == 1 { String::new() } else { format!("-{}", work.fragments) };
    res.put(
        &format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: fragment{name}\n"
        ),
        place,
    );
    let has = |key: &str| matches!(part, Part::Spec | Part::Fields) && spec.get(key).is_some();
    let mut head = String::from("spec:\n");
    if part == Part::Spec {
        head.clear();
        shift(text, 0, &mut res);
    }
    if !has("podSelector") {
        head += "  podSelector: {}\n";
    }
    if !has("policyTypes") {
        head += "  policyTypes:\n";
        for (key, word) in [("ingress", "Ingress"), ("egress", "Egress")] {
            if has(key) || matches!(part, Part::Rules(it) | Part::Rule(it) if it == key) {
                head += &format!("  - {word}\n");
            }
        }
        if !has("ingress") && !has("egress") && !matches!(part, Part::Rules(_) | Part::Rule(_)) {
            head += "  - Ingress\n";
        }
    }
    // What stands nowhere leads to where the part begins.
    match part {
        Part::Spec => {
            if !res.text().ends_with('\n') {
                res.put("\n", place);
            }
            res.put(&head, place);
        }
        Part::Fields => {
            res.put(&head, place);
            shift(text, 2, &mut res);
        }
        Part::Rules(list) => {
            res.put(&format!("{head}  {list}:\n"), place);
            shift(text, 2, &mut res);
        }
        Part::Rule(list) => {
            res.put(&format!("{head}  {list}:\n  -\n"), place);
            shift(text, 4, &mut res);
        }
    }
    let begin = text.text().find(|it: char| !it.is_whitespace()).unwrap_or_default();
    let line = text.text().get(begin..).and_then(|it| it.lines().next()).unwrap_or_default();
    let selector = if has("podSelector") { "" } else { " with `podSelector: {}`" };
    let message = format!(
        "this is a part of a policy: it is read as if it stood in a NetworkPolicy{selector} in the default namespace"
    );
    let at = text.locate(Span::new(begin as u32, (begin + line.trim_end().len()) as u32));
    notes.push(Note::did(at, message).titled("wrap in a NetworkPolicy"));
    Some(vec![res])
}

/// Which part of a policy it is, if it is one.
fn part(root: &Node<'_>) -> Option<Part> {
    match &root.value {
        Value::Sequence(_) => {
            let to = is_rules(root, "to") && root.items().iter().any(|it| it.get("to").is_some());
            let from = is_rules(root, "from") && root.items().iter().any(|it| it.get("from").is_some());
            match (from, to) {
                (true, _) => Some(Part::Rules("ingress")),
                (_, true) => Some(Part::Rules("egress")),
                _ => None,
            }
        }
        Value::Mapping(entries) => {
            if let [entry] = entries.as_slice()
                && entry.key == "spec"
            {
                return is_spec(&entry.value).then_some(Part::Spec);
            }
            if is_spec(root) {
                return Some(Part::Fields);
            }
            let is_rule = |key| is_rule(root, key) && root.get(key).is_some();
            match (is_rule("from"), is_rule("to")) {
                (true, _) => Some(Part::Rule("ingress")),
                (_, true) => Some(Part::Rule("egress")),
                _ => None,
            }
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::String(_) => None,
    }
}

/// Whether it holds fields of a policy's `spec` and no others, and they are what they are there.
fn is_spec(node: &Node<'_>) -> bool {
    !node.entries().is_empty()
        && node.entries().iter().all(|it| match it.key.as_ref() {
            "podSelector" => matches!(it.value.value, Value::Mapping(_) | Value::Null),
            "policyTypes" => matches!(it.value.value, Value::Sequence(_)),
            "ingress" => is_rules(&it.value, "from"),
            "egress" => is_rules(&it.value, "to"),
            _ => false,
        })
}

fn is_rules(node: &Node<'_>, peers: &str) -> bool {
    matches!(node.value, Value::Sequence(_)) && node.items().iter().all(|it| is_rule(it, peers))
}

fn is_rule(node: &Node<'_>, peers: &str) -> bool {
    let is_field = |key: &str| key == peers || key == "ports";
    matches!(node.value, Value::Mapping(_)) && node.entries().iter().all(|it| is_field(&it.key))
}

/// Adds the lines so that they begin at a column.
fn shift(text: &Mapped, indent: usize, res: &mut Mapped) {
    let is_line = |it: &&str| !it.trim().is_empty() && !it.trim_start().starts_with('#');
    let blanks = |it: &str| it.len() - it.trim_start_matches(' ').len();
    let base = text.text().lines().filter(is_line).map(blanks).min().unwrap_or_default();
    let mut at = 0;
    for line in text.text().split_inclusive('\n') {
        let end = at + line.len();
        let begin = at + blanks(line).min(base);
        if !line.trim().is_empty() {
            res.put(&" ".repeat(indent), text.locate(Span::new(begin as u32, begin as u32)));
        }
        res.copy(text, begin..end);
        at = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn made(text: &str) -> Option<String> {
        let mut work = Work { steps: 0, fragments: 0 };
        let made = repair(&Mapped::whole(FileId(0), text), &mut Vec::new(), &mut work)?;
        made.first().map(|it| it.text().to_owned())
    }

    const HEAD: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: fragment\n";

    #[test]
    fn a_part_stands_where_it_belongs() {
        let ingress = "spec:\n  podSelector: {}\n  policyTypes:\n  - Ingress\n";
        let egress = ingress.replace("Ingress", "Egress");
        for (text, wanted) in [
            ("    ingress:\n    - from: []\n", format!("{ingress}  ingress:\n  - from: []\n")),
            (
                "# a\n- from:\n  - podSelector: {}",
                format!("{ingress}  ingress:\n  # a\n  - from:\n    - podSelector: {{}}"),
            ),
            ("- to: []\n- ports: []\n", format!("{egress}  egress:\n  - to: []\n  - ports: []\n")),
            ("to: []\nports: []\n", format!("{egress}  egress:\n  -\n    to: []\n    ports: []\n")),
            (
                "spec:\n  podSelector: {}\n",
                "spec:\n  podSelector: {}\n  policyTypes:\n  - Ingress\n".to_owned(),
            ),
        ] {
            assert_eq!(made(text).unwrap(), format!("{HEAD}{wanted}"));
        }
    }

    #[test]
    fn what_is_no_part_of_a_policy_stays() {
        for text in [
            "ingress:\n  enabled: true\n",
            "- from: a\n  x: b",
            "spec:\n  replicas: 1",
            "kind: Pod\nspec: {}",
            "- podSelector: {}",
        ] {
            assert_eq!(made(text), None, "{text}");
        }
    }
}
