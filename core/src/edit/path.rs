//! Paths in the API's notation: `spec.ingress[0].from[1]`, and `matchLabels[app.kubernetes.io/name]` for keys with dots.

use crate::yaml::{Entry, Node, Value};

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'p> {
    /// A key behind a dot.
    Key(&'p str),
    /// What stands in brackets: a position in a list, or a key of a map.
    Bracket(&'p str),
}

/// The steps of a path. What is no path leads to nothing: its last step is a key that no object has.
pub(super) fn steps(path: &str) -> Vec<Step<'_>> {
    let mut res = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some((inside, behind)) = rest.strip_prefix('[').and_then(|it| it.split_once(']')) {
            res.push(Step::Bracket(inside));
            rest = behind;
            continue;
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
        let end = rest.find(['.', '[']).filter(|it| *it > 0).unwrap_or(rest.len());
        let (key, behind) = rest.split_at(end);
        res.push(Step::Key(key));
        rest = behind;
    }
    res
}

/// What a step leads to.
pub(super) fn step<'n>(node: &'n Node<'static>, step: Step<'_>) -> Option<&'n Node<'static>> {
    match (step, &node.value) {
        (Step::Bracket(it), Value::Sequence(items)) => items.get(it.parse::<usize>().ok()?),
        _ => entry(node, step).map(|it| &it.value),
    }
}

/// The pair that a step leads to.
pub(super) fn entry<'n>(node: &'n Node<'static>, step: Step<'_>) -> Option<&'n Entry<'static>> {
    let (Step::Key(key) | Step::Bracket(key)) = step;
    node.entry(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_dots_stand_in_brackets() {
        use Step::{Bracket, Key};
        assert_eq!(
            steps("spec.ingress[0].from[12]"),
            [Key("spec"), Key("ingress"), Bracket("0"), Key("from"), Bracket("12")]
        );
        assert_eq!(
            steps("matchLabels[app.kubernetes.io/name]"),
            [Key("matchLabels"), Bracket("app.kubernetes.io/name")]
        );
        assert_eq!(steps(""), []);
        assert_eq!(steps("[0]"), [Bracket("0")]);
        // No path, and no endless loop.
        for odd in [".", "..a", "a[", "a]b", "[", "]", "a..b"] {
            assert!(!steps(odd).is_empty(), "{odd}");
        }
    }
}
