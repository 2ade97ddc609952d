//! The mistakes of beginners at every place of a file where they can be made: what is told, where, and what its first fix
//! leaves.

use crate::diagnostic::{Diagnostic, Severity, edited};
use crate::testing::text;

/// Two policies as a book has them: several rules, several peers, and ports with and without a protocol first.
const MEANT: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: db
  policyTypes:
  - Ingress
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app: web
    - podSelector:
        matchLabels:
          app: api
    ports:
    - port: 5432
    - protocol: TCP
      port: 9187
  - from:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: ops
      podSelector:
        matchLabels:
          app: probe
    - namespaceSelector:
        matchLabels:
          team: blue
    ports:
    - protocol: TCP
      port: 9000
    - port: 9001
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: web
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: web
  policyTypes:
  - Egress
  egress:
  - to:
    - podSelector:
        matchLabels:
          app: db
    ports:
    - port: 5432
  - to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
    ports:
    - protocol: UDP
      port: 53
    - port: 53
";

/// One mistake at one place.
struct Made {
    what: String,
    text: String,
    /// The line that it stands in, from 1.
    line: usize,
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Makes a mistake in each line that it can be made in.
fn in_lines(what: &str, change: impl Fn(&str) -> Option<String>) -> Vec<Made> {
    let lines: Vec<&str> = MEANT.lines().collect();
    let mut res = Vec::new();
    for (nth, line) in lines.iter().enumerate() {
        if let Some(new) = change(line) {
            let mut all = lines.clone();
            all[nth] = &new;
            res.push(Made { what: what.to_owned(), text: all.join("\n") + "\n", line: nth + 1 });
        }
    }
    res
}

/// Moves a line with what belongs to it.
fn moved_blocks(what: &str, by: isize) -> Vec<Made> {
    let lines: Vec<&str> = MEANT.lines().collect();
    let mut res = Vec::new();
    for (nth, line) in lines.iter().enumerate() {
        let own = indent(line);
        let below = |it: &&&str| {
            indent(it) > own || line.ends_with(':') && indent(it) == own && it.trim_start().starts_with("- ")
        };
        let end = nth + 1 + lines[nth + 1..].iter().take_while(below).count();
        if own.checked_add_signed(by).is_none() || own == 0 || end == nth + 1 {
            continue;
        }
        let shift = |it: &str| " ".repeat(indent(it).saturating_add_signed(by)) + it.trim_start();
        let all: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(at, it)| if (nth..end).contains(&at) { shift(it) } else { (*it).to_owned() })
            .collect();
        res.push(Made { what: what.to_owned(), text: all.join("\n") + "\n", line: nth + 1 });
    }
    res
}

fn value(line: &str) -> Option<(&str, &str)> {
    let at = line
        .find(": ")
        .map(|it| it + 2)
        .or_else(|| line.trim_start().starts_with("- ").then(|| indent(line) + 2))?;
    let value = line.get(at..).unwrap();
    (!value.is_empty() && !value.ends_with(':')).then(|| line.split_at(at))
}

