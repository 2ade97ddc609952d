//! Whether a hint says all that the solution says: put together, its words are the lines of the `spec`.

use std::collections::BTreeSet;

use crate::practice::tree::Tree;

/// Words that say that a direction has no rule.
const NO_RULE: [&str; 5] =
    ["no rule", "neither has a rule", "without a rule", "without rules", "rules are empty"];
/// Words that say which directions a policy has.
const DIRECTIONS: [&str; 6] =
    ["Ingress", "Egress", "one direction", "one word", "both words", "both directions"];

/// Whether a hint states everything in the `spec` of these policies. To name the fields is no statement of what they hold.
pub(super) fn states_all(hint: &str, policies: &[Tree]) -> bool {
    let specs: Vec<&Tree> = policies.iter().filter_map(|it| it.get("spec")).collect();
    !specs.is_empty() && specs.into_iter().all(|it| states(hint, it))
}

fn states(hint: &str, spec: &Tree) -> bool {
    let says = |words: &[&str]| words.iter().any(|it| hint.contains(it));
    let has_rules = |key: &str| spec.get(key).is_some_and(|it| !it.items().is_empty());
    // Where every direction has rules, `policyTypes` follows from them.
    let types = spec.get("policyTypes").map(Tree::items).unwrap_or_default();
    let is_closed = types.iter().any(|it| !has_rules(&it.scalar().to_lowercase()));
    if is_closed && !(hint.contains("policyTypes") && says(&DIRECTIONS) && says(&NO_RULE)) {
        return false;
    }
    let mut leaves = Leaves::default();
    // What the policy is about is in the text: of it only labels count.
    for (key, value) in spec.entries() {
        if matches!(key.as_str(), "ingress" | "egress") {
            leaves.of(value);
        } else {
            leaves.labels(value);
        }
    }
    let says_labels = hint.contains("matchLabels") && hint.contains(" label");
    let is_told = |it: &String| hint.contains(it.as_str());
    leaves.fields.iter().all(is_told)
        && (!leaves.has_empty || hint.contains("empty"))
        && leaves.keys.iter().all(|it| says_labels || is_told(it))
        && leaves.values.iter().all(is_told)
}

/// What a hint would have to say.
#[derive(Default)]
struct Leaves {
    /// Fields of sources and destinations.
    fields: BTreeSet<String>,
    /// Whether one of them is an empty selector.
    has_empty: bool,
    /// Keys of labels.
    keys: BTreeSet<String>,
    /// Ports and blocks.
    values: BTreeSet<String>,
}

impl Leaves {
    fn labels(&mut self, selector: &Tree) {
        let mut other = Leaves::default();
        other.of(selector);
        self.keys.extend(other.keys);
    }

    fn of(&mut self, it: &Tree) {
        it.items().iter().for_each(|it| self.of(it));
        for (key, value) in it.entries() {
            if matches!(
                key.as_str(),
                "from" | "to" | "ports" | "podSelector" | "namespaceSelector" | "ipBlock"
            ) {
                self.fields.insert(key.clone());
                self.has_empty |= matches!(value, Tree::Map(it) if it.is_empty());
            }
            match key.as_str() {
                "matchLabels" => self.keys.extend(value.entries().iter().map(|it| it.0.clone())),
                "key" => drop(self.keys.insert(value.scalar().into_owned())),
                "port" | "endPort" | "number" | "cidr" if !value.scalar().is_empty() => {
                    self.values.insert(value.scalar().into_owned());
                }
                _ => self.of(value),
            }
        }
    }
}
