//! What an editor is offered: every key that is written could have been chosen, no choice makes a valid text invalid, and
//! what a choice says it would match, it matches.

use netpol_core::view::{Completion, CompletionKind, Completions, Insert};
use netpol_core::{Analysis, Options, SourceFile, analyze};
use netpol_tests::generator;
use netpol_tests::paths;
use netpol_tests::random::Random;

/// What a choice must not bring about.
const BAD: &[&str] = &[
    "invalid-yaml",
    "not-an-object",
    "unknown-field",
    "duplicate-key",
    "wrong-type",
    "invalid-value",
    "unsupported-value",
    "duplicate-value",
    "forbidden",
    "too-long",
    "old-peer-shape",
    "domain-names-action",
    "namespace-ignored",
    "null-list-element",
    "non-canonical-cidr",
];

fn options() -> Options {
    Options { stand_ins: false, ..Options::default() }
}

fn analysis(text: &str) -> Analysis {
    analyze(&[SourceFile::new("a.yaml", text)], &options())
}

fn bad(text: &str) -> Vec<String> {
    let found = analysis(text);
    let all = found.reading_diagnostics().iter().filter(|it| BAD.contains(&it.code.as_str()));
    // What is still missing is no fault of what was chosen.
    let is_missing = |it: &str| it.contains("Invalid value: \"\"") || it.contains("Only one baseline");
    let all = all.filter(|it| !is_missing(&it.message));
    all.map(|it| format!("{} {}: {}", it.code.as_str(), it.field, it.message)).collect()
}

/// The cases and scenarios, and random manifests in styles of all sorts.
fn texts() -> Vec<(String, String)> {
    let files = ["tests/cases", "static/scenarios"].into_iter().flat_map(|it| paths::files(it, "yaml"));
    let mut texts: Vec<(String, String)> =
        files.map(|it| (it.display().to_string(), std::fs::read_to_string(&it).unwrap())).collect();
    for seed in 0..20 {
        let mut random = Random::new(seed);
        texts.push((format!("random {seed}"), generator::of_all_kinds(&mut random).styled(seed)));
    }
    texts
}

/// The documents in which nothing is wrong.
fn valid_documents(text: &str) -> Vec<String> {
    let all = text.split("---\n").filter(|it| it.contains("kind:") || it.contains("\"kind\""));
    all.filter(|it| it.len() < 4_000 && is_plain(it) && bad(it).is_empty()).map(str::to_owned).collect()
}

/// Whether a text is manifests as they stand, and nothing that has to be made plain first.
fn is_plain(text: &str) -> bool {
    analysis(text).reading_diagnostics().iter().all(|it| it.code.as_str() != "rewritten")
}

/// Where a key or value begins, or may begin.
fn boundaries(text: &str) -> Vec<usize> {
    let mut res = Vec::new();
    for (at, it) in text.char_indices() {
        let before = text[..at].trim_end_matches(' ');
        let begins =
            before.is_empty() || before.ends_with(['\n', '{', '[', ',', ':']) || before.ends_with('-');
        let is_separate = before.len() < at || before.ends_with(['\n', '{', '[']) || before.is_empty();
        if begins && is_separate && it != ' ' && it != '#' && text.is_char_boundary(at) {
            res.push(at);
        }
    }
    res
}

/// What closes the brackets that are open; `None` inside of quotes or comments.
fn closers(text: &str) -> Option<String> {
    let (mut open, mut quote, mut comment) = (Vec::new(), None, false);
    let mut last = '\n';
    for it in text.chars() {
        match (quote, it) {
            (_, '\n') => (comment, quote) = (false, None),
            _ if comment => {}
            (Some(it_is), it) if it == it_is => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(it),
            (None, '#') if last.is_whitespace() => comment = true,
            (None, '{') => open.push('}'),
            (None, '[') => open.push(']'),
            (None, '}' | ']') => drop(open.pop()),
            (None, _) => {}
        }
        last = it;
    }
    (quote.is_none() && !comment).then(|| open.iter().rev().collect())
}

/// What somebody writes where nothing is offered.
fn by_hand(of: &Completion) -> &'static str {
    match (of.label.as_str(), of.detail.as_str()) {
        ("endPort" | "end", _) => "65535",
        ("clusterIP" | "clusterIPs", _) => "None",
        ("externalIPs" | "podIP" | "hostIP" | "ip" | "address" | "addresses", _) => "10.0.0.1",
        ("externalName" | "domainNames" | "host" | "hostname", _) => "example.com",
        (_, "a number" | "a number or a name") => "1",
        (_, "labels" | "a map") => "x: v1",
        (_, _) => "x",
    }
}

/// The text with a choice written into it, and its places filled with what comes first there. `None` where a place cannot be
/// filled.
fn chosen(by: &Analysis, text: &str, of: &Completions, it: &Completion, depth: usize) -> Option<String> {
    let mut written = text[..of.from as usize].to_owned();
    let rest = &text[of.to as usize..];
    let mut places = Vec::new();
    for piece in &it.insert {
        match piece {
            Insert::Text(piece) => {
                written.push_str(&piece.replace('\n', &format!("\n{}", " ".repeat(of.indent as usize))));
            }
            Insert::Place(piece) if piece.is_empty() => places.push(written.len()),
            Insert::Place(piece) => written.push_str(piece),
            _ => return None,
        }
    }
    written.push_str(rest);
    for at in places.into_iter().rev() {
        let inner = by.completions(&written, at);
        written = match inner.items.first().filter(|_| depth < 9) {
            Some(first) => chosen(by, &written, &inner, first, depth + 1)?,
            // No smaller range is known, so none can be excepted.
            None if it.label == "except" => return None,
            None => format!("{}{}{}", &written[..at], by_hand(it), &written[at..]),
        };
    }
    Some(written)
}

