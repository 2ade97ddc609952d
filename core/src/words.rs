//! Words that sentences of every room need: counts, and lists of which only the first names are told.

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
}
