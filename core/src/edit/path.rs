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
pub(super) fn step<'n, 't>(node: &'n Node<'t>, step: Step<'_>) -> Option<&'n Node<'t>> {
    match (step, &node.value) {
        (Step::Bracket(it), Value::Sequence(items)) => items.get(it.parse::<usize>().ok()?),
        _ => entry(node, step).map(|it| &it.value),
    }
}

/// The pair that a step leads to.
pub(super) fn entry<'n, 't>(node: &'n Node<'t>, step: Step<'_>) -> Option<&'n Entry<'t>> {
    let (Step::Key(key) | Step::Bracket(key)) = step;
    node.entry(key)
}

/// Whether two paths lead to one place of the text, because an alias repeats what is written there: to one value, or to a
/// field that one object lacks.
pub(crate) fn is_one_place(root: &Node<'_>, one: &str, other: &str) -> bool {
    let (mut one, mut other) = (steps(one), steps(other));
    loop {
        let at = |way: &[Step<'_>]| way.iter().try_fold(root, |node, it| step(node, *it)).map(|it| it.span);
        match (at(&one), at(&other)) {
            (Some(one), Some(other)) => return one == other,
            (None, None) if one.pop() == other.pop() => {}
            (None, _) | (_, None) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_alias_repeats_is_one_place() {
        let text = "a: &x {b: [1, {c: 1}]}\nd: *x\ne: {b: [1, {c: 1}]}\n";
        let root = crate::yaml::parse(text, &mut Vec::new()).unwrap();
        for (one, other, is_one) in [
            ("a.b[0]", "d.b[0]", true),
            ("a.b[1].c", "d.b[1].c", true),
            ("a.b[1].lacks", "d.b[1].lacks", true),
            ("a.b[1].lacks", "d.b[1].other", false),
            ("a.b[0]", "d.b[1]", false),
            ("a.b[0]", "e.b[0]", false),
            ("a.lacks", "e.lacks", false),
            ("a", "d", false),
        ] {
            assert_eq!(is_one_place(&root, one, other), is_one, "{one} {other}");
        }
    }

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