#[test]
fn no_choice_makes_a_valid_text_invalid() {
    let most = paths::number("NETPOL_RUNS", 4) as usize;
    let (mut wrong, mut tried, mut kinds) = (Vec::new(), 0_usize, std::collections::BTreeSet::new());
    for (name, text) in texts() {
        let by = analysis(&text);
        let mut random = Random::new(text.len() as u64);
        for document in valid_documents(&text) {
            let boundaries = boundaries(&document);
            for _ in 0..most.min(boundaries.len()) {
                let prefix = &document[..boundaries[random.range(0..boundaries.len())]];
                let Some(end) = closers(prefix) else { continue };
                if !bad(&format!("{prefix}{end}")).is_empty() {
                    continue;
                }
                let whole = format!("{prefix}{end}");
                let offered = by.completions(&whole, prefix.len());
                if offered.items.is_empty() {
                    continue;
                }
                let it = &offered.items[random.range(0..offered.items.len())];
                let Some(after) = chosen(&by, &whole, &offered, it, 0) else { continue };
                tried += 1;
                kinds.insert(it.kind);
                let found = bad(&after);
                if !found.is_empty() && wrong.len() < 20 {
                    wrong.push(format!("{name}: {}\n{found:#?}\n{after}", it.label));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n=====\n"));
    assert!(tried > 1_000, "{tried}");
    assert!(kinds.len() >= 8, "{kinds:?}");
}

/// Keys that are not written by hand, or have no place in the tables: their values are not looked at.
const BY_MACHINES: &[&str] =
    &["status", "annotations", "creationTimestamp", "uid", "resourceVersion", "ownerReferences"];

#[test]
fn every_key_that_is_written_could_have_been_chosen() {
    let (mut wrong, mut found) = (Vec::new(), 0_usize);
    for (name, text) in texts() {
        let by = analysis(&text);
        for document in valid_documents(&text) {
            let is_policy = document.contains("NetworkPolicy");
            if !is_policy
                || document.contains("kind: List")
                || BY_MACHINES.iter().any(|it| document.contains(it))
            {
                continue;
            }
            for at in boundaries(&document) {
                let rest = &document[at..];
                let end = rest.find([':', '\n', ',', '}', ']']).unwrap_or(rest.len());
                let key = rest[..end].trim_matches(['"', '\'']);
                let is_key = rest[end..].starts_with(": ") || rest[end..].starts_with(":\n");
                if !is_key || closers(&document[..at]).is_none() || !key.chars().all(char::is_alphanumeric) {
                    continue;
                }
                let offered = by.completions(&document, at + 1);
                if offered.items.iter().any(|it| it.label == key) {
                    found += 1;
                } else if !offered.items.iter().all(|it| it.kind == CompletionKind::LabelKey)
                    && wrong.len() < 20
                {
                    let labels: Vec<&str> = offered.items.iter().map(|it| it.label.as_str()).collect();
                    wrong.push(format!("{name}: {key} at {at}, offered {labels:?} in\n{document}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n=====\n"));
    assert!(found > 2_000, "{found}");
}

#[test]
fn a_choice_matches_what_it_says() {
    let mut tried = 0;
    for (name, text) in texts() {
        let by = analysis(&text);
        let marker = "  podSelector:\n    matchLabels:\n      ";
        for (at, _) in text.match_indices(marker) {
            let at = at + marker.len();
            let line = text[at..].lines().next().unwrap_or_default();
            let Some(value) = line.find(": ").map(|it| at + it + 2) else { continue };
            let offered = by.completions(&text, value);
            let lens = |analysis: &Analysis| {
                let line = text[..at].matches('\n').count() as u32 + 1;
                let all = analysis.lenses(0);
                all.into_iter().find(|it| it.place.from_line <= line && line <= it.place.to_line)
            };
            if lens(&by).is_none() {
                continue;
            }
            for it in offered.items.iter().take(6) {
                let (from, to) = (offered.from as usize, offered.to as usize);
                let after = analysis(&format!("{}{}{}", &text[..from], offered.text(it), &text[to..]));
                let Some(lens) = lens(&after) else { continue };
                let said = it.detail.split(' ').next().unwrap_or_default();
                // One row is called by its name; it stands for as many pods as it has replicas.
                let row = after.endpoints().iter().find(|it| it.id == lens.selects);
                let count = lens.selects.split(' ').next().unwrap_or_default().to_owned();
                let selected = row.map_or(count, |it| it.replicas.to_string());
                tried += 1;
                assert_eq!(
                    said, selected,
                    "{name}: {} says {}, selects {}",
                    it.label, it.detail, lens.selects
                );
            }
        }
    }
    assert!(tried > 20, "{tried}");
}

#[test]
fn at_no_byte_of_a_text_something_panics() {
    for (_, text) in texts().iter().filter(|it| it.1.len() < 3_000).step_by(20) {
        let by = analysis(text);
        for at in 0..=text.len() + 1 {
            by.completions(text, at);
            by.hover(text, at);
        }
    }
}
