//! What the text and the hints say, against what is graded.

use crate::model::Loaded;
use std::collections::BTreeSet;

use crate::practice::constraints::number;
use crate::practice::read::TaskProblem;
use crate::practice::side;
use crate::practice::task::{Answer, Goal, Role, Task};
use crate::practice::tree::{Key, Tree};
use crate::words;

/// What the text does not name, and what the hints give away.
pub(super) fn problems(task: &Task, loaded: Loaded) -> Vec<TaskProblem> {
    let mut res = Vec::new();
    let mut say = |message: String| res.push(TaskProblem { line: 1, column: 1, message });
    let given: Vec<&str> =
        task.files.iter().map(|it| &*it.file.text).chain([task.text.as_str(), task.title.as_str()]).collect();
    let is_in_text = |it: &str| has_word(&task.text, it);
    for (what, word) in asked(task) {
        // "One policy" may be called by its kind.
        let by_kind = word.replace(" polic", " NetworkPolic");
        if !is_in_text(&word) && !is_in_text(&by_kind) {
            say(format!("the text does not name {what} `{word}`, which is checked"));
        }
    }
    for it in unchecked(task, loaded) {
        say(format!("the text names the policy `{}`, and no constraint asks for {it}", it.name));
    }
    let policies = policies(task, loaded);
    let mut values = Values::default();
    policies.iter().for_each(|it| values.of(it));
    for it in &values.protocols {
        if it != "TCP" && !is_in_text(it) {
            say(format!("the text does not name the protocol {it}, which the goal has"));
        }
    }
    if values.ports.contains("53") && values.protocols.len() > 1 && !is_in_text("TCP") {
        say("the text names UDP for DNS and not TCP, which the goal has, too".to_owned());
    }
    for it in values.ports.iter().chain(&values.labels).chain(&values.blocks).chain(&values.namespaces) {
        if !given.iter().any(|text| has_word(text, it)) {
            say(format!("neither the text nor a file of the task names `{it}`, which the solution has"));
        }
    }
    for text in ["podSelector:", "policyTypes:", "ingress:", "egress:"] {
        if task.text.contains(text) {
            say(format!("the text holds a part of a solution: `{text}`"));
        }
    }
    for (at, hint) in task.hints.iter().enumerate() {
        let secret = values.ports.iter().chain(&values.blocks).chain(&values.labels);
        let held: Vec<&String> = secret.filter(|it| has_word(hint, it)).collect();
        if super::hint::states_all(hint, &policies) {
            say(format!("hint {} says all that the solution says: name only its fields", at + 1));
        }
        let pairs = values.pairs.iter().filter(|it| hint.contains(it.as_str())).count();
        if at + 1 < task.hints.len() && (!held.is_empty() || pairs > 0) {
            let held: Vec<&str> = held.iter().map(|it| it.as_str()).collect();
            say(format!("hint {} holds values of the solution: {}", at + 1, held.join(", ")));
        } else if pairs > 1 {
            say(format!("hint {} holds {pairs} lines of the solution", at + 1));
        }
    }
    res
}

