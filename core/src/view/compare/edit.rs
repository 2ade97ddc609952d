//! What an edit did, in few words: to name what *Undo* takes back.

use super::ChangedObjectView;
use crate::compare::Totals;
use crate::words;

/// "+1 allowed, −2 denied by NetworkPolicy shop/web"; where no connection changed, which objects did: "Pod shop/a removed".
/// Empty where nothing that is read differs.
pub(crate) fn edit(totals: Totals, [added, removed]: [usize; 2], objects: &[ChangedObjectView]) -> String {
    let count = |sign: &str, n: u64, what: &str| (n > 0).then(|| format!("{sign}{n}{what}"));
    let rows = |sign: &str, n: usize| count(sign, n as u64, &format!(" {}", words::noun(n, "row")));
    let parts: Vec<String> = [
        count("+", totals.newly_allowed, " allowed"),
        count("±", totals.both, " allowed and denied"),
        count("−", totals.newly_denied, " denied"),
        count("", totals.undecided, " decided otherwise"),
        rows("+", added),
        rows("−", removed),
    ]
    .into_iter()
    .flatten()
    .collect();
    let by = match objects {
        [] => String::new(),
        [one] if parts.is_empty() => return format!("{} {}", one.name, one.change.as_str()),
        [one] => one.name.clone(),
        [first, ..] => words::and_more(&[&first.name], objects.len()),
    };
    match (parts.is_empty(), by.is_empty()) {
        (true, true) => String::new(),
        (true, false) => format!("{by} changed"),
        (false, true) => parts.join(", "),
        (false, false) => format!("{} by {by}", parts.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::compare;
    use crate::testing::short;

    const PODS: &str = "
pod x/a app=a
pod x/b app=b";

    #[track_caller]
    fn edit(before: &str, after: &str) -> String {
        let [before, after] = [before, after].map(|it| Arc::new(short(&format!("{PODS}{it}"))));
        compare(&before, &after).edit()
    }

    #[test]
    fn an_edit_is_named_by_what_it_changed() {
        let closed = "
np x/b {podSelector: {matchLabels: {app: b}}}";
        let open = "
np x/b {podSelector: {matchLabels: {app: b}}, ingress: [{from: [{podSelector: {matchLabels: {app: a}}}]}]}";
        assert_eq!(edit(closed, open), "+1 allowed by NetworkPolicy x/b");
        assert_eq!(edit(open, closed), "−1 denied by NetworkPolicy x/b");
        assert_eq!(edit("", "\npod x/c"), "+1 row by Pod x/c");
        assert_eq!(edit("", "\npod x/c\npod x/d"), "+2 rows by Pod x/c and 1 more");
        let other = "
np x/c {podSelector: {matchLabels: {app: c}}}";
        assert_eq!(edit("", other), "NetworkPolicy x/c added");
        assert_eq!(edit(open, open), "");
    }
}
