use crate::intake::intake;
use crate::source::{SourceFile, Span};

/// What files hold, and what is said of them. Every place leads into the file that it names.
#[track_caller]
pub(super) fn read(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let files: Vec<SourceFile> = files.iter().map(|it| SourceFile::new(it.0, it.1)).collect();
    let found = intake(&files);
    let text = |file: u32, span: Span| {
        let range = span.start as usize..span.end as usize;
        match files.get(file as usize) {
            Some(it) => it.text.get(range).unwrap().to_owned(),
            None => found.made[file as usize - files.len()].text().get(range).unwrap().to_owned(),
        }
    };
    for it in &found.made {
        for at in 0..it.text().len() as u32 {
            let place = it.locate(Span::new(at, at + 1));
            let file = &files[place.file.0 as usize].text;
            assert!(place.span.end as usize <= file.len(), "{place:?} is not in its file");
        }
    }
    let documents = found
        .documents
        .iter()
        .filter(|it| !it.is_in_doubt)
        .map(|it| text(it.file.0, it.span).trim().to_owned());
    let notes = found.notes.iter().map(|it| {
        let at = it.problem.location.unwrap();
        assert!(at.span.end as usize <= files[at.file.0 as usize].text.len(), "{:?}", it.problem);
        let mark = if it.is_incomplete { " (incomplete)" } else { "" };
        format!("{}: {}{mark}", it.problem.code, it.problem.message)
    });
    (documents.collect(), notes.collect())
}

/// Whether one note holds all words.
#[track_caller]
pub(super) fn said(notes: &[String], words: &[&str]) {
    assert!(
        notes.iter().any(|it| words.iter().all(|word| it.contains(word))),
        "{words:?} is not said: {notes:#?}"
    );
}

#[test]
fn plain_manifests_are_left_alone() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}";
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata: {x: '{{ $labels.pod }}'}";
    let rules = "kind: PrometheusRule\nspec:\n  text: \"{{ $labels.pod }} of {{ $value }}\"\n  more: |\n    {{ .Alerts }}";
    let (documents, notes) = read(&[("a.yaml", &[pod, map, rules].join("\n---\n"))]);
    assert_eq!(documents, [pod, map, rules]);
    assert_eq!(notes, Vec::<String>::new());
}

#[test]
fn kinds_that_change_others_are_found_in_one_look() {
    for (text, wanted) in [
        ("kind: Kustomization", true),
        ("{\"kind\": \"ConfigMap\"}", true),
        ("kind:   'Template'", true),
        ("kind: Pod\nkinds: [ConfigMap]", false),
        ("kind: ConfigMapper", false),
        ("kind", false),
        ("apiVersion: constraints.gatekeeper.sh/v1", true),
    ] {
        assert_eq!(super::may_change_others(text), wanted, "{text}");
    }
}