/// Names that constraints ask for.
fn asked(task: &Task) -> Vec<(&'static str, String)> {
    let it = &task.constraints;
    let mut res: Vec<(&'static str, String)> = Vec::new();
    for policy in &it.policy {
        res.push(("the policy", policy.name.clone()));
        if !policy.namespace.is_empty() {
            res.push(("the namespace", policy.namespace.clone()));
        }
    }
    res.extend(it.untouched.iter().map(|it| ("the object", it.name.clone())));
    res.extend(it.labels_only.iter().map(|it| ("the object", it.name.clone())));
    res.extend(it.choose_one_of.iter().map(|it| ("the file", it.clone())));
    if let Some(most) = it.policies {
        // A number by itself may count anything.
        let policies = words::noun(most, "policy");
        res.push(("the number of policies", format!("{} {policies}", number(most))));
    }
    res
}

/// Policies that the text asks for by name, and that an answer may call otherwise: the goal has them, the start does not.
fn unchecked(task: &Task, loaded: Loaded) -> Vec<Key> {
    let Goal::Solution(at) = task.goal else { return Vec::new() };
    let Some(solution) = task.solutions.get(at) else { return Vec::new() };
    let (_, start) = side::read(&side::files(task, &Answer::default()), loaded);
    let (_, own) = side::read(&side::files(task, &solution.answer), loaded);
    let is_new = |it: &Key| !start.iter().any(|other| other.key == *it);
    let is_asked =
        |it: &Key| task.text.contains(&format!("`{}`", it.name)) && !task.constraints.policy.contains(it);
    let own = own.into_iter().filter(|it| it.is_policy).map(|it| it.key);
    // A choice among files is no matter of names.
    own.filter(|it| task.constraints.choose_one_of.is_empty() && is_new(it) && is_asked(it)).collect()
}

/// The policies of the goal that the start does not have as they are.
fn policies(task: &Task, loaded: Loaded) -> Vec<Tree> {
    let Goal::Solution(at) = task.goal else { return Vec::new() };
    let Some(solution) = task.solutions.get(at) else { return Vec::new() };
    let locked = task.files.iter().filter(|it| it.role == Role::Locked);
    let locked: Vec<Tree> =
        locked.flat_map(|it| Tree::objects(&it.file.text)).map(|it| it.normal()).collect();
    let (_, all) = side::read(&side::files(task, &solution.answer), loaded);
    all.into_iter()
        .filter(|it| it.is_policy)
        .map(|it| it.tree)
        .filter(|it| !locked.contains(&it.normal()))
        .collect()
}

/// What a learner has to find.
#[derive(Default)]
struct Values {
    ports: BTreeSet<String>,
    protocols: BTreeSet<String>,
    labels: BTreeSet<String>,
    blocks: BTreeSet<String>,
    namespaces: BTreeSet<String>,
    /// `key: value` of selectors.
    pairs: BTreeSet<String>,
}

impl Values {
    fn of(&mut self, policy: &Tree) {
        let namespace = policy.text_at(&["metadata", "namespace"]);
        if !namespace.is_empty() {
            self.namespaces.insert(namespace.to_owned());
        }
        if let Some(spec) = policy.get("spec") {
            self.gather(spec);
        }
    }

    fn port(&mut self, it: &Tree) {
        let it = it.scalar();
        if !it.is_empty() {
            self.ports.insert(it.into_owned());
        }
    }

    fn gather(&mut self, it: &Tree) {
        for item in it.items() {
            self.gather(item);
        }
        for (key, value) in it.entries() {
            match key.as_str() {
                "port" | "endPort" => {
                    self.port(value);
                    if let Some(it) = it.get("protocol") {
                        self.protocols.insert(it.scalar().into_owned());
                    }
                }
                // In policies of the whole cluster: a port, a range, a name, and a map for each protocol.
                "number" | "start" | "end" | "destinationNamedPort" | "namedPort" => self.port(value),
                "tcp" | "udp" | "sctp" => {
                    self.protocols.insert(key.to_uppercase());
                    self.gather(value);
                }
                "cidr" => drop(self.blocks.insert(value.scalar().into_owned())),
                "except" => self.blocks.extend(value.items().iter().map(|it| it.scalar().into_owned())),
                "matchLabels" => {
                    for (key, value) in value.entries() {
                        self.labels.insert(value.scalar().into_owned());
                        self.pairs.insert(format!("{key}: {}", value.scalar()));
                    }
                }
                "values" => self.labels.extend(value.items().iter().map(|it| it.scalar().into_owned())),
                _ => self.gather(value),
            }
        }
    }
}

/// Whether a text has a word, and not only as a part of another one.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |it: char| it.is_alphanumeric() || it == '-' || it == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|it| it.chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::has_word;

    #[test]
    fn a_word_is_not_a_part_of_another() {
        assert!(has_word("on TCP 80.", "80"));
        assert!(has_word("`deny-all`", "deny-all"));
        assert!(!has_word("on TCP 8080", "80"));
        assert!(!has_word("deny-all", "deny"));
    }
}
