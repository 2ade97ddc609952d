//! The mistakes of beginners at every place of a file where they can be made: what is told, where, and what its first fix
//! leaves.

use std::sync::LazyLock;

use super::POLICY;
use crate::diagnostic::{Code, Diagnostic, Severity, edited};
use crate::testing::text;

/// What stands behind [`POLICY`](super::POLICY): more ports and rules, and another policy.
const MORE: &str = "    - protocol: TCP
      port: 9187
  - from:
    - podSelector:
        matchLabels:
          app: api
    - podSelector:
        matchLabels:
          app: jobs
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

/// Two policies as a book has them: several rules, several peers, and ports with and without a protocol first.
static MEANT: LazyLock<String> = LazyLock::new(|| format!("{POLICY}{MORE}"));

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
/// `everywhere.txt` has these; it is to become shorter. Hard is that each mistake is told, in plain words, and that the first
/// fixes, one after the other, leave no error.
#[test]
fn mistakes_are_told_and_mended_wherever_they_are_made() {
    let meant = meaning(&MEANT);
    assert_eq!(errors(&text(&MEANT)).len(), 0);
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
            Some(_) => {
                // A place may need two steps: the next one is told then, with its fix.
                let (after, titles) = mended_one_by_one(&it.text);
                let left = text(&after);
                assert!(errors(&left).is_empty(), "{what}: {titles:?}\n{after}\n{:#?}", errors(&left));
                // A range of ports is not what stood there before.
                if meaning(&after) != meant && it.what != "a range" {
                    not.push(format!("another meaning after \"{}\"", titles.join("\", \"")));
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
        "{as_wanted} of {all_of_them} are told at their line, and the first fixes write what was meant.\n\n"
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
pod shop/jobs app=jobs
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
    assert_eq!(meaning(&after), meaning(&format!("{cluster}{}", *MEANT)), "{}\n{after}", fix.title);
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

/// What is left to mend of a text when the first fix of its first error is applied again and again: nothing, or what has no
/// fix, with the titles of the fixes so far.
fn mended_one_by_one(written: &str) -> (String, Vec<String>) {
    let (mut now, mut titles) = (written.to_owned(), Vec::new());
    for _ in 0..6 {
        let read = text(&now);
        let Some(fix) = errors(&read).into_iter().find_map(|it| it.fixes.first()) else { break };
        titles.push(fix.title.clone());
        now = edited(&now, 0, &fix.edits).unwrap();
    }
    (now, titles)
}

/// Two mistakes in one document, of any two kinds: the first that is told has a fix, and after it the other one is told with
/// its fix, until what was meant stands there.
#[test]
fn two_mistakes_of_one_document_are_mended_one_after_the_other() {
    type Slip = (&'static str, &'static str, &'static str);
    let upper: [Slip; 7] = [
        ("a tab", "    matchLabels:\n      app: db", "\tmatchLabels:\n\t  app: db"),
        ("typographic quotes", "app: db", "app: “db”"),
        ("an open quote", "app: db", "app: \"db"),
        ("small letters", "    matchLabels:\n      app: db", "    matchlabels:\n      app: db"),
        ("no colon", "  podSelector:\n", "  podSelector\n"),
        ("no space", "app: db", "app:db"),
        ("a line to the left", "  policyTypes:", " policyTypes:"),
    ];
    let lower: [Slip; 8] = [
        ("a tab", "        matchLabels:\n          app: web", "\t\tmatchLabels:\n\t\t  app: web"),
        ("typographic quotes", "app: web", "app: “web”"),
        ("an open quote", "app: web", "app: \"web"),
        ("small letters", "matchLabels:\n          app: web", "matchlabels:\n          app: web"),
        ("no dash", "  - from:", "  from:"),
        ("no dash below", "    - podSelector:", "    podSelector:"),
        ("a range", "port: 5432", "port: 5432-5440"),
        ("no space", "port: 5432", "port:5432"),
    ];
    let mut wrong = String::new();
    for (first, from, to) in upper {
        for (second, other, wrote) in lower {
            let written = POLICY.replacen(other, wrote, 1).replacen(from, to, 1);
            let (after, titles) = mended_one_by_one(&written);
            let is_right = errors(&text(&after)).is_empty()
                && (second == "a range" || meaning(&after) == meaning(POLICY));
            if !is_right {
                wrong.push_str(&format!("{first} and {second}: {titles:?}\n{after}\n"));
            }
        }
    }
    assert_eq!(wrong, "");
}

/// The errors without those that follow from others: what a server says of a quote, and its second half.
fn own_errors(read: &crate::Analysis) -> Vec<&Diagnostic> {
    let mut all = errors(read);
    all.retain(|it| it.code != Code::InvalidValue);
    all.dedup_by_key(|it| it.code);
    all
}

#[test]
fn each_of_two_mistakes_that_are_told_has_its_fix() {
    for (written, both) in [
        (
            POLICY.replace("app: web", "app: “web”").replace("  policyTypes:", "\tpolicyTypes:"),
            ["tab", "typographic quote"],
        ),
        (
            POLICY
                .replacen("    matchLabels:\n      app: db", "    matchlabels:\n      app: db", 1)
                .replace("app: web", "app: “web”"),
            ["matchlabels", "typographic quote"],
        ),
    ] {
        let read = text(&written);
        let all = own_errors(&read);
        for it in &both {
            assert!(all.iter().any(|error| error.message.contains(it)), "{it}: {all:#?}");
        }
        for error in &all {
            let fix = error.fixes.first().unwrap_or_else(|| panic!("{error:#?}\n{written}"));
            let after = edited(&written, 0, &fix.edits).unwrap();
            let left = text(&after);
            let left = own_errors(&left);
            assert!(!left.is_empty() && left.iter().all(|it| !it.fixes.is_empty()), "{after}\n{left:#?}");
        }
    }
}

#[test]
fn all_lost_dashes_of_nested_lists_are_told_one_after_the_other() {
    let written =
        POLICY.replacen("  - from:", "  from:", 1).replacen("    - podSelector:", "    podSelector:", 1);
    let read = text(&written);
    let first = errors(&read)[0];
    assert!(first.message.starts_with("a dash is missing before `from`"), "{first:#?}");
    let (after, titles) = mended_one_by_one(&written);
    assert_eq!(titles, ["put a dash before `from`", "put a dash before `podSelector`"]);
    assert_eq!(meaning(&after), meaning(POLICY), "{after}");
}

#[test]
fn the_lost_dash_of_an_expression_is_told_and_not_taken_for_labels() {
    let expression = |dash: &str, rest: &str| {
        let lines = format!("    matchExpressions:\n{dash}key: app\n{rest}operator: In\n{rest}values: [db]");
        POLICY.replacen("    matchLabels:\n      app: db", &lines, 1)
    };
    let meant = expression("    - ", "      ");
    for written in [expression("    ", "    "), expression("    ", "      "), expression("      ", "      ")]
    {
        let (after, titles) = mended_one_by_one(&written);
        assert_eq!(meaning(&after), meaning(&meant), "{titles:?}\n{written}\n{after}");
        assert!(titles[0].contains("dash") || titles[0] == "write a list", "{titles:?}");
    }
    let second = meant.replacen(
        "      values: [db]",
        "      values: [db]\n    - key: tier\n      operator: Exists",
        1,
    );
    let written =
        second.replacen("    - key: tier\n      operator: Exists", "    key: tier\n    operator: Exists", 1);
    let (after, titles) = mended_one_by_one(&written);
    assert_eq!(meaning(&after), meaning(&second), "{titles:?}\n{after}");
}
