//! Whether comments are still there in a text that was made of another.

use super::json;
use crate::hash::HashSet;

/// Whether every comment of a text is one of the other too, with or without marks before its line.
pub(super) fn are_kept(old: &str, new: &str) -> bool {
    let of_yaml = |text| str::lines(text).filter_map(comment).map(words).filter(|it| !it.is_empty());
    let kept: HashSet<&str> = of_yaml(new).collect();
    let is_json = old.get(json::begin(old)..).is_some_and(|it| it.starts_with(['{', '[', '/']));
    let of_json = if is_json { json::comments(old) } else { Vec::new() };
    let of_json = of_json.into_iter().filter_map(|it| old.get(it)).flat_map(str::lines).map(words);
    of_yaml(old).chain(of_json).all(|it| it.is_empty() || kept.contains(it))
}

/// The comment of a line, from its mark on.
fn comment(line: &str) -> Option<&str> {
    let begins = |at: usize| {
        let lead = line.get(..at).unwrap_or_default();
        lead.ends_with(char::is_whitespace) || !lead.contains(char::is_alphabetic)
    };
    line.match_indices('#').find(|it| begins(it.0)).and_then(|it| line.get(it.0..))
}

/// What a comment says.
fn words(comment: &str) -> &str {
    let is_mark = |it: char| matches!(it, '#' | '/' | '*') || it.is_whitespace();
    comment.trim_matches(is_mark)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{FixClass, edited};
    use crate::testing::text;

    const POLICY: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: a # the name
# what it does
spec: {podSelector: {}, policyTypes: [Ingress]}
";

    /// The class of the fix that makes a text plain, and the text after it.
    fn plain(before: &str) -> (FixClass, String) {
        let read = text(before);
        let mut fixes = read.diagnostics().iter().flat_map(|it| &it.fixes);
        let fix = fixes.find(|it| it.title.starts_with("make it plain YAML")).unwrap();
        (fix.class, edited(before, 0, &fix.edits).unwrap())
    }

    #[test]
    fn what_is_made_plain_keeps_its_comments_or_is_asked_for() {
        let marked = |mark: &str| POLICY.lines().map(|it| format!("{mark}{it}\n")).collect::<String>();
        let diff = format!("--- a/a.yaml\n+++ b/a.yaml\n@@ -0,0 +1,6 @@\n{}", marked("+"));
        assert_eq!(plain(&diff), (FixClass::Safe, POLICY.to_owned()));
        let of_both = diff.replace("-0,0 +1,6", "-1 +1,6").replace("@@\n", "@@\n-# why it was\n");
        assert_eq!(plain(&of_both), (FixClass::Effect, POLICY.to_owned()));
        let page = format!("# A page\n\n```yaml\n{POLICY}```\n");
        assert_eq!(plain(&page), (FixClass::Effect, POLICY.to_owned()));
        let json = "{\"apiVersion\": \"v1\", // first\n\"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"} /* last */ }\n";
        let yaml = "apiVersion: v1 # first\nkind: Pod\nmetadata:\n  name: a # last\n";
        assert_eq!(plain(json), (FixClass::Safe, yaml.to_owned()));
    }

    #[test]
    fn a_mark_at_the_start_of_a_file_is_no_character_of_it() {
        for broken in ["kind Pod\n", "a: [\n", "\u{a0}kind: Pod\n"] {
            let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\n";
            let read = text(&format!("\u{feff}{pod}apiVersion: v1\n{broken}"));
            let found = read.diagnostics().iter().find(|it| it.message.contains("U+FEFF"));
            assert_eq!(found, None);
            assert!(read.model().cluster.pod_count() == 1, "{:#?}", read.diagnostics());
            let at = read.diagnostics().iter().filter_map(|it| it.location).map(|it| it.span.start as usize);
            assert!(at.min().unwrap() >= pod.len(), "{:#?}", read.diagnostics());
        }
    }

    #[test]
    fn what_is_made_plain_keeps_its_line_ends() {
        let two = "[{\"kind\": \"Pod\", \"apiVersion\": \"v1\"},\n {\"kind\": \"Job\"}]\n// two\n";
        let fences =
            format!("```yaml\n{POLICY}```\n\n```yaml\n{}```\n", POLICY.replace("name: a", "name: b"));
        for before in [two, &fences] {
            let (_, unix) = plain(before);
            let (_, dos) = plain(&before.replace('\n', "\r\n"));
            assert!(unix.contains("---\n"));
            assert_eq!(dos, unix.replace('\n', "\r\n"));
        }
    }
}
