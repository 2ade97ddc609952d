//! Words that sentences of every room need: counts, lists of which only the first names are told, and the word that was
//! probably meant.

/// "1 pod", "2 pods".
pub(crate) fn count(n: usize, one: &str) -> String {
    format!("{n} {}", noun(n, one))
}

/// The noun alone, as it stands behind a count.
pub(crate) fn noun(n: usize, one: &str) -> String {
    match (n, one.strip_suffix('y')) {
        (1, _) => one.to_owned(),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{one}s"),
    }
}

/// "a, b and 3 more": the names that are told, of so many.
pub fn and_more<T: AsRef<str>>(told: &[T], all: usize) -> String {
    let names = told.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    match all.saturating_sub(told.len()) {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

/// A path of the API in a sentence, where people count from one: "peer 2 of ingress rule 1" of `spec.ingress[0].from[1]`.
/// What is no part of a rule stays a path.
pub(crate) fn place(path: &str) -> String {
    in_rule(path).unwrap_or_else(|| format!("`{path}`"))
}

fn in_rule(path: &str) -> Option<String> {
    let (direction, rest) = path.strip_prefix("spec.")?.split_once('[')?;
    let (rule, rest) = numbered(rest)?;
    let rule = match direction {
        "ingress" | "egress" => format!("{direction} rule {rule}"),
        _ => return None,
    };
    let Some(field) = rest.strip_prefix('.') else { return Some(rule) };
    let (key, rest) = field.split_at(field.find(['[', '.']).unwrap_or(field.len()));
    let entry = rest.strip_prefix('[').and_then(numbered);
    let (what, rest) = match (key, entry) {
        ("from" | "to", Some((nth, rest))) => (format!("peer {nth}"), rest),
        ("ports" | "protocols", Some((nth, rest))) => (format!("port entry {nth}"), rest),
        ("from" | "to", None) => ("the peers".to_owned(), rest),
        ("ports" | "protocols", None) => ("the ports".to_owned(), rest),
        _ => (format!("`{field}`"), ""),
    };
    let inside = rest.strip_prefix('.').map_or_else(String::new, |it| format!("`{it}` of "));
    Some(format!("{inside}{what} of {rule}"))
}

/// "0].from" is 1, ".from".
fn numbered(text: &str) -> Option<(usize, &str)> {
    let (number, rest) = text.split_once(']')?;
    Some((number.parse::<usize>().ok()?.checked_add(1)?, rest))
}

/// The candidate that differs in case only, or in a letter or two.
pub(crate) fn closest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let name = name.to_ascii_lowercase();
    let allowed = if name.len() <= 4 { 1 } else { 2 };
    let distances = candidates.map(|it| (distance(&name, &it.to_ascii_lowercase()), it));
    distances.filter(|it| it.0 <= allowed).min_by_key(|it| it.0).map(|it| it.1)
}

/// Edits between two words; swapped neighbours count as two.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let best = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            diagonal = std::mem::replace(cell, best);
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_follow_their_count() {
        assert_eq!([count(1, "pod"), count(2, "pod"), count(0, "pod")], ["1 pod", "2 pods", "0 pods"]);
        assert_eq!(
            [count(1, "policy"), count(2, "policy"), count(2, "key")],
            ["1 policy", "2 policies", "2 keys"]
        );
    }

    #[test]
    fn what_is_not_told_is_counted() {
        assert_eq!(and_more(&["a"], 1), "a");
        assert_eq!(and_more(&["a", "b"], 5), "a, b and 3 more");
        assert_eq!(and_more::<&str>(&[], 0), "");
    }

    #[test]
    fn places_of_rules_count_from_one() {
        for (path, words) in [
            ("spec.ingress[1]", "ingress rule 2"),
            ("spec.egress[0].to", "the peers of egress rule 1"),
            ("spec.ingress[0].from[2]", "peer 3 of ingress rule 1"),
            ("spec.ingress[0].from[0].podSelector", "`podSelector` of peer 1 of ingress rule 1"),
            (
                "spec.egress[9].to[0].namespaceSelector.matchLabels[a.b/c]",
                "`namespaceSelector.matchLabels[a.b/c]` of peer 1 of egress rule 10",
            ),
            ("spec.ingress[0].ports", "the ports of ingress rule 1"),
            ("spec.ingress[0].ports[1]", "port entry 2 of ingress rule 1"),
            ("spec.ingress[0].ports[1].endPort", "`endPort` of port entry 2 of ingress rule 1"),
            ("spec.ingress[0].action", "`action` of ingress rule 1"),
            ("spec.podSelector", "`spec.podSelector`"),
            ("spec.ingress", "`spec.ingress`"),
            ("metadata.labels[app]", "`metadata.labels[app]`"),
            ("spec.ports[0]", "`spec.ports[0]`"),
        ] {
            assert_eq!(place(path), words);
        }
    }

    #[test]
    fn words_of_a_letter_or_two_apart_are_close() {
        let fields = ["podSelector", "policyTypes", "ingress", "egress"];
        for (name, expected) in [
            ("podselector", Some("podSelector")),
            ("policyType", Some("policyTypes")),
            ("ingres", Some("ingress")),
            ("Egress", Some("egress")),
            ("x", None),
            ("selectors", None),
            ("", None),
        ] {
            assert_eq!(closest(name, fields.into_iter()), expected, "{name}");
        }
    }
}