fn all() -> Vec<Made> {
    let quote = |open: &str, close: &str| {
        let (open, close) = (open.to_owned(), close.to_owned());
        move |it: &str| value(it).map(|(head, value)| format!("{head}{open}{value}{close}"))
    };
    let by = |by: isize| {
        move |it: &str| {
            let own = indent(it);
            let new = own.checked_add_signed(by).filter(|_| own > 0)?;
            Some(" ".repeat(new) + it.trim_start())
        }
    };
    [
        in_lines("a quote that is not closed", quote("\"", "")),
        in_lines("a quote that is not opened", quote("", "\"")),
        in_lines("typographic quotes", quote("“", "”")),
        in_lines("a tab", |it| (indent(it) > 0).then(|| "\t".repeat(indent(it) / 2) + it.trim_start())),
        in_lines("a tab", |it| (indent(it) > 0).then(|| "\t".to_owned() + it)),
        in_lines("a line 1 to the left", by(-1)),
        in_lines("a line 1 to the right", by(1)),
        moved_blocks("lines 1 to the left", -1),
        moved_blocks("lines 1 to the right", 1),
        moved_blocks("lines 2 to the left", -2),
        moved_blocks("lines 2 to the right", 2),
        in_lines("matchlabels", |it| {
            it.contains("matchLabels").then(|| it.replace("matchLabels", "matchlabels"))
        }),
        in_lines("podselector", |it| it.contains("Selector").then(|| it.replace("Selector", "selector"))),
        in_lines("a range", |it| it.contains("port: ").then(|| format!("{it}-9999"))),
        in_lines("a range", |it| it.contains("port: ").then(|| it.replace("port: ", "port: \"") + "-9999\"")),
        in_lines("no colon", |it| it.ends_with(':').then(|| it.trim_end_matches(':').to_owned())),
        in_lines("no colon", |it| it.contains(": ").then(|| it.replacen(": ", " ", 1))),
        in_lines("no space behind colon or dash", |it| it.contains(": ").then(|| it.replacen(": ", ":", 1))),
        in_lines("no space behind colon or dash", |it| it.contains("- ").then(|| it.replacen("- ", "-", 1))),
        in_lines("a dash overwritten", |it| {
            it.trim_start().starts_with("- ").then(|| it.replacen("- ", "  ", 1))
        }),
        in_lines("a dash deleted", |it| it.trim_start().starts_with("- ").then(|| it.replacen("- ", "", 1))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn errors(read: &crate::Analysis) -> Vec<&Diagnostic> {
    let is_error = |it: &&Diagnostic| it.severity == Severity::Error;
    let mut res: Vec<&Diagnostic> = read.diagnostics().iter().filter(is_error).collect();
    res.sort_by_key(|it| it.location.map_or(0, |it| it.span.start));
    res
}

fn line_of(text: &str, it: &Diagnostic) -> usize {
    it.location.map_or(0, |it| text.get(..it.span.start as usize).unwrap().matches('\n').count() + 1)
}

/// What a text means to a parser, drawn; `None` where it cannot be read.
fn meaning(text: &str) -> Option<String> {
    fn draw(node: &crate::yaml::Node<'_>, res: &mut String) {
        for it in node.entries() {
            res.push_str(&format!("{{{}:", it.key));
            draw(&it.value, res);
            res.push('}');
        }
        for it in node.items() {
            res.push('[');
            draw(it, res);
            res.push(']');
        }
        res.push_str(node.as_str().unwrap_or_default());
    }
    let mut res = String::new();
    for it in crate::yaml::split(text) {
        draw(&crate::yaml::parse(it.text, &mut Vec::new())?, &mut res);
        res.push('\n');
    }
    Some(res)
}

/// Words of parsers and of the server's program, which tell a beginner nothing.
const NOT_PLAIN: [&str; 8] =
    ["mapping", "scalar", "sequence", "token", "unmarshal", "regex", "block entry", "flow"];

/// What is not as it should be: told at another line, without a fix, or with one that means something else. The list
/// `everywhere.txt` has these; it is to become shorter. Hard is that each mistake is told, in plain words, and that no first
/// fix leaves an error.
#[test]
fn mistakes_are_told_and_mended_wherever_they_are_made() {
    let meant = meaning(MEANT);
    assert_eq!(errors(&text(MEANT)).len(), 0);
    let (mut all_of_them, mut as_wanted, mut others) = (0, 0, String::new());
    for it in all() {
        let read = text(&it.text);
        let written = it.text.lines().nth(it.line - 1).unwrap();
        let what = format!("{}, line {}: `{}`", it.what, it.line, written.replace('\t', "→"));
        all_of_them += 1;
        let Some(first) = errors(&read).first().copied().cloned() else {
            assert_eq!(meaning(&it.text), meant, "not told: {what}");
            as_wanted += 1;
            continue;
        };
        let own = first.message.split(" (").next().unwrap_or_default();
        assert!(!NOT_PLAIN.iter().any(|it| own.contains(it)), "{what}: {own}");
        let mut not = Vec::new();
        let told = line_of(&it.text, &first);
        if told != it.line {
            not.push(format!("told at line {told}"));
        }
        match first.fixes.first() {
            None => not.push("no fix".to_owned()),
            Some(fix) => {
                let after = edited(&it.text, 0, &fix.edits).unwrap();
                let left = text(&after);
                assert!(errors(&left).is_empty(), "{what}: {}\n{after}\n{:#?}", fix.title, errors(&left));
                // A range of ports is not what stood there before.
                if meaning(&after) != meant && it.what != "a range" {
                    not.push(format!("another meaning after \"{}\"", fix.title));
                }
            }
        }
        if not.is_empty() {
            as_wanted += 1;
        } else {
            others.push_str(&format!("{what}: {}\n", not.join(", ")));
        }
    }
    let head = format!(
        "{as_wanted} of {all_of_them} are told at their line, and the first fix writes what was meant.\n\n"
    );
    expect_test::expect_file!["everywhere.txt"].assert_eq(&(head + &others));
}

/// The pods that the policies are about.
const CLUSTER: &str = "\
ns shop
ns ops team=blue
ns kube-system
pod shop/web app=web
pod shop/api app=api
pod shop/db app=db
pod ops/probe app=probe
pod kube-system/dns k8s-app=kube-dns port=dns:53/UDP port=dns-tcp:53/TCP
";

/// Of a text that can be read: what is found at a line has a fix first that writes what was meant.
#[track_caller]
fn check_found(code: &str, nth: usize, from: &str, to: &str, more: usize) {
    let place = MEANT.match_indices(from).nth(nth).unwrap().0;
    let written = format!("{}{to}{}", MEANT.get(..place).unwrap(), MEANT.get(place + from.len()..).unwrap());
    let cluster = crate::testing::yaml(CLUSTER) + "---\n";
    let before = format!("{cluster}{written}");
    let read = text(&before);
    let line = cluster.lines().count() + MEANT.get(..place).unwrap().matches('\n').count() + 1 + more;
    let found = read.diagnostics().iter().find(|it| it.code.as_str() == code && line_of(&before, it) == line);
    let codes: Vec<_> =
        read.diagnostics().iter().map(|it| (it.code.as_str(), line_of(&before, it))).collect();
    let fix = found.and_then(|it| it.fixes.first()).unwrap_or_else(|| panic!("{code} at {line}: {codes:?}"));
    let after = edited(&before, 0, &fix.edits).unwrap();
    assert_eq!(meaning(&after), meaning(&format!("{cluster}{MEANT}")), "{}\n{after}", fix.title);
}

#[test]
fn what_can_be_read_and_means_something_else_is_found_at_each_place() {
    for nth in 0..4 {
        check_found("stray-dash", nth, "    ports:\n", "  - ports:\n", 0);
    }
    for nth in 0..2 {
        check_found("namespace-name-label", nth, "kubernetes.io/metadata.name: ", "name: ", 0);
        check_found(
            "or-instead-of-and",
            nth,
            "      podSelector:\n        matchLabels:\n          ",
            "    - podSelector:\n        matchLabels:\n          ",
            0,
        );
    }
}
