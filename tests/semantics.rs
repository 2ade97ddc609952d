//! Tags of rules (`R-49`, `L-10`): where `docs/semantics.md` explains them, and where a text uses them.

use std::collections::BTreeSet;

use crate::paths;

/// The document that explains every tag, from the root of the repository.
pub const DOCUMENT: &str = "docs/semantics.md";

/// Its text.
pub fn document() -> String {
    std::fs::read_to_string(paths::root().join(DOCUMENT)).expect("docs/semantics.md can be read")
}

/// The tags that the document explains: each has an anchor, `<a id="r-49"></a>`, with the tag itself after it.
pub fn explained(document: &str) -> BTreeSet<String> {
    let anchors = document.split("<a id=\"").skip(1).filter_map(|it| it.split_once("\"></a>"));
    let named = anchors.filter(|(id, rest)| {
        let tag = id.to_uppercase();
        rest.strip_prefix("**").unwrap_or(rest).starts_with(&tag)
    });
    named.map(|it| it.0.to_uppercase()).filter(|it| tags(it).eq([(1, it.clone())])).collect()
}

/// Every tag in a text, with its line.
pub fn tags(text: &str) -> impl Iterator<Item = (usize, String)> + '_ {
    text.lines().enumerate().flat_map(|(line, text)| in_line(text).into_iter().map(move |it| (line + 1, it)))
}

fn in_line(text: &str) -> Vec<String> {
    let part_of_a_word = |it: char| it.is_alphanumeric() || it == '_' || it == '-';
    let tag = |(at, _): (usize, &str)| {
        let before = text[..at].chars().next_back()?;
        let letter = Some(before).filter(|it| "RFDVMAXLCTP".contains(*it))?;
        let start = at - letter.len_utf8();
        let digits: String = text[at + 1..].chars().take_while(char::is_ascii_digit).collect();
        let rest = &text[at + 1 + digits.len()..];
        let alone = !text[..start].ends_with(part_of_a_word) && !rest.starts_with(part_of_a_word);
        (alone && (1..=3).contains(&digits.len())).then(|| format!("{letter}-{digits}"))
    };
    text.match_indices('-').filter_map(tag).collect()
}

#[test]
fn tags_stand_alone() {
    let found = |text| tags(text).map(|it| it.1).collect::<Vec<_>>();
    assert_eq!(found("see R-49, L-10 and (P-9)."), ["R-49", "L-10", "P-9"]);
    assert_eq!(found("V-30..V-35"), ["V-30", "V-35"]);
    assert!(found("IR-49 R-49a NPEP-133 KEP-4742 r-49 R-4949 R-49-x DNS-1123 1A-3").is_empty());
}
