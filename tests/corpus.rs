//! Small inputs in the forms of many real files, read from `../shared/conformance/corpus` or `$NETPOL_CONFORMANCE`:
//! what is said about each, and the objects that are left.

use std::path::PathBuf;

use netpol_core::diagnostic::Code;
use netpol_core::{Analysis, Options, SourceFile, analyze};
use netpol_tests::paths;

/// The file, what is said as `severity code line`, and the objects that are read.
const EXPECTED: &[(&str, &[&str], &[&str])] = &[
    ("01-heredoc.yaml", &["info rewritten 1"], &["shop/deny"]),
    ("02-heredoc-kubectl.yaml", &["info rewritten 1"], &["shop/deny"]),
    ("03-fence.yaml", &["info rewritten 1"], &["shop/deny"]),
    ("04-markdown.md", &["info rewritten 3"], &["shop/deny", "shop/allow"]),
    // The text of the ConfigMap holds a policy, and stays its own.
    ("16-configmap.yaml", &["warning held-policies 5", "info ignored-kinds 1"], &[]),
    ("22-envsubst.yaml", &["error unfilled-placeholder 4", "error unfilled-placeholder 5"], &[]),
    ("23-placeholder.yaml", &["error unfilled-placeholder 5", "error unfilled-placeholder 9"], &[]),
    ("35-template.yaml", &["info rewritten 5", "warning rewritten 5"], &["default/a"]),
    ("70-quoted-continuation.yaml", &["info ignored-kinds 1"], &[]),
    ("71-quote-hash.yaml", &[], &["default/deny"]),
    ("74-yaml12-directive.yaml", &["error yaml-version 1"], &["default/deny"]),
    // Both say the same.
    ("76-missing-separator.yaml", &["error missing-separator 6"], &["default/a", "default/b"]),
    ("79-foreign-not-policy.yaml", &["info ignored-kinds 1"], &[]),
];

#[test]
fn files_are_read_as_they_are_meant() {
    let folder = std::env::var_os("NETPOL_CONFORMANCE").map(PathBuf::from);
    let folder = folder.unwrap_or_else(|| paths::root().join("../shared/conformance")).join("corpus");
    if !folder.is_dir() {
        println!("corpus: skipped, the files are not here");
        return;
    }
    let options = Options { stand_ins: false, ..Options::default() };
    let mut wrong = Vec::new();
    for (name, problems, objects) in EXPECTED {
        let text = std::fs::read_to_string(folder.join(name)).expect("each file of the list is there");
        let analysis = analyze(&[SourceFile::new(*name, text)], &options);
        let (told, read) = (told(&analysis), read(&analysis));
        if told != *problems || read != *objects {
            wrong.push(format!("{name}: {told:?}, {read:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn told(analysis: &Analysis) -> Vec<String> {
    let line = |it| analysis.line_column(it).map_or(0, |it| it.1.line);
    let problem = |it: &netpol_core::diagnostic::Diagnostic| {
        format!("{} {} {}", it.severity.as_str(), it.code, it.location.map_or(0, line))
    };
    // What lints find in what was read has tests of its own.
    let of_reading = analysis.diagnostics().iter().filter(|it| !matches!(it.code, Code::Lint(_)));
    of_reading.map(problem).collect()
}

fn read(analysis: &Analysis) -> Vec<String> {
    let metas = analysis.manifests().iter().map(|it| it.meta());
    metas.map(|it| format!("{}/{}", it.namespace, it.name.value)).collect()
}
