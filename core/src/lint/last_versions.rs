//! Findings about objects that stay in force in their last version, while their text is being edited.
//!
//! They speak of text that is no longer there. What is wrong with the text that is there is told, and has to be mended
//! first: then lints speak of it again.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::source::{FileId, Location};

/// Leaves out what is found in such objects, and places and fixes of other findings that lie in them.
pub(super) fn leave_out(model: &Model, found: &mut Vec<Diagnostic>) {
    // Each is in a text that was made for it alone.
    let lasts = model.read.manifests.iter().filter(|it| it.meta().is_last_version);
    let texts: BTreeSet<FileId> = lasts.map(|it| it.meta().origin.file).collect();
    if texts.is_empty() {
        return;
    }
    let is_there = |it: &Location| !texts.contains(&it.file);
    found.retain(|it| it.location.as_ref().is_none_or(is_there));
    for it in found {
        it.related.retain(|it| is_there(&it.0));
        it.fixes.retain(|it| it.edits.iter().all(|it| is_there(&it.location)));
    }
}

#[cfg(test)]
mod tests {
    use crate::findings::{LINTS, by};
    use crate::lint::find;
    use crate::model::{Loaded, Model, Steps};
    use crate::options::Options;
    use crate::source::SourceFile;

    /// What is found while a text is typed: in each version its findings, drawn.
    fn typed(texts: &[&str]) -> Vec<Vec<String>> {
        let (mut last, mut res) = (None::<Model>, Vec::new());
        for text in texts {
            let files = [SourceFile::new("a.yaml", *text)];
            let steps = Steps::new(Loaded::WHOLE, last.as_ref(), &files, &Options::default());
            let model = steps.keeping(last.as_ref()).finish();
            let found = by(&model, &[LINTS], true);
            for at in
                found.iter().flat_map(|it| it.location.into_iter().chain(it.related.iter().map(|it| it.0)))
            {
                assert!((at.file.0 as usize) < files.len(), "a place that is in no file: {found:#?}");
            }
            res.push(found.iter().map(|it| format!("{} {}", it.code.as_str(), it.object)).collect());
            last = Some(model);
        }
        res
    }

    /// How an example is broken: it is no YAML, or the server would refuse it.
    fn broken(example: &str) -> [String; 2] {
        let kind = example.find("kind:").unwrap();
        let (above, below) = example.split_at(kind);
        let line = below.find('\n').unwrap() + 1;
        let (first, rest) = below.split_at(line);
        [
            format!("{above}{first}half typed\n{rest}"),
            example.replacen("metadata:", "metdata: {}\nmetadata:", 1),
        ]
    }

    #[test]
    fn no_rule_speaks_of_text_that_is_no_longer_there() {
        let mut n_kept = 0;
        for rule in super::super::RULES {
            let example = rule.examples.0;
            for now in broken(example) {
                let files = |it: &str| [SourceFile::new("a.yaml", it)];
                let first = Steps::new(Loaded::WHOLE, None, &files(example), &Options::default());
                let first = first.keeping(None).finish();
                let next = Steps::new(Loaded::WHOLE, Some(&first), &files(&now), &Options::default());
                let next = next.keeping(Some(&first)).finish();
                let lasts: Vec<_> = next.read.last_versions.iter().map(|it| it.1).collect();
                n_kept += lasts.len();
                let is_in = |at: crate::source::Location| {
                    lasts.iter().any(|it| it.span.start <= at.span.start && at.span.end <= it.span.end)
                };
                for it in crate::pause::at_once(async |pause| find(&next, |_| true, &pause).await) {
                    assert!(!it.location.is_some_and(is_in), "{}: {it:#?}\n{now}", rule.meta.about.code);
                    assert!(!it.related.iter().any(|it| is_in(it.0)), "{}: {it:#?}", rule.meta.about.code);
                    let edits = it.fixes.iter().flat_map(|it| &it.edits);
                    let mut edits = edits.filter(|it| is_in(it.location));
                    assert_eq!(edits.next(), None, "{}", rule.meta.about.code);
                }
            }
        }
        assert!(n_kept > super::super::RULES.len() / 2, "else nothing is tried: {n_kept}");
    }

    const POLICY: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: a
  annotations: {netpol-playground/ignore: inferred-types}
spec:
  podSelector: {}
  ingress:
  - from: []
";

    #[test]
    fn a_wish_to_hear_less_waits_until_its_object_can_be_read() {
        let refused = POLICY.replace("  - from: []", "  - from: []\n    ports: [{port: 0}]");
        let found = typed(&[POLICY, &refused]);
        let has = |it: &[String], code: &str| it.iter().any(|it| it.starts_with(code));
        assert!(has(&found[0], "empty-list-allows-all") && !has(&found[0], "inferred-types"), "{found:#?}");
        assert!(has(&found[1], "last-version") && !has(&found[1], "empty-list"), "{found:#?}");
        assert!(!has(&found[1], "unused-ignore"), "{found:#?}");
    }

    #[test]
    fn what_several_objects_are_together_waits_too() {
        let pod = |name: &str| {
            format!(
                "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nstatus: {{podIP: 10.0.0.1}}\n"
            )
        };
        let good = pod("a") + &pod("b");
        let broken = good.replacen("kind: Pod\n", "kind: Pod\nhalf\n", 1);
        let found = typed(&[&good, &broken]);
        assert!(found[0].iter().any(|it| it.starts_with("shared-address")), "{found:#?}");
        assert!(!found[1].iter().any(|it| it.starts_with("shared-address")), "{found:#?}");
    }
}
